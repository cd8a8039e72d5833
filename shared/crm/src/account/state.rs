//! The state of an account and how events make it.

use kernel::{PersonalData, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AccountEvent, events::AccountCreated};
use crate::{
    limits,
    reference::ContactId,
    value::{Capped, Domain, LongText, Money, Phone, ShortText, Tag, TaxId, Website},
};

/// What an account is to the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// May buy.
    Prospect,
    /// Has bought.
    Customer,
    /// Sells together with the tenant.
    Partner,
    /// Sells to the tenant.
    Vendor,
    /// Sells against the tenant.
    Competitor,
    /// Anything else.
    Other,
}

/// Whether an account is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// In use.
    Active,
    /// Not in use.
    Inactive,
}

/// The fold of an account's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
#[schemars(rename = "Account")]
pub struct AccountState {
    /// The member who owns it.
    pub owner_id: UserId,
    /// Labels.
    pub tags: Capped<Tag, { limits::TAGS }>,
    /// Whether it is in use.
    pub status: AccountStatus,
    /// Since when it is archived.
    pub archived_at: Option<Timestamp>,
    /// Its name.
    pub name: ShortText,
    /// What it is to the tenant.
    pub kind: AccountKind,
    /// The industry it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<ShortText>,
    /// How many people work there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee_count: Option<u32>,
    /// What it earns in a year, before costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annual_revenue: Option<Money>,
    /// Its web address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<Website>,
    /// Its registrable domains, each unique in the capsule.
    #[serde(default)]
    pub domains: Capped<Domain, { limits::DOMAINS }>,
    /// Its telephone numbers.
    #[serde(default)]
    pub phones: Capped<Phone, { limits::PHONES }>,
    /// Its tax ids.
    #[serde(default)]
    pub tax_ids: Capped<TaxId, { limits::TAX_IDS }>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LongText>,
    /// Its primary contact, who has a link to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_contact_id: Option<ContactId>,
}

/// What lists show of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct AccountSummary {
    /// Its name.
    pub name: ShortText,
    /// What it is to the tenant.
    pub kind: AccountKind,
    /// Whether it is in use.
    pub status: AccountStatus,
    /// The member who owns it.
    pub owner_id: UserId,
    /// Since when it is archived, or `null`.
    pub archived_at: Option<Timestamp>,
}

impl AccountSummary {
    pub(super) fn of(state: &AccountState) -> Self {
        Self {
            name: state.name.clone(),
            kind: state.kind,
            status: state.status,
            owner_id: state.owner_id,
            archived_at: state.archived_at,
        }
    }
}

pub(super) fn evolve(state: Option<AccountState>, event: &AccountEvent) -> Option<AccountState> {
    match (state, event) {
        (None, AccountEvent::Created(created)) => Some(begin(created)),
        (Some(mut state), event) => {
            apply(&mut state, event);
            Some(state)
        }
        (None, _) => None,
    }
}

fn begin(created: &AccountCreated) -> AccountState {
    AccountState {
        owner_id: created.owner_id,
        tags: created.tags.clone(),
        status: AccountStatus::Active,
        archived_at: None,
        name: created.name.clone(),
        kind: created.kind,
        industry: created.industry.clone(),
        employee_count: created.employee_count,
        annual_revenue: created.annual_revenue.clone(),
        website: created.website.clone(),
        domains: created.domains.clone(),
        phones: created.phones.clone(),
        tax_ids: created.tax_ids.clone(),
        description: created.description.clone(),
        // A contact can only be linked to an account that exists.
        primary_contact_id: None,
    }
}

fn apply(state: &mut AccountState, event: &AccountEvent) {
    match event {
        // A stream begins once; a second beginning changes nothing.
        AccountEvent::Created(_) => {}
        AccountEvent::Renamed(data) => state.name = data.name.clone(),
        AccountEvent::KindChanged(data) => state.kind = data.to,
        AccountEvent::IndustryChanged(data) => state.industry = data.industry.clone(),
        AccountEvent::EmployeeCountChanged(data) => state.employee_count = data.employee_count,
        AccountEvent::AnnualRevenueChanged(data) => state.annual_revenue = data.annual_revenue.clone(),
        AccountEvent::WebsiteChanged(data) => state.website = data.website.clone(),
        AccountEvent::DomainsChanged(data) => state.domains = data.domains.clone(),
        AccountEvent::PhonesChanged(data) => state.phones = data.phones.clone(),
        AccountEvent::TaxIdsChanged(data) => state.tax_ids = data.tax_ids.clone(),
        AccountEvent::DescriptionChanged(data) => state.description = data.description.clone(),
        AccountEvent::TagsChanged(data) => state.tags = data.tags.clone(),
        AccountEvent::PrimaryContactChanged(data) => state.primary_contact_id = data.to,
        AccountEvent::Activated(_) => state.status = AccountStatus::Active,
        AccountEvent::Deactivated(_) => state.status = AccountStatus::Inactive,
        AccountEvent::OwnerAssigned(data) => state.owner_id = data.to,
        AccountEvent::Archived(data) => state.archived_at = Some(data.archived_at),
        AccountEvent::Restored(_) => state.archived_at = None,
    }
}
