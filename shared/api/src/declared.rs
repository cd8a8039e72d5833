//! What the compiler compares: the words of `#[api_endpoint]` with the types of the arguments. Decided by trait, so an alias changes nothing.

use std::{
    collections::{BTreeMap, HashMap},
    marker::PhantomData,
};

use crate::{Caller, JsonBody, Operator, OptionalBody};

/// An extractor that takes the body, as whatever it reads it. An endpoint that has one says what it reads; [`ReadsBody`] and
/// [`ReadsOptionalBody`] say what that is.
pub trait TakesBody {}

impl<T> TakesBody for JsonBody<T> {}
impl<T> TakesBody for OptionalBody<T> {}
impl<T> TakesBody for axum::Json<T> {}

/// An extractor that reads a body as a `T` and refuses a request without one: the last argument of an endpoint with `request = T`.
#[diagnostic::on_unimplemented(
    message = "the endpoint declares `request = {T}`, and its last argument reads no such body",
    label = "does not read a `{T}` that must be there",
    note = "declare what the handler reads, or read what is declared; a body that may be left out is an `optional_request`",
    note = "correct: `body: JsonBody<{T}>,`"
)]
pub trait ReadsBody<T>: TakesBody {}

impl<T> ReadsBody<T> for JsonBody<T> {}

/// An extractor that reads a body as a `T` if there is one: the last argument of an endpoint with `optional_request = T`.
#[diagnostic::on_unimplemented(
    message = "the endpoint declares `optional_request = {T}`, and its last argument reads no such body",
    label = "does not read a `{T}` that may be left out",
    note = "declare what the handler reads, or read what is declared; a body that must be there is a `request`",
    note = "correct: `body: OptionalBody<{T}>,`"
)]
pub trait ReadsOptionalBody<T>: TakesBody {}

impl<T> ReadsOptionalBody<T> for OptionalBody<T> {}

/// Asks for the extractor of `request = T`.
#[doc(hidden)]
pub fn reads_body<E: ReadsBody<T>, T>() {}

/// Asks for the extractor of `optional_request = T`.
#[doc(hidden)]
pub fn reads_optional_body<E: ReadsOptionalBody<T>, T>() {}

/// The last extractor of an endpoint that declares no body.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the handler reads a body that the endpoint does not declare",
    label = "`{E}` reads the body",
    note = "declare what it is read as with `request`, or with `optional_request` for an `OptionalBody`; a GET and a DELETE have none",
    note = "correct: `request = CreateAccount,`"
)]
pub trait LeavesBody<E> {}

#[diagnostic::do_not_recommend]
impl<E> LeavesBody<E> for No {}

/// Asks that no body is read.
#[doc(hidden)]
pub fn leaves_body<E, A: LeavesBody<E>>(_: A) {}

/// An extractor that tells of a caller who acts in a tenant. An endpoint for operators has none: there is no tenant.
pub trait OfTenants {}

impl OfTenants for Caller {}
impl<T: OfTenants> OfTenants for axum::Extension<T> {}

/// An extractor that tells of an operator. An endpoint for callers in a tenant has none: what operators see is of all tenants.
pub trait OfOperators {}

impl OfOperators for Operator {}
impl<T: OfOperators> OfOperators for axum::Extension<T> {}

/// An extractor of an endpoint for callers in a tenant.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an endpoint with a `permission` serves callers in a tenant, and this argument is an operator",
    label = "`{E}` is never there",
    note = "take the `Caller`, or guard the endpoint with an `operator_permission`",
    note = "correct: `caller: Caller,`"
)]
pub trait ServesTenants<E> {}

#[diagnostic::do_not_recommend]
impl<E> ServesTenants<E> for No {}

/// An extractor of an endpoint for operators.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an endpoint with an `operator_permission` serves operators, and this argument is a caller in a tenant",
    label = "`{E}` is never there",
    note = "take the `Operator`, or guard the endpoint with a `permission`",
    note = "correct: `operator: Operator,`"
)]
pub trait ServesOperators<E> {}

#[diagnostic::do_not_recommend]
impl<E> ServesOperators<E> for No {}

/// Asks that an argument is no operator.
#[doc(hidden)]
pub fn serves_tenants<E, A: ServesTenants<E>>(_: A) {}

/// Asks that an argument is no caller in a tenant.
#[doc(hidden)]
pub fn serves_operators<E, A: ServesOperators<E>>(_: A) {}

/// A type that is no struct of query parameters: it has no fields whose names could be those of parameters, or takes every name.
#[doc(hidden)]
pub trait NamesNothing {}

macro_rules! names_nothing {
    ($($type:ty),+) => {$(
        impl NamesNothing for $type {}
    )+};
}

names_nothing!(bool, char, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f32, f64, String, ());
impl<T> NamesNothing for Option<T> {}
impl<T> NamesNothing for Vec<T> {}
impl<K, V, S> NamesNothing for HashMap<K, V, S> {}
impl<K, V> NamesNothing for BTreeMap<K, V> {}

/// An argument that is read from the query string.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` is no struct of query parameters",
    label = "its fields would be the parameters",
    note = "write a struct with a field for each parameter, `#[derive(Deserialize, JsonSchema)]` and `#[serde(deny_unknown_fields)]` on it",
    note = "correct: `query: ListAccounts,`"
)]
pub trait NamesParameters<T> {}

#[diagnostic::do_not_recommend]
impl<T> NamesParameters<T> for No {}

/// Asks for a struct of query parameters.
#[doc(hidden)]
pub fn names_parameters<T, A: NamesParameters<T>>(_: A) {}

/// A type that is asked what it is. The compiler prefers the methods of the type to those of [`Otherwise`], when their bounds hold: so both
/// answers are types, and nobody has to implement a trait in order to be nothing special.
#[doc(hidden)]
pub struct Argument<T>(PhantomData<T>);

/// It is.
#[doc(hidden)]
pub struct Yes;

/// It is not.
#[doc(hidden)]
pub struct No;

impl<T> Argument<T> {
    /// Of a type.
    pub const TYPE: Self = Self(PhantomData);
}

impl<E: TakesBody> Argument<E> {
    /// Whether it takes the body.
    pub const fn takes_body(&self) -> Yes {
        Yes
    }
}

impl<T: NamesNothing> Argument<T> {
    /// Whether it is no struct of query parameters.
    pub const fn names_nothing(&self) -> Yes {
        Yes
    }
}

impl<E: OfTenants> Argument<E> {
    /// Whether it tells of a caller who acts in a tenant.
    pub const fn is_of_tenants(&self) -> Yes {
        Yes
    }
}

impl<E: OfOperators> Argument<E> {
    /// Whether it tells of an operator.
    pub const fn is_of_operators(&self) -> Yes {
        Yes
    }
}

/// The answers for all other types.
#[doc(hidden)]
pub trait Otherwise {
    /// Whether it takes the body.
    fn takes_body(&self) -> No {
        No
    }
    /// Whether it is no struct of query parameters.
    fn names_nothing(&self) -> No {
        No
    }
    /// Whether it tells of a caller who acts in a tenant.
    fn is_of_tenants(&self) -> No {
        No
    }
    /// Whether it tells of an operator.
    fn is_of_operators(&self) -> No {
        No
    }
}

impl<T> Otherwise for Argument<T> {}
