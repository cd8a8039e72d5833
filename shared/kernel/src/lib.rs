//! The kernel of Eva: the words that every other crate speaks.
//!
//! Typed ids, [`Scope`], the event envelope, the [`Aggregate`] decider, the [`Store`] trait and its in-memory
//! implementation. Nothing in here does IO, reads a clock, makes random numbers or knows an SDK: times, actors and fresh ids
//! come in as values.
#![deny(missing_docs)]

// What the derives expand to names the crate.
#[cfg(feature = "contract")]
extern crate self as kernel;

mod aggregate;
mod commit;
mod event;
mod id;
mod key;
mod list;
mod memory;
mod personal;
mod reference;
mod scope;
mod snapshot;
mod sort_name;
mod store;
mod time;

#[cfg(feature = "contract")]
pub mod contract;

pub use aggregate::{Aggregate, Claim, ClaimSet, Inputs, Refusal, Rejection};
pub use commit::{AnchorChange, AnchorTouch, Commit, EncodedCommit};
pub use event::{
    Actor, CausationId, CorrelationId, DomainEvent, EncodedEvent, EventContext, EventDecodeError, EventEnvelope,
    EventId, EventSchema, ServiceName, Upcast,
};
pub use id::{AggregateType, AnyId, CapsuleId, IdError, OperatorId, SUFFIX_LEN, SessionId, TenantId, TypedId, UserId};
pub use kernel_derive::KeySegment;
pub use key::{BlindIndexKey, BlindIndexKeyError, Digest, KeyName, KeySegment};
pub use list::{Cursor, ListPage, ListRow, Listing, Place};
pub use memory::MemoryStore;
pub use personal::{
    DataSubject, FieldPath, KeyId, KeyIdError, PersonalData, PersonalDataError, PersonalValue, PersonalVisitor, Pii,
    Sealed, in_clear, is_in_clear,
};
pub use reference::{Anchor, Blocking, Known, Lineage, Listed, MAX_LINEAGE, Needs, NoLink, Pin, Published, Reference};
pub use scope::Scope;
pub use snapshot::{FoldError, Snapshot};
pub use sort_name::{SortName, SortNameError};
pub use store::{
    AppendError, COMMAND_RECORD_SECONDS, CommandKey, CommandRecord, EventPage, Limit, LoadError, Loaded, MAX_BYTES,
    MAX_EVENT_BYTES, MAX_ITEMS, MAX_STATE_BYTES, ReferenceRefusal, RefusedReference, STATE_RESERVE_BYTES, Store,
    StoreError,
};
pub use time::{Timestamp, TimestampError};

#[doc(hidden)]
pub mod __private {
    //! What the exported macros expand to.
    pub use crate::{
        event::{decode_data, encode_data, upcast_data},
        id::{deserialize_from_str, id_schema, is_prefix, parse_id, push_id, write_id},
        personal::{NotPersonal, Probe, must},
    };
}

#[doc(hidden)]
pub use {schemars, serde, serde_json, uuid};
