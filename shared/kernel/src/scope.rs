//! The scope: which tenant and which capsule a piece of work belongs to.

use crate::{CapsuleId, TenantId};

/// Tenant and capsule of everything a request, an event or a queue message may touch.
///
/// It cannot be deserialised and has no public fields: the only way to a scope is [`Scope::establish`], and a house test lists
/// the places that may call it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Scope {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
}

impl Scope {
    /// The scope that a verified source named: the authorizer's context, a verified event or queue message, the operator's
    /// command line, a test. Never a header, a path or a body.
    #[must_use]
    pub const fn establish(tenant_id: TenantId, capsule_id: CapsuleId) -> Self {
        Self { tenant_id, capsule_id }
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// The capsule inside the tenant.
    #[must_use]
    pub const fn capsule_id(&self) -> CapsuleId {
        self.capsule_id
    }
}
