//! What is written for a struct that keeps the rules.

mod fallback;
mod keys;
mod owner;
mod personal;
mod queries;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::LitStr;

pub use self::{fallback::fallback, personal::kernel};
use crate::valid::{Entity, Index, Isolation, Projection};

/// The implementations and the key constructors.
pub fn entity(entity: &Entity<'_>) -> TokenStream {
    let implementation = implementation(entity);
    let isolation = owner::isolation(entity);
    let constructors = constructors(entity);
    let views = queries::views(entity);
    let personal = personal::implementation(entity);
    quote! {
        #implementation
        #isolation
        #constructors
        #views
        #personal
    }
}

fn implementation(entity: &Entity<'_>) -> TokenStream {
    let ident = &entity.input.ident;
    let name = ident.to_string();
    let table_name = &entity.table_name;
    let isolation = match &entity.isolation {
        Isolation::Capsule { .. } => quote!(CapsuleIsolated),
        Isolation::Platform { reason } => quote!(PlatformLevel { reason: #reason }),
    };
    let (pk_template, sk_template) = (keys::template(&entity.pk), keys::template(&entity.sk));
    let (pk, sk) =
        (keys::of_self(&entity.pk.pieces, &entity.isolation), keys::of_self(&entity.sk.pieces, &entity.isolation));
    let indexes = entity.indexes.iter().map(constant);
    let owned = matches!(entity.isolation, Isolation::Capsule { .. }).then(|| {
        quote! {
            fn is_owned_in(&self, item: &::dynamodb_entity::__private::Item) -> bool {
                ::dynamodb_entity::__private::is_owned_in(self, item)
            }
        }
    });
    let index_keys = keys::of_indexes(&entity.indexes, &entity.isolation);
    quote! {
        #[automatically_derived]
        impl ::dynamodb_entity::DynamoDbEntity for #ident {
            const NAME: &'static str = #name;
            const TABLE_NAME: &'static str = #table_name;
            const ISOLATION: ::dynamodb_entity::Isolation = ::dynamodb_entity::Isolation::#isolation;
            const PK: ::dynamodb_entity::KeyTemplate = #pk_template;
            const SK: ::dynamodb_entity::KeyTemplate = #sk_template;
            const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[#(Self::#indexes),*];

            fn pk(&self) -> ::std::string::String {
                #pk
            }

            fn sk(&self) -> ::std::string::String {
                #sk
            }

            fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
                #index_keys
            }

            #owned
        }
    }
}

fn constructors(entity: &Entity<'_>) -> TokenStream {
    let (ident, visibility) = (&entity.input.ident, &entity.input.vis);
    let pk_of = keys::constructor(&format_ident!("pk_of"), &entity.pk, "The partition key", visibility);
    let sk_of = keys::constructor(&format_ident!("sk_of"), &entity.sk, "The sort key", visibility);
    let sk_prefix =
        keys::prefix(&format_ident!("sk_prefix"), &entity.sk, "What every sort key starts with", visibility);
    let query = queries::of_table(entity);
    let data_subject = personal::data_subject(entity);
    let indexes = entity.indexes.iter().map(|index| {
        let name = index.name.value();
        let constant = constant(index);
        let doc = format!(" The index `{name}`.");
        let (pk_attribute, sk_attribute) = index_attributes(&index.name);
        let (pk_template, sk_template) = (keys::template(&index.pk), keys::template(&index.sk));
        let pk_doc = format!("The partition key in the index `{name}`");
        let sk_doc = format!("The sort key in the index `{name}`");
        let prefix_doc = format!("What every sort key in the index `{name}` starts with");
        let pk_of = keys::constructor(&format_ident!("{name}_pk_of"), &index.pk, &pk_doc, visibility);
        let sk_of = keys::constructor(&format_ident!("{name}_sk_of"), &index.sk, &sk_doc, visibility);
        let sk_prefix = keys::prefix(&format_ident!("{name}_sk_prefix"), &index.sk, &prefix_doc, visibility);
        let projection = projection(index);
        let query = queries::of_index(entity, index);
        quote! {
            #[doc = #doc]
            #visibility const #constant: ::dynamodb_entity::IndexDefinition = ::dynamodb_entity::IndexDefinition {
                name: #name,
                pk_attribute: #pk_attribute,
                sk_attribute: #sk_attribute,
                pk: #pk_template,
                sk: #sk_template,
                projection: #projection,
            };
            #pk_of
            #sk_of
            #sk_prefix
            #query
        }
    });
    quote! {
        #[allow(dead_code, clippy::too_many_arguments)]
        impl #ident {
            #pk_of
            #sk_of
            #sk_prefix
            #query
            #data_subject
            #(#indexes)*
        }
    }
}

fn projection(index: &Index<'_>) -> TokenStream {
    let projection = match &index.projection {
        Projection::KeysOnly => quote!(KeysOnly),
        Projection::Include(attributes) => quote!(Include(&[#(#attributes),*])),
        Projection::All => quote!(All),
    };
    quote!(::dynamodb_entity::Projection::#projection)
}

fn constant(index: &Index<'_>) -> Ident {
    format_ident!("{}", index.name.value().to_ascii_uppercase())
}

/// The attributes of an index: its name and `pk`, its name and `sk`.
fn index_attributes(name: &LitStr) -> (String, String) {
    let name = name.value();
    (format!("{name}pk"), format!("{name}sk"))
}
