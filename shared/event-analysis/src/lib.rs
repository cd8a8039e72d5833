//! Infers from a corpus of events what they share, and ranks what deviates.
//!
//! It is told no rules. From the events alone it finds out which field names their type, which ones partition them (a tenant, and
//! inside it a capsule), which fields related types share and in which form, which places repeat one value, and to which scope the
//! ids belong that events name. What breaks such a pattern is a [`Violation`], with the lines, and with how many events keep it.
//!
//! [`Analyser`] reads once, line by line, in memory that does not grow with the corpus. The first 65,536 events also show what the
//! places mean; so a corpus should not be sorted by tenant (docs/adr/0015). Nothing in here does IO, and nothing that it says quotes a value: paths,
//! forms, prefixes of ids, the names of types, and numbers of lines.
#![deny(missing_docs)]

mod analyser;
mod class;
mod deviate;
mod few;
mod flatten;
mod homes;
mod layout;
mod lines;
mod paths;
mod profile;
mod rare;
mod report;
mod scopes;
mod state;
mod window;

pub use analyser::Analyser;
pub use report::{Kind, Pattern, Report, Severity, Support, Unreadable, Violation};
pub use state::{MergeError, StateError};
