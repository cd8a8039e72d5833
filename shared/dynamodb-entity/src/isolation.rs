//! Who may share an entity, and the types that say so.

use kernel::{CapsuleId, TenantId};

/// Who may share the rows of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Each row belongs to one tenant and one capsule.
    CapsuleIsolated,
    /// The rows belong to the platform.
    PlatformLevel {
        /// Why no capsule owns them.
        reason: &'static str,
    },
}

/// The type of what says the tenant: [`TenantId`] and nothing else, whatever it is called.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot isolate an entity: the field `tenant_id` must be a `kernel::TenantId`",
    label = "not a `TenantId`",
    note = "an isolated row always has exactly one tenant: no `Option`, no `String`, no own type",
    note = "correct: `tenant_id: TenantId,`"
)]
pub trait IsTenantId: sealed::Sealed {
    /// The tenant.
    fn tenant_id(&self) -> TenantId;
}

/// The type of what says the capsule: [`CapsuleId`] and nothing else, whatever it is called.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot isolate an entity: the field `capsule_id` must be a `kernel::CapsuleId`",
    label = "not a `CapsuleId`",
    note = "an isolated row always has exactly one capsule: no `Option`, no `String`, no own type",
    note = "correct: `capsule_id: CapsuleId,`"
)]
pub trait IsCapsuleId: sealed::Sealed {
    /// The capsule.
    fn capsule_id(&self) -> CapsuleId;
}

impl IsTenantId for TenantId {
    fn tenant_id(&self) -> TenantId {
        *self
    }
}

impl IsCapsuleId for CapsuleId {
    fn capsule_id(&self) -> CapsuleId {
        *self
    }
}

/// A type that knows tenant and capsule: what a field with `#[capsule]` is of. In an item its attribute is a map, and the two ids stand there as
/// `tenant_id` and `capsule_id`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot isolate an entity: it does not know tenant and capsule",
    label = "does not implement `IsolationContext`",
    note = "implement `IsolationContext` for it, or say where the two stand: `#[tenant(path = context.tenant_id)] #[capsule(path = context.capsule_id)]`",
    note = "correct: `#[capsule] context: RecordContext,`"
)]
pub trait IsolationContext {
    /// The tenant.
    fn tenant_id(&self) -> TenantId;

    /// The capsule.
    fn capsule_id(&self) -> CapsuleId;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for kernel::TenantId {}
    impl Sealed for kernel::CapsuleId {}
}
