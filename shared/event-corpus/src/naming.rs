//! How fields and types are written: `tenant id` becomes `tenant_id`, `tenantId`, `TENANT-ID`.
//!
//! Names are words with spaces between them until they are written.

/// How the names of fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldCase {
    /// `tenant_id`
    Snake,
    /// `tenantId`
    Camel,
    /// `TenantId`
    Pascal,
    /// `tenant-id`
    Kebab,
    /// `TENANT_ID`
    Screaming,
    /// `tnt_id`
    Abbreviated,
}

impl FieldCase {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Snake, Self::Camel, Self::Pascal, Self::Kebab, Self::Screaming, Self::Abbreviated];

    /// The name of a field.
    #[must_use]
    pub fn name(self, words: &str) -> String {
        match self {
            Self::Snake => joined(words, "_"),
            Self::Camel => camel(words),
            Self::Pascal => pascal(words),
            Self::Kebab => joined(words, "-"),
            Self::Screaming => joined(words, "_").to_uppercase(),
            Self::Abbreviated => words.split(' ').map(abbreviated).collect::<Vec<_>>().join("_"),
        }
    }
}

/// How the types of events are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeNaming {
    /// `OrderCreated`
    Pascal,
    /// `order.created`
    Dotted,
    /// `order_created`
    Snake,
    /// `ORDER-CREATED`
    ScreamingKebab,
    /// `com.acme.order.created`, with what stands before it
    Domain(String),
    /// `order/created`
    Slashed,
    /// `OrderCreatedV2`
    Versioned,
    /// `created:order`
    ActionFirst,
    /// `CreatedOrder`
    PascalActionFirst,
    /// `order-created`
    Kebab,
}

impl TypeNaming {
    /// The type of an event of an entity.
    #[must_use]
    pub fn name(&self, entity: &str, action: &str, version: u32) -> String {
        match self {
            Self::Pascal => pascal(entity) + &pascal(action),
            Self::Dotted => format!("{}.{}", joined(entity, "_"), joined(action, "_")),
            Self::Snake => format!("{}_{}", joined(entity, "_"), joined(action, "_")),
            Self::ScreamingKebab => format!("{}-{}", joined(entity, "-"), joined(action, "-")).to_uppercase(),
            Self::Domain(domain) => format!("{domain}.{}.{}", joined(entity, "-"), joined(action, "-")),
            Self::Slashed => format!("{}/{}", joined(entity, "-"), joined(action, "-")),
            Self::Versioned => format!("{}{}V{version}", pascal(entity), pascal(action)),
            Self::ActionFirst => format!("{}:{}", joined(action, "-"), joined(entity, "-")),
            Self::PascalActionFirst => pascal(action) + &pascal(entity),
            Self::Kebab => format!("{}-{}", joined(entity, "-"), joined(action, "-")),
        }
    }
}

/// Words with something between them.
#[must_use]
pub fn joined(words: &str, between: &str) -> String {
    words.replace(' ', between)
}

/// `RoleAssignment`.
#[must_use]
pub fn pascal(words: &str) -> String {
    words.split(' ').map(capital).collect()
}

fn camel(words: &str) -> String {
    words.split(' ').enumerate().map(|(index, word)| if index == 0 { word.to_owned() } else { capital(word) }).collect()
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The first letter and up to three consonants behind it: `cstm` for `customer`.
fn abbreviated(word: &str) -> String {
    if word.len() <= 4 {
        return word.to_owned();
    }
    let mut characters = word.chars();
    let consonants = |character: &char| !"aeiou".contains(*character);
    characters.next().into_iter().chain(characters.filter(consonants).take(3)).collect()
}

#[cfg(test)]
#[path = "naming.test.rs"]
mod tests;
