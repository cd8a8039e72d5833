//! The schemas of all events, and the check of one event against them.
//!
//! One source for the shape of an event: its Rust type. [`generate()`] makes a closed JSON Schema (2020-12) of the whole wire form
//! per type and version; the files are committed under `events/schemas/` and [`drift`] finds where they and the code differ.
//! [`Registry`] is those files compiled, and checks one event at a time: the isolation fields first and by name, then type and
//! version, the ids that must agree, and the schema.
//!
//! What a [`Violation`] says never holds a value of the event: paths, types and lengths only. Nothing in here does IO but
//! [`drift`] and [`write`].
#![deny(missing_docs)]

mod compat;
mod field;
mod files;
mod generate;
mod json;
mod registry;
mod source;
mod validate;
mod violation;

pub use compat::{Incompatibility, Upcast, incompatibilities};
pub use field::field_path;
pub use files::{Drift, drift, write};
pub use generate::{GenerateError, SCHEMA_FOLDER, SchemaFile, generate};
pub use registry::{Registry, RegistryError};
pub use source::{GOVERNANCE_SOURCE, source_of};
pub use validate::{BusContext, Rejected, Subject, ValidatedEvent};
pub use violation::{Violation, ViolationKind};
