//! The rules about indexes: what they are called, what they carry.

use macro_fault::Faults;

use super::{Index, Key, Projection, is_resource_name};
use crate::{
    ast,
    attr::{self, example},
};

/// Constants that every entity has already: one for an index would hide it.
const TAKEN: [&str; 7] = ["name", "table_name", "isolation", "indexes", "reason", "tenant_path", "capsule_path"];

/// Checks that each index has a name that constructors and attributes can be called after.
pub fn names(ast: &ast::Entity<'_>, faults: &mut Faults) {
    let mut seen = Vec::new();
    for gsi in &ast.attributes.gsis {
        let name = gsi.name.value();
        let is_snake_case = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_snake_case || !is_resource_name(&name) || TAKEN.contains(&name.as_str()) {
            faults.add(
                &gsi.name,
                format_args!("`{name}` is not a name of an index"),
                format_args!(
                    "take 3 to 255 characters of `a-z`, `0-9` and `_`, starting with a letter, and none of `{}`: constants and \
                     constructors are called after it",
                    TAKEN.join("`, `")
                ),
                example::GSI,
            );
        }
        if seen.contains(&name) {
            faults.add(
                &gsi.name,
                format_args!("the index `{name}` is declared twice, and its keys stand in one attribute"),
                "a row has one key in an index: give the second one a name, and with it attributes, of its own",
                example::GSI,
            );
        }
        seen.push(name);
    }
}

/// The attributes that hold the keys of the index, and those of the table: it carries them without being told.
fn keys(index: &str) -> [String; 4] {
    ["pk".to_owned(), "sk".to_owned(), format!("{index}pk"), format!("{index}sk")]
}

/// What the index carries. `None` only after a fault was added.
pub fn projection(gsi: &ast::Gsi, fields: &[ast::Field<'_>], faults: &mut Faults) -> Option<Projection> {
    let names = match &gsi.projection {
        attr::Projection::KeysOnly => return Some(Projection::KeysOnly),
        attr::Projection::All => return Some(Projection::All),
        attr::Projection::Include(names) => names,
    };
    if names.is_empty() {
        faults.add(
            &gsi.name,
            format_args!("the index `{}` includes no field", gsi.name.value()),
            "name the fields that its query answers, or write `projection = keys_only`",
            example::PROJECTION,
        );
        return None;
    }
    let keys = keys(&gsi.name.value());
    let mut attributes: Vec<Option<String>> = Vec::with_capacity(names.len());
    for name in names {
        let text = name.to_string();
        let field = fields.iter().find(|field| field.name == text.trim_start_matches("r#"));
        let attribute = field.and_then(ast::Field::attribute);
        match (&attribute, field) {
            (Some(attribute), _) if attributes.contains(&Some(attribute.clone())) => {
                faults.add(name, format_args!("`{text}` is included twice"), "remove one", example::PROJECTION);
            }
            (Some(_), _) => {}
            (None, Some(_)) => faults.add(
                name,
                format_args!("`{text}` is included, but it is never stored"),
                "remove it here, or let serde store it",
                example::PROJECTION,
            ),
            (None, None) if keys.contains(&text) => faults.add(
                name,
                format_args!("`{text}` is the attribute of a key, which every index carries anyway"),
                "remove it",
                example::PROJECTION,
            ),
            (None, None) => {
                let known: Vec<_> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
                faults.add(
                    name,
                    format_args!("`{text}` names no field"),
                    format_args!("include some of the fields: {}", known.join(", ")),
                    example::PROJECTION,
                );
            }
        }
        attributes.push(attribute);
    }
    attributes.into_iter().collect::<Option<_>>().map(Projection::Include)
}

/// The index with all that it carries.
pub fn index<'a>(
    gsi: &ast::Gsi,
    fields: &[ast::Field<'a>],
    pk: Key<'a>,
    sk: Key<'a>,
    projection: Projection,
) -> Index<'a> {
    let of_fields = match &projection {
        Projection::KeysOnly => Vec::new(),
        Projection::Include(attributes) => attributes.clone(),
        Projection::All => fields.iter().filter_map(ast::Field::attribute).collect(),
    };
    let carried = keys(&gsi.name.value()).into_iter().chain(of_fields).collect();
    Index { name: gsi.name.clone(), pk, sk, projection, carried, returns: gsi.returns.clone() }
}

#[cfg(test)]
#[path = "indexes.test.rs"]
mod tests;
