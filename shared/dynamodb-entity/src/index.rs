//! Indexes as entities declare them.

use crate::KeyTemplate;

/// A global secondary index that an entity is listed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexDefinition {
    /// The index's name in the table.
    pub name: &'static str,
    /// The attribute of the partition key: the name and `pk`.
    pub pk_attribute: &'static str,
    /// The attribute of the sort key: the name and `sk`.
    pub sk_attribute: &'static str,
    /// The form of the partition key.
    pub pk: KeyTemplate,
    /// The form of the sort key.
    pub sk: KeyTemplate,
    /// What it carries of an item.
    pub projection: Projection,
}

/// Which attributes of an item an index carries, besides the keys of the table and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// No other.
    KeysOnly,
    /// These.
    Include(&'static [&'static str]),
    /// All.
    All,
}

impl Projection {
    /// Whether an attribute that is no key is carried.
    #[must_use]
    pub fn carries(&self, attribute: &str) -> bool {
        match self {
            Self::KeysOnly => false,
            Self::Include(attributes) => attributes.contains(&attribute),
            Self::All => true,
        }
    }
}
