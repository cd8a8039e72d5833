//! Why an item is not an entity, or an entity not an item.

/// Why an entity and its item could not be turned into each other.
///
/// The text names the entity and never a value of the item. The `source` of [`Encode`](EntityError::Encode) and
/// [`Decode`](EntityError::Decode) may quote one: do not log it where the item holds what people typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntityError {
    /// A field has no form in DynamoDB, or a personal value is not sealed: the source says which.
    #[error("cannot write `{entity}` as an item")]
    Encode {
        /// The entity's struct.
        entity: &'static str,
        /// What serde said.
        source: serde_dynamo::Error,
    },
    /// An entity with personal data was written inside of `kernel::in_clear`, where it would be stored in clear text.
    #[error("`{entity}` holds personal data, which an item never holds in clear text: write it outside of `in_clear`")]
    InClear {
        /// The entity's struct.
        entity: &'static str,
    },
    /// An attribute is missing or has another type.
    #[error("cannot read the item as `{entity}`")]
    Decode {
        /// The entity's struct.
        entity: &'static str,
        /// What serde said.
        source: serde_dynamo::Error,
    },
    /// The entity serialises an attribute of the name of a key.
    #[error("`{entity}` writes the attribute `{attribute}`, which is a key: rename what serialises to it")]
    ReservedAttribute {
        /// The entity's struct.
        entity: &'static str,
        /// The key's attribute.
        attribute: &'static str,
    },
    /// Tenant and capsule do not stand in the item where every load looks for them: their type stores them under other names.
    #[error(
        "`{entity}` does not store its tenant and capsule where they are looked for: store them as `tenant_id` and `capsule_id`"
    )]
    OwnerNotStored {
        /// The entity's struct.
        entity: &'static str,
    },
    /// The item does not say that it belongs to the scope it was read in: an isolation violation, never data.
    #[error("the item read as `{entity}` belongs to another scope")]
    ForeignScope {
        /// The entity's struct.
        entity: &'static str,
    },
    /// The stored key is not the one that the item's own fields make.
    #[error("the item read as `{entity}` stands under a `{attribute}` that its fields do not make")]
    KeyMismatch {
        /// The entity's struct.
        entity: &'static str,
        /// The key's attribute.
        attribute: &'static str,
    },
}

/// Why a key template could not be narrowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The template has no such placeholder.
    #[error("`{template}` has no placeholder `{{{placeholder}}}`")]
    UnknownPlaceholder {
        /// The template's text.
        template: &'static str,
        /// The name that was given.
        placeholder: String,
    },
    /// The text would match more than one segment.
    #[error("`{text}` is not one segment of a key: it is empty or contains `#`, `*` or `$`; write `?` for what varies")]
    NotOneSegment {
        /// The text that was given.
        text: String,
    },
}
