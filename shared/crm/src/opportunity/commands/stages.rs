//! How far a deal has come, and what is expected of it.

use kernel::{AnyId, Inputs, Rejection, Timestamp, TypedId as _};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    checks::check_business_date,
    forecast::{ForecastCategory, Probability, StageKind},
    opportunity::{
        OpportunityEvent, OpportunityState, OpportunityStatus,
        events::{OpportunityCloseDatePushed, OpportunityForecastOverridden, OpportunityStageChanged},
    },
    patch::Patch,
    published::{FinancialTerms, Pipeline, SalesTerms, Stage},
    record::unless,
    reference::{OpportunityId, StageId},
    value::{Date, ShortText},
};

use super::not_now;

/// The body of `POST /opportunities/{opportunity_id}/change-stage`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeStage {
    /// An open stage of its pipeline.
    pub stage_id: StageId,
    /// The business day of it: by default today in the tenant's time zone, at most tomorrow. It may be before the last move: whoever says
    /// late what happened, or sets a mistake right, names the day of it.
    #[serde(default)]
    pub effective_on: Option<Date>,
}

/// The body of `POST /opportunities/{opportunity_id}/push-close-date`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PushCloseDate {
    /// The day on which it is expected to be won now.
    pub close_date: Date,
    /// Why.
    #[serde(default)]
    pub reason: Option<ShortText>,
}

/// The body of `POST /opportunities/{opportunity_id}/override-forecast`: what is left out stays, `null` leaves it to the stage again. The
/// next stage takes both back.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OverrideForecast {
    /// How likely it is to be won, in hundredths.
    pub probability: Patch<Probability>,
    /// How a forecast counts it.
    pub forecast_category: Patch<ForecastCategory>,
}

pub(super) fn needed_to_move(inputs: &Inputs<OpportunityId>) -> Vec<AnyId> {
    vec![FinancialTerms::id(&inputs.scope).erase(), SalesTerms::id(&inputs.scope).erase()]
}

pub(super) fn needed_to_override(inputs: &Inputs<OpportunityId>) -> Vec<AnyId> {
    vec![SalesTerms::id(&inputs.scope).erase()]
}

/// The stage that a deal may begin in.
pub(super) fn first_stage(sales: &SalesTerms, stage_id: StageId) -> Result<(&Pipeline, &Stage), Rejection> {
    let Some((pipeline, stage)) = sales.stage(stage_id) else {
        return Err(no_such_stage(sales.pipeline(sales.default_pipeline_id)));
    };
    if pipeline.archived {
        let detail = "the pipeline of the stage is archived; choose a stage of another one";
        return Err(Rejection::unprocessable("pipeline_archived", detail).at("/stage_id"));
    }
    if stage.kind != StageKind::Open {
        return Err(no_open_stage(Some(pipeline), None));
    }
    Ok((pipeline, stage))
}

/// The open stage of a deal's own pipeline that it is to go to.
pub(super) fn next_stage<'a>(
    state: &OpportunityState,
    sales: &'a SalesTerms,
    stage_id: StageId,
) -> Result<&'a Stage, Rejection> {
    let pipeline = sales.pipeline(state.pipeline_id);
    let stage = pipeline.and_then(|pipeline| pipeline.stages.iter().find(|stage| stage.stage_id == stage_id));
    match stage {
        Some(stage) if stage.kind == StageKind::Open => Ok(stage),
        Some(_) => Err(no_open_stage(pipeline, Some(state))),
        None if sales.stage(stage_id).is_some() => Err(no_open_stage(pipeline, Some(state))),
        None => Err(no_such_stage(pipeline)),
    }
}

fn open_stages(pipeline: Option<&Pipeline>, but: Option<StageId>) -> String {
    let stages = pipeline.into_iter().flat_map(|pipeline| pipeline.stages.iter());
    let open = stages.filter(|stage| stage.kind == StageKind::Open && Some(stage.stage_id) != but);
    listed(open.map(|stage| stage.stage_id))
}

/// The ids only: names are what people typed.
pub(super) fn listed(stages: impl Iterator<Item = StageId>) -> String {
    let ids: Vec<_> = stages.map(|stage_id| format!("`{stage_id}`")).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
}

fn no_such_stage(pipeline: Option<&Pipeline>) -> Rejection {
    let detail = format!("there is no such stage; the open ones of the pipeline are {}", open_stages(pipeline, None));
    Rejection::unprocessable("reference_not_found", detail).at("/stage_id")
}

/// Of a deal that is worked on it names the ways on; one that begins, now or again, may begin in any open stage.
fn no_open_stage(pipeline: Option<&Pipeline>, state: Option<&OpportunityState>) -> Rejection {
    let moving = state.filter(|state| state.status == OpportunityStatus::Open);
    let legal = open_stages(pipeline, moving.map(|state| state.stage_id));
    let moves = if moving.is_some() { "; to close it, `win`, `lose` or `abandon` it" } else { "" };
    let detail = format!("this is no open stage of its pipeline; legal are {legal}{moves}");
    Rejection::unprocessable("illegal_move", detail).at("/stage_id")
}

pub(super) fn change(
    state: &OpportunityState,
    wish: &ChangeStage,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    if state.status != OpportunityStatus::Open {
        return Err(not_now(state));
    }
    if wish.stage_id == state.stage_id {
        return Ok(Vec::new());
    }
    let sales = SalesTerms::of(&inputs.known, &inputs.scope)?;
    let stage = next_stage(state, &sales, wish.stage_id)?;
    let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let (effective_on, days_in_stage) = moved_on(state, wish.effective_on, &financial, inputs.now)?;
    let changed = OpportunityStageChanged {
        opportunity_id: inputs.id,
        from: state.stage_id,
        to: stage.stage_id,
        effective_on,
        amount: state.amount.clone(),
        days_in_stage,
        probability: stage.probability,
        forecast_category: stage.forecast_category,
    };
    Ok(vec![changed.into()])
}

/// The business day of a move, and how many days the deal was where it is, in its stage or at its end.
///
/// Whoever names a day before the last move says late what happened, or sets a mistake right: the day is as it is said, and the deal was no
/// day where it is.
pub(super) fn moved_on(
    state: &OpportunityState,
    wanted: Option<Date>,
    financial: &FinancialTerms,
    now: Timestamp,
) -> Result<(Date, u32), Rejection> {
    let since = state.closing.as_ref().map_or(state.in_stage_since, |closing| closing.effective_on);
    let effective_on = match wanted {
        Some(_) => financial.effective_on(wanted, now)?,
        // It began tomorrow, as it may, and moves on today: that is no mistake of whoever named no day.
        None => financial.today(now).max(since),
    };
    Ok((effective_on, effective_on.days_since(since).unwrap_or_default()))
}

pub(super) fn push(
    state: &OpportunityState,
    wish: &PushCloseDate,
    opportunity_id: OpportunityId,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let (from, to) = (state.close_date, wish.close_date);
    check_business_date(to, "/close_date")?;
    Ok(unless(from == to, OpportunityCloseDatePushed { opportunity_id, from, to, reason: wish.reason.clone() }))
}

pub(super) fn override_forecast(
    state: &OpportunityState,
    wish: &OverrideForecast,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let sales = SalesTerms::of(&inputs.known, &inputs.scope)?;
    // A stage that is gone says nothing any more: what it said stays.
    let stage = sales.stage(state.stage_id).map(|(_, stage)| stage);
    let (probability, probability_overridden) = match wish.probability {
        Patch::Keep => (state.probability, state.probability_overridden),
        Patch::Remove => (stage.map_or(state.probability, |stage| stage.probability), false),
        Patch::Set(probability) => (probability, true),
    };
    let (forecast_category, forecast_category_overridden) = match wish.forecast_category {
        Patch::Keep => (state.forecast_category, state.forecast_category_overridden),
        Patch::Remove => (stage.map_or(state.forecast_category, |stage| stage.forecast_category), false),
        Patch::Set(ForecastCategory::Closed) => {
            let detail = "`closed` is for opportunities that are won; win it";
            return Err(Rejection::invalid_field("/forecast_category", detail));
        }
        Patch::Set(forecast_category) => (forecast_category, true),
    };
    let unchanged = (probability, probability_overridden, forecast_category, forecast_category_overridden)
        == (
            state.probability,
            state.probability_overridden,
            state.forecast_category,
            state.forecast_category_overridden,
        );
    let overridden = OpportunityForecastOverridden {
        opportunity_id: inputs.id,
        probability,
        probability_overridden,
        forecast_category,
        forecast_category_overridden,
    };
    Ok(unless(unchanged, overridden))
}

#[cfg(test)]
#[path = "stages.test.rs"]
mod tests;
