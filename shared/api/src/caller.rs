//! Who calls, as the host established it from the authorizer's context.

use access_control::{OperatorPermissions, PermissionSet};
use axum::extract::FromRequestParts;
use http::request::Parts;
use kernel::{OperatorId, Scope, SessionId, UserId};

use crate::Problem;

/// The verified caller of a request. The host puts it into the request's extensions; as an extractor it is a 401 when absent.
#[derive(Debug, Clone)]
pub struct Caller {
    scope: Scope,
    user_id: UserId,
    session_id: SessionId,
    permissions: PermissionSet,
}

impl Caller {
    /// The caller that a verified token named.
    #[must_use]
    pub const fn new(scope: Scope, user_id: UserId, session_id: SessionId, permissions: PermissionSet) -> Self {
        Self { scope, user_id, session_id, permissions }
    }

    /// The tenant and the capsule of everything this caller may touch.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Who acts.
    #[must_use]
    pub const fn user_id(&self) -> UserId {
        self.user_id
    }

    /// In which session.
    #[must_use]
    pub const fn session_id(&self) -> SessionId {
        self.session_id
    }

    /// What the caller may do.
    #[must_use]
    pub const fn permissions(&self) -> PermissionSet {
        self.permissions
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::unauthorized)
    }
}

/// The verified operator of a request, who watches over the platform: of no tenant, and so without a scope. The host puts either this or a
/// [`Caller`] into the request's extensions; as an extractor it is a 401 when absent.
///
/// It has no way to a scope, and [`kernel::Store`] takes nothing else: what a handler with an operator reaches is of the platform.
#[derive(Debug, Clone)]
pub struct Operator {
    operator_id: OperatorId,
    session_id: SessionId,
    permissions: OperatorPermissions,
}

impl Operator {
    /// The operator that a verified token named.
    #[must_use]
    pub const fn new(operator_id: OperatorId, session_id: SessionId, permissions: OperatorPermissions) -> Self {
        Self { operator_id, session_id, permissions }
    }

    /// Who acts.
    #[must_use]
    pub const fn operator_id(&self) -> OperatorId {
        self.operator_id
    }

    /// In which session.
    #[must_use]
    pub const fn session_id(&self) -> SessionId {
        self.session_id
    }

    /// What the operator may do.
    #[must_use]
    pub const fn permissions(&self) -> &OperatorPermissions {
        &self.permissions
    }
}

impl<S: Sync> FromRequestParts<S> for Operator {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::unauthorized)
    }
}

/// The id under which this request is found in logs and traces; the host puts it into the request's extensions and every
/// problem carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceId(pub String);
