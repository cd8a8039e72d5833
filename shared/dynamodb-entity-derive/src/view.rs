//! `ItemView`: the attributes that a struct shows, which are its fields by name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, ext::IdentExt as _};

use macro_fault::{
    Faults,
    personal_data::{self, Checked},
};

use crate::{expand::kernel, serde_attr};

const EXAMPLE: &str =
    "#[derive(Deserialize, ItemView)] struct AccountListItem { account_id: AccountId, summary: String }";
/// Words of serde that leave the attributes as the fields are called.
const HARMLESS_ON_STRUCT: [&str; 6] = ["bound", "crate", "default", "deny_unknown_fields", "expecting", "rename"];
const HARMLESS_ON_FIELD: [&str; 7] =
    ["borrow", "bound", "default", "with", "serialize_with", "deserialize_with", "skip_serializing_if"];

/// The implementation, or the faults and one that shows nothing.
pub fn derive(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    match check(input) {
        Ok(View { fields, personal }) => {
            let name = ident.to_string();
            let personal = personal_data::implementation(ident, &personal, &kernel());
            quote! {
                #personal
                #[automatically_derived]
                impl ::dynamodb_entity::ItemView for #ident {
                    const NAME: &'static str = #name;
                    const FIELDS: &'static [&'static str] = &[#(#fields),*];
                }
            }
        }
        Err(errors) => {
            let errors = errors.into_compile_error();
            let (generics, arguments, _) = input.generics.split_for_impl();
            let personal = personal_data::fallback(input, &kernel());
            quote! {
                #errors
                #personal
                impl #generics ::dynamodb_entity::ItemView for #ident #arguments
                where
                    Self: ::dynamodb_entity::__private::DeserializeOwned,
                {
                    const NAME: &'static str = "";
                    const FIELDS: &'static [&'static str] = &[];
                }
            }
        }
    }
}

/// A view that keeps the rules.
pub struct View<'a> {
    /// The names of the fields.
    fields: Vec<String>,
    personal: Vec<Checked<'a>>,
}

/// Checks the struct.
pub fn check(input: &DeriveInput) -> syn::Result<View<'_>> {
    let mut faults = Faults::default();
    if !input.generics.params.is_empty() {
        faults.add(
            &input.generics,
            "a view cannot be generic",
            "write one struct per list: what its index must carry is known by its fields",
            EXAMPLE,
        );
    }
    refuse(&serde_attr::words(&input.attrs), &HARMLESS_ON_STRUCT, &mut faults);
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => Some(&named.named),
            Fields::Unnamed(_) | Fields::Unit => None,
        },
        Data::Enum(_) | Data::Union(_) => None,
    };
    if named.is_none() {
        faults.add(
            &input.ident,
            "a view is a struct with named fields: they are the attributes that it shows",
            "give the fields the names of attributes",
            EXAMPLE,
        );
    }
    let view = named.map(|named| {
        let names = named.iter().filter_map(|field| {
            refuse(&serde_attr::words(&field.attrs), &HARMLESS_ON_FIELD, &mut faults);
            Some(field.ident.as_ref()?.unraw().to_string())
        });
        let fields = names.collect();
        View { fields, personal: named.iter().map(|field| Checked::read(field, &mut faults)).collect() }
    });
    faults.finish(view)
}

fn refuse(words: &[serde_attr::Word], harmless: &[&str], faults: &mut Faults) {
    for word in words.iter().filter(|word| !harmless.contains(&word.name.as_str())) {
        faults.add(
            &word.meta,
            format_args!("`#[serde({})]` on a view changes which attributes it shows", word.name),
            "remove it: a field of a view is called as the attribute that it shows",
            EXAMPLE,
        );
    }
}

#[cfg(test)]
#[path = "view.test.rs"]
mod tests;
