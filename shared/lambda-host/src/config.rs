//! Settings of a function, from its environment.

use std::{env, fmt};

/// A setting that is missing or unusable: the function cannot start.
#[derive(thiserror::Error)]
pub enum ConfigError {
    /// Not set, or empty.
    #[error("environment variable `{name}` is not set; template.yaml sets it")]
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// Set to something else than text.
    #[error("environment variable `{name}` is not valid UTF-8")]
    NotText {
        /// Its name.
        name: &'static str,
    },
}

/// The runtime prints the debug form of what `main` fails with: the sentence is of more use there.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A setting without which the function cannot work.
///
/// # Errors
/// [`ConfigError`] when it is not set, empty, or no text.
pub fn required(name: &'static str) -> Result<String, ConfigError> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        Ok(_) | Err(env::VarError::NotPresent) => Err(ConfigError::Missing { name }),
        Err(env::VarError::NotUnicode(_)) => Err(ConfigError::NotText { name }),
    }
}
