//! What an operator may do.

use std::{collections::BTreeSet, fmt};

use crate::OperatorPermission;

/// The permissions that an operator holds. A text that names none of [`OperatorPermission`], such as one of a tenant's, grants nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OperatorPermissions(BTreeSet<OperatorPermission>);

impl OperatorPermissions {
    /// The set of every permission: for local systems and tests.
    #[must_use]
    pub fn all() -> Self {
        Self(OperatorPermission::ALL.iter().copied().collect())
    }

    /// The permissions that the texts name; what names none is left out.
    pub fn from_texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self(texts.into_iter().filter_map(|text| text.as_ref().parse().ok()).collect())
    }

    /// Whether the holder may do this.
    #[must_use]
    pub fn allows(&self, permission: OperatorPermission) -> bool {
        self.0.contains(&permission)
    }
}

impl fmt::Display for OperatorPermissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.0.iter().map(|permission| permission.as_str()).collect();
        f.write_str(&texts.join(" "))
    }
}

#[cfg(test)]
#[path = "operator.test.rs"]
mod tests;
