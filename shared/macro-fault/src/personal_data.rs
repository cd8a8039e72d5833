//! `PersonalData`, which two derives write: the fields with `#[pii]`, each visited under its name. Whether a type holds personal data the
//! compiler is asked, by trait, so that a field without the mark cannot hold some either.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{
    Attribute, DeriveInput, Expr, ExprLit, Field, Ident, Lit, LitStr, Meta, Token, ext::IdentExt as _,
    parse::Parser as _, punctuated::Punctuated, spanned::Spanned as _,
};

use crate::Faults;

const EXAMPLE: &str = "#[pii] given_name: Option<Pii<ShortText>>,";

/// A field, and whether and under which name it is personal.
pub struct Checked<'a> {
    field: &'a Field,
    personal: Option<(&'a Attribute, Name)>,
}

enum Name {
    /// Its own, below where the struct stands.
    Own(String),
    /// That of another field, from the record.
    Given(LitStr),
}

impl<'a> Checked<'a> {
    /// Reads the mark of a field.
    pub fn read(field: &'a Field, faults: &mut Faults) -> Self {
        let own = || field.ident.as_ref().map(|ident| Name::Own(ident.unraw().to_string()));
        let mut personal = None;
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("pii")) {
            if personal.is_some() {
                faults.add(attribute, "`#[pii]` is given twice", "remove one", EXAMPLE);
            }
            let name = match &attribute.meta {
                Meta::Path(_) => own(),
                Meta::List(list) => match list.parse_args::<Meta>().ok().as_ref().and_then(name_argument) {
                    Some(name) => Some(Name::Given(name)),
                    None => malformed(attribute, faults, own()),
                },
                Meta::NameValue(_) => malformed(attribute, faults, own()),
            };
            personal = name.map(|name| (attribute, name));
        }
        if personal.is_some() {
            own_serialisation(field, faults);
        }
        Self { field, personal }
    }

    /// The mark, if there is one.
    #[must_use]
    pub fn mark(&self) -> Option<&'a Attribute> {
        self.personal.as_ref().map(|(attribute, _)| *attribute)
    }
}

/// Words of serde by which something else than the `Pii` writes or reads it.
const OWN_SERIALISATION: [&str; 3] = ["with", "serialize_with", "deserialize_with"];

/// A `Pii` writes itself encrypted or not at all; a function that writes it instead could write anything.
fn own_serialisation(field: &Field, faults: &mut Faults) {
    let serde = field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
    let words = serde.filter_map(|attribute| attribute.parse_args_with(Words::parse_terminated).ok()).flatten();
    for word in words.filter(|word| OWN_SERIALISATION.iter().any(|own| word.path().is_ident(own))) {
        let name = word.path().get_ident().map(ToString::to_string).unwrap_or_default();
        let mend = "remove it: a `Pii` writes itself encrypted, and nothing else may write it";
        faults.add(&word, format_args!("`#[serde({name})]` on a personal field"), mend, EXAMPLE);
    }
}

type Words = Punctuated<Meta, Token![,]>;

fn malformed(attribute: &Attribute, faults: &mut Faults, name: Option<Name>) -> Option<Name> {
    faults.add(
        attribute,
        "`#[pii]` has arguments of another form",
        "it takes none, or the name of the field that the value was copied from",
        r#"#[pii(name = "emails.address")] primary_email: Option<Pii<EmailAddress>>,"#,
    );
    name
}

fn name_argument(meta: &Meta) -> Option<LitStr> {
    let Meta::NameValue(pair) = meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    let is_path = text.value().split('.').all(|name| Ident::parse_any.parse_str(name).is_ok());
    (pair.path.is_ident("name") && is_path).then(|| text.clone())
}

/// The implementation. `kernel` is where the expansion finds that crate.
#[must_use]
pub fn implementation(ident: &Ident, fields: &[Checked<'_>], kernel: &TokenStream) -> TokenStream {
    let personal = fields.iter().filter_map(|Checked { field, personal }| Some((*field, &personal.as_ref()?.1)));
    let is_personal = personal
        .clone()
        .map(|(Field { ty, .. }, _)| quote_spanned!(ty.span()=> || <#ty as #kernel::PersonalData>::PERSONAL));
    let visits = personal.clone().map(|(Field { ident, ty, .. }, name)| {
        let path = match name {
            Name::Own(name) => quote!(&at.field(#name)),
            Name::Given(name) => quote!(&#kernel::FieldPath::ROOT.field(#name)),
        };
        quote_spanned!(ty.span()=> <#ty as #kernel::PersonalData>::visit_personal(&mut self.#ident, #path, visitor)?;)
    });
    let checks = fields.iter().map(|Checked { field, personal }| check(ident, field, personal.is_some(), kernel));
    // Nothing to visit, nothing to use.
    let (at, visitor) = match personal.count() {
        0 => (quote!(_), quote!(_)),
        _ => (quote!(at), quote!(visitor)),
    };
    quote! {
        #[automatically_derived]
        impl #kernel::PersonalData for #ident {
            const PERSONAL: bool = false #(#is_personal)*;

            fn visit_personal<V: #kernel::PersonalVisitor>(
                &mut self,
                #at: &#kernel::FieldPath<'_>,
                #visitor: &mut V,
            ) -> ::core::result::Result<(), #kernel::PersonalDataError> {
                #(#visits)*
                ::core::result::Result::Ok(())
            }
        }
        const _: () = {
            #[allow(unused_imports)]
            use #kernel::__private::{NotPersonal as _, Probe as __Probe, must as __must};
            #(#checks)*
        };
    }
}

/// Asks the compiler whether a field is marked as its type says. A type that knows nothing of personal data is told so where it is visited.
fn check(ident: &Ident, field: &Field, is_marked: bool, kernel: &TokenStream) -> TokenStream {
    // A constant outside of an implementation knows no `Self`.
    let ty = &named(ident, field.ty.to_token_stream());
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    if is_marked {
        let message = format!(
            "the field `{name}` is marked as personal data and holds none\n  mend: remove `#[pii]`, or mark what its type holds\n  correct: {EXAMPLE}"
        );
        let holds = quote!(<#ty as #kernel::PersonalData>::PERSONAL);
        return quote_spanned!(ty.span()=> const _: () = __must(#holds, #message););
    }
    let declared = crate::as_written(ty);
    let what = format!("the field `{name}` holds personal data and does not say so");
    let message = format!("{what}\n  mend: mark it\n  correct: #[pii] {name}: {declared},");
    // One constant per field: the compiler tells of all of them at once.
    quote_spanned!(ty.span()=> const _: () = __must(!__Probe::<#ty>::PERSONAL, #message);)
}

/// The same tokens with the struct's name for `Self`.
fn named(ident: &Ident, tokens: TokenStream) -> TokenStream {
    let named = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => TokenTree::Ident(Ident::new(&ident.to_string(), word.span())),
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), named(ident, group.stream()));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        other => other,
    });
    named.collect()
}

/// What stands in its place for a struct with faults.
#[must_use]
pub fn fallback(input: &DeriveInput, kernel: &TokenStream) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        impl #generics #kernel::PersonalData for #ident #arguments #bounds {
            const PERSONAL: bool = false;

            fn visit_personal<V: #kernel::PersonalVisitor>(
                &mut self,
                _: &#kernel::FieldPath<'_>,
                _: &mut V,
            ) -> ::core::result::Result<(), #kernel::PersonalDataError> {
                ::core::result::Result::Ok(())
            }
        }
    }
}
