//! What the platform knows about its events, as items of the table at platform level: the records of violations
//! ([`ViolationItem`]), which the validator counts and operators work through, and the schemas that other services register
//! ([`SchemaItem`]).
//!
//! The validator, the operators' function and the command line share these items and nothing else; none of them knows another.
//! Nothing in here does IO.
#![deny(missing_docs)]

mod schema;
mod severity;
mod violation;

pub use schema::{MAX_SCHEMA_BYTES, MAX_SCHEMA_VERSIONS, SchemaItem};
pub use severity::{Severity, SeverityError};
pub use violation::{Acknowledgement, ListedViolation, Status, ViolationId, ViolationItem};
