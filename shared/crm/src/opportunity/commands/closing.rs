//! How a deal ends, and how it begins again.

use kernel::{AnyId, Inputs, Rejection, Timestamp, TypedId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    not_now,
    stages::{listed, moved_on, next_stage},
};
use crate::{
    fiscal::FiscalPeriod,
    forecast::StageKind,
    opportunity::{
        BaseAmount, Closing, FiscalDate, OpportunityEvent, OpportunityState, OpportunityStatus,
        events::{OpportunityAbandoned, OpportunityLost, OpportunityReopened, OpportunityWon},
    },
    published::{FinancialTerms, RateTable, SalesTerms},
    reference::{OpportunityId, StageId},
    value::{Date, LongText, LossCode, Money, MoneyError, Rate, ShortText},
};

/// The body of `POST /opportunities/{opportunity_id}/win`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WinOpportunity {
    /// A stage of its pipeline for what is won; by default the first one.
    pub stage_id: Option<StageId>,
    /// The business day of it: by default today in the tenant's time zone, at most tomorrow. It may be before the last move: whoever says
    /// late what happened, or sets a mistake right, names the day of it.
    pub effective_on: Option<Date>,
}

/// The body of `POST /opportunities/{opportunity_id}/lose`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoseOpportunity {
    /// Why: the code of a loss reason of the tenant, such as `unknown` or `other`.
    pub reason: LossCode,
    /// More on that; `other` needs it.
    #[serde(default)]
    pub note: Option<LongText>,
    /// A stage of its pipeline for what is lost; by default the first one.
    #[serde(default)]
    pub stage_id: Option<StageId>,
    /// The business day of it: by default today in the tenant's time zone, at most tomorrow. It may be before the last move: whoever says
    /// late what happened, or sets a mistake right, names the day of it.
    #[serde(default)]
    pub effective_on: Option<Date>,
}

/// The body of `POST /opportunities/{opportunity_id}/abandon`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbandonOpportunity {
    /// More on that.
    pub note: Option<LongText>,
    /// The business day of it: by default today in the tenant's time zone, at most tomorrow. It may be before the last move: whoever says
    /// late what happened, or sets a mistake right, names the day of it.
    pub effective_on: Option<Date>,
}

/// The body of `POST /opportunities/{opportunity_id}/reopen`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenOpportunity {
    /// The open stage of its pipeline that it goes on in.
    pub stage_id: StageId,
    /// Why.
    pub reason: ShortText,
    /// The business day of it: by default today in the tenant's time zone, at most tomorrow, and not before it was closed.
    #[serde(default)]
    pub effective_on: Option<Date>,
}

/// The terms of the tenant, and the rates of the years in which the business day can lie: that of today anywhere, or of the last move,
/// which may be on the day after.
pub(super) fn needed_to_abandon(
    state: &OpportunityState,
    effective_on: Option<Date>,
    inputs: &Inputs<OpportunityId>,
) -> Vec<AnyId> {
    let mut needed = vec![FinancialTerms::id(&inputs.scope).erase()];
    if let Some(amount) = &state.amount {
        let (earliest, latest) = today_anywhere(inputs.now);
        let (earliest, latest) = effective_on.map_or((earliest, latest.max(state.in_stage_since)), |day| (day, day));
        let rates = RateTable::ids_for(&inputs.scope, amount.currency(), earliest, latest);
        needed.extend(rates.into_iter().map(TypedId::erase));
    }
    needed
}

/// The same, and the stages in which deals end.
pub(super) fn needed_to_close(
    state: &OpportunityState,
    effective_on: Option<Date>,
    inputs: &Inputs<OpportunityId>,
) -> Vec<AnyId> {
    let mut needed = needed_to_abandon(state, effective_on, inputs);
    needed.push(SalesTerms::id(&inputs.scope).erase());
    needed
}

pub(super) fn win(
    state: &OpportunityState,
    wish: &WinOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    if is_so_already(state, OpportunityStatus::Won, wish.stage_id, wish.effective_on, |_| true) {
        return Ok(Vec::new());
    }
    let sales = SalesTerms::of(&inputs.known, &inputs.scope)?;
    let to = last_stage(state, &sales, wish.stage_id, StageKind::Won)?;
    let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let (mut closing, days_in_stage) = close(state, wish.effective_on, &financial, inputs.now)?;
    closing.base = base_amount(state, closing.effective_on, &financial, inputs)?;
    let (opportunity_id, from, amount) = (inputs.id, state.stage_id, state.amount.clone());
    Ok(vec![OpportunityWon { opportunity_id, from, to, amount, days_in_stage, closing }.into()])
}

/// Nothing is earned: without a rate the deal is lost all the same, and what it would have been worth is left out.
pub(super) fn lose(
    state: &OpportunityState,
    wish: &LoseOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let same_words = |closing: &Closing| closing.reason.as_ref() == Some(&wish.reason) && closing.note == wish.note;
    if is_so_already(state, OpportunityStatus::Lost, wish.stage_id, wish.effective_on, same_words) {
        return Ok(Vec::new());
    }
    let sales = SalesTerms::of(&inputs.known, &inputs.scope)?;
    let to = last_stage(state, &sales, wish.stage_id, StageKind::Lost)?;
    check_reason(&sales, wish)?;
    let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let (mut closing, days_in_stage) = close(state, wish.effective_on, &financial, inputs.now)?;
    closing.base = base_amount(state, closing.effective_on, &financial, inputs).unwrap_or_default();
    closing.reason = Some(wish.reason.clone());
    closing.note.clone_from(&wish.note);
    let (opportunity_id, from, amount) = (inputs.id, state.stage_id, state.amount.clone());
    Ok(vec![OpportunityLost { opportunity_id, from, to, amount, days_in_stage, closing }.into()])
}

pub(super) fn abandon(
    state: &OpportunityState,
    wish: &AbandonOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let same_words = |closing: &Closing| closing.note == wish.note;
    if is_so_already(state, OpportunityStatus::Abandoned, None, wish.effective_on, same_words) {
        return Ok(Vec::new());
    }
    if state.status != OpportunityStatus::Open {
        return Err(not_now(state));
    }
    let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let (mut closing, days_in_stage) = close(state, wish.effective_on, &financial, inputs.now)?;
    closing.base = base_amount(state, closing.effective_on, &financial, inputs).unwrap_or_default();
    closing.note.clone_from(&wish.note);
    let (opportunity_id, stage_id, amount) = (inputs.id, state.stage_id, state.amount.clone());
    Ok(vec![OpportunityAbandoned { opportunity_id, stage_id, amount, days_in_stage, closing }.into()])
}

pub(super) fn reopen(
    state: &OpportunityState,
    wish: &ReopenOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    if state.status == OpportunityStatus::Open {
        return if wish.stage_id == state.stage_id { Ok(Vec::new()) } else { Err(not_now(state)) };
    }
    let sales = SalesTerms::of(&inputs.known, &inputs.scope)?;
    let stage = next_stage(state, &sales, wish.stage_id)?;
    let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let (effective_on, _) = moved_on(state, wish.effective_on, &financial, inputs.now)?;
    if let Some(closing) = state.closing.as_ref().filter(|closing| effective_on < closing.effective_on) {
        let detail = format!("must not be before it was closed, on {}", closing.effective_on);
        return Err(Rejection::invalid_field("/effective_on", detail));
    }
    let reopened = OpportunityReopened {
        opportunity_id: inputs.id,
        from: state.stage_id,
        to: stage.stage_id,
        effective_on,
        reason: wish.reason.clone(),
        probability: stage.probability,
        forecast_category: stage.forecast_category,
    };
    Ok(vec![reopened.into()])
}

/// Whether the deal was closed as it is wished for: to say it again is harmless, to say something else is not.
fn is_so_already(
    state: &OpportunityState,
    status: OpportunityStatus,
    stage_id: Option<StageId>,
    effective_on: Option<Date>,
    same_words: impl FnOnce(&Closing) -> bool,
) -> bool {
    state.status == status
        && stage_id.is_none_or(|stage_id| stage_id == state.stage_id)
        && state.closing.as_ref().is_some_and(|closing| {
            effective_on.is_none_or(|wanted| wanted == closing.effective_on) && same_words(closing)
        })
}

/// The stage of the deal's pipeline that it ends in.
fn last_stage(
    state: &OpportunityState,
    sales: &SalesTerms,
    wanted: Option<StageId>,
    kind: StageKind,
) -> Result<StageId, Rejection> {
    if state.status != OpportunityStatus::Open {
        return Err(not_now(state));
    }
    let stages = sales.pipeline(state.pipeline_id).map(|pipeline| pipeline.stages.as_slice()).unwrap_or_default();
    let fitting = stages.iter().filter(|stage| stage.kind == kind).map(|stage| stage.stage_id);
    let found = fitting.clone().find(|stage_id| wanted.is_none_or(|wanted| wanted == *stage_id));
    found.ok_or_else(|| {
        let detail = format!("this is no stage of its pipeline for that; legal are {}", listed(fitting));
        Rejection::unprocessable("illegal_move", detail).at("/stage_id")
    })
}

fn check_reason(sales: &SalesTerms, wish: &LoseOpportunity) -> Result<(), Rejection> {
    if sales.loss_reason(&wish.reason).is_none() {
        let codes: Vec<_> = sales.loss_reasons.iter().map(|reason| format!("`{}`", reason.code)).collect();
        let detail = format!("expected the code of a loss reason of the tenant: {}", codes.join(", "));
        return Err(Rejection::invalid_field("/reason", detail));
    }
    if wish.reason.is_other() && wish.note.is_none() {
        return Err(Rejection::unprocessable("field_required", "`other` needs a note that says what").at("/note"));
    }
    Ok(())
}

/// What is written down on closing, but for the amount in the base currency, and how many days the deal was in its stage.
fn close(
    state: &OpportunityState,
    wanted: Option<Date>,
    financial: &FinancialTerms,
    now: Timestamp,
) -> Result<(Closing, u32), Rejection> {
    let (effective_on, days_in_stage) = moved_on(state, wanted, financial, now)?;
    let FiscalPeriod { year, quarter, period, starts_on, .. } = financial.fiscal_period(effective_on);
    let fiscal = FiscalDate { year, quarter, period, starts_on };
    Ok((Closing { effective_on, fiscal, base: None, reason: None, note: None }, days_in_stage))
}

/// What the amount of the deal, if it has one, is worth in the books of the tenant.
fn base_amount(
    state: &OpportunityState,
    effective_on: Date,
    financial: &FinancialTerms,
    inputs: &Inputs<OpportunityId>,
) -> Result<Option<BaseAmount>, Rejection> {
    let amount = state.amount.as_ref();
    amount.map(|amount| in_base_currency(amount, effective_on, financial, inputs)).transpose()
}

fn in_base_currency(
    amount: &Money,
    effective_on: Date,
    financial: &FinancialTerms,
    inputs: &Inputs<OpportunityId>,
) -> Result<BaseAmount, Rejection> {
    let (from, to) = (amount.currency(), &financial.base_currency);
    if from == to {
        return Ok(BaseAmount { rate: Rate::ONE, rate_date: None, amount: amount.clone() });
    }
    let in_force = RateTable::in_force(&inputs.known, &inputs.scope, from, to, effective_on)?;
    let rate = in_force.ok_or_else(|| {
        let detail = format!("there is no rate from `{from}` to `{to}` on {effective_on}; record one in the settings");
        Rejection::unprocessable("exchange_rate_missing", detail)
    })?;
    let converted = amount.converted(rate.rate.decimal(), to).map_err(|error| match error {
        MoneyError::Currency => {
            let detail = format!("the base currency `{to}` was withdrawn; choose another one in the settings");
            Rejection::unprocessable("base_currency_withdrawn", detail)
        }
        _ => Rejection::unprocessable("amount_too_large", format!("the amount in the base currency: {error}")),
    })?;
    Ok(BaseAmount { rate: rate.rate, rate_date: Some(rate.date), amount: converted })
}

/// The days that it is somewhere at a time: time zones are at most 14 hours ahead of UTC and 12 behind it.
fn today_anywhere(now: Timestamp) -> (Date, Date) {
    (Date::of(now.plus_seconds(-12 * 3600)), Date::of(now.plus_seconds(14 * 3600)))
}

#[cfg(test)]
#[path = "closing.test.rs"]
mod tests;
