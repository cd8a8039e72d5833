//! The token: a JWT signed with EdDSA over Ed25519 (RFC 7519, RFC 8037), and nothing else.

use std::str::FromStr;

use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header, errors::ErrorKind};
use kernel::{CapsuleId, OperatorId, SessionId, TenantId, UserId};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{Config, Denial};

/// How far two clocks may disagree, in seconds, when `exp` and `nbf` are compared with now.
pub const LEEWAY_SECONDS: u64 = 5;

/// Who it is, as a verified token says: of a tenant or of the platform, never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Somebody in a tenant.
    Caller(Caller),
    /// Somebody who watches over the platform.
    Operator(Operator),
}

/// Who calls in a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Claim `tenant_id`.
    pub tenant_id: TenantId,
    /// Claim `capsule_id`.
    pub capsule_id: CapsuleId,
    /// Claim `sub`.
    pub user_id: UserId,
    /// Claim `sid`.
    pub session_id: SessionId,
    /// Claim `permissions`: names such as `account.create`. They contain no white space, so that they can be joined by it.
    pub permissions: Vec<String>,
}

/// An operator of the platform, of no tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Claim `sub`.
    pub operator_id: OperatorId,
    /// Claim `sid`.
    pub session_id: SessionId,
    /// Claim `permissions`: names such as `violation.read`, in the same form as those of a caller.
    pub permissions: Vec<String>,
}

/// Verifies tokens of one issuer, signed with one key, for one of two audiences: callers in a tenant, and operators.
pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
    audience: String,
    operator_audience: String,
}

impl Verifier {
    /// A verifier for tokens as the configuration describes them.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        // The algorithm is fixed here, and the key is of that family: the token's header has no say in either.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = LEEWAY_SECONDS;
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&config.issuer]);
        validation.set_audience(&[&config.audience, &config.operator_audience]);
        Self {
            key: DecodingKey::from_ed_der(&config.public_key),
            validation,
            audience: config.audience.clone(),
            operator_audience: config.operator_audience.clone(),
        }
    }

    /// Verifies a token and reads who it is.
    ///
    /// # Errors
    /// A [`Denial`] that says why the token is refused.
    pub fn verify(&self, token: &str) -> Result<Verified, Denial> {
        check_header(&decode_header(token).map_err(|_| Denial::TokenMalformed)?)?;
        let claims = decode::<Claims>(token, &self.key, &self.validation).map_err(|error| denial(error.kind()))?.claims;
        if !claims.iss.is_string() {
            return Err(Denial::Issuer);
        }
        // INVARIANT: a token is for callers or for operators. One for both would be what suits whoever holds it.
        match (names(&claims.aud, &self.audience), names(&claims.aud, &self.operator_audience)) {
            (true, false) => claims.caller().map(Verified::Caller),
            (false, true) => claims.operator().map(Verified::Operator),
            _ => Err(Denial::Audience),
        }
    }
}

/// Whether the claim names the audience: it is a text or a list of texts (RFC 7519, 4.1.3).
fn names(aud: &Value, audience: &str) -> bool {
    match aud {
        Value::String(one) => one == audience,
        Value::Array(several) => several.iter().any(|one| one == audience),
        _ => false,
    }
}

/// The claims before they are looked at: a claim of the wrong kind is then reported by its name, and a claim that is there twice is
/// refused by the deserialiser.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    iss: Value,
    #[serde(default)]
    aud: Value,
    #[serde(default)]
    sub: Value,
    #[serde(default, deserialize_with = "present")]
    tenant_id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    capsule_id: Option<Value>,
    #[serde(default)]
    sid: Value,
    #[serde(default)]
    permissions: Value,
}

/// A claim that is there, also where it is null: an operator's token has none of the kind.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Claims {
    fn caller(&self) -> Result<Caller, Denial> {
        let claim = |claim: &Option<Value>| claim.clone().unwrap_or_default();
        Ok(Caller {
            tenant_id: id("tenant_id", &claim(&self.tenant_id))?,
            capsule_id: id("capsule_id", &claim(&self.capsule_id))?,
            user_id: id("sub", &self.sub)?,
            session_id: id("sid", &self.sid)?,
            permissions: permissions(&self.permissions)?,
        })
    }

    fn operator(&self) -> Result<Operator, Denial> {
        if self.tenant_id.is_some() {
            return Err(Denial::Claim("tenant_id"));
        }
        if self.capsule_id.is_some() {
            return Err(Denial::Claim("capsule_id"));
        }
        Ok(Operator {
            operator_id: id("sub", &self.sub)?,
            session_id: id("sid", &self.sid)?,
            permissions: permissions(&self.permissions)?,
        })
    }
}

fn check_header(header: &Header) -> Result<(), Denial> {
    if header.alg != Algorithm::EdDSA {
        return Err(Denial::Algorithm);
    }
    // A critical extension that is not understood must be refused (RFC 7515, 4.1.11); none is understood here.
    let is_access_token = header
        .typ
        .as_deref()
        .is_none_or(|typ| ["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| typ.eq_ignore_ascii_case(known)));
    if header.crit.is_some() || !is_access_token {
        return Err(Denial::Header);
    }
    Ok(())
}

fn denial(kind: &ErrorKind) -> Denial {
    match kind {
        ErrorKind::InvalidSignature => Denial::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidKeyFormat => Denial::Algorithm,
        ErrorKind::ExpiredSignature => Denial::Expired,
        ErrorKind::ImmatureSignature => Denial::NotYetValid,
        ErrorKind::InvalidIssuer => Denial::Issuer,
        ErrorKind::InvalidAudience => Denial::Audience,
        ErrorKind::MissingRequiredClaim(name) | ErrorKind::InvalidClaimFormat(name) => Denial::Claim(known(name)),
        _ => Denial::TokenMalformed,
    }
}

/// The claim's name as a constant, so that no text of a token can reach the log.
fn known(name: &str) -> &'static str {
    ["exp", "nbf", "iss", "aud", "sub"].into_iter().find(|known| *known == name).unwrap_or("other")
}

fn id<I: FromStr>(name: &'static str, claim: &Value) -> Result<I, Denial> {
    claim.as_str().and_then(|text| text.parse().ok()).ok_or(Denial::Claim(name))
}

fn permissions(claim: &Value) -> Result<Vec<String>, Denial> {
    let wrong = Denial::Claim("permissions");
    let permission = |value: &Value| value.as_str().filter(|name| is_permission(name)).map(str::to_owned).ok_or(wrong);
    claim.as_array().ok_or(wrong)?.iter().map(permission).collect()
}

/// `entity.action`, in lower case with underscores.
fn is_permission(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    name.split_once('.').is_some_and(|(entity, action)| is_word(entity) && is_word(action))
}

#[cfg(test)]
#[path = "verifier.test.rs"]
mod tests;
