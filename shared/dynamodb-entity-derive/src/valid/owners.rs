//! The rules about isolation fields: both are there, once, in the entity or one level down.

use macro_fault::Faults;

use super::{CAPSULE_FIELD, Place, TENANT_FIELD};
use crate::{
    ast::{self, Field},
    attr::{Nested, NestedSource, Owner, example},
};

const DIRECT: &str = "tenant_id: TenantId, capsule_id: CapsuleId,";

/// Where tenant and capsule stand. `None` only after a fault was added.
pub fn places<'a>(ast: &ast::Entity<'a>, fields: &[Field<'a>], faults: &mut Faults) -> Option<(Place<'a>, Place<'a>)> {
    let marks: Vec<_> =
        fields.iter().flat_map(|field| field.nested.iter().map(move |nested| (field, nested))).collect();
    let optional = fields.iter().filter(|field| !field.nested.is_empty() && field.optional.is_some());
    optional.for_each(|field| refuse_option(field, faults));
    let context = marks.iter().find(|(_, nested)| matches!(nested.source, NestedSource::Context));
    if let Some((field, _)) = context {
        return Some(of_context(field, fields, &marks, faults));
    }
    let tenant = of_owner(ast, fields, &marks, Owner::Tenant, faults);
    let capsule = of_owner(ast, fields, &marks, Owner::Capsule, faults);
    if let (Some(Place::Member(one, _)), Some(Place::Member(other, _))) = (&tenant, &capsule)
        && one.name != other.name
    {
        faults.add(
            other.ident,
            format_args!("the tenant stands below `{}` and the capsule below `{}`", one.name, other.name),
            "take both from one field: two that are filled apart may name a capsule of another tenant",
            format_args!("#[tenant(path = {0}.tenant_id)] #[capsule(path = {0}.capsule_id)] {0}: ..,", one.name),
        );
    }
    Some((tenant?, capsule?))
}

/// Refuses what only an isolated entity can mean.
pub fn refuse_on_platform_level(fields: &[Field<'_>], faults: &mut Faults) {
    for Nested { attribute, owner, .. } in fields.iter().flat_map(|field| &field.nested) {
        faults.add(
            attribute,
            format_args!("`#[{}]` on a platform-level entity, whose rows no capsule owns", owner.word()),
            "remove it, or make the entity `#[capsule_isolated]`",
            example::CAPSULE_ISOLATED,
        );
    }
}

/// Both from a field whose type knows them; then nothing else may.
fn of_context<'a>(
    field: &Field<'a>,
    fields: &[Field<'a>],
    marks: &[(&Field<'a>, &Nested<'a>)],
    faults: &mut Faults,
) -> (Place<'a>, Place<'a>) {
    for direct in fields.iter().filter(|field| field.name == TENANT_FIELD || field.name == CAPSULE_FIELD) {
        beside(direct, field, faults);
    }
    let mut seen = false;
    for (_, nested) in marks {
        let is_first = matches!(nested.source, NestedSource::Context) && !std::mem::replace(&mut seen, true);
        if !is_first {
            faults.add(
                nested.attribute,
                format_args!(
                    "`#[{}]` beside `#[capsule]` of a context, which gives tenant and capsule",
                    nested.owner.word()
                ),
                "keep one of them: a row has one owner",
                "#[capsule] context: RecordContext,",
            );
        }
    }
    (Place::Context(field.clone()), Place::Context(field.clone()))
}

fn of_owner<'a>(
    ast: &ast::Entity<'a>,
    fields: &[Field<'a>],
    marks: &[(&Field<'a>, &Nested<'a>)],
    owner: Owner,
    faults: &mut Faults,
) -> Option<Place<'a>> {
    let (name, example) = match owner {
        Owner::Tenant => (TENANT_FIELD, "tenant_id: TenantId,"),
        Owner::Capsule => (CAPSULE_FIELD, "capsule_id: CapsuleId,"),
    };
    let direct = fields.iter().find(|field| field.name == name);
    let mut nested = marks.iter().filter(|(_, nested)| nested.owner == owner);
    let first = nested.next();
    for (_, second) in nested {
        faults.add(
            second.attribute,
            format_args!("`#[{}]` is given twice", owner.word()),
            "remove one: a row has one owner",
            example::NESTED,
        );
    }
    match (direct, first) {
        (Some(direct), None) => Some(Place::Direct(direct.clone())),
        (Some(direct), Some((field, _))) => {
            beside(direct, field, faults);
            Some(Place::Direct(direct.clone()))
        }
        (None, Some((field, Nested { source: NestedSource::Member(member), .. }))) => {
            Some(Place::Member((*field).clone(), member.clone()))
        }
        // A fault already.
        (None, Some(_)) => None,
        (None, None) => {
            let entity = &ast.input.ident;
            faults.add(
                entity,
                format_args!("the capsule-isolated entity `{entity}` has no field `{name}`"),
                format_args!(
                    "add the field, or say where it stands one level down (`#[{}(path = ..)]`): every row belongs to one tenant and one \
                     capsule",
                    owner.word()
                ),
                example,
            );
            None
        }
    }
}

fn beside(direct: &Field<'_>, field: &Field<'_>, faults: &mut Faults) {
    faults.add(
        direct.ident,
        format_args!("`{}` stands in the entity and below `{}`", direct.name, field.name),
        "keep one of them: two could name two owners",
        DIRECT,
    );
}

/// By spelling; an alias of an `Option` has no such member and does not compile either.
fn refuse_option(field: &Field<'_>, faults: &mut Faults) {
    faults.add(
        field.ty,
        format_args!("`{}` is optional, but the owner of the row stands in it", field.name),
        "remove the `Option`: every row belongs to one tenant and one capsule",
        field.declaration(),
    );
}

#[cfg(test)]
#[path = "owners.test.rs"]
mod tests;
