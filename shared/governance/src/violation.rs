//! The record of a violation: how often it was seen, what was announced of it, and what an operator made of it.

use dynamodb_entity::{DynamoDbEntity, ItemView, KeySegment};
use kernel::{CapsuleId, EventId, OperatorId, TenantId, Timestamp, typed_id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Severity;

typed_id! {
    /// The id of the record of a violation: made of what makes it that violation, so that nobody has to look it up.
    pub struct ViolationId = "violation";
}

/// Whether somebody looks after a violation. Both stand in a key with the same number of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, KeySegment)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("examples" = ["open"]))]
pub enum Status {
    /// Nobody does.
    #[default]
    #[key_segment = "OPEN"]
    Open,
    /// An operator does.
    #[key_segment = "SEEN"]
    Acknowledged,
}

impl Status {
    /// The name: `acknowledged`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
        }
    }
}

/// Who looks after a violation, and how it stood then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acknowledgement {
    /// Who.
    pub by: OperatorId,
    /// Since when.
    pub at: Timestamp,
    /// How often it had been seen.
    pub count: u64,
    /// How bad it was.
    pub severity: Severity,
}

/// One violation, however often it was seen: the same tenant, capsule, type, kind and place. Holds ids, names, types and lengths.
///
/// It is listed by when it was first seen, and the index carries nothing that counting changes: to see it again costs no write of the
/// index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(
    reason = "an event without a readable tenant or capsule belongs to no scope, and operators watch over all of them"
)]
#[pk = "PLATFORM#VIOLATION#{violation_id}"]
#[sk = "VIOLATION"]
#[gsi(
    name = "gsi4",
    pk = "PLATFORM#LIST#VIOLATION#{status}",
    sk = "{first_seen}#{violation_id}",
    projection = include(violation_id, severity, tenant_id, first_seen),
    returns = ListedViolation
)]
pub struct ViolationItem {
    /// What makes it this violation.
    pub violation_id: ViolationId,
    /// The kind of item.
    pub kind: String,
    /// What is wrong.
    pub violation_kind: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where, with every index as `*`.
    pub path: String,
    /// What the contract says.
    pub expected: String,
    /// What stood there the last time: type and length.
    pub found: String,
    /// The type of the events, if it has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The tenant that the events claim, if it has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// The capsule that the events claim, if it has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capsule_id: Option<CapsuleId>,
    /// The last event, if its id has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_event_id: Option<EventId>,
    /// How often it was seen. A message that is delivered again counts again.
    pub count: u64,
    /// The highest threshold that was announced.
    pub announced: u64,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When it was last seen.
    pub last_seen: Timestamp,
    /// Whether somebody looks after it.
    pub status: Status,
    /// How often its status was set, from 1. Seeing it again is no new version.
    pub version: u64,
    /// Who looks after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledgement: Option<Acknowledgement>,
}

/// A violation as the list shows it: where its record is, and what it is selected by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ItemView)]
pub struct ListedViolation {
    /// Which.
    pub violation_id: ViolationId,
    /// How bad it is.
    pub severity: Severity,
    /// The tenant that the events claim.
    #[serde(default)]
    pub tenant_id: Option<TenantId>,
    /// When it was first seen.
    pub first_seen: Timestamp,
}

impl ViolationItem {
    /// The kind of these items.
    pub const KIND: &'static str = "violation";

    /// The record when an operator takes it up; `None` when somebody has.
    #[must_use]
    pub fn acknowledged(&self, by: OperatorId, at: Timestamp) -> Option<Self> {
        let acknowledgement = Acknowledgement { by, at, count: self.count, severity: self.severity };
        self.with_status(Status::Acknowledged, Some(acknowledgement))
    }

    /// The record when nobody looks after it any more; `None` when nobody does.
    #[must_use]
    pub fn reopened(&self) -> Option<Self> {
        self.with_status(Status::Open, None)
    }

    /// Whether what was acknowledged is news again: it became critical since.
    #[must_use]
    pub fn became_critical(&self) -> bool {
        let before = self.acknowledgement.map(|acknowledgement| acknowledgement.severity);
        self.severity == Severity::Critical && before.is_some_and(|before| before < Severity::Critical)
    }

    fn with_status(&self, status: Status, acknowledgement: Option<Acknowledgement>) -> Option<Self> {
        (self.status != status).then(|| Self {
            status,
            acknowledgement,
            version: self.version.saturating_add(1),
            ..self.clone()
        })
    }
}

#[cfg(test)]
#[path = "violation.test.rs"]
mod tests;
