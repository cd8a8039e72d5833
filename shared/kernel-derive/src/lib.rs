//! The derive macros of `kernel`; the documentation of what they implement is there.

#![deny(missing_docs)]

mod key_segment;
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

/// Makes an enum of unit variants or a newtype a segment of a key; see `kernel::KeySegment`.
#[proc_macro_derive(KeySegment, attributes(key_segment))]
pub fn derive_key_segment(input: TokenStream) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => key_segment::derive(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
