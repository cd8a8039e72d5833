//! The Lambda REQUEST authorizer in front of the REST API: verifies the bearer token and names the caller, or the operator.
//!
//! Reads top-down: [`authorize`] takes the request apart ([`request`]), verifies its token ([`verifier`]) and answers with the
//! policy and the context that the functions turn into a scope and an actor ([`policy`]). Whatever goes wrong, API Gateway gets
//! the one error it answers with 401 ([`Unauthorized`]); why it went wrong is a code in the log, never the token or a claim.

pub mod config;
pub mod denial;
pub mod policy;
pub mod request;
pub mod verifier;

use std::fmt;

use lambda_runtime::Diagnostic;
use serde_json::value::RawValue;

pub use config::{Config, ConfigError};
pub use denial::Denial;
pub use policy::Allow;
pub use verifier::{Caller, Operator, Verified, Verifier};

/// The error that makes API Gateway answer 401: it compares the message with `Unauthorized`, and anything else is a 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthorized;

impl fmt::Display for Unauthorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unauthorized")
    }
}

impl std::error::Error for Unauthorized {}

impl From<Unauthorized> for Diagnostic {
    fn from(unauthorized: Unauthorized) -> Self {
        Self { error_type: unauthorized.to_string(), error_message: unauthorized.to_string() }
    }
}

/// Answers one request of API Gateway; a denial is logged here, once.
///
/// # Errors
/// [`Unauthorized`], whatever the reason.
pub fn handle(verifier: &Verifier, event: &RawValue) -> Result<Allow, Unauthorized> {
    authorize(verifier, event).map_err(|denial| {
        tracing::info!(reason = denial.code(), claim = denial.claim(), "authorizer.denied");
        Unauthorized
    })
}

/// The decision behind [`handle`], with its reason.
///
/// # Errors
/// A [`Denial`] that says why.
pub fn authorize(verifier: &Verifier, event: &RawValue) -> Result<Allow, Denial> {
    let request = request::Request::parse(event)?;
    let stage = policy::Stage::of(&request.method_arn)?;
    let verified = verifier.verify(request.bearer_token()?)?;
    Ok(Allow::new(&verified, &stage))
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
#[cfg(test)]
#[path = "tokens.test.rs"]
mod tokens;
