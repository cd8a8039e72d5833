//! An endpoint: what it says about itself, and the handler behind its check.

use access_control::{OperatorPermission, Permission};
use axum::{
    body::Body,
    extract::{Request, State},
    handler::Handler,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, on},
};

use crate::{
    Access, Caller, Operation, Operator, Problem, Query,
    json::{Nothing, read_limited},
    parse_json,
};

/// A handler with its [`Operation`]. Made by `#[api_endpoint]`.
///
/// The permission is checked in front of the handler and of all its extractors, so a caller without it causes no read and
/// learns nothing about the request.
#[derive(Debug, Clone)]
pub struct Endpoint<S> {
    pub(crate) operation: Operation,
    pub(crate) route: MethodRouter<S>,
}

impl<S: Clone + Send + Sync + 'static> Endpoint<S> {
    /// The endpoint that serves `operation` with `handler`.
    pub fn new<H: Handler<T, S>, T: 'static>(operation: Operation, handler: H) -> Self {
        let route = on(operation.method.filter(), handler);
        let route = if operation.is_public() { route } else { nothing_undeclared(&operation, route) };
        let route = match operation.access {
            Access::Permission(permission) => route.route_layer(from_fn_with_state(permission, admit)),
            Access::Operator(permission) => route.route_layer(from_fn_with_state(permission, admit_operator)),
            Access::Public { .. } => route,
        };
        Self { operation, route }
    }

    /// What the endpoint says about itself.
    #[must_use]
    pub const fn operation(&self) -> &Operation {
        &self.operation
    }
}

/// What an endpoint does not declare it does not take: `?dry_run=true` that is ignored does it, and so does a field in the body
/// of a verb that has none.
fn nothing_undeclared<S: Clone + Send + Sync + 'static>(
    operation: &Operation,
    route: MethodRouter<S>,
) -> MethodRouter<S> {
    let route = if operation.request.is_none() && operation.is_command() {
        route.route_layer(from_fn(refuse_body))
    } else {
        route
    };
    if operation.query_params.is_empty() { route.route_layer(from_fn(refuse_query)) } else { route }
}

async fn refuse_query(_: Query<Nothing>, request: Request, next: Next) -> Response {
    next.run(request).await
}

async fn refuse_body(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = match read_limited(Request::from_parts(parts.clone(), body)).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    // Some clients send `{}` where there is nothing to send.
    if !bytes.is_empty()
        && let Err(problem) = parse_json::<Nothing>(&bytes)
    {
        return problem.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// An operator is known, so the answer is not 401: whatever the token lists, it has no permission in a tenant.
async fn admit(State(permission): State<Permission>, request: Request, next: Next) -> Response {
    let is_operator = request.extensions().get::<Operator>().is_some();
    match request.extensions().get::<Caller>() {
        Some(caller) if !is_operator && caller.permissions().allows(permission) => next.run(request).await,
        None if !is_operator => Problem::unauthorized().into_response(),
        _ => Problem::forbidden(permission).into_response(),
    }
}

/// The same the other way round. A request that names a caller and an operator is neither's.
async fn admit_operator(State(permission): State<OperatorPermission>, request: Request, next: Next) -> Response {
    let is_caller = request.extensions().get::<Caller>().is_some();
    match request.extensions().get::<Operator>() {
        Some(operator) if !is_caller && operator.permissions().allows(permission) => next.run(request).await,
        None if !is_caller => Problem::unauthorized().into_response(),
        _ => Problem::forbidden_to_operators(permission).into_response(),
    }
}
