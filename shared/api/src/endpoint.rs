//! An endpoint: what it says about itself, and the handler behind its check.

use access_control::Permission;
use axum::{
    extract::{Request, State},
    handler::Handler,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, on},
};

use crate::{Access, Caller, Operation, Problem};

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
        let route = match operation.access {
            Access::Permission(permission) => route.route_layer(from_fn_with_state(permission, admit)),
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

async fn admit(State(permission): State<Permission>, request: Request, next: Next) -> Response {
    match request.extensions().get::<Caller>() {
        None => Problem::unauthorized().into_response(),
        Some(caller) if !caller.permissions().allows(permission) => Problem::forbidden(permission).into_response(),
        Some(_) => next.run(request).await,
    }
}
