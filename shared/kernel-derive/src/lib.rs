//! The derive macros of `kernel`; the documentation of what they implement is there.

#![deny(missing_docs)]

mod personal_data;

use proc_macro::TokenStream;

/// Makes the personal fields of a struct, those with `#[pii]`, known to what encrypts and decrypts them; see `kernel::PersonalData`.
#[proc_macro_derive(PersonalData, attributes(pii))]
pub fn derive_personal_data(input: TokenStream) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => personal_data::derive(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
