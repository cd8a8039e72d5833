//! The violations function: operators of the platform look at violations of all tenants, take them up and put them back.
//!
//! Nobody of a tenant gets in: the endpoints ask for an operator's permission, their handlers get an [`api::Operator`], and the role
//! reaches the records of violations and nothing else. A record holds ids, names, types and lengths, never a value of an event.

mod commands;
mod reads;
mod view;

use api::{ApiRouter, Problem};
use governance::{RecordError, ViolationRecords};

/// What the endpoints work on.
pub type App = ViolationRecords;

/// The endpoints.
#[must_use]
pub fn api() -> ApiRouter<App> {
    ApiRouter::new("violations")
        .endpoint(reads::list_violations_endpoint())
        .endpoint(reads::get_violation_endpoint())
        .endpoint(commands::acknowledge_violation_endpoint())
        .endpoint(commands::reopen_violation_endpoint())
}

/// How long a client waits at least before it tries again, in seconds.
const RETRY_AFTER_SECONDS: u32 = 1;

/// The problem of a record that could not be read or written.
fn record_problem(error: &RecordError) -> Problem {
    match error {
        RecordError::Conflict => Problem::conflict(
            "concurrent_change",
            "the status of the violation was set by somebody else at the same time; try again",
        )
        .with_retry_after(RETRY_AFTER_SECONDS),
        RecordError::Call { .. } => {
            tracing::error!(%error, "record.failed");
            Problem::unavailable(RETRY_AFTER_SECONDS)
        }
        RecordError::Item(_) => {
            tracing::error!(%error, "record.unreadable");
            Problem::internal()
        }
    }
}
