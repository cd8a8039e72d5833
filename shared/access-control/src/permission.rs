//! The permissions, one scheme for all entities: `entity.action`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A text that names no permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a permission in the form `entity.action`, such as `account.read`")]
pub struct PermissionError;

macro_rules! permissions {
    ($(#[$of_all:meta])* $permission:ident: $($(#[$meta:meta])* $name:ident = $text:literal),+ $(,)?) => {
        $(#[$of_all])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $permission {
            $($(#[$meta])* $name),+
        }

        impl $permission {
            /// Every permission there is, in the order of their texts within an entity's life.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The permission's text, `entity.action`: as tokens and the OpenAPI document write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text),+
                }
            }
        }

        impl fmt::Display for $permission {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $permission {
            type Err = PermissionError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|permission| permission.as_str() == text).ok_or(PermissionError)
            }
        }

        impl Serialize for $permission {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

permissions! {
    /// What an endpoint may demand of its caller, who acts in a tenant.
    Permission:
    /// Create an account.
    AccountCreate = "account.create",
    /// Read one account, its history, or a list.
    AccountRead = "account.read",
    /// Change an account.
    AccountUpdate = "account.update",
    /// Archive an account.
    AccountArchive = "account.archive",
    /// Bring an archived account back.
    AccountRestore = "account.restore",
    /// Give an account another owner.
    AccountAssign = "account.assign",
    /// Set an account active.
    AccountActivate = "account.activate",
    /// Set an account inactive.
    AccountDeactivate = "account.deactivate",
    /// Create a contact.
    ContactCreate = "contact.create",
    /// Read one contact, its history, or a list.
    ContactRead = "contact.read",
    /// Change a contact.
    ContactUpdate = "contact.update",
    /// Archive a contact.
    ContactArchive = "contact.archive",
    /// Bring an archived contact back.
    ContactRestore = "contact.restore",
    /// Give a contact another owner.
    ContactAssign = "contact.assign",
    /// Say that a contact came further in its lifecycle.
    ContactAdvance = "contact.advance",
    /// Set a contact back in its lifecycle.
    ContactReset = "contact.reset",
    /// Record a ground to use a contact's data.
    ContactGrantConsent = "contact.grant_consent",
    /// Withdraw the grounds to use a contact's data for a purpose.
    ContactWithdrawConsent = "contact.withdraw_consent",
    /// Record that a contact refuses a channel.
    ContactOptOut = "contact.opt_out",
    /// Record that a contact refuses a channel no more.
    ContactOptIn = "contact.opt_in",
    /// Create a product.
    ProductCreate = "product.create",
    /// Read one product, its history, or a list.
    ProductRead = "product.read",
    /// Change a product.
    ProductUpdate = "product.update",
    /// Archive a product.
    ProductArchive = "product.archive",
    /// Bring an archived product back.
    ProductRestore = "product.restore",
    /// Give a product another owner.
    ProductAssign = "product.assign",
    /// Set a price of a product.
    ProductSetPrice = "product.set_price",
    /// Begin to sell a product.
    ProductActivate = "product.activate",
    /// Stop selling a product.
    ProductRetire = "product.retire",
    /// Sell a retired product again.
    ProductReinstate = "product.reinstate",
    /// Create an opportunity.
    OpportunityCreate = "opportunity.create",
    /// Read one opportunity, its history, or a list.
    OpportunityRead = "opportunity.read",
    /// Change an opportunity.
    OpportunityUpdate = "opportunity.update",
    /// Archive an opportunity.
    OpportunityArchive = "opportunity.archive",
    /// Bring an archived opportunity back.
    OpportunityRestore = "opportunity.restore",
    /// Give an opportunity another owner.
    OpportunityAssign = "opportunity.assign",
    /// Take an opportunity to another stage.
    OpportunityChangeStage = "opportunity.change_stage",
    /// Expect an opportunity to be won on another day.
    OpportunityPushCloseDate = "opportunity.push_close_date",
    /// Override what the stage says of an opportunity's forecast.
    OpportunityOverrideForecast = "opportunity.override_forecast",
    /// Close an opportunity as won.
    OpportunityWin = "opportunity.win",
    /// Close an opportunity as lost.
    OpportunityLose = "opportunity.lose",
    /// Close an opportunity that nobody works on.
    OpportunityAbandon = "opportunity.abandon",
    /// Work on a closed opportunity again.
    OpportunityReopen = "opportunity.reopen",
    /// Add a line to an opportunity.
    OpportunityAddLine = "opportunity.add_line",
    /// Change a line of an opportunity.
    OpportunityChangeLine = "opportunity.change_line",
    /// Remove a line of an opportunity.
    OpportunityRemoveLine = "opportunity.remove_line",
    /// Put the lines of an opportunity in another order.
    OpportunityReorderLines = "opportunity.reorder_lines",
    /// Read the financial settings, the exchange rates and what is worked out from them.
    FinancialSettingsRead = "financial_settings.read",
    /// Change the currencies and the time zone of the tenant.
    FinancialSettingsUpdate = "financial_settings.update",
    /// Set the fiscal calendar that counts from a day on.
    FinancialSettingsSetFiscalCalendar = "financial_settings.set_fiscal_calendar",
    /// Record an exchange rate.
    FinancialSettingsRecordRate = "financial_settings.record_rate",
    /// Read the pipelines and the reasons why deals are lost.
    SalesSettingsRead = "sales_settings.read",
    /// Change the default pipeline and the reasons why deals are lost.
    SalesSettingsUpdate = "sales_settings.update",
    /// Add a pipeline.
    SalesSettingsAddPipeline = "sales_settings.add_pipeline",
    /// Change a pipeline and its stages.
    SalesSettingsChangePipeline = "sales_settings.change_pipeline",
    /// Take no new deals into a pipeline.
    SalesSettingsArchivePipeline = "sales_settings.archive_pipeline",
    /// Take new deals into a pipeline again.
    SalesSettingsRestorePipeline = "sales_settings.restore_pipeline",
    /// Read countries, their subdivisions and currencies.
    ReferenceRead = "reference.read",
}

permissions! {
    /// What an endpoint of the platform may demand of an operator, who belongs to no tenant.
    ///
    /// A type of its own: no set of a tenant's permissions contains one, `all` of them included, and a tenant's token that lists one holds
    /// nothing by it.
    OperatorPermission:
    /// Read violations of all tenants.
    ViolationRead = "violation.read",
    /// Take a violation up.
    ViolationAcknowledge = "violation.acknowledge",
    /// Put a violation back among those that nobody looks after.
    ViolationReopen = "violation.reopen",
}

impl Permission {
    /// The permission's bit in a [`PermissionSet`](crate::PermissionSet). Bits never leave the process.
    pub(crate) const fn bit(self) -> u128 {
        1 << self as u8
    }
}

// A set is one u128: a permission beyond that would overflow the shift.
const _: () = assert!(Permission::ALL.len() <= 128);

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Permission;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a permission such as `account.read`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Permission, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
#[path = "permission.test.rs"]
mod tests;
