//! Tenants that no other test knows.

use kernel::{CapsuleId, TenantId, TypedId, UserId};
use uuid::Uuid;

/// A tenant, one of its capsules, and a user there. Nothing has to be created for it: a token that names it is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The user who acts.
    pub user_id: UserId,
}

impl Tenant {
    /// A tenant that nobody used before.
    #[must_use]
    pub fn fresh() -> Self {
        Self { tenant_id: fresh(), capsule_id: fresh(), user_id: fresh() }
    }

    /// The same user in another capsule of the same tenant.
    #[must_use]
    pub fn in_another_capsule(&self) -> Self {
        Self { capsule_id: fresh(), ..*self }
    }

    /// Another user in the same capsule.
    #[must_use]
    pub fn with_another_user(&self) -> Self {
        Self { user_id: fresh(), ..*self }
    }
}

/// A new id.
#[must_use]
pub fn fresh<I: TypedId>() -> I {
    I::from_uuid(Uuid::now_v7())
}
