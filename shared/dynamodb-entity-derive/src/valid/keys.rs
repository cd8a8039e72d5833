//! The rules about keys: where they start, what their placeholders name.

use macro_fault::Faults;

use super::{CAPSULE_FIELD, ISOLATION_PREFIX, Key, Piece, Segment, TENANT_FIELD};
use crate::{
    ast,
    attr::example,
    template::{Part, Template},
};

/// Where a key stands.
#[derive(Clone, Copy)]
pub enum Place {
    /// A row always has it.
    Table { isolated: bool },
    /// A row may be without it.
    Index { isolated: bool },
}

/// Checks that every partition key starts where the isolation says.
pub fn starts(ast: &ast::Entity<'_>, isolated: bool, faults: &mut Faults) {
    let pks = ast.pk.iter().map(|pk| (pk, example::PK));
    for (pk, example) in pks.chain(ast.gsis.iter().map(|gsi| (&gsi.pk, example::GSI))) {
        let text = pk.literal.value();
        if isolated && !text.starts_with(ISOLATION_PREFIX) {
            faults.add(
                &pk.literal,
                format_args!("the partition key of a capsule-isolated entity does not start with `{ISOLATION_PREFIX}`"),
                "start it with the tenant and then the capsule, spelled exactly so: policies and loads rely on it",
                example,
            );
        }
        // A first segment with a placeholder in it could read `TENANT`.
        let first = text.split('#').next().unwrap_or_default();
        if !isolated && (first.contains('{') || first == "TENANT") {
            faults.add(
                &pk.literal,
                "the partition key of a platform-level entity could stand among the rows of a tenant",
                "make its first segment a text of the platform: not `TENANT`, and without a placeholder",
                r#"#[pk = "PLATFORM#TIMER#{timer_id}"]"#,
            );
        }
    }
}

/// The key with its fields. Adds a fault for every placeholder that breaks a rule.
pub fn resolve<'a>(
    template: &Template,
    fields: &[ast::Field<'a>],
    place: Place,
    faults: &mut Faults,
) -> Option<Key<'a>> {
    let pieces: Vec<_> = template
        .parts
        .iter()
        .map(|part| match part {
            Part::Literal(text) => Some(Piece::Literal(text.clone())),
            Part::Placeholder { field, width } => placeholder(template, field, *width, fields, place, faults),
        })
        .collect();
    Some(Key {
        literal: template.literal.clone(),
        prefix: template.prefix().to_owned(),
        pieces: pieces.into_iter().collect::<Option<_>>()?,
    })
}

fn placeholder<'a>(
    template: &Template,
    name: &str,
    width: Option<usize>,
    fields: &[ast::Field<'a>],
    place: Place,
    faults: &mut Faults,
) -> Option<Piece<'a>> {
    let (isolated, in_index) = match place {
        Place::Table { isolated } => (isolated, false),
        Place::Index { isolated } => (isolated, true),
    };
    if isolated && is_isolation_field(name) {
        if width.is_some() {
            faults.add(
                &template.literal,
                format_args!("`{{{name}}}` has a width, but it is an id"),
                "remove the width: ids are of one length",
                example::PK,
            );
        }
        // Where it stands, and that it is there, is a rule of its own.
        return Some(if name == TENANT_FIELD { Piece::Tenant } else { Piece::Capsule });
    }
    let Some(field) = fields.iter().find(|field| field.name == name) else {
        unknown(template, name, fields, faults);
        return None;
    };
    if field.optional.is_some() && !in_index {
        faults.add(
            field.ty,
            format_args!("`{name}` is optional, but the key of the table names it"),
            "remove the `Option`: only the key of an index may be absent",
            field.declaration(),
        );
        return None;
    }
    Some(Piece::Segment(Segment { ty: field.optional.unwrap_or(field.ty), field: field.clone(), width }))
}

fn unknown(template: &Template, name: &str, fields: &[ast::Field<'_>], faults: &mut Faults) {
    let known: Vec<_> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
    faults.add(
        &template.literal,
        format_args!("`{{{name}}}` names no field"),
        format_args!("name one of the fields: {}", known.join(", ")),
        example::PK,
    );
}

pub fn is_isolation_field(name: &str) -> bool {
    name == TENANT_FIELD || name == CAPSULE_FIELD
}
