//! The state of an opportunity and how events make it.

use kernel::{PersonalData, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Closing, ContactRole, Line, LineId, OpportunityEvent, OpportunityStatus,
    events::{OpportunityCreated, OpportunityForecastOverridden},
};
use crate::{
    forecast::{ForecastCategory, Probability},
    limits,
    reference::{AccountId, ContactId, LeadId, PipelineId, StageId},
    value::{Capped, Date, Money, ShortText, Tag},
};

/// The fold of an opportunity's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
#[schemars(rename = "Opportunity")]
pub struct OpportunityState {
    /// The member who owns it.
    pub owner_id: UserId,
    /// Labels.
    pub tags: Capped<Tag, { limits::TAGS }>,
    /// How it stands.
    pub status: OpportunityStatus,
    /// Since when it is archived.
    pub archived_at: Option<Timestamp>,
    /// Its name.
    pub name: ShortText,
    /// The account that may buy.
    pub account_id: AccountId,
    /// The contact to talk to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_contact_id: Option<ContactId>,
    /// The contacts who have a part in it.
    #[serde(default)]
    pub contact_roles: Capped<ContactRole, { limits::CONTACT_ROLES }>,
    /// The pipeline that it goes through.
    pub pipeline_id: PipelineId,
    /// The stage that it is in.
    pub stage_id: StageId,
    /// The business day since which it is.
    pub in_stage_since: Date,
    /// What it may bring: the sum of its lines when it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The amount times the probability, rounded half to even at the currency's smallest unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighted_amount: Option<Money>,
    /// The day on which it is expected to be won.
    pub close_date: Date,
    /// How likely it is to be won, in hundredths.
    pub probability: Probability,
    /// Whether that is a member's word, and not the stage's.
    pub probability_overridden: bool,
    /// How a forecast counts it.
    pub forecast_category: ForecastCategory,
    /// Whether that is a member's word, and not the stage's.
    pub forecast_category_overridden: bool,
    /// What is to be done next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<ShortText>,
    /// The lead that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originating_lead_id: Option<LeadId>,
    /// What is to be sold, in the order of the offer.
    #[serde(default)]
    pub lines: Capped<Line, { limits::LINES }>,
    /// How many lines it ever had: the number of the last one.
    pub lines_numbered: LineId,
    /// What was written down when it was closed; there while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
}

impl OpportunityState {
    /// Whether it is worked on: it is neither closed nor archived.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status == OpportunityStatus::Open && self.archived_at.is_none()
    }
}

/// What lists show of an opportunity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct OpportunitySummary {
    /// Its name.
    pub name: ShortText,
    /// The account that may buy.
    pub account_id: AccountId,
    /// The member who owns it.
    pub owner_id: UserId,
    /// How it stands.
    pub status: OpportunityStatus,
    /// The pipeline that it goes through.
    pub pipeline_id: PipelineId,
    /// The stage that it is in.
    pub stage_id: StageId,
    /// What it may bring, or `null`.
    pub amount: Option<Money>,
    /// The amount times the probability, or `null`.
    pub weighted_amount: Option<Money>,
    /// The day on which it is expected to be won.
    pub close_date: Date,
    /// How likely that is, in hundredths.
    pub probability: Probability,
    /// How a forecast counts it.
    pub forecast_category: ForecastCategory,
    /// Since when it is archived, or `null`.
    pub archived_at: Option<Timestamp>,
}

impl OpportunitySummary {
    pub(super) fn of(state: &OpportunityState) -> Self {
        Self {
            name: state.name.clone(),
            account_id: state.account_id,
            owner_id: state.owner_id,
            status: state.status,
            pipeline_id: state.pipeline_id,
            stage_id: state.stage_id,
            amount: state.amount.clone(),
            weighted_amount: state.weighted_amount.clone(),
            close_date: state.close_date,
            probability: state.probability,
            forecast_category: state.forecast_category,
            archived_at: state.archived_at,
        }
    }
}

pub(super) fn evolve(state: Option<OpportunityState>, event: &OpportunityEvent) -> Option<OpportunityState> {
    match (state, event) {
        (None, OpportunityEvent::Created(created)) => Some(begin(created)),
        (Some(mut state), event) => {
            apply(&mut state, event);
            state.weighted_amount = weighted(state.amount.as_ref(), state.probability);
            Some(state)
        }
        (None, _) => None,
    }
}

/// A part of an amount is never too large to be one.
fn weighted(amount: Option<&Money>, probability: Probability) -> Option<Money> {
    amount.and_then(|amount| amount.percent(probability.decimal()).ok())
}

fn begin(created: &OpportunityCreated) -> OpportunityState {
    OpportunityState {
        owner_id: created.owner_id,
        tags: created.tags.clone(),
        status: OpportunityStatus::Open,
        archived_at: None,
        name: created.name.clone(),
        account_id: created.account_id,
        primary_contact_id: created.primary_contact_id,
        contact_roles: created.contact_roles.clone(),
        pipeline_id: created.pipeline_id,
        stage_id: created.stage_id,
        in_stage_since: created.effective_on,
        amount: created.amount.clone(),
        weighted_amount: weighted(created.amount.as_ref(), created.probability),
        close_date: created.close_date,
        probability: created.probability,
        probability_overridden: false,
        forecast_category: created.forecast_category,
        forecast_category_overridden: false,
        next_step: created.next_step.clone(),
        originating_lead_id: created.originating_lead_id,
        lines: Capped::default(),
        lines_numbered: 0,
        closing: None,
    }
}

fn apply(state: &mut OpportunityState, event: &OpportunityEvent) {
    match event {
        // A stream begins once; a second beginning changes nothing.
        OpportunityEvent::Created(_) => {}
        OpportunityEvent::Renamed(data) => state.name = data.name.clone(),
        OpportunityEvent::AccountChanged(data) => state.account_id = data.to,
        OpportunityEvent::PrimaryContactChanged(data) => state.primary_contact_id = data.to,
        OpportunityEvent::ContactRolesChanged(data) => state.contact_roles = data.contact_roles.clone(),
        OpportunityEvent::AmountChanged(data) => state.amount = data.to.clone(),
        OpportunityEvent::NextStepChanged(data) => state.next_step = data.next_step.clone(),
        OpportunityEvent::TagsChanged(data) => state.tags = data.tags.clone(),
        OpportunityEvent::CloseDatePushed(data) => state.close_date = data.to,
        OpportunityEvent::StageChanged(data) => {
            move_to(state, data.to, data.effective_on);
            forecast(state, data.probability, data.forecast_category);
        }
        OpportunityEvent::ForecastOverridden(data) => override_forecast(state, data),
        OpportunityEvent::Won(data) => {
            move_to(state, data.to, data.closing.effective_on);
            close(state, OpportunityStatus::Won, &data.closing);
        }
        OpportunityEvent::Lost(data) => {
            move_to(state, data.to, data.closing.effective_on);
            close(state, OpportunityStatus::Lost, &data.closing);
        }
        OpportunityEvent::Abandoned(data) => close(state, OpportunityStatus::Abandoned, &data.closing),
        OpportunityEvent::Reopened(data) => {
            state.status = OpportunityStatus::Open;
            state.closing = None;
            move_to(state, data.to, data.effective_on);
            forecast(state, data.probability, data.forecast_category);
        }
        OpportunityEvent::LineAdded(data) => {
            state.lines_numbered = data.line.line_id;
            state.lines.as_mut_vec().push(data.line.clone());
            state.amount = Some(data.amount.clone());
        }
        OpportunityEvent::LineChanged(data) => {
            let changed = state.lines.as_mut_vec().iter_mut().find(|line| line.line_id == data.line.line_id);
            if let Some(line) = changed {
                *line = data.line.clone();
            }
            state.amount = Some(data.amount.clone());
        }
        OpportunityEvent::LineRemoved(data) => {
            state.lines.as_mut_vec().retain(|line| line.line_id != data.line_id);
            state.amount = Some(data.amount.clone());
        }
        OpportunityEvent::LinesReordered(data) => {
            let place = |line: &Line| data.line_ids.iter().position(|id| *id == line.line_id);
            state.lines.as_mut_vec().sort_by_key(place);
        }
        OpportunityEvent::OwnerAssigned(data) => state.owner_id = data.to,
        OpportunityEvent::Archived(data) => state.archived_at = Some(data.archived_at),
        OpportunityEvent::Restored(_) => state.archived_at = None,
    }
}

fn move_to(state: &mut OpportunityState, stage_id: StageId, since: Date) {
    state.stage_id = stage_id;
    state.in_stage_since = since;
}

/// The forecast is the stage's again.
fn forecast(state: &mut OpportunityState, probability: Probability, forecast_category: ForecastCategory) {
    state.probability = probability;
    state.probability_overridden = false;
    state.forecast_category = forecast_category;
    state.forecast_category_overridden = false;
}

fn override_forecast(state: &mut OpportunityState, data: &OpportunityForecastOverridden) {
    state.probability = data.probability;
    state.probability_overridden = data.probability_overridden;
    state.forecast_category = data.forecast_category;
    state.forecast_category_overridden = data.forecast_category_overridden;
}

/// What is closed is certain: won by all of its amount, or by nothing of it.
fn close(state: &mut OpportunityState, status: OpportunityStatus, closing: &Closing) {
    let (probability, forecast_category) = match status {
        OpportunityStatus::Won => (Probability::CERTAIN, ForecastCategory::Closed),
        _ => (Probability::NONE, ForecastCategory::Omitted),
    };
    forecast(state, probability, forecast_category);
    state.status = status;
    state.closing = Some(closing.clone());
}
