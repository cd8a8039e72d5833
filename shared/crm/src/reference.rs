//! What aggregates know of each other: their ids, and the names under which they refer to each other. Nothing else: an aggregate
//! that knew another one's state could only be decided with both loaded.

use kernel::{KeyName, typed_id};

typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
    /// The id of a contact.
    pub struct ContactId = "contact";
    /// The id of a product.
    pub struct ProductId = "product";
    /// The id of the financial settings that a scope has one of.
    pub struct FinancialSettingsId = "financial_settings";
}

/// The reference of a record to an account that it belongs to.
pub const ACCOUNT: KeyName = KeyName::new("ACCOUNT");
/// The reference of a contact to the one it reports to.
pub const MANAGER: KeyName = KeyName::new("MANAGER");

/// Counts the contacts of an account.
pub const CONTACTS: KeyName = KeyName::new("CONTACT");
/// Counts those who report to a contact.
pub const REPORTS: KeyName = KeyName::new("REPORT");

#[cfg(test)]
#[path = "reference.test.rs"]
mod tests;
