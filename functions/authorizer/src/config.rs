//! What the function needs to know from its environment.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// The length of an Ed25519 public key in bytes (RFC 8032).
const PUBLIC_KEY_BYTES: usize = 32;

/// Whose tokens are accepted, and for whom they must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The Ed25519 public key, as the 32 bytes behind the `x` of its JWK (RFC 8037).
    pub public_key: [u8; PUBLIC_KEY_BYTES],
    /// The only `iss` that is accepted.
    pub issuer: String,
    /// What `aud` of a caller in a tenant must name.
    pub audience: String,
    /// What `aud` of an operator of the platform must name.
    pub operator_audience: String,
}

/// Why the function does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A variable is not set, or empty.
    #[error("the environment variable `{0}` is missing; set it in template.yaml")]
    Missing(&'static str),
    /// The key is no Ed25519 public key.
    #[error(
        "`TOKEN_PUBLIC_KEY` is no Ed25519 public key: expected the base64url `x` of its JWK, 43 characters without padding; \
         `eva keys create` prints it"
    )]
    PublicKey,
    /// One audience for callers and operators: nothing would tell the token of the one from that of the other.
    #[error(
        "`OPERATOR_AUDIENCE` is the same as `TOKEN_AUDIENCE`; give operators an audience of their own in template.yaml"
    )]
    Audiences,
}

impl Config {
    /// Reads `TOKEN_PUBLIC_KEY`, `TOKEN_ISSUER`, `TOKEN_AUDIENCE` and `OPERATOR_AUDIENCE` of the process.
    ///
    /// # Errors
    /// [`ConfigError`] names the variable.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// The same from any source of variables.
    ///
    /// # Errors
    /// [`ConfigError`] names the variable.
    pub fn from_lookup(lookup: impl Fn(&'static str) -> Option<String>) -> Result<Self, ConfigError> {
        let variable = |name| lookup(name).filter(|value| !value.trim().is_empty()).ok_or(ConfigError::Missing(name));
        let public_key = URL_SAFE_NO_PAD
            .decode(variable("TOKEN_PUBLIC_KEY")?)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(ConfigError::PublicKey)?;
        let (audience, operator_audience) = (variable("TOKEN_AUDIENCE")?, variable("OPERATOR_AUDIENCE")?);
        if audience == operator_audience {
            return Err(ConfigError::Audiences);
        }
        Ok(Self { public_key, issuer: variable("TOKEN_ISSUER")?, audience, operator_audience })
    }
}

#[cfg(test)]
#[path = "config.test.rs"]
mod tests;
