//! Errors as RFC 9457 problem details: one type for everything that is not a success.

mod field;
mod render;

use std::{borrow::Cow, collections::BTreeMap};

use access_control::{OperatorPermission, Permission};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

pub use field::{FieldError, Location};
pub(crate) use render::render;

/// A problem: status, stable code, and what a person needs to mend the request.
///
/// It never carries a value of the request or the cause of an internal error. As a response it renders itself; the outermost
/// layer of a router renders it again with the request's trace id.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem(Box<Content>);

#[derive(Debug, Clone, PartialEq)]
struct Content {
    status: StatusCode,
    code: Cow<'static, str>,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    extensions: BTreeMap<Cow<'static, str>, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    retry_after_seconds: Option<u32>,
    trace_id: Option<String>,
}

/// The constructors, one per answer that a function can give; 429 is the gateway's.
impl Problem {
    fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Content {
            status,
            code: code.into(),
            detail: None,
            errors: Vec::new(),
            extensions: BTreeMap::new(),
            headers: Vec::new(),
            retry_after_seconds: None,
            trace_id: None,
        }))
    }

    /// 400: the request cannot be read.
    #[must_use]
    pub fn malformed(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code).with_detail(detail)
    }

    /// 400: a path or query parameter is not of its kind.
    #[must_use]
    pub fn invalid_parameter(name: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        let error = FieldError::new(Location::Parameter(name.into()), "invalid_parameter", detail);
        Self::malformed("invalid_parameter", "a parameter of the request is not valid").with_error(error)
    }

    /// 400: a header is not of its form.
    #[must_use]
    pub fn invalid_header(name: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        let error = FieldError::new(Location::Header(name.into()), "invalid_header", detail);
        Self::malformed("invalid_header", "a header of the request is not valid").with_error(error)
    }

    /// 401: there is no valid token.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized")
            .with_detail("send a valid token as `Authorization: Bearer <token>`")
            .with_header(http::header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// 403: the caller does not hold the permission.
    #[must_use]
    pub fn forbidden(permission: Permission) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
            .with_detail(format!("this needs the permission `{permission}`"))
            .with_extension("permission", permission.as_str())
    }

    /// 403: nobody but an operator with this permission.
    #[must_use]
    pub fn forbidden_to_operators(permission: OperatorPermission) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
            .with_detail(format!("this needs an operator's permission `{permission}`"))
            .with_extension("permission", permission.as_str())
    }

    /// 404: always the same words, whether nothing is there or it belongs to another scope.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found").with_detail("there is nothing here that you can see")
    }

    /// 405: the path exists, the method does not. The router adds `Allow`.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
            .with_detail("use one of the methods in the `Allow` header")
    }

    /// 409: somebody was faster, or it is there already. Name the records with [`Problem::with_extension`] `ids`.
    #[must_use]
    pub fn conflict(code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code).with_detail(detail)
    }

    /// 412: `If-Match` names another version than the current one.
    #[must_use]
    pub fn precondition_failed(current_version: u64) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "precondition_failed")
            .with_detail("the record has changed since that version; read it again and repeat your change")
            .with_extension("current_version", current_version)
    }

    /// 413: the body has more bytes than the API takes.
    #[must_use]
    pub fn payload_too_large(max_bytes: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large")
            .with_detail(format!("a body may have at most {max_bytes} bytes"))
            .with_extension("max_bytes", max_bytes)
    }

    /// 415: the body is of another type than the endpoint takes.
    #[must_use]
    pub fn unsupported_media_type(allowed: &[&'static str]) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            .with_detail("send the body as one of the types in `allowed`, in UTF-8 and without content encoding")
            .with_extension("allowed", allowed)
    }

    /// 422: understood and refused by a rule of the business.
    #[must_use]
    pub fn unprocessable(code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code).with_detail(detail)
    }

    /// 422 `invalid_field`: a field of the body is missing, unknown or refused by its type.
    #[must_use]
    pub fn invalid_field(error: FieldError) -> Self {
        Self::unprocessable("invalid_field", "a field of the body is not valid").with_error(error)
    }

    /// 500: our fault. The cause belongs in the log, under the trace id, and never in the answer.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            .with_detail("something went wrong on our side; name the `trace_id` when you report it")
    }

    /// 503: not now.
    #[must_use]
    pub fn unavailable(retry_after_seconds: u32) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            .with_detail("repeat the request after the time in `Retry-After`")
            .with_retry_after(retry_after_seconds)
    }

    /// The problem for a status that something else than an endpoint answered with, such as the router itself.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::unauthorized(),
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::method_not_allowed(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::payload_too_large(crate::MAX_BODY_BYTES),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::unsupported_media_type(crate::json::MEDIA_TYPES),
            StatusCode::INTERNAL_SERVER_ERROR => Self::internal(),
            StatusCode::SERVICE_UNAVAILABLE => Self::unavailable(1),
            status if status.is_server_error() => Self::new(status, "internal"),
            status => Self::new(status, "refused").with_detail("the request cannot be served as it is"),
        }
    }
}

/// What a problem can carry beside its code.
impl Problem {
    /// What is wrong here and how to mend it; never a value of the request.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// One place of the request that is wrong.
    #[must_use]
    pub fn with_error(mut self, error: FieldError) -> Self {
        self.0.errors.push(error);
        self
    }

    /// A member of its own, such as `ids` of the records in conflict. The members of this type cannot be replaced.
    #[must_use]
    pub fn with_extension(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.0.extensions.insert(name.into(), value.into());
        self
    }

    /// After how many seconds a repetition has a chance, also as the `Retry-After` header.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// Under which id the request is found in the log. The router does this for every problem that passes it.
    #[must_use]
    pub fn with_trace_id(mut self, trace_id: impl Into<String>) -> Self {
        self.0.trace_id = Some(trace_id.into());
        self
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable code that clients decide on.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The places of the request that are wrong.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }
}

#[cfg(test)]
#[path = "problem.test.rs"]
mod tests;
