//! What the sales settings of a tenant say.

use kernel::{Known, PersonalData, Rejection, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read;
use crate::{
    forecast::{ForecastCategory, Probability, StageKind},
    limits,
    reference::{PipelineId, SalesSettingsId, StageId, id_in},
    value::{Capped, LossCode, ShortText},
};

/// What the sales settings of a tenant say. Published by the sales settings; without any, it is the [default](Self::default_in).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct SalesTerms {
    /// The pipelines, archived ones included.
    pub pipelines: Capped<Pipeline, { limits::PIPELINES }>,
    /// The pipeline whose stages are offered first.
    pub default_pipeline_id: PipelineId,
    /// The reasons why a deal is lost; `unknown` and `other` are always there.
    pub loss_reasons: Capped<LossReason, { limits::LOSS_REASONS }>,
}

/// The stages that a deal goes through.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// Its id.
    pub pipeline_id: PipelineId,
    /// Its name.
    pub name: ShortText,
    /// Its stages, in order.
    pub stages: Capped<Stage, { limits::STAGES }>,
    /// Whether it takes no new deals.
    pub archived: bool,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its id.
    pub stage_id: StageId,
    /// Its name.
    pub name: ShortText,
    /// What it says of a deal.
    pub kind: StageKind,
    /// How likely a deal is won there, unless its owner knows better.
    pub probability: Probability,
    /// Where a forecast counts it, unless its owner knows better.
    pub forecast_category: ForecastCategory,
}

/// A reason why a deal is lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LossReason {
    /// Its code.
    pub code: LossCode,
    /// What people read.
    pub name: ShortText,
}

impl SalesTerms {
    /// The id of the settings of a scope.
    #[must_use]
    pub fn id(scope: &Scope) -> SalesSettingsId {
        id_in(scope, &[])
    }

    /// The terms in a scope, for a command that [needs](kernel::Aggregate::needs) [`id`](Self::id).
    ///
    /// # Errors
    /// `published_unreadable` when what is published is none.
    pub fn of(known: &Known, scope: &Scope) -> Result<Self, Rejection> {
        Ok(read(known, Self::id(scope))?.unwrap_or_else(|| Self::default_in(scope)))
    }

    /// What counts until a tenant says otherwise, with ids that are the same whenever it is asked for.
    #[must_use]
    pub fn default_in(scope: &Scope) -> Self {
        let pipeline = default_pipeline(scope);
        let reason = |(code, name)| LossReason { code: LossCode::literal(code), name: ShortText::literal(name) };
        Self {
            default_pipeline_id: pipeline.pipeline_id,
            pipelines: Capped::of([pipeline]),
            loss_reasons: Capped::of(LOSS_REASONS.map(reason)),
        }
    }

    /// A stage and its pipeline.
    #[must_use]
    pub fn stage(&self, id: StageId) -> Option<(&Pipeline, &Stage)> {
        let stages = |pipeline: &'_ Pipeline| pipeline.stages.iter().position(|stage| stage.stage_id == id);
        let (pipeline, index) = self.pipelines.iter().find_map(|pipeline| Some((pipeline, stages(pipeline)?)))?;
        Some((pipeline, pipeline.stages.get(index)?))
    }

    /// A pipeline.
    #[must_use]
    pub fn pipeline(&self, id: PipelineId) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.pipeline_id == id)
    }

    /// A reason.
    #[must_use]
    pub fn loss_reason(&self, code: &LossCode) -> Option<&LossReason> {
        self.loss_reasons.iter().find(|reason| reason.code == *code)
    }
}

/// The stages of a pipeline that fits most who sell to companies: a common default, to begin with.
///
/// The first word makes the id of the stage, which stands in events: it stays whatever the name becomes.
const STAGES: [(&str, &str, StageKind, u8, ForecastCategory); 6] = [
    ("prospecting", "Prospecting", StageKind::Open, 10, ForecastCategory::Pipeline),
    ("qualification", "Qualification", StageKind::Open, 20, ForecastCategory::Pipeline),
    ("proposal", "Proposal", StageKind::Open, 50, ForecastCategory::BestCase),
    ("negotiation", "Negotiation", StageKind::Open, 80, ForecastCategory::Commit),
    ("won", "Won", StageKind::Won, 100, ForecastCategory::Closed),
    ("lost", "Lost", StageKind::Lost, 0, ForecastCategory::Omitted),
];

/// The reasons to begin with.
const LOSS_REASONS: [(&str, &str); 6] = [
    ("unknown", "Unknown"),
    ("other", "Other"),
    ("price", "Price"),
    ("competitor", "Lost to a competitor"),
    ("no_budget", "No budget"),
    ("timing", "Bad timing"),
];

fn default_pipeline(scope: &Scope) -> Pipeline {
    let stage = |(key, name, kind, percent, forecast_category): (&str, &'static str, _, _, _)| Stage {
        stage_id: id_in(scope, &[b"default", key.as_bytes()]),
        name: ShortText::literal(name),
        kind,
        probability: Probability::saturating(percent),
        forecast_category,
    };
    Pipeline {
        pipeline_id: id_in(scope, &[b"default"]),
        name: ShortText::literal("Sales"),
        stages: Capped::of(STAGES.map(stage)),
        archived: false,
    }
}

#[cfg(test)]
#[path = "sales.test.rs"]
mod tests;
