//! What failed, and what to look at.

use std::error::Error;

/// A hop that failed.
#[derive(Debug, thiserror::Error)]
#[error("{what}; {look_at}")]
pub struct CheckFailure {
    what: String,
    look_at: String,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl CheckFailure {
    /// A failure and where its cause is likely to be found.
    pub fn new(what: impl Into<String>, look_at: impl Into<String>) -> Self {
        Self { what: what.into(), look_at: look_at.into(), source: None }
    }

    /// The same with what caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// Fails unless the condition holds.
///
/// # Errors
/// [`CheckFailure`] with the two texts.
pub fn ensure(holds: bool, what: impl FnOnce() -> String, look_at: &str) -> Result<(), CheckFailure> {
    if holds { Ok(()) } else { Err(CheckFailure::new(what(), look_at)) }
}
