//! JSON Schemas (2020-12) compiled to flat tables, and the check of a JSON text against them while it is parsed.
//!
//! [`Compiler`] turns schemas into a [`Program`], once, in a build script or where a schema comes from a file; [`Program::to_rust`]
//! writes it as a static, so that a process starts with the tables in place. [`Program::check`] reads a text from its first byte to
//! its last, builds no document, and answers yes or no. It explains nothing: whoever needs to know why asks a validator that does.
//!
//! A yes is a yes of the `jsonschema` crate with its format checks on, and says besides that no object has a name twice. What the compiler
//! does not know it refuses ([`Unsupported`]); it never guesses. Nothing in here does IO.
#![deny(missing_docs)]

mod check;
mod compile;
mod emit;
mod format;
mod hash;
mod number;
pub mod table;

pub use check::Captured;
pub use compile::{Capture, Compiler, Unsupported};
pub use table::Program;
