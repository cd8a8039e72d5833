//! What the tests of a running system share: where it is, tenants of their own, an HTTP client, and a feed of its events.
//!
//! Tests run in parallel against one deployment. They never share a tenant, remove what they put beside the deployment's own
//! resources, and wait for what they expect with a deadline instead of sleeping.

#![allow(clippy::expect_used, clippy::panic, reason = "test code that the tests of this crate call")]

pub mod answer;
mod cleanup;
pub mod cloud;
pub mod feed;
pub mod http;
#[cfg(any(doctest, test))]
mod patterns;
pub mod quarantine;
pub mod raw;
pub mod table;
pub mod tenant;
pub mod wait;

pub use answer::Answer;
pub use cleanup::Cleanup;
pub use cloud::Cloud;
pub use feed::{Arrival, Feed};
pub use http::Client;
pub use quarantine::Quarantine;
pub use table::Table;
pub use tenant::Tenant;
