//! What is written for a struct with faults: implementations that never run, so that the code around it adds no errors.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::personal;

/// The traits, with empty constants.
pub fn fallback(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, _) = input.generics.split_for_impl();
    let is_platform_level = input.attrs.iter().any(|attribute| attribute.path().is_ident("platform_level"));
    let of_isolation = if is_platform_level {
        quote! {
            impl #generics ::dynamodb_entity::PlatformLevel for #ident #arguments
            where
                Self: ::dynamodb_entity::__private::Serialize + ::dynamodb_entity::__private::DeserializeOwned,
            {
                const REASON: &'static str = "";
            }
        }
    } else {
        quote! {
            impl #generics ::dynamodb_entity::CapsuleIsolated for #ident #arguments
            where
                Self: ::dynamodb_entity::__private::Serialize + ::dynamodb_entity::__private::DeserializeOwned,
            {
                fn tenant_id(&self) -> ::dynamodb_entity::__private::TenantId {
                    ::std::unreachable!()
                }

                fn capsule_id(&self) -> ::dynamodb_entity::__private::CapsuleId {
                    ::std::unreachable!()
                }
            }
        }
    };
    let personal = macro_fault::personal_data::fallback(input, &personal::kernel());
    quote! {
        #personal
        impl #generics ::dynamodb_entity::DynamoDbEntity for #ident #arguments
        where
            Self: ::dynamodb_entity::__private::Serialize + ::dynamodb_entity::__private::DeserializeOwned,
        {
            const NAME: &'static str = "";
            const TABLE_NAME: &'static str = "";
            const ISOLATION: ::dynamodb_entity::Isolation = ::dynamodb_entity::Isolation::CapsuleIsolated;
            const PK: ::dynamodb_entity::KeyTemplate = ::dynamodb_entity::KeyTemplate::new("", &[], "");
            const SK: ::dynamodb_entity::KeyTemplate = ::dynamodb_entity::KeyTemplate::new("", &[], "");
            const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[];

            fn pk(&self) -> ::std::string::String {
                ::std::unreachable!()
            }

            fn sk(&self) -> ::std::string::String {
                ::std::unreachable!()
            }

            fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
                ::std::unreachable!()
            }
        }
        #of_isolation
    }
}
