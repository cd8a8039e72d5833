//! What everybody takes from outside: countries and their subdivisions (ISO 3166-1 and 3166-2), currencies (ISO 4217),
//! and how postal codes look. Tables in the binary and lookups that allocate nothing; no IO, no clock.
//!
//! The tables are written when the crate is built, from crates that follow the standards (`build/main.rs`) and a list
//! of corrections (`build/corrections.rs`). Nobody else sees those crates, so that they can be exchanged. They say what
//! is in force. Whoever stores a code must be able to read it after it is withdrawn: look it up when it is written, not
//! when it is read.
#![deny(missing_docs)]

mod country;
mod currency;
mod postal_code;
mod subdivision;

pub use country::Country;
pub use currency::Currency;
pub use postal_code::{is_postal_code, postal_code_pattern};
pub use subdivision::Subdivision;
