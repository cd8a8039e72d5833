//! What the platform knows about its events, as items of the table at platform level: the records of violations
//! ([`ViolationRecords`]), which the validator counts and operators work through, and the schemas that other services register
//! ([`SchemaRecords`]).
//!
//! The validator, the operators' function and the command line share these items and nothing else; none of them knows another, and
//! what each may do with them is in its role.
#![deny(missing_docs)]

mod list;
mod records;
mod schema;
mod schemas;
mod severity;
mod violation;

pub use list::{Place, Selection, ViolationPage};
pub use records::{RecordError, ViolationRecords};
pub use schema::{MAX_SCHEMA_BYTES, MAX_SCHEMA_VERSIONS, SchemaItem};
pub use schemas::{RegisterError, SchemaRecords};
pub use severity::{Severity, SeverityError};
pub use violation::{Acknowledgement, ListedViolation, Status, ViolationId, ViolationItem};

/// Items as the SDK has them.
type Attributes = std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>;
