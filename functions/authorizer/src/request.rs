//! The request as API Gateway describes it, and the one credential in it.
//!
//! Only three fields are read, and by hand: the ready-made event type refuses the whole event when any header has a value it does not
//! like (one non-ASCII character is enough), and an event that is refused before the handler is a 500 instead of a 401.

use serde_json::{Map, Value};

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
    /// [`Denial::Request`] when it is not the event of a REQUEST authorizer.
    pub fn parse(event: Value) -> Result<Self, Denial> {
        let method_arn = event.get("methodArn").and_then(Value::as_str).ok_or(Denial::Request)?.to_owned();
        // `multiValueHeaders` has every occurrence, `headers` only the last one; a gateway may send either or both.
        let all = credentials(event.get("multiValueHeaders"))?;
        let last = credentials(event.get("headers"))?;
        let credentials = match (all.as_slice(), last.as_slice()) {
            ([], _) => last,
            (_, []) => all,
            ([one], [other]) if one == other => all,
            _ => return Err(Denial::CredentialsRepeated),
        };
        Ok(Self { method_arn, credentials })
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

/// Every value of every spelling of the header's name, in `{name: value}` or `{name: [value, ..]}`.
fn credentials(headers: Option<&Value>) -> Result<Vec<String>, Denial> {
    let empty = Map::new();
    let headers = match headers {
        None | Some(Value::Null) => &empty,
        Some(Value::Object(headers)) => headers,
        Some(_) => return Err(Denial::Request),
    };
    let mut found = Vec::new();
    for (_, value) in headers.iter().filter(|(name, _)| name.trim().eq_ignore_ascii_case(HEADER)) {
        match value {
            Value::String(value) => found.push(value.clone()),
            Value::Array(values) => {
                for value in values {
                    found.push(value.as_str().ok_or(Denial::Request)?.to_owned());
                }
            }
            _ => return Err(Denial::Request),
        }
    }
    Ok(found)
}

#[cfg(test)]
#[path = "request.test.rs"]
mod tests;
