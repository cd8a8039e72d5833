//! `KeySegment`: for an enum the texts of its variants, for a newtype what it wraps.

use macro_fault::Faults;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Fields, Ident, Lit, LitStr, Meta, Type, spanned::Spanned as _};

const ENUM: &str = "enum EntityType { Account, #[key_segment = \"ORG\"] Organisation }";
const NEWTYPE: &str = "struct ParentId(AccountId);";

/// The implementation, or the faults and one that writes nothing.
pub fn derive(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    match check(input) {
        Ok(segment) => expand(ident, &segment),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let (generics, arguments, bounds) = input.generics.split_for_impl();
            quote! {
                #errors
                impl #generics ::kernel::KeySegment for #ident #arguments #bounds {
                    const PATTERN: &'static str = "";
                    fn write_segment(&self, _: &mut ::std::string::String) {}
                }
            }
        }
    }
}

/// What stands in a key.
pub enum Segment<'a> {
    /// The text of each variant.
    Texts(Vec<(&'a Ident, String)>),
    /// That of the wrapped type.
    Wrapped(&'a Type),
}

/// Checks the item.
pub fn check(input: &DeriveInput) -> syn::Result<Segment<'_>> {
    let mut faults = Faults::default();
    if !input.generics.params.is_empty() {
        faults.add(
            &input.generics,
            "a segment of a key cannot be generic",
            "write one type per use: which characters a parameter writes is not known here",
            NEWTYPE,
        );
    }
    misplaced(&input.attrs, &mut faults);
    let segment = match &input.data {
        Data::Enum(data) => {
            let texts: Vec<_> = data.variants.iter().map(|variant| text(variant, &mut faults)).collect();
            if texts.is_empty() {
                faults.add(
                    &input.ident,
                    "an enum without variants has nothing to write into a key",
                    "give it the kinds that there are",
                    ENUM,
                );
            }
            distinct(&texts, &mut faults);
            texts
                .into_iter()
                .map(|text| text.map(|(ident, text, _)| (ident, text)))
                .collect::<Option<_>>()
                .map(Segment::Texts)
        }
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                fields.unnamed.iter().for_each(|field| misplaced(&field.attrs, &mut faults));
                fields.unnamed.first().map(|field| Segment::Wrapped(&field.ty))
            }
            Fields::Unnamed(_) | Fields::Named(_) | Fields::Unit => {
                faults.add(
                    &input.ident,
                    "a struct is a segment of a key only as a tuple of one field: several values would run together",
                    "wrap the one value, and name several in the template with a `#` between them",
                    NEWTYPE,
                );
                None
            }
        },
        Data::Union(_) => {
            faults.add(
                &input.ident,
                "a union cannot be a segment of a key: what it holds is not known",
                "write an enum, or a struct around one value",
                ENUM,
            );
            None
        }
    };
    faults.finish(segment)
}

/// A variant, what it writes, and whether that may be compared with the others.
type Text<'a> = (&'a Ident, String, &'a syn::Variant);

fn text<'a>(variant: &'a syn::Variant, faults: &mut Faults) -> Option<Text<'a>> {
    let ident = &variant.ident;
    let mut is_right = true;
    if !matches!(variant.fields, Fields::Unit) {
        faults.add(
            variant,
            format_args!("the variant `{ident}` holds data, which its segment would not show"),
            "remove the data: two values of the variant would meet in one key",
            ENUM,
        );
        is_right = false;
    }
    let mut given: Option<LitStr> = None;
    for attribute in key_segments(&variant.attrs) {
        if given.is_some() {
            faults.add(attribute, "`#[key_segment]` is given twice", "remove one", ENUM);
            is_right = false;
        }
        match literal(attribute) {
            Some(text) => given = given.or(Some(text)),
            None => {
                faults.add(
                    attribute,
                    "`#[key_segment]` has another form",
                    "write the text of the segment between quotes",
                    "#[key_segment = \"ORG\"]",
                );
                is_right = false;
            }
        }
    }
    let text = given.as_ref().map_or_else(|| upper_snake(&ident.to_string()), LitStr::value);
    let odd = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')));
    if is_right && (text.is_empty() || odd.is_some()) {
        let what = match odd {
            Some(odd) => format!("`{odd}` cannot stand in the segment of `{ident}`"),
            None => format!("the segment of `{ident}` is empty"),
        };
        let mend = "a segment is made of ASCII letters, digits, `_`, `-` and `.`: `#` separates segments, and IAM gives `*`, `?` and `$` a meaning";
        match &given {
            Some(given) => faults.add(given, what, mend, "#[key_segment = \"ORG\"]"),
            None => faults.add(ident, what, mend, "#[key_segment = \"ORG\"]"),
        }
        is_right = false;
    }
    is_right.then_some((ident, text, variant))
}

fn distinct(texts: &[Option<Text<'_>>], faults: &mut Faults) {
    let texts: Vec<_> = texts.iter().flatten().collect();
    for (at, (ident, text, variant)) in texts.iter().enumerate() {
        let earlier = texts.iter().take(at).find(|(_, other, _)| other == text);
        if let Some((other, _, _)) = earlier {
            let given = key_segments(&variant.attrs).next();
            let what = format!("`{ident}` writes the segment `{text}`, as `{other}` does");
            let mend = "give one of them another: two values would meet in one key";
            match given {
                Some(given) => faults.add(given, what, mend, "#[key_segment = \"ORG\"]"),
                None => faults.add(ident, what, mend, "#[key_segment = \"ORG\"]"),
            }
        }
    }
}

fn misplaced(attributes: &[Attribute], faults: &mut Faults) {
    for attribute in key_segments(attributes) {
        faults.add(
            attribute,
            "`#[key_segment]` belongs to a variant of an enum",
            "remove it: a newtype writes what it wraps, an enum what its variants say",
            ENUM,
        );
    }
}

fn key_segments(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("key_segment"))
}

fn literal(attribute: &Attribute) -> Option<LitStr> {
    match &attribute.meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
            _ => None,
        },
        Meta::Path(_) | Meta::List(_) => None,
    }
}

/// `SalesOrder` is `SALES_ORDER`, `HTTPServer` is `HTTP_SERVER`.
fn upper_snake(name: &str) -> String {
    let name: Vec<char> = name.trim_start_matches("r#").chars().collect();
    let mut text = String::with_capacity(name.len() + 4);
    for (at, letter) in name.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| name.get(before));
        let is_start = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && name.get(at + 1).is_some_and(|next| next.is_lowercase()))
            });
        if is_start {
            text.push('_');
        }
        text.extend(letter.to_uppercase());
    }
    text
}

fn expand(ident: &Ident, segment: &Segment<'_>) -> TokenStream {
    let (pattern, write) = match segment {
        Segment::Texts(texts) => {
            let width = texts.first().map(|(_, text)| text.len());
            let width = width.filter(|width| texts.iter().all(|(_, text)| text.len() == *width));
            let pattern = width.map_or_else(|| "*".to_owned(), |width| "?".repeat(width));
            let arms = texts.iter().map(|(variant, text)| quote!(Self::#variant => #text));
            (quote!(#pattern), quote!(key.push_str(match self { #(#arms,)* });))
        }
        // Whether it is a segment the compiler is asked, on the type.
        Segment::Wrapped(ty) => (
            quote_spanned!(ty.span()=> <#ty as ::kernel::KeySegment>::PATTERN),
            quote_spanned!(ty.span()=> <#ty as ::kernel::KeySegment>::write_segment(&self.0, key);),
        ),
    };
    quote! {
        #[automatically_derived]
        impl ::kernel::KeySegment for #ident {
            const PATTERN: &'static str = #pattern;

            fn write_segment(&self, key: &mut ::std::string::String) {
                #write
            }
        }
    }
}

#[cfg(test)]
#[path = "key_segment.test.rs"]
mod tests;
