//! What can be wished of an account, and what becomes of it.

use kernel::{Inputs, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    AccountEvent, AccountId, AccountKind, AccountState, AccountStatus,
    events::{
        AccountActivated, AccountAnnualRevenueChanged, AccountArchived, AccountCreated, AccountDeactivated,
        AccountDescriptionChanged, AccountDomainsChanged, AccountEmployeeCountChanged, AccountIndustryChanged,
        AccountKindChanged, AccountOwnerAssigned, AccountPhonesChanged, AccountRenamed, AccountRestored,
        AccountTagsChanged, AccountTaxIdsChanged, AccountWebsiteChanged,
    },
};
use crate::{
    limits,
    patch::Patch,
    record::{AssignOwner, first_owner},
    value::{Capped, Domain, LongText, Money, Phone, ShortText, Tag, TaxId, ValueError, Website},
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
    /// Take it back.
    Restore,
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

/// The body of `PATCH /accounts/{account_id}`: an RFC 7396 merge patch. A list replaces the list before it.
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
    if state.archived_at.is_some() && !matches!(command, AccountCommand::Restore | AccountCommand::Archive) {
        return Err(Rejection::unprocessable("account_archived", "the account is archived; restore it first"));
    }
    let events = match command {
        AccountCommand::Create(_) => Vec::new(),
        AccountCommand::Change(patch) => change(state, patch, account_id)?,
        AccountCommand::Activate => set_status(state, AccountStatus::Active, AccountActivated { account_id }),
        AccountCommand::Deactivate => set_status(state, AccountStatus::Inactive, AccountDeactivated { account_id }),
        AccountCommand::Assign(wish) => assign(state, wish, account_id),
        AccountCommand::Archive => archive(state, inputs),
        AccountCommand::Restore => restore(state, account_id),
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
    if let Some(name) = required(&patch.name, &state.name, "/name")? {
        events.push(AccountRenamed { account_id, name }.into());
    }
    if let Some(to) = required(&patch.kind, &state.kind, "/kind")? {
        events.push(AccountKindChanged { account_id, from: state.kind, to }.into());
    }
    if let Some(industry) = patch.industry.changes(state.industry.as_ref()) {
        events.push(AccountIndustryChanged { account_id, industry: industry.cloned() }.into());
    }
    if let Some(employee_count) = patch.employee_count.changes(state.employee_count.as_ref()) {
        events.push(AccountEmployeeCountChanged { account_id, employee_count: employee_count.copied() }.into());
    }
    if let Some(wanted) = patch.annual_revenue.changes(state.annual_revenue.as_ref()) {
        let annual_revenue = wanted.cloned().map(checked_revenue).transpose()?;
        if annual_revenue != state.annual_revenue {
            events.push(AccountAnnualRevenueChanged { account_id, annual_revenue }.into());
        }
    }
    if let Some(website) = patch.website.changes(state.website.as_ref()) {
        events.push(AccountWebsiteChanged { account_id, website: website.cloned() }.into());
    }
    if let Some(domains) = collection(&patch.domains, &state.domains) {
        check_domains(&domains, &state.domains)?;
        events.push(AccountDomainsChanged { account_id, domains }.into());
    }
    if let Some(phones) = collection(&patch.phones, &state.phones) {
        events.push(AccountPhonesChanged { account_id, phones }.into());
    }
    if let Some(tax_ids) = collection(&patch.tax_ids, &state.tax_ids) {
        check_tax_ids(&tax_ids, &state.tax_ids)?;
        events.push(AccountTaxIdsChanged { account_id, tax_ids }.into());
    }
    if let Some(description) = patch.description.changes(state.description.as_ref()) {
        events.push(AccountDescriptionChanged { account_id, description: description.cloned() }.into());
    }
    if let Some(tags) = collection(&patch.tags, &state.tags) {
        events.push(AccountTagsChanged { account_id, tags }.into());
    }
    Ok(events)
}

fn checked_revenue(revenue: Money) -> Result<Money, Rejection> {
    revenue.checked().map_err(|error| invalid(&error, "/annual_revenue".to_owned()))
}

/// Domains that were not there before must be registrable today.
fn check_domains(wanted: &[Domain], current: &[Domain]) -> Result<(), Rejection> {
    for (index, domain) in wanted.iter().enumerate().filter(|(_, domain)| !current.contains(domain)) {
        domain.check().map_err(|error| invalid(&error, format!("/domains/{index}")))?;
    }
    Ok(())
}

/// Tax ids that were not there before must be of a country of today.
fn check_tax_ids(wanted: &[TaxId], current: &[TaxId]) -> Result<(), Rejection> {
    for (index, tax_id) in wanted.iter().enumerate().filter(|(_, tax_id)| !current.contains(tax_id)) {
        tax_id.country.check().map_err(|error| invalid(&error, format!("/tax_ids/{index}/country")))?;
    }
    Ok(())
}

fn invalid(error: &ValueError, pointer: String) -> Rejection {
    Rejection::invalid_field(pointer, error.to_string())
}

/// The new value of a field that cannot be removed, when it is a new one.
fn required<T: Clone + PartialEq>(patch: &Patch<T>, current: &T, pointer: &str) -> Result<Option<T>, Rejection> {
    match patch.changes(Some(current)) {
        None => Ok(None),
        Some(Some(value)) => Ok(Some(value.clone())),
        Some(None) => Err(Rejection::unprocessable("field_required", "the field cannot be removed").at(pointer)),
    }
}

/// The new values of a list, when they are new ones; to remove a list is to empty it.
fn collection<T: Clone + PartialEq, const MAX: usize>(
    patch: &Patch<Capped<T, MAX>>,
    current: &Capped<T, MAX>,
) -> Option<Capped<T, MAX>> {
    let wanted = patch.changes(Some(current))?.cloned().unwrap_or_default();
    (wanted != *current).then_some(wanted)
}

fn set_status(state: &AccountState, wanted: AccountStatus, event: impl Into<AccountEvent>) -> Vec<AccountEvent> {
    if state.status == wanted { Vec::new() } else { vec![event.into()] }
}

fn assign(state: &AccountState, wish: &AssignOwner, account_id: AccountId) -> Vec<AccountEvent> {
    if state.owner_id == wish.owner_id {
        return Vec::new();
    }
    let (from, to) = (state.owner_id, wish.owner_id);
    vec![AccountOwnerAssigned { account_id, from, to, reason: wish.reason.clone() }.into()]
}

fn archive(state: &AccountState, inputs: &Inputs<AccountId>) -> Vec<AccountEvent> {
    if state.archived_at.is_some() {
        return Vec::new();
    }
    vec![AccountArchived { account_id: inputs.id, archived_at: inputs.now }.into()]
}

fn restore(state: &AccountState, account_id: AccountId) -> Vec<AccountEvent> {
    if state.archived_at.is_none() {
        return Vec::new();
    }
    vec![AccountRestored { account_id }.into()]
}
