//! The schemas of all events, and the check of one event against them.
//!
//! One source for the shape of an event: its Rust type. [`generate()`] makes a closed JSON Schema (2020-12) of the whole wire form
//! per type and version; the files are committed under `events/schemas/` and [`drift`] finds where they and the code differ.
//! [`Registry`] is those files compiled, and checks one event at a time: the isolation fields first and by name, then type and
//! version, the ids that must agree, and the schema. The build script compiles them; nearly every event is valid and is found so in one go over its
//! text. What is not, is looked at again by the check that finds the words for it; both give the same answer, and tests hold them against each other.
//! An event of a type that nobody registered is held against what related types have in common ([`RELATIONS_FILE`]).
//!
//! What a [`Violation`] says never holds a value of the event: paths, types and lengths only. Nothing in here does IO but
//! [`committed`], [`drift`] and [`write`].
#![deny(missing_docs)]

mod batch;
mod compat;
mod field;
mod files;
mod gaps;
mod generate;
mod head;
mod json;
mod registry;
mod relate;
mod related;
mod source;
mod validate;
mod violation;

pub use batch::{BatchEvent, BatchFinding, CLOCK_TOLERANCE_MILLIS, Standing, StreamMemory, StreamScope, check_batch};
pub use compat::{Incompatibility, Upcast, incompatibilities};
pub use field::field_path;
pub use files::{Drift, committed, drift, write};
pub use generate::{GenerateError, SCHEMA_FOLDER, SchemaFile, generate, sorted};
pub use registry::{Registry, RegistryError};
pub use relate::relations;
pub use related::RELATIONS_FILE;
pub use source::{GOVERNANCE_SOURCE, source_of};
pub use validate::{BusContext, Rejected, Subject, ValidatedEvent};
pub use violation::{Violation, ViolationKind};
