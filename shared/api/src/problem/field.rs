//! One place of a request that is wrong.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

/// Where in the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// A JSON pointer into the body (RFC 6901), empty for the whole body; for what a command without a body runs into, into the record.
    Pointer(String),
    /// The name of a path or query parameter.
    Parameter(Cow<'static, str>),
    /// The name of a header.
    Header(Cow<'static, str>),
}

/// One place of the request that is wrong, with a code of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// Where: exactly one of `pointer`, `parameter` and `header`.
    #[serde(flatten)]
    pub location: Location,
    /// The stable code, such as `unknown_field`.
    pub code: Cow<'static, str>,
    /// What would be right; never the value that was sent.
    pub detail: Cow<'static, str>,
}

impl FieldError {
    /// An error at any place.
    pub fn new(location: Location, code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { location, code: code.into(), detail: detail.into() }
    }

    /// An error in the body, at a JSON pointer such as `/phones/0/kind`.
    pub fn at(
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Location::Pointer(pointer.into()), code, detail)
    }
}
