//! The parameters: what the path names, what is declared and what the function takes are the same.

use std::collections::BTreeMap;

use macro_fault::Faults;
use syn::Ident;

use super::{Older, path::Path};
use crate::{
    ast::{Argument, Handler},
    attr::{Args, example},
};

/// The declared parameters of the path. Those of an older endpoint, which declares none and takes all that the path names as arguments,
/// are the arguments of these names.
pub(super) fn of_path(
    args: &Args,
    path: Option<&Path>,
    handler: &Handler,
    older: &mut Vec<Older>,
    faults: &mut Faults,
) -> Vec<Ident> {
    let Some(path) = path else { return args.path_params.clone() };
    let elsewhere = |name: &str| args.query_params.iter().chain(&args.extractors).any(|declared| declared == name);
    let inferable = |name: &String| handler.has(name) && !elsewhere(name);
    if !args.has("path_params") && !path.parameters.is_empty() && path.parameters.iter().all(inferable) {
        let correct = format!("path_params({}),", path.parameters.join(", "));
        older.push(Older::new(path.literal.span(), "a path whose parameters are not declared", &correct));
        return path.parameters.iter().map(|name| Ident::new(name, path.literal.span())).collect();
    }
    if !args.unread_names {
        for name in path.parameters.iter().filter(|name| !args.path_params.iter().any(|declared| declared == *name)) {
            let what = format!("the path segment `{{{name}}}` is not declared");
            let mend = format!("take an argument `{name}` and add it to `path_params(..)`");
            faults.add(&path.literal, what, mend, format_args!("path_params({}),", path.parameters.join(", ")));
        }
    }
    for declared in args.path_params.iter().filter(|declared| !path.has(&declared.to_string())) {
        let what = format!("`{declared}` is not in the path `{}`", path.literal.value());
        faults.add(declared, what, format_args!("add a segment `{{{declared}}}`, or remove it here"), example::PATH);
    }
    args.path_params.clone()
}

/// Every argument is declared once, and every declared name is an argument.
pub(super) fn check(args: &Args, path: Option<&Path>, path_params: &[Ident], handler: &Handler, faults: &mut Faults) {
    let lists = [
        ("path_params", path_params, example::PATH_PARAMS),
        ("query_params", &args.query_params, example::QUERY_PARAMS),
        ("extractors", &args.extractors, example::EXTRACTORS),
    ];
    let in_path = |name: &Ident| path.is_some_and(|path| path.has(&name.to_string()));
    let mut declared: BTreeMap<String, &str> = BTreeMap::new();
    for (list, names, example) in lists {
        for name in names {
            match declared.insert(name.to_string(), list) {
                Some(first) if first == list => {
                    faults.add(name, format_args!("`{name}` stands twice in `{list}`"), "keep one of them", example);
                }
                Some(first) => {
                    let what = format!("`{name}` is declared in `{first}` and in `{list}`");
                    faults.add(name, what, "keep one of them: it is read from one place", example);
                }
                None if !handler.unnamed && !handler.has(&name.to_string()) => {
                    let what = format!("`{name}` is no argument of the function");
                    faults.add(name, what, "add it there, or remove it here", example);
                }
                None if list == "query_params" && !in_path(name) && names.first() != Some(name) => {
                    let mend = "put the fields of both into one: each would refuse the parameters of the other";
                    faults.add(name, "the query string is read into one struct", mend, example);
                }
                None => {}
            }
        }
    }
    for Argument { name, .. } in &handler.arguments {
        // A name that the path has is missed there already.
        let missed = args.unread_names || in_path(name);
        if !missed && !declared.contains_key(&name.to_string()) {
            let mend = "add it to `path_params(..)`, `query_params(..)` or `extractors(..)`: nothing is inferred";
            faults.add(name, format_args!("the argument `{name}` is not declared"), mend, example::EXTRACTORS);
        }
    }
}
