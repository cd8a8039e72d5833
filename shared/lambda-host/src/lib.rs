//! What every function shares at run time, so that a function crate only binds its domain to its store.
//!
//! - [`execute`]: the one loop that loads, decides, appends and retries.
//! - [`serve_http`]: an [`axum::Router`] behind API Gateway, with the guards that stand in front of every router.
//! - [`telemetry`], [`metrics`], [`config`], [`aws`]: logs, numbers, settings and SDK clients.
//!
//! The clock and the random source of the functions are here ([`clock`]); the store has a clock for its notes and for what is young.
#![deny(missing_docs)]

pub mod aws;
pub mod clock;
mod command;
mod command_group;
pub mod config;
#[cfg(feature = "testing")]
pub mod contract;
mod execute;
mod gateway;
#[cfg(feature = "testing")]
pub mod gateway_client;
pub mod metrics;
pub mod quarantine;
pub mod telemetry;
pub mod view;

pub use command::{CommandHead, load_problem};
pub use command_group::CommandGroup;
pub use execute::{CommandRequest, ExecuteError, Execution, Idempotency, execute};
pub use gateway::{gateway_service, serve_http};
pub use lambda_runtime::Error;
