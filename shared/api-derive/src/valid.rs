//! Whether what is declared and what is there are the same. Every mistake is reported, each at its culprit.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::{Expr, ExprPath, Ident, LitStr, Type, spanned::Spanned as _};

use crate::{
    ast::{Argument, Handler},
    attr::Args,
};

const METHODS: [(&str, &str); 5] =
    [("GET", "Get"), ("POST", "Post"), ("PUT", "Put"), ("PATCH", "Patch"), ("DELETE", "Delete")];

/// Fewest characters of the reason of a public endpoint: enough that it has to say something.
const MIN_REASON_LEN: usize = 10;

/// An endpoint whose words are all right.
pub(crate) struct Endpoint {
    /// The variant of `api::Method`.
    pub(crate) method: Ident,
    pub(crate) path: LitStr,
    pub(crate) access: Access,
    pub(crate) path_params: Vec<Ident>,
    pub(crate) query_params: Vec<Ident>,
    pub(crate) state: Option<Type>,
    pub(crate) request: Option<Type>,
    pub(crate) request_is_optional: bool,
    pub(crate) response: Option<Type>,
    pub(crate) status: u16,
    pub(crate) summary: LitStr,
    pub(crate) description: String,
}

pub(crate) enum Access {
    Permission(ExprPath),
    Public(LitStr),
}

#[derive(Default)]
struct Errors(Vec<syn::Error>);

impl Errors {
    fn add(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }
}

/// Checks the words against each other and against the function.
///
/// # Errors
/// All mistakes, the given ones first.
pub(crate) fn check(args: Args, handler: &Handler, errors: Vec<syn::Error>) -> Result<Endpoint, Vec<syn::Error>> {
    let mut errors = Errors(errors);
    let method = method(&args, &mut errors);
    let path = path(&args, &mut errors);
    let access = access(&args, &mut errors);
    let summary = summary(&args, &mut errors);
    let status = status(&args, &mut errors);
    arguments(&args, handler, &mut errors);
    if let (Some(method), Some(request)) = (&method, &args.request)
        && method == "Get"
    {
        errors.add(request.span(), "a GET has no body: remove `request`, or read the value from the query string");
    }
    match (method, path, access, summary, status) {
        (Some(method), Some(path), Some(access), Some(summary), Some(status)) if errors.0.is_empty() => Ok(Endpoint {
            method,
            path,
            access,
            path_params: args.path_params,
            query_params: args.query_params,
            state: args.state,
            request: args.request,
            request_is_optional: args.request_is_optional,
            response: args.response,
            status,
            summary,
            description: args.description.map(|text| text.value()).unwrap_or_default(),
        }),
        _ => Err(errors.0),
    }
}

fn method(args: &Args, errors: &mut Errors) -> Option<Ident> {
    let Some(method) = &args.method else {
        if !args.has("method") {
            errors.add(Span::call_site(), "`method` is missing: write for instance `method = GET`");
        }
        return None;
    };
    let name = match method {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    };
    let variant = METHODS.iter().find(|(word, _)| Some(*word) == name.as_deref());
    if variant.is_none() {
        errors.add(method.span(), "expected one of GET, POST, PUT, PATCH, DELETE, in capitals and without quotes");
    }
    variant.map(|(_, variant)| Ident::new(variant, method.span()))
}

/// Checks the form of the path, and its segments against `path_params`.
fn path(args: &Args, errors: &mut Errors) -> Option<LitStr> {
    let Some(path) = &args.path else {
        if !args.has("path") {
            errors.add(Span::call_site(), "`path` is missing: write for instance `path = \"/accounts/{account_id}\"`");
        }
        return None;
    };
    let text = path.value();
    let Some(segments) = text.strip_prefix('/') else {
        errors.add(path.span(), format!("the path `{text}` must start with `/`"));
        return None;
    };
    let mut parameters: Vec<&str> = Vec::new();
    for segment in segments.split('/') {
        let parameter = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match parameter {
            Some(name) if is_name(name) && parameters.contains(&name) => {
                errors.add(path.span(), format!("the path names `{{{name}}}` twice: give one of them another name"));
            }
            Some(name) if is_name(name) => parameters.push(name),
            None if is_word(segment) => {}
            None if segment.is_empty() => {
                errors.add(
                    path.span(),
                    format!("the path `{text}` has an empty segment: remove the `/` that is too many"),
                );
            }
            _ => errors.add(
                path.span(),
                format!(
                    "`{segment}` is no segment of a path: expected lower-case letters, digits, `-`, `_` or `.`, or one \
                     parameter such as `{{account_id}}`"
                ),
            ),
        }
    }
    for name in parameters.iter().filter(|_| !args.unread_names) {
        if !args.path_params.iter().any(|declared| declared == name) {
            errors.add(
                path.span(),
                format!("the path segment `{{{name}}}` is not declared: add `{name}` to `path_params(..)`"),
            );
        }
    }
    for declared in &args.path_params {
        if !parameters.iter().any(|name| declared == name) {
            errors.add(
                declared.span(),
                format!("`{declared}` is not in the path `{text}`: add a segment `{{{declared}}}` or remove it here"),
            );
        }
    }
    Some(path.clone())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && !text.bytes().all(|b| b == b'.')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
}

fn access(args: &Args, errors: &mut Errors) -> Option<Access> {
    if let (true, Some(public)) = (args.has("permission"), args.keys.iter().find(|key| *key == "public")) {
        errors.add(public.span(), "an endpoint has a `permission` or is `public`, not both: remove one of them");
        return None;
    }
    if let Some(permission) = &args.permission {
        let Expr::Path(path) = permission else {
            errors.add(
                permission.span(),
                "a permission is a value of `access_control::Permission`, never a text or a computation: write for \
                 instance `permission = Permission::AccountRead`",
            );
            return None;
        };
        return Some(Access::Permission(path.clone()));
    }
    if let Some(reason) = &args.public {
        if reason.value().trim().chars().count() < MIN_REASON_LEN {
            errors.add(
                reason.span(),
                format!(
                    "say in at least {MIN_REASON_LEN} characters why everybody may call this, also without a token"
                ),
            );
        }
        return Some(Access::Public(reason.clone()));
    }
    if !args.has("permission") && !args.has("public") {
        errors.add(
            Span::call_site(),
            "nobody is named who may call this: write `permission = Permission::AccountRead`, or `public = \"why\"`",
        );
    }
    None
}

fn summary(args: &Args, errors: &mut Errors) -> Option<LitStr> {
    match &args.summary {
        Some(summary) if summary.value().trim().is_empty() => {
            errors.add(summary.span(), "the summary is empty: say in one line what the endpoint does");
            None
        }
        Some(summary) => Some(summary.clone()),
        None => {
            if !args.has("summary") {
                errors.add(Span::call_site(), "`summary` is missing: say in one line what the endpoint does");
            }
            None
        }
    }
}

fn status(args: &Args, errors: &mut Errors) -> Option<u16> {
    let Some(status) = &args.status else { return (!args.has("status")).then_some(200) };
    match status.base10_parse() {
        Ok(number @ 200..=299) => Some(number),
        _ => {
            errors.add(status.span(), "expected the status of a success, from 200 to 299: problems are not declared");
            None
        }
    }
}

/// Every argument is declared once, and every declared name is an argument.
fn arguments(args: &Args, handler: &Handler, errors: &mut Errors) {
    let arguments = &handler.arguments;
    let lists =
        [("path_params", &args.path_params), ("query_params", &args.query_params), ("extractors", &args.extractors)];
    let mut declared: BTreeMap<String, &str> = BTreeMap::new();
    for (list, names) in lists {
        for name in names {
            match declared.insert(name.to_string(), list) {
                Some(first) if first == list => {
                    errors.add(name.span(), format!("`{name}` stands twice in `{list}`: keep one of them"));
                }
                Some(first) => {
                    let message =
                        format!("`{name}` is declared in `{first}` and in `{list}`: it can be only one of them");
                    errors.add(name.span(), message);
                }
                None if !handler.unnamed && !arguments.iter().any(|argument| argument.name == *name) => errors.add(
                    name.span(),
                    format!("`{name}` is no argument of the function: add it there or remove it here"),
                ),
                None => {}
            }
        }
    }
    let path = args.path.as_ref().map(LitStr::value).unwrap_or_default();
    for Argument { name, .. } in arguments {
        // A name that the path has is missed there already.
        let missed = args.unread_names || path.contains(&format!("{{{name}}}"));
        if !missed && !declared.contains_key(&name.to_string()) {
            errors.add(
                name.span(),
                format!(
                    "the argument `{name}` is not declared: add it to `path_params(..)`, `query_params(..)` or \
                     `extractors(..)`"
                ),
            );
        }
    }
}

#[cfg(test)]
#[path = "valid.test.rs"]
mod tests;
