//! The rules. What comes out has everything that an expansion needs, and nothing that breaks a rule.

mod fields;
mod indexes;
mod keys;
mod owners;
mod personal;

pub use self::keys::is_isolation_field;
use proc_macro2::Ident;
use syn::{DeriveInput, LitStr, Type};

use macro_fault::{Faults, personal_data::Checked};

use crate::{
    ast,
    attr::{self, example},
};

/// Where the keys of an isolated entity start.
pub const ISOLATION_PREFIX: &str = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#";
pub const TENANT_FIELD: &str = "tenant_id";
pub const CAPSULE_FIELD: &str = "capsule_id";
const MIN_REASON_CHARS: usize = 20;

/// A struct that keeps the rules.
pub struct Entity<'a> {
    pub input: &'a DeriveInput,
    pub table_name: LitStr,
    pub isolation: Isolation<'a>,
    pub pk: Key<'a>,
    pub sk: Key<'a>,
    pub indexes: Vec<Index<'a>>,
    pub personal: Personal<'a>,
}

/// What is encrypted, and for which record.
pub struct Personal<'a> {
    /// Every field, marked or not.
    pub fields: Vec<Checked<'a>>,
    /// What the partition key says of the record, if any field is marked.
    pub subject: Option<Subject<'a>>,
}

/// The record that personal values belong to.
pub struct Subject<'a> {
    /// What the key says between the owner and the id.
    pub entity: Vec<Piece<'a>>,
    pub id: Segment<'a>,
}

/// Who may share the rows.
pub enum Isolation<'a> {
    Capsule { tenant: Place<'a>, capsule: Place<'a> },
    Platform { reason: LitStr },
}

/// Where the tenant or the capsule of a row stands.
pub enum Place<'a> {
    /// In a field of its own.
    Direct(ast::Field<'a>),
    /// In a member of a field.
    Member(ast::Field<'a>, Ident),
    /// In a field whose type knows both.
    Context(ast::Field<'a>),
}

/// An index.
pub struct Index<'a> {
    pub name: LitStr,
    pub pk: Key<'a>,
    pub sk: Key<'a>,
    pub projection: Projection,
    /// All attributes that it carries, those of keys included.
    pub carried: Vec<String>,
    /// The view that its query answers.
    pub returns: Option<Type>,
}

/// What an index carries besides keys, by attributes.
pub enum Projection {
    KeysOnly,
    Include(Vec<String>),
    All,
}

/// A key whose placeholders name fields.
pub struct Key<'a> {
    pub literal: LitStr,
    /// The text before the first placeholder.
    pub prefix: String,
    pub pieces: Vec<Piece<'a>>,
}

/// A piece of a key.
#[derive(Clone)]
pub enum Piece<'a> {
    Literal(String),
    /// The tenant of an isolated entity.
    Tenant,
    /// The capsule of an isolated entity.
    Capsule,
    Segment(Segment<'a>),
}

/// A field's value in a key.
#[derive(Clone)]
pub struct Segment<'a> {
    pub field: ast::Field<'a>,
    /// The field's type, without its `Option`.
    pub ty: &'a Type,
    pub width: Option<usize>,
}

/// What the rules about isolation left.
enum Kind {
    Capsule,
    Platform(LitStr),
}

/// Checks the struct. `None` only after a fault was added.
pub fn entity<'a>(ast: ast::Entity<'a>, faults: &mut Faults) -> Option<Entity<'a>> {
    let kind = isolation(&ast, faults);
    let table_name = table_name(&ast, faults);
    for (seen, name, example) in
        [(ast.attributes.seen.pk, "pk", example::PK), (ast.attributes.seen.sk, "sk", example::SK)]
    {
        if !seen {
            missing(&ast, name, example, faults);
        }
    }
    indexes::names(&ast, faults);
    if let Some(kind) = &kind {
        keys::starts(&ast, matches!(kind, Kind::Capsule), faults);
    }
    let fields = ast.fields.as_deref()?;
    let isolated = matches!(kind, Some(Kind::Capsule));
    fields::check(&ast, fields, isolated, faults);
    let (of_table, of_index) = (keys::Place::Table { isolated }, keys::Place::Index { isolated });
    let pk = ast.pk.as_ref().and_then(|key| keys::resolve(key, fields, of_table, faults));
    let sk = ast.sk.as_ref().and_then(|key| keys::resolve(key, fields, of_table, faults));
    let indexes: Vec<_> = ast
        .gsis
        .iter()
        .filter_map(|gsi| {
            let pk = keys::resolve(&gsi.pk, fields, of_index, faults);
            let sk = keys::resolve(&gsi.sk, fields, of_index, faults);
            let projection = indexes::projection(gsi, fields, faults);
            Some(indexes::index(gsi, fields, pk?, sk?, projection?))
        })
        .collect();
    let personal = personal::read(fields, pk.as_ref(), isolated, kind.is_some(), faults);
    let isolation = match kind {
        Some(Kind::Platform(reason)) => {
            owners::refuse_on_platform_level(fields, faults);
            Isolation::Platform { reason }
        }
        Some(Kind::Capsule) => {
            let (tenant, capsule) = owners::places(&ast, fields, faults)?;
            Isolation::Capsule { tenant, capsule }
        }
        None => return None,
    };
    Some(Entity {
        input: ast.input,
        table_name: table_name?,
        isolation,
        pk: pk?,
        sk: sk?,
        indexes,
        personal: personal?,
    })
}

fn isolation(ast: &ast::Entity<'_>, faults: &mut Faults) -> Option<Kind> {
    let name = &ast.input.ident;
    let [only] = ast.attributes.isolation.as_slice() else {
        let mend = "decide who may share a row: one tenant's capsule (`#[capsule_isolated]`) or the platform \
                    (`#[platform_level(reason = \"..\")]`)";
        match ast.attributes.isolation.get(1) {
            None => faults.add(
                name,
                format_args!("`{name}` does not say who may share its rows"),
                mend,
                example::CAPSULE_ISOLATED,
            ),
            Some(second) => faults.add(
                second.attribute(),
                format_args!("`{name}` says twice who may share its rows"),
                format_args!("keep one; {mend}"),
                example::CAPSULE_ISOLATED,
            ),
        }
        return None;
    };
    match only {
        attr::Isolation::Capsule(_) => Some(Kind::Capsule),
        attr::Isolation::Platform(_, reason) => {
            let reason = reason.as_ref()?;
            let text = reason.value();
            if text.trim().chars().count() < MIN_REASON_CHARS {
                faults.add(
                    reason,
                    format_args!("`{text}` is no reason to leave the isolation"),
                    format_args!("say in {MIN_REASON_CHARS} characters or more why no capsule owns these rows"),
                    example::PLATFORM_LEVEL,
                );
            }
            Some(Kind::Platform(reason.clone()))
        }
    }
}

fn table_name(ast: &ast::Entity<'_>, faults: &mut Faults) -> Option<LitStr> {
    if !ast.attributes.seen.table_name {
        missing(ast, "table_name", example::TABLE_NAME, faults);
    }
    let literal = ast.attributes.table_name.clone()?;
    let name = literal.value();
    if !is_resource_name(&name) {
        faults.add(
            &literal,
            format_args!("`{name}` is not a name of a table"),
            "AWS takes 3 to 255 characters of `a-z`, `A-Z`, `0-9`, `_`, `-` and `.`",
            example::TABLE_NAME,
        );
    }
    Some(literal)
}

/// What AWS takes as the name of a table or an index.
fn is_resource_name(name: &str) -> bool {
    (3..=255).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

fn missing(ast: &ast::Entity<'_>, attribute: &str, example: &str, faults: &mut Faults) {
    let name = &ast.input.ident;
    faults.add(name, format_args!("the entity `{name}` has no `#[{attribute}]`"), "write it above the struct", example);
}

#[cfg(test)]
#[path = "valid.test.rs"]
mod tests;
