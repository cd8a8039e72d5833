//! The words between the parentheses of `#[api_endpoint(..)]`, as they stand there.

use macro_fault::Faults;
use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, Ident, LitInt, LitStr, Token, Type, ext::IdentExt as _, parenthesized, parse::ParseStream,
    parse::Parser as _, punctuated::Punctuated,
};

/// A correct line for each word.
pub(crate) mod example {
    pub(crate) const METHOD: &str = "method = GET,";
    pub(crate) const PATH: &str = r#"path = "/accounts/{account_id}","#;
    pub(crate) const PERMISSION: &str = "permission = Permission::AccountRead,";
    pub(crate) const OPERATOR_PERMISSION: &str = "operator_permission = OperatorPermission::ViolationRead,";
    pub(crate) const PUBLIC: &str = r#"public = "the document says how to get a token","#;
    pub(crate) const PATH_PARAMS: &str = "path_params(account_id),";
    pub(crate) const QUERY_PARAMS: &str = "query_params(query),";
    pub(crate) const EXTRACTORS: &str = "extractors(app, body),";
    pub(crate) const STATE: &str = "state = App,";
    pub(crate) const REQUEST: &str = "request = CreateAccount,";
    pub(crate) const OPTIONAL_REQUEST: &str = "optional_request = ChangeAccount,";
    pub(crate) const RESPONSE: &str = "response = AccountView,";
    pub(crate) const STATUS: &str = "status = 201,";
    pub(crate) const SUMMARY: &str = r#"summary = "Create an account","#;
    pub(crate) const DESCRIPTION: &str = r#"description = "Twice is once.","#;
}

/// The keys, and a correct line for each.
const KEYS: [(&str, &str); 15] = [
    ("method", example::METHOD),
    ("path", example::PATH),
    ("permission", example::PERMISSION),
    ("operator_permission", example::OPERATOR_PERMISSION),
    ("public", example::PUBLIC),
    ("path_params", example::PATH_PARAMS),
    ("query_params", example::QUERY_PARAMS),
    ("extractors", example::EXTRACTORS),
    ("state", example::STATE),
    ("request", example::REQUEST),
    ("optional_request", example::OPTIONAL_REQUEST),
    ("response", example::RESPONSE),
    ("status", example::STATUS),
    ("summary", example::SUMMARY),
    ("description", example::DESCRIPTION),
];

/// The declared words. Whether they make sense is checked later.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) method: Option<Expr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) permission: Option<Expr>,
    pub(crate) operator_permission: Option<Expr>,
    pub(crate) public: Option<LitStr>,
    pub(crate) path_params: Vec<Ident>,
    pub(crate) query_params: Vec<Ident>,
    pub(crate) extractors: Vec<Ident>,
    pub(crate) state: Option<Type>,
    pub(crate) request: Option<Type>,
    /// Whether the body may be left out.
    pub(crate) request_is_optional: bool,
    pub(crate) response: Option<Type>,
    pub(crate) status: Option<LitInt>,
    pub(crate) summary: Option<LitStr>,
    pub(crate) description: Option<LitStr>,
    /// The keys that were there, also those whose value was refused: what was refused is not missing too.
    pub(crate) keys: Vec<Ident>,
    /// Whether a list of names could not be read: then nobody knows what is not declared.
    pub(crate) unread_names: bool,
}

impl Args {
    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known == key)
    }
}

/// The mistake was told; reading goes on at the next comma.
struct Told;

/// Reads the words, and goes on at the next comma after each mistake.
pub(crate) fn parse(attribute: TokenStream, faults: &mut Faults) -> Args {
    let mut args = Args::default();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if entry(input, &mut args, faults).is_err() {
                to_next_comma(input)?;
            } else if !input.is_empty() && !input.peek(Token![,]) {
                let mend = "put a comma between two words";
                faults.add_at(
                    input.span(),
                    "there is no comma before the next word",
                    mend,
                    "method = GET, path = \"/accounts\",",
                );
                to_next_comma(input)?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    // Whatever is there is read as tokens in the end, so nothing is left that syn could refuse by itself.
    let _ = parser.parse2(attribute);
    args
}

fn to_next_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn entry(input: ParseStream<'_>, args: &mut Args, faults: &mut Faults) -> Result<(), Told> {
    let Ok(key) = input.call(Ident::parse_any) else {
        faults.add_at(input.span(), "this is no word of an endpoint", known_keys(), example::METHOD);
        return Err(Told);
    };
    let name = key.to_string();
    let Some((_, example)) = KEYS.iter().find(|(known, _)| *known == name) else {
        faults.add(&key, format_args!("`{name}` is no word of an endpoint"), known_keys(), example::METHOD);
        return Err(Told);
    };
    if args.has(&name) {
        faults.add(&key, format_args!("`{name}` stands twice"), "keep one of them", example);
        return Err(Told);
    }
    args.keys.push(key.clone());
    let mut words = Words { input, key: &key, example, faults };
    match name.as_str() {
        "method" => args.method = Some(ungrouped(words.value()?)),
        "path" => args.path = Some(words.value()?),
        "permission" => args.permission = Some(ungrouped(words.value()?)),
        "operator_permission" => args.operator_permission = Some(ungrouped(words.value()?)),
        "public" => args.public = Some(words.value()?),
        "path_params" => args.path_params = words.names().inspect_err(|Told| args.unread_names = true)?,
        "query_params" => args.query_params = words.names().inspect_err(|Told| args.unread_names = true)?,
        "extractors" => args.extractors = words.names().inspect_err(|Told| args.unread_names = true)?,
        "state" => args.state = Some(words.value()?),
        "request" | "optional_request" => {
            let body = words.value()?;
            if args.request.is_some() {
                let what = "`request` and `optional_request` exclude each other";
                faults.add(&key, what, "keep one of them", example);
                return Err(Told);
            }
            args.request = Some(body);
            args.request_is_optional = name == "optional_request";
        }
        "response" => args.response = Some(words.value()?),
        "status" => args.status = Some(words.value()?),
        "summary" => args.summary = Some(words.value()?),
        _ => args.description = Some(words.value()?),
    }
    Ok(())
}

/// What a `macro_rules` passes on as `$permission:expr` stands in a group that nobody wrote.
fn ungrouped(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) => ungrouped(*group.expr),
        other => other,
    }
}

fn known_keys() -> String {
    let known: Vec<_> = KEYS.iter().map(|(key, _)| format!("`{key}`")).collect();
    format!("write one of {}", known.join(", "))
}

/// What stands behind a key.
struct Words<'w, 'i> {
    input: ParseStream<'i>,
    key: &'w Ident,
    example: &'w str,
    faults: &'w mut Faults,
}

impl Words<'_, '_> {
    fn value<T: syn::parse::Parse>(&mut self) -> Result<T, Told> {
        let equals = self.input.parse::<Token![=]>();
        let value = equals.and_then(|_| self.input.parse());
        value.map_err(|error| self.refuse(error.span(), "write a `=` and one value behind it"))
    }

    fn names(&mut self) -> Result<Vec<Ident>, Told> {
        const MEND: &str = "list names of arguments between parentheses, with commas between them";
        if !self.input.peek(syn::token::Paren) {
            return Err(self.refuse(self.key.span(), MEND));
        }
        let content = (|| {
            let content;
            parenthesized!(content in self.input);
            // All of it, before it is judged: syn reports what stays unread as a mistake of its own.
            content.parse::<TokenStream>()
        })();
        let names = content.and_then(|content| Punctuated::<Ident, Token![,]>::parse_terminated.parse2(content));
        names.map(|names| names.into_iter().collect()).map_err(|error| self.refuse(error.span(), MEND))
    }

    fn refuse(&mut self, at: Span, mend: &str) -> Told {
        // At the end there is nothing to point at.
        let at = if self.input.is_empty() { self.key.span() } else { at };
        self.faults.add_at(at, format_args!("`{}` is not of its form", self.key), mend, self.example);
        Told
    }
}
