//! The body of a request: strict JSON into a type.

mod fit;
mod read;

use std::fmt;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use kernel::in_clear;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Problem;

/// Most bytes of a body. The largest honest request, 200 order lines with texts, stays under it; an event of the store holds at
/// most 128 KB, so nothing larger could be recorded; and it is far under the 6 MB that Lambda hands over.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

pub(crate) const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";
pub(crate) const MEDIA_TYPES: &[&str] = &[JSON, MERGE_PATCH];

/// A JSON body as a `T`, with the bytes it was read from (for the hash of an idempotent request).
///
/// 415 unless it is `application/json`, or `application/merge-patch+json` (RFC 7396) on PATCH; 413 over [`MAX_BODY_BYTES`]; 400
/// `malformed_json` when it is no JSON; 422 `invalid_field` when it does not fit. A field that stands twice is refused at every
/// depth; a value of the body is never sent back.
#[derive(Clone)]
pub struct JsonBody<T> {
    /// What was sent.
    pub value: T,
    /// Its bytes.
    pub bytes: Bytes,
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let allowed = if *request.method() == Method::PATCH { MEDIA_TYPES } else { &[JSON] };
        check_media_type(allowed, request.headers())?;
        let bytes = read_limited(request).await?;
        Ok(Self { value: parse_json(&bytes)?, bytes })
    }
}

/// A JSON body that may be left out, with its bytes; what is there is read as [`JsonBody`] does. An empty object says nothing
/// either: some clients send `{}` where there is nothing to send. What is optional is a merge patch, of either media type.
#[derive(Clone)]
pub struct OptionalBody<T> {
    /// What was sent, if anything.
    pub value: Option<T>,
    /// Its bytes.
    pub bytes: Bytes,
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for OptionalBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = read_limited(Request::from_parts(parts.clone(), body)).await?;
        if bytes.is_empty() {
            return Ok(Self { value: None, bytes });
        }
        if parse_json::<Nothing>(&bytes).is_ok() {
            return Ok(Self { value: None, bytes });
        }
        check_media_type(MEDIA_TYPES, &parts.headers)?;
        Ok(Self { value: Some(parse_json(&bytes)?), bytes })
    }
}

macro_rules! hidden {
    ($($body:ident),+) => {$(
        /// Without what was sent: it may be personal.
        impl<T> fmt::Debug for $body<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($body), "(..)"))
            }
        }
    )+};
}
hidden!(JsonBody, OptionalBody);

/// An answer in JSON with personal data in clear text: who may read the record may read that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClearJson<T>(pub T);

impl<T: Serialize> IntoResponse for ClearJson<T> {
    fn into_response(self) -> Response {
        in_clear(|| axum::Json(self.0).into_response())
    }
}

/// No parameters, no fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// Reads a JSON text as a `T`, as [`JsonBody`] does.
///
/// # Errors
/// 400 `malformed_json` with line and column when it is no JSON, 422 `invalid_field` with a pointer when it does not fit.
pub fn parse_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    let value = read::read(text)?;
    // A client sends personal data as clear text; what is sealed was sealed for another record.
    in_clear(|| T::deserialize(fit::Fit(&value))).map_err(|refusal| Problem::invalid_field(refusal.into_field_error()))
}

fn check_media_type(allowed: &[&'static str], headers: &HeaderMap) -> Result<(), Problem> {
    let refused = || Problem::unsupported_media_type(allowed);
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else { return Err(refused()) };
    let mut parts = value.to_str().map_err(|_| refused())?.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let known = allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(essence));
    // RFC 8259 section 8.1: JSON is UTF-8; a sender that says otherwise would be misread.
    let utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    let plain = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if known && utf8 && plain { Ok(()) } else { Err(refused()) }
}

/// The bytes of a body within the limit.
pub(crate) async fn read_limited(request: Request) -> Result<Bytes, Problem> {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(declared_length);
    if declared.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(Problem::payload_too_large(MAX_BODY_BYTES));
    }
    match Limited::new(request.into_body(), MAX_BODY_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::payload_too_large(MAX_BODY_BYTES)),
        Err(_) => Err(Problem::malformed("unreadable_body", "the body ended before it was complete")),
    }
}

fn declared_length(value: &HeaderValue) -> Option<u64> {
    value.to_str().ok()?.parse().ok()
}

#[cfg(test)]
#[path = "json.test.rs"]
mod tests;
