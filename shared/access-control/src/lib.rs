//! The typed permissions and what they allow. Pure: no IO, no clock, no knowledge of HTTP.
//!
//! A [`Permission`] is what an endpoint asks for; a [`PermissionSet`] is what a caller holds. There is no other way to grant:
//! a text that names no permission of this crate grants nothing.
#![deny(missing_docs)]

mod permission;
mod set;

pub use permission::{Permission, PermissionError};
pub use set::PermissionSet;
