//! Personal data: the trait by which it is sealed and opened, and the record that it belongs to.

use proc_macro2::TokenStream;
use quote::quote;

use super::{keys, owner};
use crate::valid::{Entity, Isolation, Piece, Subject};

/// Where the expansion finds the crate.
pub fn kernel() -> TokenStream {
    quote!(::dynamodb_entity::__private::kernel)
}

/// The implementation of `PersonalData`, for every entity: without, a field could hold personal data and nobody would know.
pub fn implementation(entity: &Entity<'_>) -> TokenStream {
    macro_fault::personal_data::implementation(&entity.input.ident, &entity.personal.fields, &kernel())
}

/// `data_subject(&self)`, where there is personal data.
pub fn data_subject(entity: &Entity<'_>) -> Option<TokenStream> {
    let Subject { entity: kind, id } = entity.personal.subject.as_ref()?;
    let Isolation::Capsule { tenant, capsule } = &entity.isolation else { return None };
    let (visibility, kernel) = (&entity.input.vis, kernel());
    let (tenant, capsule) = (owner::tenant_id(tenant), owner::capsule_id(capsule));
    let kind = keys::of_self(kind, &entity.isolation);
    let id = keys::of_self(&[Piece::Segment(id.clone())], &entity.isolation);
    Some(quote! {
        /// The record that the personal values belong to: with its key they are sealed and opened.
        #[must_use]
        #visibility fn data_subject(&self) -> #kernel::DataSubject {
            #kernel::DataSubject::of_row(#tenant, #capsule, &{ #kind }, { #id })
        }
    })
}
