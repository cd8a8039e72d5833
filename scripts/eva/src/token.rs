//! Tokens as the authorizer accepts them, signed with the local key.

use std::{
    fmt,
    io::{self, Write as _},
    str::FromStr,
    time::{Duration, SystemTime},
};

use access_control::Permission;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::{CapsuleId, SessionId, TenantId, TypedId, UserId};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    cli::{TokenArgs, TokenFormat},
    keys::SigningKey,
};

/// A length of time as people write it: `90s`, `15m`, `12h`, `7d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ttl(Duration);

impl Ttl {
    /// The longest there is, in days: a token cannot be taken back before it expires.
    const MAX_DAYS: u64 = 30;

    /// The length.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }
}

/// A text that is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a whole number and a unit, such as `90s`, `15m`, `12h` or `7d`, between 1s and {}d", Ttl::MAX_DAYS)]
pub struct TtlError;

impl FromStr for Ttl {
    type Err = TtlError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds_per_unit = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
        let (number, factor) = seconds_per_unit
            .into_iter()
            .find_map(|(unit, factor)| text.strip_suffix(unit).map(|number| (number, factor)))
            .ok_or(TtlError)?;
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TtlError);
        }
        let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or(TtlError)?;
        match seconds {
            0 => Err(TtlError),
            seconds if seconds > Self::MAX_DAYS * 86_400 => Err(TtlError),
            seconds => Ok(Self(Duration::from_secs(seconds))),
        }
    }
}

/// What a token lets its bearer do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant(Vec<Permission>);

/// A list that names something else than permissions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{unknown}` is no permission; expected `all` or a list of: {}", all_names())]
pub struct GrantError {
    unknown: String,
}

fn all_names() -> String {
    Permission::ALL.iter().map(|permission| permission.as_str()).collect::<Vec<_>>().join(", ")
}

impl FromStr for Grant {
    type Err = GrantError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self(Permission::ALL.to_vec()));
        }
        let one = |name: &str| name.trim().parse().map_err(|_| GrantError { unknown: name.to_owned() });
        text.split(',').map(one).collect::<Result<_, _>>().map(Self)
    }
}

/// What a token says (RFC 7519, and the claims that name the scope).
#[derive(Clone, Debug, Serialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    sid: SessionId,
    permissions: Vec<Permission>,
    iat: u64,
    nbf: u64,
    exp: u64,
}

impl Claims {
    /// The claims that the arguments ask for, with fresh ids where they leave them open.
    #[must_use]
    pub fn new(args: &TokenArgs, now: SystemTime) -> Self {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        Self {
            iss: args.issuer.clone(),
            aud: args.audience.clone(),
            sub: args.user.unwrap_or_else(fresh),
            tenant_id: args.tenant.unwrap_or_else(fresh),
            capsule_id: args.capsule.unwrap_or_else(fresh),
            sid: fresh(),
            permissions: args.permissions.0.clone(),
            iat: now,
            nbf: now,
            exp: now.saturating_add(args.ttl.duration().as_secs()),
        }
    }

    /// The token: these claims, signed.
    ///
    /// # Errors
    /// Those of the library, which a key that was read does not cause.
    pub fn sign(&self, key: &SigningKey) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), self, &EncodingKey::from_ed_der(key.pkcs8()))
    }
}

/// A new id.
pub(crate) fn fresh<I: TypedId>() -> I {
    I::from_uuid(Uuid::now_v7())
}

/// A token and the ids in it, to be written in one of the formats.
#[derive(Debug, Serialize)]
struct Signed {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    user_id: UserId,
    session_id: SessionId,
    token: String,
}

impl Signed {
    fn write(&self, format: TokenFormat) -> Result<String, serde_json::Error> {
        Ok(match format {
            TokenFormat::Token => self.token.clone(),
            TokenFormat::Json => serde_json::to_string_pretty(self)?,
            TokenFormat::Env => self.to_string(),
        })
    }
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tenant_id, capsule_id, user_id, session_id, token } = self;
        writeln!(f, "EVA_TENANT_ID={tenant_id}")?;
        writeln!(f, "EVA_CAPSULE_ID={capsule_id}")?;
        writeln!(f, "EVA_USER_ID={user_id}")?;
        writeln!(f, "EVA_SESSION_ID={session_id}")?;
        write!(f, "EVA_TOKEN={token}")
    }
}

/// `eva token`.
///
/// # Errors
/// When there is no key.
pub fn print(args: &TokenArgs) -> Result<(), crate::Failure> {
    let key = SigningKey::load(&args.dir)?;
    let claims = Claims::new(args, SystemTime::now());
    let signed = Signed {
        tenant_id: claims.tenant_id,
        capsule_id: claims.capsule_id,
        user_id: claims.sub,
        session_id: claims.sid,
        token: claims.sign(&key)?,
    };
    writeln!(io::stdout().lock(), "{}", signed.write(args.format)?)?;
    Ok(())
}

#[cfg(test)]
#[path = "token.test.rs"]
mod tests;
