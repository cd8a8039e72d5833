//! Whether what is declared and what is there are the same. Every mistake is told, each at its culprit.

mod parameters;
mod path;

use macro_fault::Faults;
use proc_macro2::Span;
use syn::{Expr, ExprLit, ExprPath, Ident, Lit, LitStr, Type};

use crate::{
    ast::Handler,
    attr::{Args, example},
};

const METHODS: [(&str, &str); 5] =
    [("GET", "Get"), ("POST", "Post"), ("PUT", "Put"), ("PATCH", "Patch"), ("DELETE", "Delete")];

/// Fewest characters of the reason of a public endpoint: enough that it has to say something.
const MIN_REASON_CHARS: usize = 20;

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
    /// Spellings that work for one release more.
    pub(crate) older: Vec<Older>,
}

pub(crate) enum Access {
    Permission(ExprPath),
    Operator(ExprPath),
    Public(LitStr),
}

/// An older spelling: where it stands, and what to write instead.
pub(crate) struct Older {
    pub(crate) at: Span,
    pub(crate) note: String,
}

/// Where the migrations are explained, and until when the older spellings work.
const MIGRATION: &str = "it works until version 0.2, see docs/migrations/0001-explicit-endpoints.md";

impl Older {
    fn new(at: Span, what: &str, correct: &str) -> Self {
        Self {
            at,
            note: format!(
                "{what} is an older spelling\n  mend: write what is correct; {MIGRATION}\n  correct: {correct}"
            ),
        }
    }
}

/// Checks the words against each other and against the function. `None` only after a fault was added.
pub(crate) fn check(args: Args, handler: &Handler, faults: &mut Faults) -> Option<Endpoint> {
    let mut older = Vec::new();
    let method = method(&args, &mut older, faults);
    let path = path::check(&args, faults);
    let path_params = parameters::of_path(&args, path.as_ref(), handler, &mut older, faults);
    let access = access(&args, faults);
    let summary = summary(&args, faults);
    let status = status(&args, faults);
    parameters::check(&args, path.as_ref(), &path_params, handler, faults);
    if let Some(method) = &method {
        fits(method, &args, status, faults);
    }
    body_is_read(&args, &path_params, handler, faults);
    Some(Endpoint {
        method: method?,
        path: path?.literal,
        access: access?,
        path_params,
        query_params: args.query_params,
        state: args.state,
        request: args.request,
        request_is_optional: args.request_is_optional,
        response: args.response,
        status: status?,
        summary: summary?,
        description: args.description.map(|text| text.value()).unwrap_or_default(),
        older,
    })
}

fn missing(args: &Args, key: &str, mend: &str, example: &str, faults: &mut Faults) {
    // What was refused is not missing too.
    if !args.has(key) {
        faults.add_at(Span::call_site(), format_args!("the endpoint has no `{key}`"), mend, example);
    }
}

fn method(args: &Args, older: &mut Vec<Older>, faults: &mut Faults) -> Option<Ident> {
    let Some(method) = &args.method else {
        missing(args, "method", "say which requests it answers", example::METHOD, faults);
        return None;
    };
    let variant = |name: &str| METHODS.iter().find(|(word, _)| *word == name).map(|(_, variant)| *variant);
    let (found, span) = match method {
        Expr::Path(path) => (path.path.get_ident().and_then(|name| variant(&name.to_string())), ident_span(method)),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let found = variant(&text.value().to_ascii_uppercase());
            if found.is_some() {
                let correct = format!("method = {},", text.value().to_ascii_uppercase());
                older.push(Older::new(text.span(), "a method in quotes", &correct));
            }
            (found, text.span())
        }
        _ => (None, ident_span(method)),
    };
    if found.is_none() {
        let mend = "write GET, POST, PUT, PATCH or DELETE, in capitals and without quotes";
        faults.add(method, "the endpoint has no such method", mend, example::METHOD);
    }
    found.map(|variant| Ident::new(variant, span))
}

fn ident_span(expression: &Expr) -> Span {
    syn::spanned::Spanned::span(expression)
}

/// The words of which an endpoint has one.
const ACCESS: [&str; 3] = ["permission", "operator_permission", "public"];

fn access(args: &Args, faults: &mut Faults) -> Option<Access> {
    let mut words = args.keys.iter().filter(|key| ACCESS.iter().any(|word| *key == word));
    if let (Some(_), Some(second)) = (words.next(), words.next()) {
        // `public` is what is out of place beside a permission, wherever it stands.
        let culprit = args.keys.iter().find(|key| *key == "public").unwrap_or(second);
        let what = if args.has("operator_permission") {
            "an endpoint has one of `permission`, `operator_permission` and `public`"
        } else {
            "an endpoint has a `permission` or is `public`, not both"
        };
        faults.add(culprit, what, "remove one of them", example::PERMISSION);
        return None;
    }
    if let Some(permission) = &args.permission {
        let what = "a permission is a value of `access_control::Permission`, never a text or a computation";
        return permission_path(permission, what, example::PERMISSION, faults).map(Access::Permission);
    }
    if let Some(permission) = &args.operator_permission {
        let what = "an operator's permission is a value of `access_control::OperatorPermission`, never a text or a computation";
        return permission_path(permission, what, example::OPERATOR_PERMISSION, faults).map(Access::Operator);
    }
    if let Some(reason) = &args.public {
        if reason.value().trim().chars().count() < MIN_REASON_CHARS {
            let mend =
                format!("say in {MIN_REASON_CHARS} characters or more why everybody may call it, also without a token");
            faults.add(reason, format_args!("`{}` is no reason to be public", reason.value()), mend, example::PUBLIC);
        }
        return Some(Access::Public(reason.clone()));
    }
    if !ACCESS.iter().any(|word| args.has(word)) {
        let mend = "name the permission that a caller needs, or `public` with a reason";
        missing(args, "permission", mend, example::PERMISSION, faults);
    }
    None
}

fn permission_path(permission: &Expr, what: &str, example: &str, faults: &mut Faults) -> Option<ExprPath> {
    let Expr::Path(path) = permission else {
        faults.add(permission, what, "name a variant, or a constant of that type", example);
        return None;
    };
    Some(path.clone())
}

fn summary(args: &Args, faults: &mut Faults) -> Option<LitStr> {
    let Some(summary) = &args.summary else {
        missing(args, "summary", "say in one line what it does", example::SUMMARY, faults);
        return None;
    };
    if summary.value().trim().is_empty() {
        faults.add(summary, "the summary is empty", "say in one line what it does", example::SUMMARY);
    }
    Some(summary.clone())
}

fn status(args: &Args, faults: &mut Faults) -> Option<u16> {
    let Some(status) = &args.status else { return (!args.has("status")).then_some(200) };
    match status.base10_parse() {
        Ok(number @ 200..=299) => Some(number),
        _ => {
            let mend = "write that of a success, 200 to 299; problems are not declared";
            faults.add(status, format_args!("`{status}` is no status of a success"), mend, example::STATUS);
            None
        }
    }
}

/// Whether method, status and bodies can go together.
fn fits(method: &Ident, args: &Args, status: Option<u16>, faults: &mut Faults) {
    let without_body = method == "Get" || method == "Delete";
    if let (true, Some(request)) = (without_body, &args.request) {
        let what = format!("a {} has no body", method.to_string().to_uppercase());
        faults.add(
            request,
            what,
            "remove the `request`, or read the value from the query string",
            example::QUERY_PARAMS,
        );
    }
    if let (Some(201), Some(literal), true) = (status, &args.status, without_body) {
        let what = format!("a {} creates nothing", method.to_string().to_uppercase());
        faults.add(literal, what, "remove the `status`, or answer a POST or PUT", "method = POST, status = 201,");
    }
    if let (Some(204 | 205), Some(response)) = (status, &args.response) {
        let what = "an answer without content has no body";
        faults.add(response, what, "remove the `response`, or the `status`", example::RESPONSE);
    }
}

/// Whether an argument is left that can be the body that is declared; the compiler asks whether it is.
fn body_is_read(args: &Args, path_params: &[Ident], handler: &Handler, faults: &mut Faults) {
    let may_read = |name| !path_params.contains(name) && !args.query_params.contains(name);
    let nobody_reads = !args.unread_names && !handler.unnamed && !handler.arguments.iter().any(|a| may_read(&a.name));
    if let (true, Some(request)) = (nobody_reads, &args.request) {
        let mend = "take the body as the last argument and name it in `extractors(..)`, or remove the word";
        faults.add(request, "no argument of the handler reads this body", mend, example::EXTRACTORS);
    }
}

#[cfg(test)]
#[path = "valid.test.rs"]
mod tests;
