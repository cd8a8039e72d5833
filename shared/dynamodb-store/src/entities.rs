//! The items of the table `platform_data`. Every key of the platform is made here, from templates that the compiler checks.

use dynamodb_entity::{DynamoDbEntity, ItemView};
use kernel::{
    Actor, AggregateType, AnyId, CapsuleId, CommandKey, CommandRecord, CorrelationId, Digest, EncodedEvent, KeyName,
    Scope, SortName, TenantId, Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// Declares the constant attribute `kind`, by which streams and people tell items apart.
macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $text:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            /// The only value.
            #[default]
            #[serde(rename = $text)]
            Kind,
        }
    )+};
}

kinds! {
    /// `kind` of an event.
    EventKind = "event";
    /// `kind` of a state.
    StateKind = "state";
    /// `kind` of a claim.
    ClaimKind = "claim";
    /// `kind` of a command's record.
    CommandKind = "command";
    /// `kind` of an edge.
    EdgeKind = "edge";
    /// `kind` of an anchor.
    AnchorKind = "anchor";
    /// `kind` of what is published.
    PublishedKind = "published";
}

mod references;

pub use references::{AnchorItem, EdgeItem, ListedEdge, PublishedItem, QuarantineItem};

use crate::shards::Shard;

/// One event. Never updated, never deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}"]
#[sk = "EVENT#{sequence:020}"]
pub struct EventItem {
    /// `event`; the stream's filter lets nothing else through.
    pub kind: EventKind,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The kind of aggregate.
    pub aggregate_type: AggregateType,
    /// The aggregate whose stream this is.
    pub aggregate_id: AnyId,
    /// The position in the stream, from 1.
    pub sequence: u64,
    /// The id of the event.
    pub event_id: Uuid,
    /// `AccountCreated`.
    pub event_type: String,
    /// The version of the shape of `data`.
    pub schema_version: u32,
    /// When it was recorded.
    pub occurred_at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The request.
    pub correlation_id: CorrelationId,
    /// The command or event before it.
    pub causation_id: Uuid,
    /// What happened, as JSON text: one compact attribute, because deep maps cost write units for every name.
    pub data: String,
}

/// Why an event item is no event.
#[derive(Debug, thiserror::Error)]
pub enum EventItemError {
    /// The attribute `data` is no JSON.
    #[error("attribute `data` of an event item is not JSON")]
    Data(#[source] serde_json::Error),
    /// The id is of another kind of aggregate.
    #[error("attribute `aggregate_id` of an event item is not of its `aggregate_type`")]
    AggregateType,
    /// Sequences count from 1.
    #[error("attribute `sequence` of an event item is 0")]
    Sequence,
}

impl From<EncodedEvent> for EventItem {
    fn from(event: EncodedEvent) -> Self {
        Self {
            kind: EventKind::Kind,
            tenant_id: event.tenant_id,
            capsule_id: event.capsule_id,
            aggregate_type: event.aggregate_type,
            aggregate_id: event.aggregate_id,
            sequence: event.sequence,
            event_id: event.event_id,
            event_type: event.event_type.into_owned(),
            schema_version: event.schema_version,
            occurred_at: event.occurred_at,
            actor: event.actor,
            correlation_id: event.correlation_id,
            causation_id: event.causation_id,
            data: event.data.get().to_owned(),
        }
    }
}

impl EventItem {
    /// The event that the item holds.
    ///
    /// # Errors
    /// [`EventItemError`] when the item contradicts itself.
    pub fn into_event(self) -> Result<EncodedEvent, EventItemError> {
        if self.aggregate_id.prefix() != self.aggregate_type.as_str() {
            return Err(EventItemError::AggregateType);
        }
        if self.sequence == 0 {
            return Err(EventItemError::Sequence);
        }
        Ok(EncodedEvent {
            event_id: self.event_id,
            event_type: self.event_type.into(),
            schema_version: self.schema_version,
            tenant_id: self.tenant_id,
            capsule_id: self.capsule_id,
            aggregate_type: self.aggregate_type,
            aggregate_id: self.aggregate_id,
            sequence: self.sequence,
            occurred_at: self.occurred_at,
            actor: self.actor,
            correlation_id: self.correlation_id,
            causation_id: self.causation_id,
            data: RawValue::from_string(self.data).map_err(EventItemError::Data)?,
        })
    }
}

/// The state after the last event of a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}"]
#[sk = "STATE"]
#[gsi(
    name = "gsi1",
    pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#{shard}",
    sk = "{aggregate_id}",
    projection = include(aggregate_id, capsule_id, summary, tenant_id),
    returns = ListedState
)]
#[gsi(
    name = "gsi3",
    pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#NAME#{shard}",
    sk = "{sort_name}#{aggregate_id}",
    projection = include(aggregate_id, capsule_id, summary, tenant_id),
    returns = NamedState
)]
pub struct StateItem {
    /// `state`.
    pub kind: StateKind,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The kind of aggregate.
    pub aggregate_type: AggregateType,
    /// The aggregate.
    pub aggregate_id: AnyId,
    /// The sequence of the last event folded in.
    pub version: u64,
    /// The version of the fold that made the body.
    pub fold_version: u32,
    /// The list that the aggregate stands in.
    pub list: KeyName,
    /// The shard of the list.
    pub shard: Shard,
    /// The name by which the list can be ordered, if that is asked for.
    pub sort_name: Option<SortName>,
    /// What the list shows, as JSON text; projected into the indexes.
    pub summary: String,
    /// The snapshot, as JSON text.
    pub body: String,
}

/// What a list shows of a state.
#[derive(Clone, Debug, PartialEq, Deserialize, ItemView)]
pub struct ListedState {
    /// The aggregate.
    pub aggregate_id: AnyId,
    /// What the list shows of it, as JSON text.
    pub summary: String,
}

/// What a list in the order of names shows of a state.
#[derive(Clone, Debug, PartialEq, Deserialize, ItemView)]
pub struct NamedState {
    /// The aggregate.
    pub aggregate_id: AnyId,
    /// What the list shows of it, as JSON text.
    pub summary: String,
    /// The sort key, which begins with the name.
    pub gsi3sk: String,
}

/// A unique value and who holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#UNIQUE#{aggregate_type}#{name}#{value}"]
#[sk = "CLAIM"]
pub struct ClaimItem {
    /// `claim`.
    pub kind: ClaimKind,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The kind of aggregate that the value is unique among.
    pub aggregate_type: AggregateType,
    /// What is unique: `DOMAIN`.
    pub name: KeyName,
    /// The digest of the normalised value.
    pub value: Digest,
    /// The aggregate that holds it.
    pub holder: AnyId,
}

/// The record of a command that had an idempotency key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#COMMAND#{function}#{key}"]
#[sk = "COMMAND"]
pub struct CommandItem {
    /// `command`.
    pub kind: CommandKind,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The function that ran the command.
    pub function: KeyName,
    /// The digest of actor and key.
    pub key: Digest,
    /// The digest of method, path and body.
    pub request: Digest,
    /// The aggregate that the command changed or made.
    pub aggregate_id: AnyId,
    /// Its version after the command.
    pub version: u64,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Until when the record counts, in seconds since 1970; also the table's TTL attribute.
    pub expires_at: i64,
}

impl CommandItem {
    pub(crate) fn new(scope: &Scope, record: &CommandRecord) -> Self {
        Self {
            kind: CommandKind::Kind,
            tenant_id: scope.tenant_id(),
            capsule_id: scope.capsule_id(),
            function: record.key.function.clone(),
            key: record.key.digest,
            request: record.request,
            aggregate_id: record.aggregate_id.clone(),
            version: record.version,
            status: record.status,
            expires_at: record.expires_at.as_seconds(),
        }
    }

    pub(crate) fn into_record(self) -> CommandRecord {
        CommandRecord {
            key: CommandKey { function: self.function, digest: self.key },
            request: self.request,
            aggregate_id: self.aggregate_id,
            version: self.version,
            status: self.status,
            expires_at: Timestamp::EPOCH.plus_seconds(self.expires_at),
        }
    }
}
