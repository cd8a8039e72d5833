//! The schema of an event type that another service registered.

use dynamodb_entity::DynamoDbEntity;
use kernel::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest text of a schema, in bytes. A page of a query holds 1 MB, so that all versions of a type come in one.
pub const MAX_SCHEMA_BYTES: usize = 48 * 1_024;

/// The most versions of a type.
pub const MAX_SCHEMA_VERSIONS: usize = 16;

/// One version of the schema of an event type that is not in the code of the platform. Never changed once it is there.
///
/// The key names the type by its digest: types have names of any length, and a policy compares keys character by character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "a contract between services holds for the events of all tenants")]
#[pk = "PLATFORM#SCHEMA#{digest}"]
#[sk = "VERSION#{version:010}"]
pub struct SchemaItem {
    /// The digest of the type.
    pub digest: Digest,
    /// The kind of item.
    pub kind: String,
    /// The type: `InvoiceIssued`.
    pub event_type: String,
    /// The version.
    pub version: u32,
    /// Who answers for it: a team or a service.
    pub owner: String,
    /// The EventBridge source of its events.
    pub source: String,
    /// The JSON Schema.
    pub text: String,
    /// When it was registered.
    pub registered_at: Timestamp,
}

/// Whose an event type is: written with its first version, so that of two services that register one name at one time only one does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "a contract between services holds for the events of all tenants")]
#[pk = "PLATFORM#SCHEMA#{digest}"]
#[sk = "OWNER"]
pub(crate) struct SchemaOwnerItem {
    /// The digest of the type.
    pub(crate) digest: Digest,
    /// The kind of item.
    pub(crate) kind: String,
    /// The type: `InvoiceIssued`.
    pub(crate) event_type: String,
    /// Who answers for it: a team or a service.
    pub(crate) owner: String,
    /// The EventBridge source of its events.
    pub(crate) source: String,
}

impl SchemaOwnerItem {
    /// The kind of these items.
    const KIND: &'static str = "schema_owner";

    /// Whose the type of a schema is.
    pub(crate) fn of(schema: &SchemaItem) -> Self {
        Self {
            digest: schema.digest,
            kind: Self::KIND.to_owned(),
            event_type: schema.event_type.clone(),
            owner: schema.owner.clone(),
            source: schema.source.clone(),
        }
    }
}

impl SchemaItem {
    /// The kind of these items.
    pub const KIND: &'static str = "schema";

    /// What stands for a type in the key.
    #[must_use]
    pub fn digest_of(event_type: &str) -> Digest {
        Digest::of(&[event_type.as_bytes()])
    }
}

#[cfg(test)]
#[path = "schema.test.rs"]
mod tests;
