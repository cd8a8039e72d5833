//! The words between the parentheses of `#[api_endpoint(..)]`, as they stand there.

use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, Ident, LitInt, LitStr, Token, Type, ext::IdentExt as _, parenthesized, parse::ParseStream,
    parse::Parser as _, punctuated::Punctuated,
};

const KEYS: &str = "method, path, permission, public, path_params, query_params, extractors, state, request, optional_request, \
                    response, status, summary, description";

/// The declared words. Whether they make sense is checked later.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) method: Option<Expr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) permission: Option<Expr>,
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

/// Reads the words, and goes on at the next comma after each mistake.
pub(crate) fn parse(attribute: TokenStream) -> (Args, Vec<syn::Error>) {
    let mut args = Args::default();
    let mut errors = Vec::new();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = entry(input, &mut args) {
                errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<proc_macro2::TokenTree>()?;
                }
            }
            if !input.is_empty() {
                if !input.peek(Token![,]) {
                    errors.push(input.error("expected a comma before the next key"));
                    while !input.is_empty() && !input.peek(Token![,]) {
                        input.parse::<proc_macro2::TokenTree>()?;
                    }
                }
                input.parse::<Option<Token![,]>>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(attribute) {
        errors.push(error);
    }
    (args, errors)
}

fn entry(input: ParseStream<'_>, args: &mut Args) -> syn::Result<()> {
    let key = input.call(Ident::parse_any)?;
    if args.has(&key.to_string()) {
        return Err(syn::Error::new(key.span(), format!("`{key}` stands twice: keep one of them")));
    }
    args.keys.push(key.clone());
    match key.to_string().as_str() {
        "method" => args.method = Some(value(input, &key, "method = GET")?),
        "path" => args.path = Some(value(input, &key, "path = \"/accounts/{account_id}\"")?),
        "permission" => args.permission = Some(value(input, &key, "permission = Permission::AccountRead")?),
        "public" => args.public = Some(value(input, &key, "public = \"why this needs no permission\"")?),
        "path_params" | "query_params" | "extractors" => {
            let names = names(input, &key).inspect_err(|_| args.unread_names = true)?;
            match key.to_string().as_str() {
                "path_params" => args.path_params = names,
                "query_params" => args.query_params = names,
                _ => args.extractors = names,
            }
        }
        "state" => args.state = Some(value(input, &key, "state = App")?),
        "request" | "optional_request" => {
            let text = key.to_string();
            let body = value(input, &key, &format!("{text} = CreateAccount"))?;
            if args.request.is_some() {
                let message = "`request` and `optional_request` exclude each other: keep one of them";
                return Err(syn::Error::new(key.span(), message));
            }
            args.request = Some(body);
            args.request_is_optional = text == "optional_request";
        }
        "response" => args.response = Some(value(input, &key, "response = AccountView")?),
        "status" => args.status = Some(value(input, &key, "status = 201")?),
        "summary" => args.summary = Some(value(input, &key, "summary = \"Create an account\"")?),
        "description" => args.description = Some(value(input, &key, "description = \"..\"")?),
        _ => return Err(syn::Error::new(key.span(), format!("unknown key `{key}`: expected one of {KEYS}"))),
    }
    Ok(())
}

fn value<T: syn::parse::Parse>(input: ParseStream<'_>, key: &Ident, example: &str) -> syn::Result<T> {
    let explain = |span: Span| syn::Error::new(span, format!("`{key}` is not of its form: write `{example}`"));
    input.parse::<Token![=]>().map_err(|error| explain(if input.is_empty() { key.span() } else { error.span() }))?;
    input.parse().map_err(|error: syn::Error| explain(if input.is_empty() { key.span() } else { error.span() }))
}

fn names(input: ParseStream<'_>, key: &Ident) -> syn::Result<Vec<Ident>> {
    let explain = |span: Span| {
        let message = format!("`{key}` lists names of arguments: write `{key}(first, second)`");
        syn::Error::new(span, message)
    };
    if !input.peek(syn::token::Paren) {
        return Err(explain(key.span()));
    }
    let content;
    parenthesized!(content in input);
    // All of it, before it is judged: syn reports what stays unread as a mistake of its own.
    let content: TokenStream = content.parse()?;
    let names =
        Punctuated::<Ident, Token![,]>::parse_terminated.parse2(content).map_err(|error| explain(error.span()))?;
    Ok(names.into_iter().collect())
}
