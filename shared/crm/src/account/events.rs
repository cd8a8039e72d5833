//! What can happen to an account. One event per meaning; every event names its account.

use kernel::{Timestamp, UserId};

use super::{AccountId, AccountKind};
use crate::{
    events::events,
    limits,
    reference::ContactId,
    value::{Capped, Domain, LongText, Money, Phone, ShortText, Tag, TaxId, Website},
};

events! {
    /// What can happen to an account.
    pub enum AccountEvent of AccountId;

    /// The account.
    account_id;

    /// A company was entered.
    Created(AccountCreated, 1) {
        /// The member who owns it: the one who entered it.
        owner_id: UserId,
        /// Labels.
        tags: Capped<Tag, { limits::TAGS }>,
        /// Its name.
        name: ShortText,
        /// What it is to the tenant.
        kind: AccountKind,
        /// The industry it is in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        industry: Option<ShortText>,
        /// How many people work there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        employee_count: Option<u32>,
        /// What it earns in a year, before costs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        annual_revenue: Option<Money>,
        /// Its web address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        website: Option<Website>,
        /// Its registrable domains, each unique in the capsule.
        #[serde(default)]
        domains: Capped<Domain, { limits::DOMAINS }>,
        /// Its telephone numbers.
        #[serde(default)]
        phones: Capped<Phone, { limits::PHONES }>,
        /// Its tax ids.
        #[serde(default)]
        tax_ids: Capped<TaxId, { limits::TAX_IDS }>,
        /// Anything else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<LongText>,
    }

    /// The company has another name.
    Renamed(AccountRenamed, 1) {
        /// The new name.
        name: ShortText,
    }

    /// The company is now another kind of account.
    KindChanged(AccountKindChanged, 1) {
        /// Before.
        from: AccountKind,
        /// Now.
        to: AccountKind,
    }

    /// The company is in another industry, or in none that is known.
    IndustryChanged(AccountIndustryChanged, 1) {
        /// The new industry, or `null`.
        industry: Option<ShortText>,
    }

    /// The number of employees is another, or not known any more.
    EmployeeCountChanged(AccountEmployeeCountChanged, 1) {
        /// The new number, or `null`.
        employee_count: Option<u32>,
    }

    /// The annual revenue is another, or not known any more.
    AnnualRevenueChanged(AccountAnnualRevenueChanged, 1) {
        /// The new revenue, or `null`.
        annual_revenue: Option<Money>,
    }

    /// The company has another web address, or none.
    WebsiteChanged(AccountWebsiteChanged, 1) {
        /// The new address, or `null`.
        website: Option<Website>,
    }

    /// The domains of the company are others.
    DomainsChanged(AccountDomainsChanged, 1) {
        /// All of its domains from now on.
        domains: Capped<Domain, { limits::DOMAINS }>,
    }

    /// The telephone numbers of the company are others.
    PhonesChanged(AccountPhonesChanged, 1) {
        /// All of its numbers from now on.
        phones: Capped<Phone, { limits::PHONES }>,
    }

    /// The tax ids of the company are others.
    TaxIdsChanged(AccountTaxIdsChanged, 1) {
        /// All of its tax ids from now on.
        tax_ids: Capped<TaxId, { limits::TAX_IDS }>,
    }

    /// The description of the company is another, or was removed.
    DescriptionChanged(AccountDescriptionChanged, 1) {
        /// The new description, or `null`.
        description: Option<LongText>,
    }

    /// The labels of the account are others.
    TagsChanged(AccountTagsChanged, 1) {
        /// All of its labels from now on.
        tags: Capped<Tag, { limits::TAGS }>,
    }

    /// Another contact is the primary one of the account, or none is.
    PrimaryContactChanged(AccountPrimaryContactChanged, 1) {
        /// Before, or `null`.
        from: Option<ContactId>,
        /// Now, or `null`.
        to: Option<ContactId>,
    }

    /// The account is in use again.
    Activated(AccountActivated, 1) {}

    /// The account is not in use.
    Deactivated(AccountDeactivated, 1) {}

    /// Another member owns the account.
    OwnerAssigned(AccountOwnerAssigned, 1) {
        /// The owner before.
        from: UserId,
        /// The owner now.
        to: UserId,
        /// Why.
        reason: Option<ShortText>,
    }

    /// The account was put away; its domains are free for others.
    Archived(AccountArchived, 1) {
        /// When.
        archived_at: Timestamp,
    }

    /// The account was taken back from the archive, with its domains.
    Restored(AccountRestored, 1) {}
}
