//! What `#[serde(..)]` says, as far as it decides which attributes an item has.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token, punctuated::Punctuated};

/// One word of `#[serde(..)]`, with its texts: `rename = "a"`, `rename(serialize = "a", deserialize = "b")`.
pub struct Word {
    pub meta: Meta,
    pub name: String,
    pub texts: Vec<String>,
}

/// All words of all `#[serde(..)]`. What serde would not understand is left for serde to refuse.
pub fn words(attributes: &[Attribute]) -> Vec<Word> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        .filter_map(|attribute| attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok())
        .flatten()
        .map(|meta| Word {
            name: meta.path().get_ident().map(ToString::to_string).unwrap_or_default(),
            texts: texts(&meta),
            meta,
        })
        .collect()
}

/// The name that a field is serialised under; `None` when it is not.
pub fn stored_name(words: &[Word], own: &str) -> Option<String> {
    let has = |name: &str| words.iter().any(|word| word.name == name);
    if has("skip") || has("skip_serializing") {
        return None;
    }
    let renamed = words.iter().filter(|word| word.name == "rename").find_map(|word| match &word.meta {
        Meta::List(list) => {
            let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
            inner.iter().find(|meta| meta.path().is_ident("serialize")).and_then(|meta| texts(meta).pop())
        }
        meta => texts(meta).pop(),
    });
    Some(renamed.unwrap_or_else(|| own.to_owned()))
}

fn texts(meta: &Meta) -> Vec<String> {
    match meta {
        Meta::Path(_) => Vec::new(),
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => vec![text.value()],
            _ => Vec::new(),
        },
        Meta::List(list) => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .map(|inner| inner.iter().flat_map(texts).collect())
            .unwrap_or_default(),
    }
}
