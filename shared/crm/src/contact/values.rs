//! What a contact is made of.

use kernel::{PersonalData, Pii, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    checks::Primary,
    reference::AccountId,
    value::{Date, EmailAddress, Phone, Purpose, ShortText},
};

/// What an email address is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailKind {
    /// At work.
    Work,
    /// In private.
    Personal,
    /// Anything else.
    Other,
}

/// Whether mail arrives at an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailStatus {
    /// Not known.
    #[default]
    Unverified,
    /// It did.
    Verified,
    /// It came back.
    Bounced,
}

/// An email address of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PersonalData)]
#[serde(deny_unknown_fields)]
pub struct ContactEmail {
    /// The address, unique in the capsule whatever its case.
    #[pii]
    pub address: Pii<EmailAddress>,
    /// What it is used for.
    pub kind: EmailKind,
    /// Whether it is the primary one; exactly one is.
    #[serde(default)]
    pub is_primary: bool,
    /// Whether mail arrives there.
    #[serde(default)]
    pub status: EmailStatus,
}

/// What a telephone number is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// At work.
    Work,
    /// Carried along.
    Mobile,
    /// At home.
    Home,
    /// Anything else.
    Other,
}

/// A telephone number of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PersonalData)]
#[serde(deny_unknown_fields)]
pub struct ContactPhone {
    /// The number in its international form.
    #[pii]
    pub e164: Pii<Phone>,
    /// As somebody wrote it, an extension included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[pii]
    pub raw: Option<Pii<ShortText>>,
    /// What it is used for.
    pub kind: PhoneKind,
    /// Whether it is the primary one; exactly one is.
    #[serde(default)]
    pub is_primary: bool,
}

/// What ties a contact to an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PersonalData)]
#[serde(deny_unknown_fields)]
pub struct AccountLink {
    /// The account.
    pub account_id: AccountId,
    /// What the contact is there: a position, or a part in its decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<ShortText>,
    /// Whether it is the primary one; exactly one is.
    #[serde(default)]
    pub is_primary: bool,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day, not before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

macro_rules! primary {
    ($($name:ident),+) => {$(
        impl Primary for $name {
            fn is_primary(&self) -> bool {
                self.is_primary
            }
            fn make_primary(&mut self) {
                self.is_primary = true;
            }
        }
    )+};
}
primary!(ContactEmail, ContactPhone, AccountLink);

/// How far a contact has come, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Reads what the tenant publishes.
    #[default]
    Subscriber,
    /// Showed interest.
    Lead,
    /// A lead that marketing qualified.
    Mql,
    /// A lead that sales qualified.
    Sql,
    /// Part of an open deal.
    Opportunity,
    /// Bought.
    Customer,
}

impl Lifecycle {
    /// All stages, in their order.
    pub const ALL: [Self; 6] = [Self::Subscriber, Self::Lead, Self::Mql, Self::Sql, Self::Opportunity, Self::Customer];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscriber => "subscriber",
            Self::Lead => "lead",
            Self::Mql => "mql",
            Self::Sql => "sql",
            Self::Opportunity => "opportunity",
            Self::Customer => "customer",
        }
    }
}

/// On what ground personal data is used. Source: Regulation (EU) 2016/679 (GDPR), Article 6(1), points (a) to (f).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// (a) The person agreed.
    Consent,
    /// (b) A contract with the person needs it.
    Contract,
    /// (c) A law demands it.
    LegalObligation,
    /// (d) Somebody's life depends on it.
    VitalInterests,
    /// (e) A task in the public interest needs it.
    PublicInterest,
    /// (f) An interest of the tenant that outweighs the person's.
    LegitimateInterest,
}

/// A ground on which personal data of a contact may be used for a purpose. Never overwritten: what is granted anew, on
/// another ground, from another source or since another time, is a new one; 50 in all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// For what.
    pub purpose: Purpose,
    /// On what ground.
    pub basis: LegalBasis,
    /// Since when.
    pub granted_at: Timestamp,
    /// How it is known: a form, a call, a contract.
    pub source: ShortText,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Timestamp>,
}

/// A way to reach a contact that it can refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By email.
    Email,
    /// By telephone.
    Call,
}

/// A channel that a contact refuses, whatever it consented to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptedOut {
    /// The channel.
    pub channel: Channel,
    /// Since when.
    pub since: Timestamp,
    /// How it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ShortText>,
}
