//! `PersonalData`: the fields with `#[pii]`, each visited under its name. Whether a type holds personal data the compiler is asked, by trait,
//! so that a field without the mark cannot hold some either.

use macro_fault::Faults;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{
    Data, DeriveInput, Expr, ExprLit, Field, Fields, Ident, Lit, LitStr, Meta, ext::IdentExt as _, parse::Parser as _,
    spanned::Spanned as _,
};

const EXAMPLE: &str = "#[pii] given_name: Option<Pii<ShortText>>,";

/// The implementation, or the faults and one that does nothing.
pub fn derive(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    match check(input) {
        Ok(fields) => expand(input, &fields),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let (generics, arguments, bounds) = input.generics.split_for_impl();
            quote! {
                #errors
                impl #generics ::kernel::PersonalData for #ident #arguments #bounds {
                    const PERSONAL: bool = false;

                    fn visit_personal<V: ::kernel::PersonalVisitor>(
                        &mut self,
                        _: &::kernel::FieldPath<'_>,
                        _: &mut V,
                    ) -> ::core::result::Result<(), ::kernel::PersonalDataError> {
                        ::core::result::Result::Ok(())
                    }
                }
            }
        }
    }
}

/// A field, and whether and under which name it is personal.
struct Checked<'a> {
    field: &'a Field,
    personal: Option<Name>,
}

enum Name {
    /// Its own, below where the struct stands.
    Own(String),
    /// That of another field, from the record.
    Given(LitStr),
}

fn check(input: &DeriveInput) -> syn::Result<Vec<Checked<'_>>> {
    let mut faults = Faults::default();
    if !input.generics.params.is_empty() {
        faults.add(
            &input.generics,
            "`PersonalData` cannot be derived for a generic struct",
            "write one struct per use: whether a parameter holds personal data is not known here",
            "struct ContactEmail { #[pii] address: Pii<EmailAddress>, .. }",
        );
    }
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => Some(named.named.iter().map(|field| checked(field, &mut faults)).collect()),
            Fields::Unit => Some(Vec::new()),
            Fields::Unnamed(_) => None,
        },
        Data::Enum(_) | Data::Union(_) => None,
    };
    if fields.is_none() {
        faults.add(
            &input.ident,
            "`PersonalData` is derived for structs with named fields: what is encrypted is bound to the name of its field",
            "give the fields names",
            "struct ContactEmail { #[pii] address: Pii<EmailAddress>, .. }",
        );
    }
    faults.finish(fields)
}

fn checked<'a>(field: &'a Field, faults: &mut Faults) -> Checked<'a> {
    let own = || field.ident.as_ref().map(|ident| Name::Own(ident.unraw().to_string()));
    let mut personal = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("pii")) {
        if personal.is_some() {
            faults.add(attribute, "`#[pii]` is given twice", "remove one", EXAMPLE);
        }
        personal = match &attribute.meta {
            Meta::Path(_) => own(),
            Meta::List(list) => match list.parse_args::<Meta>().ok().as_ref().and_then(name_argument) {
                Some(name) => Some(Name::Given(name)),
                None => malformed(attribute, faults, own()),
            },
            Meta::NameValue(_) => malformed(attribute, faults, own()),
        };
    }
    Checked { field, personal }
}

fn malformed(attribute: &syn::Attribute, faults: &mut Faults, name: Option<Name>) -> Option<Name> {
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

fn expand(input: &DeriveInput, fields: &[Checked<'_>]) -> TokenStream {
    let ident = &input.ident;
    let personal = fields.iter().filter_map(|Checked { field, personal }| Some((*field, personal.as_ref()?)));
    let is_personal = personal
        .clone()
        .map(|(Field { ty, .. }, _)| quote_spanned!(ty.span()=> || <#ty as ::kernel::PersonalData>::PERSONAL));
    let visits = personal.clone().map(|(Field { ident, ty, .. }, name)| {
        let path = match name {
            Name::Own(name) => quote!(&at.field(#name)),
            Name::Given(name) => quote!(&::kernel::FieldPath::ROOT.field(#name)),
        };
        quote_spanned!(ty.span()=> <#ty as ::kernel::PersonalData>::visit_personal(&mut self.#ident, #path, visitor)?;)
    });
    let unmarked =
        fields.iter().filter(|checked| checked.personal.is_none()).map(|Checked { field, .. }| not_personal(field));
    // Nothing to visit, nothing to use.
    let (at, visitor) = match personal.count() {
        0 => (quote!(_), quote!(_)),
        _ => (quote!(at), quote!(visitor)),
    };
    quote! {
        #[automatically_derived]
        impl ::kernel::PersonalData for #ident {
            const PERSONAL: bool = false #(#is_personal)*;

            fn visit_personal<V: ::kernel::PersonalVisitor>(
                &mut self,
                #at: &::kernel::FieldPath<'_>,
                #visitor: &mut V,
            ) -> ::core::result::Result<(), ::kernel::PersonalDataError> {
                #(#visits)*
                ::core::result::Result::Ok(())
            }
        }
        #(#unmarked)*
    }
}

/// Asks the compiler whether a field without the mark holds personal data.
fn not_personal(field: &Field) -> TokenStream {
    let ty = &field.ty;
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let declared = ty.to_token_stream().to_string().replace(" < ", "<").replace(" >", ">").replace(" :: ", "::");
    let what = format!("the field `{name}` holds personal data and does not say so");
    let message = format!("{what}\n  mend: mark it\n  correct: #[pii] {name}: {declared},");
    quote_spanned! {ty.span()=>
        const _: () = {
            #[allow(unused_imports)]
            use ::kernel::__private::NotPersonal as _;
            ::core::assert!(!::kernel::__private::Probe::<#ty>::PERSONAL, "{}", #message);
        };
    }
}

#[cfg(test)]
#[path = "personal_data.test.rs"]
mod tests;
