//! What can happen to an account. One event per meaning; every event names its account.

use kernel::{Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AccountId, AccountKind};
use crate::{
    limits,
    value::{Capped, Domain, LongText, Money, Phone, ShortText, Tag, TaxId, Website},
};

/// Declares the data of events: closed, with the id of the account first.
macro_rules! account_events {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The account.
            pub account_id: AccountId,
            $($(#[$field_meta])* pub $field: $type,)*
        }
    )+};
}

account_events! {
    /// A company was entered.
    AccountCreated {
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
    AccountRenamed {
        /// The new name.
        name: ShortText,
    }

    /// The company is now another kind of account.
    AccountKindChanged {
        /// Before.
        from: AccountKind,
        /// Now.
        to: AccountKind,
    }

    /// The company is in another industry, or in none that is known.
    AccountIndustryChanged {
        /// The new industry, or `null`.
        industry: Option<ShortText>,
    }

    /// The number of employees is another, or not known any more.
    AccountEmployeeCountChanged {
        /// The new number, or `null`.
        employee_count: Option<u32>,
    }

    /// The annual revenue is another, or not known any more.
    AccountAnnualRevenueChanged {
        /// The new revenue, or `null`.
        annual_revenue: Option<Money>,
    }

    /// The company has another web address, or none.
    AccountWebsiteChanged {
        /// The new address, or `null`.
        website: Option<Website>,
    }

    /// The domains of the company are others.
    AccountDomainsChanged {
        /// All of its domains from now on.
        domains: Capped<Domain, { limits::DOMAINS }>,
    }

    /// The telephone numbers of the company are others.
    AccountPhonesChanged {
        /// All of its numbers from now on.
        phones: Capped<Phone, { limits::PHONES }>,
    }

    /// The tax ids of the company are others.
    AccountTaxIdsChanged {
        /// All of its tax ids from now on.
        tax_ids: Capped<TaxId, { limits::TAX_IDS }>,
    }

    /// The description of the company is another, or was removed.
    AccountDescriptionChanged {
        /// The new description, or `null`.
        description: Option<LongText>,
    }

    /// The labels of the account are others.
    AccountTagsChanged {
        /// All of its labels from now on.
        tags: Capped<Tag, { limits::TAGS }>,
    }

    /// The account is in use again.
    AccountActivated {}

    /// The account is not in use.
    AccountDeactivated {}

    /// Another member owns the account.
    AccountOwnerAssigned {
        /// The owner before.
        from: UserId,
        /// The owner now.
        to: UserId,
        /// Why.
        reason: Option<ShortText>,
    }

    /// The account was put away; its domains are free for others.
    AccountArchived {
        /// When.
        archived_at: Timestamp,
    }

    /// The account was taken back from the archive, with its domains.
    AccountRestored {}
}

kernel::domain_events! {
    /// What can happen to an account.
    pub enum AccountEvent of AccountId {
        /// See [`AccountCreated`].
        Created(AccountCreated, 1),
        /// See [`AccountRenamed`].
        Renamed(AccountRenamed, 1),
        /// See [`AccountKindChanged`].
        KindChanged(AccountKindChanged, 1),
        /// See [`AccountIndustryChanged`].
        IndustryChanged(AccountIndustryChanged, 1),
        /// See [`AccountEmployeeCountChanged`].
        EmployeeCountChanged(AccountEmployeeCountChanged, 1),
        /// See [`AccountAnnualRevenueChanged`].
        AnnualRevenueChanged(AccountAnnualRevenueChanged, 1),
        /// See [`AccountWebsiteChanged`].
        WebsiteChanged(AccountWebsiteChanged, 1),
        /// See [`AccountDomainsChanged`].
        DomainsChanged(AccountDomainsChanged, 1),
        /// See [`AccountPhonesChanged`].
        PhonesChanged(AccountPhonesChanged, 1),
        /// See [`AccountTaxIdsChanged`].
        TaxIdsChanged(AccountTaxIdsChanged, 1),
        /// See [`AccountDescriptionChanged`].
        DescriptionChanged(AccountDescriptionChanged, 1),
        /// See [`AccountTagsChanged`].
        TagsChanged(AccountTagsChanged, 1),
        /// See [`AccountActivated`].
        Activated(AccountActivated, 1),
        /// See [`AccountDeactivated`].
        Deactivated(AccountDeactivated, 1),
        /// See [`AccountOwnerAssigned`].
        OwnerAssigned(AccountOwnerAssigned, 1),
        /// See [`AccountArchived`].
        Archived(AccountArchived, 1),
        /// See [`AccountRestored`].
        Restored(AccountRestored, 1),
    }
}
