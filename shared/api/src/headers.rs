//! The request headers of commands, and the answer's `ETag`.

use axum::extract::FromRequestParts;
use http::{HeaderValue, header, request::Parts};

use crate::Problem;

/// The name of the header that makes a request safe to repeat.
pub(crate) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
pub(crate) const IF_MATCH: &str = "If-Match";

const MAX_KEY_LEN: usize = 255;

/// The version that the caller has read: `If-Match: "3"` (RFC 9110 section 13.1.1). `None` without the header, or with `*`.
///
/// 400 for a weak tag, a list, a repeated header and everything else: a condition that is not understood must not be ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match single(parts, &header::IF_MATCH, IF_MATCH)? {
            None | Some("*") => Ok(Self(None)),
            Some(text) => version(text).map(|version| Self(Some(version))).ok_or_else(|| {
                Problem::invalid_header(IF_MATCH, "expected `*` or one strong entity tag such as `\"3\"`")
            }),
        }
    }
}

/// A version has one spelling: `"3"`, not `"03"` or `"+3"`.
fn version(text: &str) -> Option<u64> {
    let digits = text.strip_prefix('"')?.strip_suffix('"')?;
    let version: u64 = digits.parse().ok()?;
    (version.to_string() == digits).then_some(version)
}

/// The key under which a repeated request gives the same answer: `Idempotency-Key`, bare or as the quoted string of the IETF
/// draft `draft-ietf-httpapi-idempotency-key-header`. `None` without the header.
///
/// 400 unless it has 1 to 255 characters of `A-Z a-z 0-9 . _ ~ : -`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(text) = single(parts, &http::HeaderName::from_static("idempotency-key"), IDEMPOTENCY_KEY)? else {
            return Ok(Self(None));
        };
        let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:-".contains(&byte);
        if (1..=MAX_KEY_LEN).contains(&key.len()) && key.bytes().all(allowed) {
            Ok(Self(Some(key.to_owned())))
        } else {
            Err(Problem::invalid_header(
                IDEMPOTENCY_KEY,
                "expected 1 to 255 characters of letters, digits and `._~:-`, such as a UUID",
            ))
        }
    }
}

/// The header's one value. Two of them, also joined by a comma on the way, do not say which one is meant.
fn single<'p>(parts: &'p Parts, name: &http::HeaderName, shown: &'static str) -> Result<Option<&'p str>, Problem> {
    let mut values = parts.headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value
            .to_str()
            .map(|text| Some(text.trim()))
            .map_err(|_| Problem::invalid_header(shown, "expected visible ASCII characters")),
        (Some(_), Some(_)) => Err(Problem::invalid_header(shown, "send the header once")),
    }
}

/// The `ETag` of a version: `"3"`.
#[must_use]
pub fn etag(version: u64) -> HeaderValue {
    // Digits and quotes are always a valid header value, so the fallback is never taken.
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

#[cfg(test)]
#[path = "headers.test.rs"]
mod tests;
