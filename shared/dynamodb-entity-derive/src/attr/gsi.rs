//! `#[gsi(..)]`: an index, what it carries, and what its query answers.

use proc_macro2::Ident;
use syn::{Attribute, Expr, ExprCall, LitStr, Meta, Type, TypePath};

use macro_fault::Faults;

use super::{arguments, example, name_of, text};

/// `#[gsi(..)]`.
pub struct Gsi {
    pub name: LitStr,
    pub pk: LitStr,
    pub sk: LitStr,
    pub projection: Projection,
    /// The view that its query answers.
    pub returns: Option<Type>,
}

/// Which attributes of an item the index carries besides the keys.
#[derive(Clone)]
pub enum Projection {
    KeysOnly,
    /// Those of these fields.
    Include(Vec<Ident>),
    All,
}

/// Reads the attribute. `None` only after a fault was added.
pub fn read(attribute: &Attribute, faults: &mut Faults) -> Option<Gsi> {
    let (mut name, mut pk, mut sk, mut projection, mut returns) = (None, None, None, None, None);
    let mut complete = true;
    for argument in &arguments(attribute, example::GSI, faults)? {
        let path = argument.path();
        // What stands there but is malformed is not missing as well: the outer `Option` says that it stands there.
        let twice = if path.is_ident("name") {
            name.replace(text(argument, example::GSI, faults)).is_some()
        } else if path.is_ident("pk") {
            pk.replace(text(argument, example::GSI, faults)).is_some()
        } else if path.is_ident("sk") {
            sk.replace(text(argument, example::GSI, faults)).is_some()
        } else if path.is_ident("projection") {
            projection.replace(read_projection(argument, faults)).is_some()
        } else if path.is_ident("returns") {
            returns.replace(view(argument, faults)).is_some()
        } else {
            faults.add(
                path,
                format_args!("`#[gsi]` does not know `{}`", name_of(path)),
                "it takes `name`, `pk`, `sk`, `projection` and, if it shall answer a view, `returns`",
                example::GSI,
            );
            complete = false;
            continue;
        };
        if twice {
            let name = name_of(path);
            faults.add(argument, format_args!("`{name}` is given twice"), "remove one of them", example::GSI);
        }
    }
    for (argument, is_there, form) in [
        ("name", name.is_some(), "\"..\""),
        ("pk", pk.is_some(), "\"..\""),
        ("sk", sk.is_some(), "\"..\""),
        ("projection", projection.is_some(), "keys_only`, `include(..)` or `all"),
    ] {
        if !is_there {
            faults.add(
                attribute,
                format_args!("`#[gsi]` has no `{argument}`"),
                format_args!("add `{argument} = {form}`"),
                example::GSI,
            );
        }
    }
    let (name, pk, sk, projection) = (name.flatten()?, pk.flatten()?, sk.flatten()?, projection.flatten()?);
    // A malformed view is a fault already; without it the index would answer something else.
    let returns = match returns {
        Some(view) => Some(view?),
        None => None,
    };
    complete.then_some(Gsi { name, pk, sk, projection, returns })
}

fn read_projection(meta: &Meta, faults: &mut Faults) -> Option<Projection> {
    let projection = match meta {
        Meta::NameValue(pair) => projection_of(&pair.value),
        Meta::Path(_) | Meta::List(_) => None,
    };
    if projection.is_none() {
        faults.add(
            meta,
            "`projection` has another form",
            "it is `keys_only`, `include(..)` with the names of fields, or `all`",
            example::PROJECTION,
        );
    }
    projection
}

fn projection_of(value: &Expr) -> Option<Projection> {
    match value {
        Expr::Path(_) => match ident(value)? {
            word if word == "keys_only" => Some(Projection::KeysOnly),
            word if word == "all" => Some(Projection::All),
            _ => None,
        },
        Expr::Call(ExprCall { func, args, .. }) if ident(func)? == "include" => {
            args.iter().map(|field| ident(field).cloned()).collect::<Option<_>>().map(Projection::Include)
        }
        _ => None,
    }
}

fn ident(value: &Expr) -> Option<&Ident> {
    match value {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

fn view(meta: &Meta, faults: &mut Faults) -> Option<Type> {
    if let Meta::NameValue(pair) = meta
        && let Expr::Path(path) = &pair.value
    {
        let (attrs, qself, path) = (Vec::new(), path.qself.clone(), path.path.clone());
        return Some(Type::Path(TypePath { attrs, qself, path }));
    }
    faults.add(
        meta,
        "`returns` has another form",
        "name the struct that a query of the index answers; it derives `ItemView`",
        "returns = AccountListItem",
    );
    None
}
