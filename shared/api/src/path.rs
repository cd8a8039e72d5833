//! Path parameters as typed values.

use std::{fmt, str::FromStr};

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use kernel::TypedId;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::Problem;

/// A type that may stand in a path. Every typed id may; a value type says so with `impl PathParameter for MyValue {}`.
///
/// The message of its `FromStr` error is sent to the client: it must not quote the input.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a path parameter",
    label = "not a typed id and not declared as a value of paths",
    note = "use a typed id, or write `impl api::PathParameter for {Self} {{}}` for a value type that is parsed strictly",
    note = "correct: `account_id: AccountId,`"
)]
pub trait PathParameter: FromStr<Err: fmt::Display> + JsonSchema {}

#[diagnostic::do_not_recommend]
impl<I: TypedId> PathParameter for I {}

/// The parameters of the matched route as texts, percent-decoded.
#[doc(hidden)]
pub struct PathTexts(RawPathParams);

impl PathTexts {
    /// Reads the parameters of the route.
    ///
    /// # Errors
    /// 400 when a segment is not UTF-8.
    pub async fn of<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        RawPathParams::from_request_parts(parts, state)
            .await
            .map(Self)
            .map_err(|_| Problem::invalid_parameter("", "a segment of the path is not UTF-8"))
    }

    /// One parameter.
    ///
    /// # Errors
    /// 400 `invalid_parameter` when the text is of another kind.
    pub fn parse<T: PathParameter>(&self, name: &'static str) -> Result<T, Problem> {
        let text = self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
        text.parse().map_err(|error: T::Err| Problem::invalid_parameter(name, error.to_string()))
    }
}

/// The schema of a path parameter, inline.
#[doc(hidden)]
pub fn path_schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}
