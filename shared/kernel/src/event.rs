//! Events: what was decided, and the envelope that it travels in.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    Aggregate, AggregateType, AnyId, CapsuleId, IdError, PersonalData, Scope, TenantId, Timestamp, TypedId, UserId,
    id::deserialize_from_str,
};

/// The id of an event, a UUIDv7. Every consumer is idempotent on it.
pub type EventId = Uuid;

/// What made an event happen: the id of the command (or of the event) before it.
pub type CausationId = Uuid;

/// The id that one request and everything it causes share: a W3C trace id, 32 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CorrelationId(u128);

impl CorrelationId {
    /// The correlation id over 16 bytes, such as those of a fresh UUID.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid.as_u128())
    }

    /// The trace id of an X-Ray header, `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=..;Sampled=1`, if it has one.
    #[must_use]
    pub fn from_xray_header(header: &str) -> Option<Self> {
        let root = header.split(';').find_map(|part| part.trim().strip_prefix("Root="))?;
        let mut parts = root.splitn(3, '-');
        let (version, epoch, unique) = (parts.next()?, parts.next()?, parts.next()?);
        if version != "1" || epoch.len() != 8 || unique.len() != 24 {
            return None;
        }
        format!("{epoch}{unique}").parse().ok()
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CorrelationId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = IdError::Prefix { expected: Cow::Borrowed("{32 hex digits}") };
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(error);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| error)
    }
}

impl Serialize for CorrelationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CorrelationId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

impl JsonSchema for CorrelationId {
    fn schema_name() -> Cow<'static, str> {
        "CorrelationId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}

/// The name of one of the platform's own services, as an actor: lower-case letters, digits and `-`, at most 63.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ServiceName(Cow<'static, str>);

impl ServiceName {
    /// A name known at compile time.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

/// Who did it: a member, or one of the platform's services. On the wire `user_..` or `service:stream-publisher`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A member of the tenant, a person or an integration.
    User(UserId),
    /// A service of the platform.
    Service(ServiceName),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => id.fmt(f),
            Self::Service(name) => write!(f, "service:{}", name.0),
        }
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Actor {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("service:") {
            Some(name)
                if (1..=63).contains(&name.len())
                    && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') =>
            {
                Ok(Self::Service(ServiceName(Cow::Owned(name.to_owned()))))
            }
            Some(_) => Err(IdError::Prefix { expected: Cow::Borrowed("service:{name}") }),
            None => text.parse().map(Self::User),
        }
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

impl JsonSchema for Actor {
    fn schema_name() -> Cow<'static, str> {
        "Actor".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^(user_[0-7][0-9a-hjkmnp-tv-z]{25}|service:[a-z0-9-]{1,63})$",
        })
    }
}

/// An event and everything that is recorded with it; its JSON form is the wire form of the event contract.
///
/// `D` is the typed event inside an aggregate, and its raw JSON text everywhere else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventEnvelope<D> {
    /// The id of this event.
    pub event_id: EventId,
    /// `{Entity}{Action}` in the past tense: `AccountCreated`.
    pub event_type: Cow<'static, str>,
    /// The version of the shape of `data`, from 1.
    #[schemars(range(min = 1))]
    pub schema_version: u32,
    /// The tenant that the event belongs to.
    pub tenant_id: TenantId,
    /// The capsule inside the tenant.
    pub capsule_id: CapsuleId,
    /// The kind of the aggregate: `account`.
    pub aggregate_type: AggregateType,
    /// The aggregate whose stream this is.
    pub aggregate_id: AnyId,
    /// The position in the stream, from 1, without gaps.
    #[schemars(range(min = 1))]
    pub sequence: u64,
    /// When it was recorded.
    pub occurred_at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What the request and everything it caused share.
    pub correlation_id: CorrelationId,
    /// The command or event that caused this one.
    pub causation_id: CausationId,
    /// What happened.
    pub data: D,
}

/// An event as stores and the bus carry it.
pub type EncodedEvent = EventEnvelope<Box<RawValue>>;

impl<D> EventEnvelope<D> {
    /// The scope that the event claims. Trust it only where the event comes from a trusted source.
    #[must_use]
    pub const fn claimed_scope(&self) -> (TenantId, CapsuleId) {
        (self.tenant_id, self.capsule_id)
    }

    /// Whether the event belongs to this scope.
    #[must_use]
    pub fn belongs_to(&self, scope: &Scope) -> bool {
        self.tenant_id == scope.tenant_id() && self.capsule_id == scope.capsule_id()
    }

    fn with_data<T>(self, data: T) -> EventEnvelope<T> {
        EventEnvelope {
            event_id: self.event_id,
            event_type: self.event_type,
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
            data,
        }
    }
}

impl<E: DomainEvent> EventEnvelope<E> {
    /// The same event with its data as JSON text.
    ///
    /// # Errors
    /// [`EventDecodeError::Encode`] when the data cannot be written as JSON (a map with keys that are no strings).
    pub fn encode(self) -> Result<EncodedEvent, EventDecodeError> {
        let data = self.data.encode()?;
        Ok(self.with_data(data))
    }
}

impl EncodedEvent {
    /// The same event with typed data.
    ///
    /// # Errors
    /// [`EventDecodeError`] when the type or version is not one of `E`, or the data does not fit.
    pub fn decode<E: DomainEvent>(self) -> Result<EventEnvelope<E>, EventDecodeError> {
        let data = E::decode(&self.event_type, self.schema_version, &self.data)?;
        Ok(self.with_data(data))
    }
}

/// Why an event could not be encoded or decoded. Names types and versions, never values.
#[derive(Debug, thiserror::Error)]
pub enum EventDecodeError {
    /// The stream holds a type or version that this code does not know.
    #[error("event type `{event_type}` version {schema_version} is not known here; deploy a version that knows it")]
    UnknownType {
        /// The type found.
        event_type: String,
        /// The version found.
        schema_version: u32,
    },
    /// The data does not have the shape of its type.
    #[error("data of event type `{event_type}` does not fit its schema")]
    Decode {
        /// The type found.
        event_type: String,
        /// What serde says; it may quote values: never log it.
        #[source]
        source: serde_json::Error,
    },
    /// The data has no JSON form.
    #[error("data of event type `{event_type}` cannot be written as JSON")]
    Encode {
        /// The type.
        event_type: &'static str,
        /// What serde says.
        #[source]
        source: serde_json::Error,
    },
}

/// The schema of one version of one event type, from its Rust type.
pub struct EventSchema {
    /// `AccountCreated`.
    pub event_type: &'static str,
    /// From 1.
    pub schema_version: u32,
    /// The prefix of the aggregate's ids, which is its type on the wire.
    pub aggregate_type: &'static str,
    /// Makes the schema of the whole wire form, the data included.
    pub envelope: fn(&mut SchemaGenerator) -> Schema,
    /// The versions before this one whose data is turned into this one's when it is read.
    pub upcasts: &'static [u32],
}

/// Turns the data of one version of an event into that of the next one. Pure, like a fold; what does not fit afterwards is refused
/// when it is read.
pub type Upcast = fn(serde_json::Value) -> serde_json::Value;

/// The events of one aggregate. Implemented by [`domain_events!`](crate::domain_events), which writes only the names.
pub trait DomainEvent: Clone + fmt::Debug + PartialEq + PersonalData + Send + Sync + Sized + 'static {
    /// `AccountCreated`.
    fn event_type(&self) -> &'static str;

    /// The version of the shape of the data, from 1.
    fn schema_version(&self) -> u32;

    /// The data as JSON text.
    ///
    /// # Errors
    /// [`EventDecodeError::Encode`].
    fn encode(&self) -> Result<Box<RawValue>, EventDecodeError>;

    /// Reads the data of a known type and version.
    ///
    /// # Errors
    /// [`EventDecodeError`].
    fn decode(event_type: &str, schema_version: u32, data: &RawValue) -> Result<Self, EventDecodeError>;

    /// The schemas of all types, one per version that is written.
    fn schemas() -> Vec<EventSchema>;
}

/// Declares the events of an aggregate: an enum with one variant per event type, and their names on the wire.
///
/// ```
/// use kernel::{DomainEvent as _, PersonalData};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// kernel::typed_id! {
///     /// The id of a note.
///     pub struct NoteId = "note";
/// }
///
/// /// The note has another text.
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
/// #[serde(deny_unknown_fields)]
/// pub struct NoteRewritten {
///     /// The note.
///     pub note_id: NoteId,
///     /// The new text.
///     pub text: String,
/// }
///
/// kernel::domain_events! {
///     /// What can happen to a note.
///     pub enum NoteEvent of NoteId {
///         /// It has another text; version 1 of the shape.
///         Rewritten(NoteRewritten, 1),
///     }
/// }
///
/// let note_id = "note_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap();
/// let event = NoteEvent::from(NoteRewritten { note_id, text: "done".to_owned() });
/// assert_eq!(event.event_type(), "NoteRewritten");
/// ```
///
/// A version that is not written any more is read through an upcaster: `Rewritten(NoteRewritten, 3, upcast { 1 => add_author, 2 =>
/// rename_text })` turns the data of version 1 into that of version 2, and that into version 3's. Personal values stand in the data as
/// they are stored, encrypted for the place that they are at: leave them there.
#[macro_export]
macro_rules! domain_events {
    ($(#[$meta:meta])* $vis:vis enum $name:ident of $id:ty {
        $($(#[$variant_meta:meta])* $variant:ident(
            $payload:ident, $version:literal $(, upcast { $($from:literal => $upcast:path),+ $(,)? })?
        )),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant($payload),)+
        }

        impl $crate::DomainEvent for $name {
            fn event_type(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($payload),)+
                }
            }
            fn schema_version(&self) -> u32 {
                match self {
                    $(Self::$variant(_) => $version,)+
                }
            }
            fn encode(&self) -> ::std::result::Result<Box<$crate::serde_json::value::RawValue>, $crate::EventDecodeError> {
                match self {
                    $(Self::$variant(data) => $crate::__private::encode_data(stringify!($payload), data),)+
                }
            }
            fn decode(
                event_type: &str,
                schema_version: u32,
                data: &$crate::serde_json::value::RawValue,
            ) -> ::std::result::Result<Self, $crate::EventDecodeError> {
                match (event_type, schema_version) {
                    $((stringify!($payload), $version) => {
                        $crate::__private::decode_data(event_type, data).map(Self::$variant)
                    })+
                    $($((stringify!($payload), $($from)|+) => {
                        let upcasts: &[(u32, $crate::Upcast)] = &[$(($from, $upcast)),+];
                        $crate::__private::upcast_data((event_type, schema_version), $version, data, upcasts)
                            .map(Self::$variant)
                    })?)+
                    _ => Err($crate::EventDecodeError::UnknownType {
                        event_type: event_type.to_owned(),
                        schema_version,
                    }),
                }
            }
            fn schemas() -> ::std::vec::Vec<$crate::EventSchema> {
                vec![$($crate::EventSchema {
                    event_type: stringify!($payload),
                    schema_version: $version,
                    aggregate_type: <$id as $crate::TypedId>::PREFIX,
                    envelope: <$crate::EventEnvelope<$payload> as $crate::schemars::JsonSchema>::json_schema,
                    upcasts: &[$($($from),+)?],
                },)+]
            }
        }

        impl $crate::PersonalData for $name {
            const PERSONAL: bool = false $(|| <$payload as $crate::PersonalData>::PERSONAL)+;

            fn visit_personal<V: $crate::PersonalVisitor>(
                &mut self,
                at: &$crate::FieldPath<'_>,
                visitor: &mut V,
            ) -> ::std::result::Result<(), $crate::PersonalDataError> {
                match self {
                    $(Self::$variant(data) => $crate::PersonalData::visit_personal(data, at, visitor),)+
                }
            }
        }

        $(impl From<$payload> for $name {
            fn from(data: $payload) -> Self {
                Self::$variant(data)
            }
        })+
    };
}

/// Writes event data as JSON text.
///
/// # Errors
/// [`EventDecodeError::Encode`].
pub fn encode_data<T: Serialize>(event_type: &'static str, data: &T) -> Result<Box<RawValue>, EventDecodeError> {
    serde_json::value::to_raw_value(data).map_err(|source| EventDecodeError::Encode { event_type, source })
}

/// Reads event data.
///
/// # Errors
/// [`EventDecodeError::Decode`].
pub fn decode_data<T: DeserializeOwned>(event_type: &str, data: &RawValue) -> Result<T, EventDecodeError> {
    serde_json::from_str(data.get())
        .map_err(|source| EventDecodeError::Decode { event_type: event_type.to_owned(), source })
}

/// Reads event data of an older version: one upcaster after the other, up to the version that the code writes.
///
/// # Errors
/// [`EventDecodeError::UnknownType`] when an upcaster on the way is missing, [`EventDecodeError::Decode`].
pub fn upcast_data<T: DeserializeOwned>(
    (event_type, schema_version): (&str, u32),
    current: u32,
    data: &RawValue,
    upcasts: &[(u32, Upcast)],
) -> Result<T, EventDecodeError> {
    let failed = |source| EventDecodeError::Decode { event_type: event_type.to_owned(), source };
    let mut value = serde_json::from_str(data.get()).map_err(failed)?;
    for version in schema_version..current {
        let Some((_, upcast)) = upcasts.iter().find(|(from, _)| *from == version) else {
            return Err(EventDecodeError::UnknownType { event_type: event_type.to_owned(), schema_version });
        };
        value = upcast(value);
    }
    serde_json::from_value(value).map_err(failed)
}

/// What surrounds the events of one command: the same for all of them, apart from id and sequence.
#[derive(Clone, Debug)]
pub struct EventContext {
    /// Where they belong.
    pub scope: Scope,
    /// When they were recorded.
    pub occurred_at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The request.
    pub correlation_id: CorrelationId,
    /// The command.
    pub causation_id: CausationId,
}

impl EventContext {
    /// Wraps the decided events into envelopes that follow the given version. `event_ids` gives fresh ids.
    pub fn record<A: Aggregate>(
        &self,
        id: A::Id,
        version: u64,
        events: Vec<A::Event>,
        mut event_ids: impl FnMut() -> EventId,
    ) -> Vec<EventEnvelope<A::Event>> {
        (version.saturating_add(1)..)
            .zip(events)
            .map(|(sequence, data)| EventEnvelope {
                event_id: event_ids(),
                event_type: Cow::Borrowed(data.event_type()),
                schema_version: data.schema_version(),
                tenant_id: self.scope.tenant_id(),
                capsule_id: self.scope.capsule_id(),
                aggregate_type: AggregateType::of::<A::Id>(),
                aggregate_id: id.erase(),
                sequence,
                occurred_at: self.occurred_at,
                actor: self.actor.clone(),
                correlation_id: self.correlation_id,
                causation_id: self.causation_id,
                data,
            })
            .collect()
    }
}

#[cfg(test)]
#[path = "event.test.rs"]
mod tests;
