//! The typed permissions and what they allow. Pure: no IO, no clock, no knowledge of HTTP.
//!
//! A [`Permission`] is what an endpoint asks for; a [`PermissionSet`] is what a caller holds. There is no other way to grant:
//! a text that names no permission of this crate grants nothing.
//!
//! [`OperatorPermission`] and [`OperatorPermissions`] are the same for operators of the platform, and no value of the one kind becomes one of the
//! other.
#![deny(missing_docs)]

mod operator;
mod permission;
mod set;

pub use operator::OperatorPermissions;
pub use permission::{OperatorPermission, Permission, PermissionError};
pub use set::PermissionSet;
