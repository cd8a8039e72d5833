//! What aggregates know of each other: their ids, and the names under which they refer to each other. Nothing else: an aggregate
//! that knew another one's state could only be decided with both loaded.

use kernel::{KeyName, Scope, Timestamp, TypedId, typed_id};

typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
    /// The id of a contact.
    pub struct ContactId = "contact";
    /// The id of a product.
    pub struct ProductId = "product";
    /// The id of an opportunity.
    pub struct OpportunityId = "opportunity";
    /// The id of a lead.
    pub struct LeadId = "lead";
    /// The id of the financial settings that a scope has one of.
    pub struct FinancialSettingsId = "financial_settings";
    /// The id of the sales settings that a scope has one of.
    pub struct SalesSettingsId = "sales_settings";
    /// The id of the exchange rates from one currency in one year.
    pub struct ExchangeRatesId = "exchange_rates";
    /// The id of a pipeline of the sales settings.
    pub struct PipelineId = "pipeline";
    /// The id of a stage of a pipeline.
    pub struct StageId = "stage";
}

/// The id of what a scope has one of, or of one of several that these parts tell apart.
pub(crate) fn id_in<I: TypedId>(scope: &Scope, parts: &[&[u8]]) -> I {
    let (tenant, capsule) = (scope.tenant_id().uuid(), scope.capsule_id().uuid());
    let scope: [&[u8]; 2] = [tenant.as_bytes(), capsule.as_bytes()];
    I::derived(Timestamp::EPOCH, &[&scope[..], parts].concat())
}

/// The reference of a record to an account that it belongs to.
pub const ACCOUNT: KeyName = KeyName::new("ACCOUNT");
/// The reference of a record to the member who owns it.
pub const OWNER: KeyName = KeyName::new("OWNER");
/// The reference of an opportunity to the stage that it is in.
pub const STAGE: KeyName = KeyName::new("STAGE");
/// The reference of a contact to the one it reports to.
pub const MANAGER: KeyName = KeyName::new("MANAGER");

/// The list of the open opportunities, which an account that is to be archived is held by.
pub const OPPORTUNITY_LIST: KeyName = KeyName::new("OPPORTUNITY");

/// Counts the contacts of an account.
pub const CONTACTS: KeyName = KeyName::new("CONTACT");
/// Counts the open opportunities of an account.
pub const OPPORTUNITIES: KeyName = KeyName::new("OPPORTUNITY");
/// Counts those who report to a contact.
pub const REPORTS: KeyName = KeyName::new("REPORT");

#[cfg(test)]
#[path = "reference.test.rs"]
mod tests;
