//! The handler under the attribute.

use proc_macro2::TokenStream;
use syn::{FnArg, Ident, ItemFn, Pat, Type, spanned::Spanned as _};

/// A function and its arguments by name.
pub(crate) struct Handler {
    pub(crate) item: ItemFn,
    pub(crate) arguments: Vec<Argument>,
    /// Whether an argument has no name, or several: then nobody knows which names are missing.
    pub(crate) unnamed: bool,
}

/// One argument: the one name that its pattern binds, and its type.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Handler {
    /// Reads the function, and what is wrong with its signature.
    ///
    /// # Errors
    /// When the item is no function at all.
    pub(crate) fn parse(item: TokenStream) -> syn::Result<(Self, Vec<syn::Error>)> {
        let span = item.span();
        let item: ItemFn = syn::parse2(item).map_err(|_| {
            syn::Error::new(span, "`#[api_endpoint]` stands on an async function: `pub async fn get_account(..)`")
        })?;
        let mut arguments = Vec::new();
        let mut errors = Vec::new();
        let mut unnamed = false;
        if item.sig.asyncness.is_none() {
            errors.push(syn::Error::new(item.sig.fn_token.span(), "a handler is async: write `async fn`"));
        }
        if !item.sig.generics.params.is_empty() {
            errors
                .push(syn::Error::new(item.sig.generics.span(), "a handler is not generic: the router needs one type"));
        }
        for input in &item.sig.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    errors.push(syn::Error::new(receiver.span(), "a handler is a free function, without `self`"));
                }
                FnArg::Typed(argument) => match names(&argument.pat).as_slice() {
                    [name] => arguments.push(Argument { name: (*name).clone(), ty: (*argument.ty).clone() }),
                    _ => {
                        unnamed = true;
                        errors.push(syn::Error::new(
                            argument.pat.span(),
                            "give the argument exactly one name, as in `account_id: AccountId` or `State(app): State<App>`",
                        ));
                    }
                },
            }
        }
        Ok((Self { item, arguments, unnamed }, errors))
    }
}

/// The names that a pattern binds.
fn names(pattern: &Pat) -> Vec<&Ident> {
    match pattern {
        Pat::Ident(name) => vec![&name.ident],
        Pat::TupleStruct(pattern) => pattern.elems.iter().flat_map(names).collect(),
        Pat::Tuple(pattern) => pattern.elems.iter().flat_map(names).collect(),
        Pat::Struct(pattern) => pattern.fields.iter().flat_map(|field| names(&field.pat)).collect(),
        Pat::Paren(pattern) => names(&pattern.pat),
        _ => Vec::new(),
    }
}
