//! What can be wished of an account, and what becomes of it.

use kernel::{Inputs, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    AccountEvent, AccountId, AccountKind, AccountState, AccountStatus,
    events::{
        AccountActivated, AccountAnnualRevenueChanged, AccountArchived, AccountCreated, AccountDeactivated,
        AccountDescriptionChanged, AccountDomainsChanged, AccountEmployeeCountChanged, AccountIndustryChanged,
        AccountKindChanged, AccountOwnerAssigned, AccountPhonesChanged, AccountPrimaryContactChanged, AccountRenamed,
        AccountRestored, AccountTagsChanged, AccountTaxIdsChanged, AccountWebsiteChanged,
    },
};
use crate::{
    checks::{check_new, invalid},
    limits,
    patch::Patch,
    record::{self, AssignOwner, first_owner, unless},
    reference::ContactId,
    value::{Capped, Domain, LongText, Money, Phone, ShortText, Tag, TaxId, Website},
};

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum AccountCommand {
    /// Enter a company.
    Create(Box<CreateAccount>),
    /// Change what is known of it.
    Change(Box<ChangeAccount>),
    /// Put it in use.
    Activate,
    /// Take it out of use.
    Deactivate,
    /// Give it to another member.
    Assign(AssignOwner),
    /// Put it away.
    Archive,
    /// Take it back, with these changes: a value that it had may not be free any more.
    Restore(Option<Box<ChangeAccount>>),
}

/// The body of `POST /accounts`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAccount {
    /// Its name.
    pub name: ShortText,
    /// What it is to the tenant.
    pub kind: AccountKind,
    /// The industry it is in.
    #[serde(default)]
    pub industry: Option<ShortText>,
    /// How many people work there.
    #[serde(default)]
    pub employee_count: Option<u32>,
    /// What it earns in a year, before costs.
    #[serde(default)]
    pub annual_revenue: Option<Money>,
    /// Its web address.
    #[serde(default)]
    pub website: Option<Website>,
    /// Its registrable domains; each must be unique in the capsule, and none of a free mail provider.
    #[serde(default)]
    pub domains: Capped<Domain, { limits::DOMAINS }>,
    /// Its telephone numbers.
    #[serde(default)]
    pub phones: Capped<Phone, { limits::PHONES }>,
    /// Its tax ids.
    #[serde(default)]
    pub tax_ids: Capped<TaxId, { limits::TAX_IDS }>,
    /// Anything else.
    #[serde(default)]
    pub description: Option<LongText>,
    /// Labels.
    #[serde(default)]
    pub tags: Capped<Tag, { limits::TAGS }>,
}

/// The body of `PATCH /accounts/{account_id}`: an RFC 7396 merge patch. A list or an amount of money
/// replaces the one before it as a whole.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeAccount {
    /// Its name; cannot be removed.
    pub name: Patch<ShortText>,
    /// What it is to the tenant; cannot be removed.
    pub kind: Patch<AccountKind>,
    /// The industry it is in.
    pub industry: Patch<ShortText>,
    /// How many people work there.
    pub employee_count: Patch<u32>,
    /// What it earns in a year, before costs.
    pub annual_revenue: Patch<Money>,
    /// Its web address.
    pub website: Patch<Website>,
    /// All of its domains.
    pub domains: Patch<Capped<Domain, { limits::DOMAINS }>>,
    /// All of its telephone numbers.
    pub phones: Patch<Capped<Phone, { limits::PHONES }>>,
    /// All of its tax ids.
    pub tax_ids: Patch<Capped<TaxId, { limits::TAX_IDS }>>,
    /// Anything else.
    pub description: Patch<LongText>,
    /// All of its labels.
    pub tags: Patch<Capped<Tag, { limits::TAGS }>>,
    /// Its primary contact, who must have a link to it and keeps it for as long.
    pub primary_contact_id: Patch<ContactId>,
}

pub(super) fn decide(
    state: Option<&AccountState>,
    command: &AccountCommand,
    inputs: &Inputs<AccountId>,
) -> Result<Vec<AccountEvent>, Rejection> {
    let account_id = inputs.id;
    if let AccountCommand::Create(wish) = command {
        return create(state, wish, inputs);
    }
    let state = state.ok_or_else(Rejection::not_found)?;
    if state.archived_at.is_some() && !matches!(command, AccountCommand::Restore(_) | AccountCommand::Archive) {
        return Err(Rejection::unprocessable("account_archived", "the account is archived; restore it first"));
    }
    let events = match command {
        AccountCommand::Create(_) => Vec::new(),
        AccountCommand::Change(patch) => change(state, patch, account_id)?,
        AccountCommand::Activate => unless(state.status == AccountStatus::Active, AccountActivated { account_id }),
        AccountCommand::Deactivate => {
            unless(state.status == AccountStatus::Inactive, AccountDeactivated { account_id })
        }
        AccountCommand::Assign(wish) => assign(state, wish, account_id),
        AccountCommand::Archive => archive(state, inputs),
        AccountCommand::Restore(patch) => restore(state, patch.as_deref(), account_id)?,
    };
    Ok(events)
}

fn create(
    state: Option<&AccountState>,
    wish: &CreateAccount,
    inputs: &Inputs<AccountId>,
) -> Result<Vec<AccountEvent>, Rejection> {
    if state.is_some() {
        return Err(Rejection::conflict("account_exists", "an account with this id exists"));
    }
    let mut wish = wish.clone();
    wish.annual_revenue = wish.annual_revenue.map(checked_revenue).transpose()?;
    check_domains(&wish.domains, &[])?;
    check_tax_ids(&wish.tax_ids, &[])?;
    let created = AccountCreated {
        account_id: inputs.id,
        owner_id: first_owner(&inputs.actor)?,
        tags: wish.tags,
        name: wish.name,
        kind: wish.kind,
        industry: wish.industry,
        employee_count: wish.employee_count,
        annual_revenue: wish.annual_revenue,
        website: wish.website,
        domains: wish.domains,
        phones: wish.phones,
        tax_ids: wish.tax_ids,
        description: wish.description,
    };
    Ok(vec![created.into()])
}

/// One event per meaning, and none for what stays as it is.
fn change(state: &AccountState, patch: &ChangeAccount, account_id: AccountId) -> Result<Vec<AccountEvent>, Rejection> {
    let mut events: Vec<AccountEvent> = Vec::new();
    if let Some(name) = patch.name.replaces(&state.name, "/name")? {
        events.push(AccountRenamed { account_id, name }.into());
    }
    if let Some(to) = patch.kind.replaces(&state.kind, "/kind")? {
        events.push(AccountKindChanged { account_id, from: state.kind, to }.into());
    }
    if let Some(industry) = patch.industry.changes(&state.industry) {
        events.push(AccountIndustryChanged { account_id, industry }.into());
    }
    if let Some(employee_count) = patch.employee_count.changes(&state.employee_count) {
        events.push(AccountEmployeeCountChanged { account_id, employee_count }.into());
    }
    if let Some(wanted) = patch.annual_revenue.changes(&state.annual_revenue) {
        let annual_revenue = wanted.map(checked_revenue).transpose()?;
        if annual_revenue != state.annual_revenue {
            events.push(AccountAnnualRevenueChanged { account_id, annual_revenue }.into());
        }
    }
    if let Some(website) = patch.website.changes(&state.website) {
        events.push(AccountWebsiteChanged { account_id, website }.into());
    }
    if let Some(domains) = patch.domains.list_changes(&state.domains) {
        check_domains(&domains, &state.domains)?;
        events.push(AccountDomainsChanged { account_id, domains }.into());
    }
    if let Some(phones) = patch.phones.list_changes(&state.phones) {
        events.push(AccountPhonesChanged { account_id, phones }.into());
    }
    if let Some(tax_ids) = patch.tax_ids.list_changes(&state.tax_ids) {
        check_tax_ids(&tax_ids, &state.tax_ids)?;
        events.push(AccountTaxIdsChanged { account_id, tax_ids }.into());
    }
    if let Some(description) = patch.description.changes(&state.description) {
        events.push(AccountDescriptionChanged { account_id, description }.into());
    }
    if let Some(tags) = patch.tags.list_changes(&state.tags) {
        events.push(AccountTagsChanged { account_id, tags }.into());
    }
    if let Some(to) = patch.primary_contact_id.changes(&state.primary_contact_id) {
        events.push(AccountPrimaryContactChanged { account_id, from: state.primary_contact_id, to }.into());
    }
    Ok(events)
}

fn checked_revenue(revenue: Money) -> Result<Money, Rejection> {
    revenue.checked().map_err(|error| invalid(&error, "/annual_revenue"))
}

/// Domains that were not there before must be registrable today.
fn check_domains(wanted: &[Domain], current: &[Domain]) -> Result<(), Rejection> {
    check_new(wanted, current, Domain::check, |index| format!("/domains/{index}"))
}

/// Tax ids that were not there before must be of a country of today.
fn check_tax_ids(wanted: &[TaxId], current: &[TaxId]) -> Result<(), Rejection> {
    check_new(wanted, current, |tax_id| tax_id.country.check(), |index| format!("/tax_ids/{index}/country"))
}

/// A value that the account had may be somebody else's by now, so it can come back with changes.
fn restore(
    state: &AccountState,
    patch: Option<&ChangeAccount>,
    account_id: AccountId,
) -> Result<Vec<AccountEvent>, Rejection> {
    let restored = AccountEvent::from(AccountRestored { account_id });
    record::restored(state, state.archived_at.is_some(), restored, super::state::evolve, |state| {
        patch.map_or(Ok(Vec::new()), |patch| change(state, patch, account_id))
    })
}

fn assign(state: &AccountState, wish: &AssignOwner, account_id: AccountId) -> Vec<AccountEvent> {
    let (from, to) = (state.owner_id, wish.owner_id);
    unless(from == to, AccountOwnerAssigned { account_id, from, to, reason: wish.reason.clone() })
}

/// An archived account lets its primary contact go: it takes no change, so it would hold on to the contact for ever.
fn archive(state: &AccountState, inputs: &Inputs<AccountId>) -> Vec<AccountEvent> {
    let account_id = inputs.id;
    let from = state.primary_contact_id;
    let mut events = unless(from.is_none(), AccountPrimaryContactChanged { account_id, from, to: None });
    events.extend(unless(state.archived_at.is_some(), AccountArchived { account_id, archived_at: inputs.now }));
    events
}
