//! The derive macro of `dynamodb-entity`; its documentation is there.
//!
//! The code reads attr (what stands in the attributes) -> ast (the struct as it was written) -> valid (the rules, every one of
//! them a fault with a way out) -> expand (what is written). A struct with faults gets all of them at once, and a fallback
//! implementation so that the code that uses it adds no errors of its own. What only types can tell (is this a `TenantId`, is
//! this a `KeySegment`) the expansion asks the compiler, on the span of the field's type.

#![deny(missing_docs)]

mod ast;
mod attr;
mod expand;
mod serde_attr;
mod template;
mod valid;
mod view;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// Makes a struct a row of a DynamoDB table; see the documentation of `dynamodb-entity`.
#[proc_macro_derive(
    DynamoDbEntity,
    attributes(table_name, pk, sk, gsi, capsule_isolated, platform_level, tenant, capsule, pii)
)]
pub fn derive_dynamodb_entity(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(input) => derive(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Makes a struct the view of a row that an index shows; see the documentation of `dynamodb-entity`.
#[proc_macro_derive(ItemView, attributes(pii))]
pub fn derive_item_view(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(input) => view::derive(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

fn derive(input: &DeriveInput) -> TokenStream {
    match check(input) {
        Ok(entity) => expand::entity(&entity),
        Err(errors) => {
            let errors = errors.into_compile_error();
            // No trait of serde has a union; a fallback would only say so.
            let is_union = matches!(input.data, syn::Data::Union(_));
            let fallback = (!is_union).then(|| expand::fallback(input));
            quote! { #errors #fallback }
        }
    }
}

fn check(input: &DeriveInput) -> syn::Result<valid::Entity<'_>> {
    let mut faults = macro_fault::Faults::default();
    let ast = ast::Entity::read(input, &mut faults);
    let entity = valid::entity(ast, &mut faults);
    faults.finish(entity)
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
