//! The request as API Gateway describes it, and the one credential in it.
//!
//! Only three fields are read, and the rest is not even decoded: the ready-made event type refuses the whole event when any header
//! has a value it does not like (one non-ASCII character is enough), and `serde_json::Value` one whose caller named a query parameter
//! like a type of the parser. An event that is refused before the handler is a 500 instead of a 401.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::Denial;

/// The longest token that is looked at, in bytes. API Gateway takes 10,240 bytes for all headers together; our own tokens have
/// about 500.
pub const MAX_TOKEN_BYTES: usize = 8 * 1_024;

const HEADER: &str = "authorization";
const SCHEME: &str = "bearer";

/// What the authorizer reads of a request.
#[derive(Debug)]
pub struct Request {
    /// The method that is called: `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{verb}/{path}`.
    pub method_arn: String,
    credentials: Vec<String>,
}

impl Request {
    /// Takes the event apart.
    ///
    /// # Errors
    /// [`Denial::Request`] when it is not the event of a REQUEST authorizer, [`Denial::CredentialsRepeated`] when its two maps of
    /// headers disagree.
    pub fn parse(event: &RawValue) -> Result<Self, Denial> {
        let event: Event = serde_json::from_str(event.get()).map_err(|_| Denial::Request)?;
        // `multiValueHeaders` has every occurrence, `headers` only the last one; a gateway may send either or both.
        let all = event.multi_value_headers.unwrap_or_default().0;
        let last = event.headers.unwrap_or_default().0;
        let credentials = match (all.as_slice(), last.as_slice()) {
            ([], _) => last,
            (_, []) => all,
            ([one], [other]) if one == other => all,
            _ => return Err(Denial::CredentialsRepeated),
        };
        Ok(Self { method_arn: event.method_arn, credentials })
    }

    /// The token of `Authorization: Bearer <token>`.
    ///
    /// The scheme is case-insensitive (RFC 9110, 11.1). Between it and the token stands exactly one space: what else may count
    /// as white space is where parsers disagree.
    ///
    /// # Errors
    /// A [`Denial`] when there is not exactly one credential of that form.
    pub fn bearer_token(&self) -> Result<&str, Denial> {
        let credential = match self.credentials.as_slice() {
            [] => return Err(Denial::CredentialsMissing),
            [one] if one.contains(',') => return Err(Denial::CredentialsRepeated),
            [one] => one,
            _ => return Err(Denial::CredentialsRepeated),
        };
        let (scheme, token) = credential.split_once(' ').ok_or(Denial::Scheme)?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return Err(Denial::Scheme);
        }
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Denial::TokenTooLong);
        }
        // The alphabet of a JWT in compact form (RFC 7515, 7.1): base64url and two full stops.
        let is_jwt_text = token.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        if token.is_empty() || !is_jwt_text {
            return Err(Denial::Scheme);
        }
        Ok(token)
    }
}

/// The fields that are read. One that stands twice is refused by the deserialiser.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    method_arn: String,
    headers: Option<Credentials>,
    multi_value_headers: Option<Credentials>,
}

/// Every value of every spelling of the header's name, in `{name: value}` or `{name: [value, ..]}`.
#[derive(Default)]
struct Credentials(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for Credentials {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Headers)
    }
}

struct Headers;

impl<'de> Visitor<'de> for Headers {
    type Value = Credentials;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of headers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut headers: A) -> Result<Credentials, A::Error> {
        let mut found = Vec::new();
        while let Some(name) = headers.next_key::<String>()? {
            if !name.trim().eq_ignore_ascii_case(HEADER) {
                headers.next_value::<IgnoredAny>()?;
                continue;
            }
            match headers.next_value()? {
                OneOrMany::One(value) => found.push(value),
                OneOrMany::Many(values) => found.extend(values),
            }
        }
        Ok(Credentials(found))
    }
}

#[cfg(test)]
#[path = "request.test.rs"]
mod tests;
