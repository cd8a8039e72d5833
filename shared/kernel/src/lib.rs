//! The kernel of Eva: the words that every other crate speaks.
//!
//! Typed ids, [`Scope`], the event envelope, the [`Aggregate`] decider, the store trait and its in-memory
//! implementation. Nothing in here does IO, reads a clock, makes random numbers or knows an SDK: times, actors and fresh ids
//! come in as values.

mod id;
mod key;
mod scope;
mod time;


pub use id::{AggregateType, AnyId, CapsuleId, IdError, SessionId, TenantId, TypedId, UserId, SUFFIX_LEN};
pub use key::KeySegment;
pub use scope::Scope;
pub use time::{Timestamp, TimestampError};

#[doc(hidden)]
pub mod __private {
    //! What the exported macros expand to.
    pub use crate::id::{deserialize_from_str, id_schema, parse_id, push_id, write_id};
}

#[doc(hidden)]
pub use {schemars, serde, serde_json, uuid};
