//! The endpoints of one function as an axum router.

use axum::{Router, middleware::from_fn};

use crate::{Endpoint, Operation, problem};

/// Why a set of endpoints is no router.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// Two endpoints share method and path.
    #[error("`{method} {path}` is served by `{first}` and by `{second}`: give one of them another method or path")]
    Duplicate {
        /// The method of both.
        method: &'static str,
        /// The path of both.
        path: &'static str,
        /// The endpoint that was added first.
        first: &'static str,
        /// The one that was added later.
        second: &'static str,
    },
    /// Two endpoints have one name: the OpenAPI document could not tell them apart.
    #[error("two endpoints are called `{id}`: rename one of the handlers")]
    DuplicateId {
        /// The name of both.
        id: &'static str,
    },
    /// Two paths differ only in what they call a parameter.
    #[error("`{first}` and `{second}` differ only in the names of parameters: use the same names")]
    ParameterNames {
        /// The path that was added first.
        first: &'static str,
        /// The one that was added later.
        second: &'static str,
    },
}

impl RouteError {
    /// Why two operations cannot be in one API, in one function or in two: a gateway has one route table too. `None` when they can.
    #[must_use]
    pub fn between(first: &Operation, second: &Operation) -> Option<Self> {
        if (first.method, first.path) == (second.method, second.path) {
            let (method, path) = (first.method.as_str(), first.path);
            Some(Self::Duplicate { method, path, first: first.id, second: second.id })
        } else if first.id == second.id {
            Some(Self::DuplicateId { id: first.id })
        } else if first.path != second.path && shape(first.path).eq(shape(second.path)) {
            Some(Self::ParameterNames { first: first.path, second: second.path })
        } else {
            None
        }
    }
}

/// The endpoints of one function, and the router they make.
#[derive(Debug)]
pub struct ApiRouter<S> {
    tag: &'static str,
    operations: Vec<Operation>,
    routes: Vec<axum::routing::MethodRouter<S>>,
    errors: Vec<RouteError>,
}

impl<S: Clone + Send + Sync + 'static> ApiRouter<S> {
    /// No endpoints yet; `tag` names the group in the OpenAPI document.
    #[must_use]
    pub const fn new(tag: &'static str) -> Self {
        Self { tag, operations: Vec::new(), routes: Vec::new(), errors: Vec::new() }
    }

    /// Adds an endpoint. A second one for the same method and path is remembered as an error and not served.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint<S>) -> Self {
        let Endpoint { mut operation, route } = endpoint;
        match self.operations.iter().find_map(|known| RouteError::between(known, &operation)) {
            Some(error) => self.errors.push(error),
            None => {
                operation.tag = self.tag;
                self.operations.push(operation);
                self.routes.push(route);
            }
        }
        self
    }

    /// What the endpoints say about themselves, in the order they were added.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The axum router. Its outermost layer renders every failure, also axum's own, as a problem with the trace id.
    ///
    /// # Errors
    /// All [`RouteError`]s of the endpoints.
    pub fn try_into_router(self, state: S) -> Result<Router, Vec<RouteError>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let router = self
            .operations
            .iter()
            .zip(self.routes)
            .fold(Router::new(), |router, (operation, route)| router.route(operation.path, route));
        Ok(router.with_state(state).layer(from_fn(problem::render)))
    }

    /// The axum router, for a function's `router()`.
    ///
    /// # Panics
    /// When [`ApiRouter::try_into_router`] refuses: a function whose routes are ambiguous must not start. Every function
    /// builds its router in a test, so this is seen before it is deployed.
    pub fn into_router(self, state: S) -> Router {
        match self.try_into_router(state) {
            Ok(router) => router,
            #[expect(clippy::panic, reason = "an ambiguous route table must not serve, and tests build every router")]
            Err(errors) => panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
        }
    }
}

/// A path's segments without the names of parameters.
fn shape(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment })
}

#[cfg(test)]
#[path = "router.test.rs"]
mod tests;
