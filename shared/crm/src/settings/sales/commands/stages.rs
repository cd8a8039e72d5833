//! The stages of a pipeline: what a list of them must be, and the ids of new ones.

use kernel::{Inputs, Rejection, Timestamp, TypedId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::folded;
use crate::{
    checks::check_distinct,
    forecast::{ForecastCategory, Probability, StageKind},
    limits,
    published::Stage,
    reference::{SalesSettingsId, StageId},
    value::{Capped, ShortText},
};

/// A stage that a pipeline shall have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageWish {
    /// The stage of the pipeline that stays or becomes this one; a new one when left out.
    #[serde(default)]
    pub stage_id: Option<StageId>,
    /// Its name, different from the others of the pipeline.
    pub name: ShortText,
    /// What it says of a deal. It never changes: what came of the deals that were there would change with it.
    pub kind: StageKind,
    /// How likely a deal is won there: 100 in a won stage, 0 in a lost one.
    pub probability: Probability,
    /// Where a forecast counts a deal there: `closed` in a won stage and in no other, `omitted` in a lost one.
    pub forecast_category: ForecastCategory,
}

/// Gives out ids: the time and a number that counts on make each one only once.
pub(super) struct Ids {
    settings: SalesSettingsId,
    now: Timestamp,
    given: u64,
}

impl Ids {
    /// After so many that were given out before.
    pub(super) fn after(given: u64, inputs: &Inputs<SalesSettingsId>) -> Self {
        Self { settings: inputs.id, now: inputs.now, given }
    }

    /// The next one.
    pub(super) fn next<I: TypedId>(&mut self) -> I {
        self.given += 1;
        I::derived(self.now, &[self.settings.uuid().as_bytes(), &self.given.to_be_bytes()])
    }
}

/// The stages that a pipeline gets, which has these until now.
pub(super) fn accepted(
    wanted: &[StageWish],
    current: &[Stage],
    ids: &mut Ids,
) -> Result<Capped<Stage, { limits::STAGES }>, Rejection> {
    check_distinct(wanted, |stage| folded(&stage.name), |index| format!("/stages/{index}/name"))?;
    let named: Vec<_> = wanted.iter().filter_map(|stage| stage.stage_id).collect();
    check_complete(wanted)?;
    let stage = |(index, wish): (usize, &StageWish)| {
        check_kind(wish, index)?;
        Ok(Stage {
            stage_id: match wish.stage_id {
                Some(id) => existing(wish, id, current, index)?,
                None => new(wish, &named, current, index, ids)?,
            },
            name: wish.name.clone(),
            kind: wish.kind,
            probability: wish.probability,
            forecast_category: wish.forecast_category,
        })
    };
    let stages = wanted.iter().enumerate().map(stage).collect::<Result<Vec<_>, Rejection>>()?;
    check_distinct(&stages, |stage| stage.stage_id, |index| format!("/stages/{index}/stage_id"))?;
    Ok(Capped::counted(stages))
}

fn check_complete(wanted: &[StageWish]) -> Result<(), Rejection> {
    let is_there = |kind: &StageKind| wanted.iter().any(|stage| stage.kind == *kind);
    if [StageKind::Open, StageKind::Won, StageKind::Lost].iter().all(is_there) {
        Ok(())
    } else {
        let detail = "a pipeline has at least an open, a won and a lost stage; add what is missing";
        Err(Rejection::unprocessable("stages_incomplete", detail).at("/stages"))
    }
}

/// What is won or lost is so, and a forecast that counted an open deal as closed would count it twice.
fn check_kind(wish: &StageWish, index: usize) -> Result<(), Rejection> {
    let StageWish { probability, forecast_category, .. } = *wish;
    let invalid = |field: &str, detail| Err(Rejection::invalid_field(format!("/stages/{index}/{field}"), detail));
    match wish.kind {
        StageKind::Won if probability != Probability::CERTAIN => invalid("probability", "must be 100 in a won stage"),
        StageKind::Won if forecast_category != ForecastCategory::Closed => {
            invalid("forecast_category", "must be `closed` in a won stage")
        }
        StageKind::Lost if probability != Probability::NONE => invalid("probability", "must be 0 in a lost stage"),
        StageKind::Lost if forecast_category != ForecastCategory::Omitted => {
            invalid("forecast_category", "must be `omitted` in a lost stage")
        }
        StageKind::Open if forecast_category == ForecastCategory::Closed => {
            invalid("forecast_category", "must not be `closed` in an open stage")
        }
        StageKind::Open | StageKind::Won | StageKind::Lost => Ok(()),
    }
}

fn existing(wish: &StageWish, id: StageId, current: &[Stage], index: usize) -> Result<StageId, Rejection> {
    let pointer = |field: &str| format!("/stages/{index}/{field}");
    let Some(stage) = current.iter().find(|stage| stage.stage_id == id) else {
        let detail = "the pipeline has no such stage; leave the id out for a new one";
        return Err(Rejection::unprocessable("stage_not_found", detail).at(pointer("stage_id")));
    };
    if stage.kind != wish.kind {
        let detail = "the kind of a stage cannot change; add another stage and leave this one out";
        return Err(Rejection::unprocessable("stage_kind_fixed", detail).at(pointer("kind")));
    }
    Ok(id)
}

/// A new stage does not take the place of one of the same name: the deals there would lose theirs, and nobody meant that.
fn new(
    wish: &StageWish,
    named: &[StageId],
    current: &[Stage],
    index: usize,
    ids: &mut Ids,
) -> Result<StageId, Rejection> {
    let replaced = |stage: &&Stage| !named.contains(&stage.stage_id) && folded(&stage.name) == folded(&wish.name);
    if current.iter().any(|stage| replaced(&stage)) {
        let detail = "the pipeline has a stage of this name; name it by its id";
        return Err(Rejection::unprocessable("stage_exists", detail).at(format!("/stages/{index}/stage_id")));
    }
    Ok(ids.next())
}

#[cfg(test)]
#[path = "stages.test.rs"]
mod tests;
