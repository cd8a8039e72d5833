//! What a command's exit code says.

use std::{error::Error, fmt, process::ExitCode};

use crate::Failure;

/// How a command ended that did what it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done, or there was nothing to find: 0.
    Done,
    /// It found what it looks for: 1.
    Found,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Found => Self::FAILURE,
        }
    }
}

/// The failure of a command that looks for something: it could not look, which is not "found something".
#[derive(Debug)]
pub struct Unusable(Failure);

impl Unusable {
    /// Marks a failure as one.
    #[must_use]
    pub fn failure(failure: Failure) -> Failure {
        Box::new(Self(failure))
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Unusable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// The exit code of a failure: 2 of a command that could not look, else 1.
#[must_use]
pub fn exit_code(failure: &Failure) -> ExitCode {
    if failure.is::<Unusable>() { ExitCode::from(2) } else { ExitCode::FAILURE }
}
