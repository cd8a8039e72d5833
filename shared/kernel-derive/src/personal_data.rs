//! `PersonalData`: the fields with `#[pii]`.

use macro_fault::{
    Faults,
    personal_data::{self, Checked},
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

/// What makes a struct an entity of a table: then `DynamoDbEntity` writes the same implementation, and a second one would not compile.
const OF_ENTITIES: [&str; 2] = ["capsule_isolated", "platform_level"];

/// The implementation, or the faults and one that does nothing. Nothing for an entity, which has it already.
pub fn derive(input: &DeriveInput) -> TokenStream {
    if input.attrs.iter().any(|attribute| OF_ENTITIES.iter().any(|name| attribute.path().is_ident(name))) {
        return TokenStream::new();
    }
    let kernel = quote!(::kernel);
    match check(input) {
        Ok(fields) => personal_data::implementation(&input.ident, &fields, &kernel),
        Err(errors) => {
            let (errors, fallback) = (errors.into_compile_error(), personal_data::fallback(input, &kernel));
            quote! { #errors #fallback }
        }
    }
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
            Fields::Named(named) => Some(named.named.iter().map(|field| Checked::read(field, &mut faults)).collect()),
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

#[cfg(test)]
#[path = "personal_data.test.rs"]
mod tests;
