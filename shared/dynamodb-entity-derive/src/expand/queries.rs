//! Queries: the builders of the table and of each index, and the check that an index carries what its view shows.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{constant, keys};
use crate::valid::{Entity, Index, Isolation, Projection};

/// `query(&scope, ..)`: the rows under one partition key.
pub fn of_table(entity: &Entity<'_>) -> TokenStream {
    let visibility = &entity.input.vis;
    let (arguments, passed) = (keys::arguments(&entity.pk), keys::passed(&entity.pk));
    let doc = format!(" The rows of this kind under one partition key: `{}`.", entity.pk.literal.value());
    let query = match entity.isolation {
        Isolation::Capsule { .. } => {
            let scope = keys::scope();
            quote!(::dynamodb_entity::Query::of_table(#scope, Self::pk_of(#(#passed),*)))
        }
        Isolation::Platform { .. } => {
            quote!(::dynamodb_entity::Query::of_platform_table(Self::pk_of(#(#passed),*)))
        }
    };
    quote! {
        #[doc = #doc]
        #[must_use]
        #visibility fn query(#(#arguments),*) -> ::dynamodb_entity::Query<Self> {
            #query
        }
    }
}

/// `gsi1_query(&scope, ..)`: what the index shows of the rows under one of its partition keys. Its view; without one the whole row where the
/// index carries it, otherwise the attributes.
pub fn of_index(entity: &Entity<'_>, index: &Index<'_>) -> TokenStream {
    let visibility = &entity.input.vis;
    let name = index.name.value();
    let (query, pk_of) = (format_ident!("{name}_query"), format_ident!("{name}_pk_of"));
    let constant = constant(index);
    let (arguments, passed) = (keys::arguments(&index.pk), keys::passed(&index.pk));
    let doc = format!(" What the index `{name}` shows under one of its keys: `{}`.", index.pk.literal.value());
    let (answer, read) = match (&index.returns, &index.projection) {
        (Some(view), _) => (
            view.to_token_stream(),
            quote_spanned!(view.span()=> <#view as ::dynamodb_entity::ItemView>::from_projection),
        ),
        (None, Projection::All) => (quote!(Self), quote!(::dynamodb_entity::__private::read_entity::<Self>)),
        (None, Projection::KeysOnly | Projection::Include(_)) => {
            (quote!(::dynamodb_entity::__private::Item), quote!(::std::result::Result::Ok))
        }
    };
    let (constructor, scope) = match entity.isolation {
        Isolation::Capsule { .. } => {
            let scope = keys::scope();
            (quote!(of_index), Some(quote!(#scope,)))
        }
        Isolation::Platform { .. } => (quote!(of_platform_index), None),
    };
    quote! {
        #[doc = #doc]
        #[must_use]
        #visibility fn #query(#(#arguments),*) -> ::dynamodb_entity::Query<#answer> {
            ::dynamodb_entity::Query::#constructor::<Self>(#scope Self::#constant, Self::#pk_of(#(#passed),*), #read)
        }
    }
}

/// For each view: a build that fails with the names of the fields that its index does not carry.
pub fn views(entity: &Entity<'_>) -> TokenStream {
    let checks = entity.indexes.iter().filter_map(|index| {
        let view = index.returns.as_ref()?;
        let (name, carried) = (&index.name, &index.carried);
        let included = match &index.projection {
            Projection::Include(attributes) => attributes.as_slice(),
            Projection::KeysOnly | Projection::All => &[],
        };
        Some(quote_spanned! {view.span()=>
            const _: () = {
                const MISSING: ::dynamodb_entity::__private::Missing = ::dynamodb_entity::__private::Missing {
                    view: <#view as ::dynamodb_entity::ItemView>::NAME,
                    shown: <#view as ::dynamodb_entity::ItemView>::FIELDS,
                    index: #name,
                    carried: &[#(#carried),*],
                    included: &[#(#included),*],
                };
                const TEXT: [u8; MISSING.length()] = MISSING.text();
                ::core::assert!(TEXT.is_empty(), "{}", ::dynamodb_entity::__private::pattern_text(&TEXT));
            };
        })
    });
    quote!(#(#checks)*)
}
