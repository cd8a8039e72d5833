//! The rules about fields: which names are taken, and which words of serde would make an item another than the keys say.

use super::keys::is_isolation_field;
use macro_fault::Faults;

use crate::{
    ast,
    serde_attr::{self, Word},
};

/// Words of serde on the struct that leave the attributes of the item as the fields are called.
const HARMLESS_ON_STRUCT: [&str; 6] = ["bound", "crate", "deny_unknown_fields", "expecting", "rename", "tag"];
/// Words of serde on a key's field that leave its name and presence.
const HARMLESS_ON_KEY: [&str; 3] = ["with", "serialize_with", "deserialize_with"];

/// Checks every field.
pub fn check(ast: &ast::Entity<'_>, fields: &[ast::Field<'_>], isolated: bool, faults: &mut Faults) {
    let reserved = reserved_names(ast);
    container(ast, fields, &reserved, faults);
    let in_keys = names_in_keys(ast);
    for field in fields {
        if reserved.contains(&field.name) {
            faults.add(
                field.ident,
                format_args!("`{}` is the attribute of a key, so no field can be called so", field.name),
                "rename the field: the macro writes the key",
                "account_id: AccountId,",
            );
        }
        let role = if isolated && (is_isolation_field(&field.name) || !field.nested.is_empty()) {
            Role::Isolation
        } else if in_keys.contains(&field.name) {
            Role::Key
        } else {
            Role::Other
        };
        if let Some(mark) = mark(field).filter(|_| role != Role::Other) {
            let (what, correct) = match role {
                Role::Isolation => ("an isolation field", field.declaration()),
                Role::Key | Role::Other => ("a field of a key", "account_id: AccountId,".to_owned()),
            };
            faults.add(
                mark,
                format_args!("`#[pii]` on {what}, which stands in clear text where everybody looks"),
                "remove it; what people typed stands in no key: hash it, e.g. with `Digest::keyed`",
                correct,
            );
        }
        for word in serde_attr::words(&field.source.attrs) {
            serde_word(field, role, &word, fields, &reserved, faults);
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Isolation,
    Key,
    Other,
}

fn container(ast: &ast::Entity<'_>, fields: &[ast::Field<'_>], reserved: &[String], faults: &mut Faults) {
    for word in &ast.serde {
        if !HARMLESS_ON_STRUCT.contains(&word.name.as_str()) {
            faults.add(
                &word.meta,
                format_args!("`#[serde({})]` on an entity changes which attributes its items have", word.name),
                "remove it: keys, indexes and the check of isolation find the attributes by the names of the fields",
                "#[serde(deny_unknown_fields)]",
            );
        } else if word.name == "tag" {
            taken(word, None, fields, reserved, faults);
        }
    }
}

fn serde_word(
    field: &ast::Field<'_>,
    role: Role,
    word: &Word,
    fields: &[ast::Field<'_>],
    reserved: &[String],
    faults: &mut Faults,
) {
    let name = &field.name;
    let harmless = role == Role::Key && HARMLESS_ON_KEY.contains(&word.name.as_str());
    if role != Role::Other && !harmless {
        let what = if role == Role::Isolation { "an isolation field" } else { "a field of a key" };
        faults.add(
            &word.meta,
            format_args!("`#[serde({})]` on {what}", word.name),
            format_args!(
                "remove it: `{name}` must be stored under its own name and never be left out (a `None` is left out anyway)"
            ),
            field.declaration(),
        );
    } else if word.name == "flatten" {
        faults.add(
            &word.meta,
            "`#[serde(flatten)]` on an entity hides which attributes its items have",
            "write the fields out, or keep them together in one attribute",
            field.declaration(),
        );
    } else if word.name == "rename" || word.name == "alias" {
        taken(word, Some(name), fields, reserved, faults);
    }
}

fn mark<'a>(field: &ast::Field<'a>) -> Option<&'a syn::Attribute> {
    field.source.attrs.iter().find(|attribute| attribute.path().is_ident("pii"))
}

/// Refuses a name that a key or another field has.
fn taken(word: &Word, own: Option<&str>, fields: &[ast::Field<'_>], reserved: &[String], faults: &mut Faults) {
    for text in &word.texts {
        let is_taken = reserved.contains(text) || fields.iter().any(|field| field.name == *text);
        if is_taken && own != Some(text) {
            faults.add(
                &word.meta,
                format_args!("the attribute `{text}` is taken by a key or another field"),
                "choose another name",
                format_args!("#[serde({} = \"kind\")]", word.name),
            );
        }
    }
}

/// The attributes that the macro writes.
fn reserved_names(ast: &ast::Entity<'_>) -> Vec<String> {
    let of_indexes = ast.attributes.gsis.iter().flat_map(|gsi| {
        let name = gsi.name.value();
        [format!("{name}pk"), format!("{name}sk")]
    });
    ["pk".to_owned(), "sk".to_owned()].into_iter().chain(of_indexes).collect()
}

fn names_in_keys(ast: &ast::Entity<'_>) -> Vec<String> {
    let of_indexes = ast.gsis.iter().flat_map(|gsi| [&gsi.pk, &gsi.sk]);
    let templates = ast.pk.iter().chain(&ast.sk).chain(of_indexes);
    templates.flat_map(|template| template.fields().map(str::to_owned)).collect()
}
