//! Whose a personal value is, and where it stands.

use std::fmt;

use crate::{AnyId, CapsuleId, Digest, Scope, TenantId};

/// Where a personal value stands in a record: `emails.address`, without positions of lists.
#[derive(Clone, Copy, Debug)]
pub struct FieldPath<'a> {
    parent: Option<&'a FieldPath<'a>>,
    name: &'static str,
}

impl<'a> FieldPath<'a> {
    /// The record itself.
    pub const ROOT: FieldPath<'static> = FieldPath { parent: None, name: "" };

    /// A field below.
    #[must_use]
    pub const fn field(&'a self, name: &'static str) -> Self {
        Self { parent: Some(self), name }
    }
}

impl fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent.filter(|parent| parent.parent.is_some()) {
            write!(f, "{parent}.")?;
        }
        f.write_str(self.name)
    }
}

/// The record that personal values belong to: its key encrypts them, and each is bound to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DataSubject {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The kind of record: `contact`.
    pub entity: String,
    /// Which one.
    pub id: String,
}

impl DataSubject {
    /// The subject of the values of a row, by the kind and the id in its key. A row of an aggregate has the aggregate's subject: one person, one
    /// key.
    #[must_use]
    pub fn of_row(tenant_id: TenantId, capsule_id: CapsuleId, kind: &str, id: String) -> Self {
        let entity = id.parse::<AnyId>().map_or_else(|_| kind.to_owned(), |id| id.prefix().to_owned());
        Self { tenant_id, capsule_id, entity, id }
    }

    /// The subject of an aggregate's values.
    #[must_use]
    pub fn of_aggregate(scope: &Scope, id: &AnyId) -> Self {
        let (tenant_id, capsule_id) = (scope.tenant_id(), scope.capsule_id());
        Self { tenant_id, capsule_id, entity: id.prefix().to_owned(), id: id.to_string() }
    }

    /// What the value of a field is encrypted together with (the associated data of AES-GCM): a digest of tenant, capsule, entity, id and
    /// field, each preceded by its length. A value that is copied to another record or field does not open there.
    #[must_use]
    pub fn binding(&self, field: &FieldPath<'_>) -> Digest {
        let (tenant_id, capsule_id, field) =
            (self.tenant_id.to_string(), self.capsule_id.to_string(), field.to_string());
        let parts = [&tenant_id, &capsule_id, &self.entity, &self.id, &field];
        Digest::of(&parts.map(String::as_bytes))
    }
}
