//! Tokens as the authorizer accepts them, signed with the local key.

use std::{
    fmt,
    io::{self, Write as _},
    str::FromStr,
    time::{Duration, SystemTime},
};

use access_control::{OperatorPermission, Permission};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::{AnyId, CapsuleId, OperatorId, SessionId, TenantId, TypedId, UserId};
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
pub enum Grant {
    /// Everything that there is for the kind of bearer.
    All,
    /// What has these names: of permissions in a tenant, or of those of operators.
    Names(Vec<String>),
}

/// A list that names something else than permissions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{unknown}` is no permission; expected `all` or a list of: {}", [names_of(false), names_of(true)].concat().join(", "))]
pub struct GrantError {
    unknown: String,
}

/// Permissions that would be in the token and grant nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` grants nothing to {bearer}; expected `all` or a list of: {}", names_of(*.of_operators).join(", "))]
pub struct UselessGrant {
    name: String,
    bearer: &'static str,
    of_operators: bool,
}

/// The names of the permissions, of operators or in a tenant.
fn names_of(operators: bool) -> Vec<&'static str> {
    if operators {
        OperatorPermission::ALL.iter().map(|permission| permission.as_str()).collect()
    } else {
        Permission::ALL.iter().map(|permission| permission.as_str()).collect()
    }
}

impl FromStr for Grant {
    type Err = GrantError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self::All);
        }
        let known = [names_of(false), names_of(true)].concat();
        let one = |name: &str| match known.iter().find(|known| **known == name.trim()) {
            Some(known) => Ok((*known).to_owned()),
            None => Err(GrantError { unknown: name.to_owned() }),
        };
        text.split(',').map(one).collect::<Result<_, _>>().map(Self::Names)
    }
}

impl Grant {
    fn names(&self, operator: bool) -> Vec<String> {
        match self {
            Self::All => names_of(operator).into_iter().map(str::to_owned).collect(),
            Self::Names(names) => names.clone(),
        }
    }

    /// Whether every name grants something to that kind of bearer.
    fn check(&self, operator: bool) -> Result<(), UselessGrant> {
        let known = names_of(operator);
        let useless = self.names(operator).into_iter().find(|name| !known.contains(&name.as_str()));
        let bearer = if operator { "an operator" } else { "a user in a tenant" };
        useless.map_or(Ok(()), |name| Err(UselessGrant { name, bearer, of_operators: operator }))
    }
}

/// What a token says (RFC 7519, and the claims that name the scope). An operator's names none.
#[derive(Clone, Debug, Serialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: AnyId,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<TenantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capsule_id: Option<CapsuleId>,
    sid: SessionId,
    permissions: Vec<String>,
    iat: u64,
    nbf: u64,
    exp: u64,
}

/// Whom tokens of a tenant are for, unless somebody says otherwise.
const AUDIENCE: &str = "eva-api";
/// Whom tokens of operators are for, unless somebody says otherwise.
const OPERATOR_AUDIENCE: &str = "eva-operations";

impl Claims {
    /// The claims that the arguments ask for, with fresh ids where they leave them open.
    #[must_use]
    pub fn new(args: &TokenArgs, now: SystemTime) -> Self {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let (audience, sub) = if args.operator {
            (OPERATOR_AUDIENCE, fresh::<OperatorId>().erase())
        } else {
            (AUDIENCE, args.user.unwrap_or_else(fresh::<UserId>).erase())
        };
        Self {
            iss: args.issuer.clone(),
            aud: args.audience.clone().unwrap_or_else(|| audience.to_owned()),
            sub,
            tenant_id: (!args.operator).then(|| args.tenant.unwrap_or_else(fresh)),
            capsule_id: (!args.operator).then(|| args.capsule.unwrap_or_else(fresh)),
            sid: fresh(),
            permissions: args.permissions.names(args.operator),
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
    #[serde(flatten)]
    bearer: Bearer,
    session_id: SessionId,
    token: String,
}

/// Whose token it is.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Bearer {
    User { tenant_id: TenantId, capsule_id: CapsuleId, user_id: AnyId },
    Operator { operator_id: AnyId },
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
        let Self { bearer, session_id, token } = self;
        match bearer {
            Bearer::User { tenant_id, capsule_id, user_id } => {
                writeln!(f, "EVA_TENANT_ID={tenant_id}")?;
                writeln!(f, "EVA_CAPSULE_ID={capsule_id}")?;
                writeln!(f, "EVA_USER_ID={user_id}")?;
                writeln!(f, "EVA_SESSION_ID={session_id}")?;
                write!(f, "EVA_TOKEN={token}")
            }
            Bearer::Operator { operator_id } => {
                writeln!(f, "EVA_OPERATOR_ID={operator_id}")?;
                write!(f, "EVA_OPERATOR_TOKEN={token}")
            }
        }
    }
}

/// `eva token`.
///
/// # Errors
/// When there is no key, or a permission is of the other kind of bearer.
pub fn print(args: &TokenArgs) -> Result<(), crate::Failure> {
    args.permissions.check(args.operator)?;
    let key = SigningKey::load(&args.dir)?;
    let claims = Claims::new(args, SystemTime::now());
    let token = claims.sign(&key)?;
    let bearer = match (claims.tenant_id, claims.capsule_id) {
        (Some(tenant_id), Some(capsule_id)) => Bearer::User { tenant_id, capsule_id, user_id: claims.sub },
        _ => Bearer::Operator { operator_id: claims.sub },
    };
    let signed = Signed { bearer, session_id: claims.sid, token };
    writeln!(io::stdout().lock(), "{}", signed.write(args.format)?)?;
    Ok(())
}

#[cfg(test)]
#[path = "token.test.rs"]
mod tests;
