//! What is known of a deal, entered and changed.

use kernel::{AnyId, Inputs, Rejection, TypedId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    checks::{check_business_date, check_distinct, check_referable, invalid},
    limits,
    opportunity::{
        ContactRole, OpportunityEvent, OpportunityState,
        events::{
            OpportunityAccountChanged, OpportunityAmountChanged, OpportunityContactRolesChanged, OpportunityCreated,
            OpportunityNextStepChanged, OpportunityPrimaryContactChanged, OpportunityRenamed, OpportunityTagsChanged,
        },
    },
    patch::Patch,
    published::{FinancialTerms, SalesTerms},
    record::first_owner,
    reference::{AccountId, ContactId, LeadId, OpportunityId, StageId},
    value::{Capped, Date, Money, ShortText, Tag},
};

use super::stages;

type Roles = Capped<ContactRole, { limits::CONTACT_ROLES }>;

/// The body of `POST /opportunities`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOpportunity {
    /// Its name.
    pub name: ShortText,
    /// The account that may buy.
    pub account_id: AccountId,
    /// The contact to talk to.
    #[serde(default)]
    pub primary_contact_id: Option<ContactId>,
    /// The contacts who have a part in it, each named once.
    #[serde(default)]
    pub contact_roles: Roles,
    /// The open stage that it begins in; the pipeline is that of the stage.
    pub stage_id: StageId,
    /// What it may bring: not negative, in an enabled currency.
    #[serde(default)]
    pub amount: Option<Money>,
    /// The day on which it is expected to be won.
    pub close_date: Date,
    /// What is to be done next.
    #[serde(default)]
    pub next_step: Option<ShortText>,
    /// The lead that it came from.
    #[serde(default)]
    pub originating_lead_id: Option<LeadId>,
    /// Labels.
    #[serde(default)]
    pub tags: Capped<Tag, { limits::TAGS }>,
    /// The business day on which it began: by default today in the tenant's time zone, at most tomorrow.
    #[serde(default)]
    pub effective_on: Option<Date>,
}

/// The body of `PATCH /opportunities/{opportunity_id}`: an RFC 7396 merge patch. A list replaces the list before it as a whole. Of a closed
/// opportunity only the tags can be changed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeOpportunity {
    /// Its name; cannot be removed.
    pub name: Patch<ShortText>,
    /// The account that may buy; cannot be removed.
    pub account_id: Patch<AccountId>,
    /// The contact to talk to.
    pub primary_contact_id: Patch<ContactId>,
    /// All contacts who have a part in it, each named once.
    pub contact_roles: Patch<Roles>,
    /// What it may bring: not negative, in an enabled currency. With lines it is their sum and cannot be set.
    pub amount: Patch<Money>,
    /// What is to be done next.
    pub next_step: Patch<ShortText>,
    /// All of its labels.
    pub tags: Patch<Capped<Tag, { limits::TAGS }>>,
}

pub(super) fn needed_to_create(wish: &CreateOpportunity, inputs: &Inputs<OpportunityId>) -> Vec<AnyId> {
    let mut needed = stages::needed_to_move(inputs);
    needed.extend(wish.primary_contact_id.map(TypedId::erase));
    needed.extend(wish.contact_roles.iter().map(|role| role.contact_id.erase()));
    needed.extend(wish.originating_lead_id.map(TypedId::erase));
    distinct(needed)
}

pub(super) fn needed_to_change(
    state: &OpportunityState,
    patch: &ChangeOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Vec<AnyId> {
    let mut needed = Vec::new();
    if let Patch::Set(_) = patch.amount {
        needed.push(FinancialTerms::id(&inputs.scope).erase());
    }
    needed.extend(patch.primary_contact_id.changes(&state.primary_contact_id).flatten().map(TypedId::erase));
    let roles = patch.contact_roles.list_changes(&state.contact_roles).unwrap_or_default();
    needed.extend(new_contacts(&roles, &state.contact_roles).map(|(_, contact_id)| contact_id.erase()));
    distinct(needed)
}

/// One read takes a key once.
fn distinct(mut ids: Vec<AnyId>) -> Vec<AnyId> {
    ids.sort();
    ids.dedup();
    ids
}

pub(super) fn create(
    state: Option<&OpportunityState>,
    wish: &CreateOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    if state.is_some() {
        return Err(Rejection::conflict("opportunity_exists", "an opportunity with this id exists"));
    }
    let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let sales = SalesTerms::of(&inputs.known, &inputs.scope)?;
    let (pipeline, stage) = stages::first_stage(&sales, wish.stage_id)?;
    if let Some(contact_id) = wish.primary_contact_id {
        check_referable(&inputs.known, contact_id, "/primary_contact_id")?;
    }
    if let Some(lead_id) = wish.originating_lead_id {
        check_referable(&inputs.known, lead_id, "/originating_lead_id")?;
    }
    check_roles(&wish.contact_roles, &[], inputs)?;
    check_business_date(wish.close_date, "/close_date")?;
    let created = OpportunityCreated {
        opportunity_id: inputs.id,
        owner_id: first_owner(&inputs.actor)?,
        tags: wish.tags.clone(),
        name: wish.name.clone(),
        account_id: wish.account_id,
        primary_contact_id: wish.primary_contact_id,
        contact_roles: wish.contact_roles.clone(),
        pipeline_id: pipeline.pipeline_id,
        stage_id: stage.stage_id,
        effective_on: financial.effective_on(wish.effective_on, inputs.now)?,
        amount: wish.amount.clone().map(|amount| checked_amount(amount, &financial, "/amount")).transpose()?,
        close_date: wish.close_date,
        probability: stage.probability,
        forecast_category: stage.forecast_category,
        next_step: wish.next_step.clone(),
        originating_lead_id: wish.originating_lead_id,
    };
    Ok(vec![created.into()])
}

/// One event per meaning, and none for what stays as it is.
pub(super) fn change(
    state: &OpportunityState,
    patch: &ChangeOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let opportunity_id = inputs.id;
    let mut events: Vec<OpportunityEvent> = Vec::new();
    if let Some(name) = patch.name.replaces(&state.name, "/name")? {
        events.push(OpportunityRenamed { opportunity_id, name }.into());
    }
    if let Some(to) = patch.account_id.replaces(&state.account_id, "/account_id")? {
        events.push(OpportunityAccountChanged { opportunity_id, from: state.account_id, to }.into());
    }
    if let Some(to) = patch.primary_contact_id.changes(&state.primary_contact_id) {
        if let Some(contact_id) = to {
            check_referable(&inputs.known, contact_id, "/primary_contact_id")?;
        }
        let from = state.primary_contact_id;
        events.push(OpportunityPrimaryContactChanged { opportunity_id, from, to }.into());
    }
    if let Some(contact_roles) = patch.contact_roles.list_changes(&state.contact_roles) {
        check_roles(&contact_roles, &state.contact_roles, inputs)?;
        events.push(OpportunityContactRolesChanged { opportunity_id, contact_roles }.into());
    }
    events.extend(set_amount(state, patch, inputs)?);
    if let Some(next_step) = patch.next_step.changes(&state.next_step) {
        events.push(OpportunityNextStepChanged { opportunity_id, next_step }.into());
    }
    if let Some(tags) = patch.tags.list_changes(&state.tags) {
        events.push(OpportunityTagsChanged { opportunity_id, tags }.into());
    }
    Ok(events)
}

/// With lines the amount is their sum. To say what it is already is harmless.
fn set_amount(
    state: &OpportunityState,
    patch: &ChangeOpportunity,
    inputs: &Inputs<OpportunityId>,
) -> Result<Option<OpportunityEvent>, Rejection> {
    let Some(wanted) = patch.amount.changes(&state.amount) else { return Ok(None) };
    let to = match wanted {
        Some(amount) => {
            let amount = amount.checked().map_err(|error| invalid(&error, "/amount"))?;
            if state.amount.as_ref() == Some(&amount) {
                return Ok(None);
            }
            let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
            Some(checked_amount(amount, &financial, "/amount")?)
        }
        None => None,
    };
    if !state.lines.is_empty() {
        let detail = "the amount of an opportunity with lines is their sum; change the lines";
        return Err(Rejection::unprocessable("amount_of_lines", detail).at("/amount"));
    }
    Ok(Some(OpportunityAmountChanged { opportunity_id: inputs.id, from: state.amount.clone(), to }.into()))
}

/// An amount as it may be written today.
pub(super) fn checked_amount(amount: Money, financial: &FinancialTerms, pointer: &str) -> Result<Money, Rejection> {
    let amount = amount.checked().map_err(|error| invalid(&error, pointer))?;
    financial.check_currency(amount.currency()).map_err(|error| invalid(&error, format!("{pointer}/currency")))?;
    if amount.is_negative() {
        return Err(Rejection::invalid_field(format!("{pointer}/amount"), "must not be negative"));
    }
    Ok(amount)
}

/// Contacts that had a part already may be archived by now.
fn check_roles(
    wanted: &[ContactRole],
    current: &[ContactRole],
    inputs: &Inputs<OpportunityId>,
) -> Result<(), Rejection> {
    let pointer = |index| format!("/contact_roles/{index}/contact_id");
    check_distinct(wanted, |role| role.contact_id, pointer)?;
    new_contacts(wanted, current)
        .try_for_each(|(index, contact_id)| check_referable(&inputs.known, contact_id, &pointer(index)))
}

fn new_contacts<'a>(
    wanted: &'a [ContactRole],
    current: &'a [ContactRole],
) -> impl Iterator<Item = (usize, ContactId)> + 'a {
    let contacts = wanted.iter().map(|role| role.contact_id).enumerate();
    contacts.filter(|(_, contact_id)| !current.iter().any(|role| role.contact_id == *contact_id))
}

#[cfg(test)]
#[path = "deal.test.rs"]
mod tests;
