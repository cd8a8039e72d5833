//! The attributes of fields that say where tenant and capsule stand: `#[tenant(path = ..)]`, `#[capsule(path = ..)]`, `#[capsule]`.

use proc_macro2::Ident;
use syn::{Attribute, Expr, ExprField, Member, Meta};

use macro_fault::Faults;

use super::{arguments, example, name_of};

/// A field below which the tenant or the capsule stands.
#[derive(Clone)]
pub struct Nested<'a> {
    pub attribute: &'a Attribute,
    pub owner: Owner,
    pub source: NestedSource,
}

/// Whose id it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Tenant,
    Capsule,
}

impl Owner {
    /// The attribute's name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Capsule => "capsule",
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Tenant => example::NESTED_TENANT,
            Self::Capsule => example::NESTED,
        }
    }
}

/// Where below the field.
#[derive(Clone)]
pub enum NestedSource {
    /// The field's type knows both, by trait.
    Context,
    /// The member of this name.
    Member(Ident),
    /// A fault was added.
    Malformed,
}

/// The attributes of isolation on a field.
pub fn nested<'a>(field: &syn::Field, attributes: &'a [Attribute], faults: &mut Faults) -> Vec<Nested<'a>> {
    let owner = |attribute: &Attribute| {
        [Owner::Tenant, Owner::Capsule].into_iter().find(|owner| attribute.path().is_ident(owner.word()))
    };
    let of_isolation = attributes.iter().filter_map(|attribute| Some((attribute, owner(attribute)?)));
    of_isolation
        .map(|(attribute, owner)| {
            let source = match (&attribute.meta, owner) {
                (Meta::Path(_), Owner::Capsule) => NestedSource::Context,
                (Meta::Path(_), Owner::Tenant) => {
                    faults.add(
                        attribute,
                        "`#[tenant]` has no path",
                        "write where the tenant stands; for a type that knows tenant and capsule `#[capsule]` is enough",
                        example::NESTED_TENANT,
                    );
                    NestedSource::Malformed
                }
                _ => member(field, attribute, owner, faults).map_or(NestedSource::Malformed, NestedSource::Member),
            };
            Nested { attribute, owner, source }
        })
        .collect()
}

/// The second segment of `path = context.capsule_id`.
fn member(field: &syn::Field, attribute: &Attribute, owner: Owner, faults: &mut Faults) -> Option<Ident> {
    let word = owner.word();
    let arguments = arguments(attribute, owner.example(), faults)?;
    let path = match arguments.first() {
        Some(Meta::NameValue(pair)) if arguments.len() == 1 && pair.path.is_ident("path") => &pair.value,
        Some(other) if !other.path().is_ident("path") => {
            let name = name_of(other.path());
            faults.add(other, format_args!("`#[{word}]` does not know `{name}`"), "it takes `path`", owner.example());
            return None;
        }
        _ => {
            faults.add(
                attribute,
                format_args!("`#[{word}(..)]` has not exactly one `path`"),
                "write the field and, behind a dot, the member",
                owner.example(),
            );
            return None;
        }
    };
    let (base, member) = match path {
        Expr::Field(ExprField { base, member: Member::Named(member), .. }) => (single(base), Some(member)),
        _ => (None, None),
    };
    let (Some(base), Some(member)) = (base, member) else {
        faults.add(
            path,
            format_args!("the path of `#[{word}]` has not exactly two segments"),
            "write the field and the member below it: isolation fields stand in the entity or one level down",
            owner.example(),
        );
        return None;
    };
    if field.ident.as_ref() != Some(base) {
        faults.add(
            path,
            format_args!("the path of `#[{word}]` starts at `{base}`, which is not the field it stands on"),
            "start it with the name of the field, or move the attribute to that field",
            owner.example(),
        );
        return None;
    }
    Some(member.clone())
}

fn single(path: &Expr) -> Option<&Ident> {
    match path {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}
