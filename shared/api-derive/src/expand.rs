//! What is written: only what is mechanical.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Type, spanned::Spanned as _};

use crate::{
    ast::{Argument, Handler},
    valid::{Access, Endpoint, Older},
};

/// The handler, unchanged, and its endpoint.
pub(crate) fn endpoint(endpoint: &Endpoint, handler: &Handler) -> TokenStream {
    let Handler { item, .. } = handler;
    let (vis, name, id) = (&item.vis, endpoint_name(&item.sig.ident), item.sig.ident.to_string());
    let Endpoint { method, path, request_is_optional, status, summary, description, .. } = endpoint;
    let state = endpoint.state.as_ref().map_or_else(|| quote!(()), |state| quote!(#state));
    let access = access(&endpoint.access);
    let path_params = path_params(endpoint, handler);
    let path_schemas = arguments(handler, &endpoint.path_params).map(|Argument { name, ty }| {
        let text = name.to_string();
        quote_spanned!(ty.span()=> ::api::PathParam { name: #text, schema: ::api::__private::path_schema::<#ty> })
    });
    let query_schemas = arguments(handler, &endpoint.query_params)
        .map(|Argument { ty, .. }| quote_spanned!(ty.span()=> <#ty as ::api::__private::Described>::inline));
    let request = body_schema(endpoint.request.as_ref());
    let response = body_schema(endpoint.response.as_ref());
    let route = route(endpoint, handler);
    let query = query(endpoint, handler);
    let body = body(endpoint, handler);
    let caller = caller(endpoint, handler);
    let older = endpoint.older.iter().map(older);
    let doc = format!(" The endpoint `{} {}` over [`{id}`].", method.to_string().to_uppercase(), path.value());
    quote! {
        #item

        #(#older)*

        #[doc = #doc]
        #[must_use]
        #vis fn #name() -> ::api::Endpoint<#state> {
            #query
            #body
            #caller
            #path_params
            #route
            ::api::Endpoint::new(
                ::api::Operation {
                    id: #id,
                    method: ::api::Method::#method,
                    path: #path,
                    access: #access,
                    path_params: ::std::vec![#(#path_schemas),*],
                    query_params: ::std::vec![#(#query_schemas),*],
                    request: #request,
                    request_is_optional: #request_is_optional,
                    response: #response,
                    success: #status,
                    summary: #summary,
                    description: #description,
                    tag: "",
                },
                __api_route,
            )
        }
    }
}

/// The item with the mistakes. An endpoint of any state stands in, so that the router that names it adds no error of its own.
pub(crate) fn refused(item: &TokenStream, handler: Option<&Handler>, errors: &syn::Error) -> TokenStream {
    let errors = errors.to_compile_error();
    let stand_in = handler.map(|Handler { item, .. }| {
        let (vis, name) = (&item.vis, endpoint_name(&item.sig.ident));
        quote! {
            #[doc(hidden)]
            #vis fn #name<S>() -> ::api::Endpoint<S> {
                ::core::unreachable!()
            }
        }
    });
    quote!(#item #stand_in #errors)
}

/// A use of something deprecated on the older spelling: the compiler has no other way for a macro to warn.
fn older(Older { at, note }: &Older) -> TokenStream {
    quote_spanned! {*at=>
        const _: () = {
            #[deprecated(note = #note)]
            const OLDER_SPELLING: () = ();
            OLDER_SPELLING
        };
    }
}

fn endpoint_name(handler: &Ident) -> Ident {
    format_ident!("{handler}_endpoint")
}

/// The arguments with these names, in the order of the names.
fn arguments<'h>(handler: &'h Handler, names: &'h [Ident]) -> impl Iterator<Item = &'h Argument> {
    names.iter().filter_map(|name| handler.arguments.iter().find(|argument| argument.name == *name))
}

/// The arguments that are ordinary extractors, in the order of the function.
fn extractors<'h>(endpoint: &'h Endpoint, handler: &'h Handler) -> impl Iterator<Item = &'h Argument> {
    let is_read_otherwise = |name| endpoint.path_params.contains(name) || endpoint.query_params.contains(name);
    handler.arguments.iter().filter(move |argument| !is_read_otherwise(&argument.name))
}

/// The typed constant is the check that the permission is a `Permission`, whatever its path looks like.
fn access(access: &Access) -> TokenStream {
    match access {
        Access::Permission(permission) => quote_spanned! {permission.span()=>
            ::api::Access::Permission({
                const __API_PERMISSION: ::api::Permission = #permission;
                __API_PERMISSION
            })
        },
        Access::Operator(permission) => quote_spanned! {permission.span()=>
            ::api::Access::Operator({
                const __API_PERMISSION: ::api::OperatorPermission = #permission;
                __API_PERMISSION
            })
        },
        Access::Public(reason) => quote!(::api::Access::Public { reason: #reason }),
    }
}

fn body_schema(ty: Option<&Type>) -> TokenStream {
    ty.map_or_else(
        || quote!(::core::option::Option::None),
        |ty| {
            quote_spanned!(ty.span()=>
                ::core::option::Option::Some(<#ty as ::api::__private::Described>::referred))
        },
    )
}

/// The check that what is read from the query string is a struct.
fn query(endpoint: &Endpoint, handler: &Handler) -> TokenStream {
    let checks = arguments(handler, &endpoint.query_params).map(|Argument { ty, .. }| {
        let check = asked(ty, &quote!(names_parameters), &quote!(names_nothing));
        quote!(const _: fn() = || #check;)
    });
    quote!(#(#checks)*)
}

/// A type is asked a question, and a bound is asked of the answer.
fn asked(ty: &Type, bound: &TokenStream, question: &TokenStream) -> TokenStream {
    quote_spanned! {ty.span()=> {
        use ::api::__private::Otherwise as _;
        ::api::__private::#bound::<#ty, _>(::api::__private::Argument::<#ty>::TYPE.#question())
    }}
}

/// The check that what is declared as the body is what the last extractor reads: axum gives the body to the last one only.
fn body(endpoint: &Endpoint, handler: &Handler) -> TokenStream {
    let Some(Argument { ty, .. }) = extractors(endpoint, handler).last() else { return TokenStream::new() };
    let check = match (&endpoint.request, endpoint.request_is_optional) {
        (Some(request), false) => quote_spanned!(ty.span()=> ::api::__private::reads_body::<#ty, #request>()),
        (Some(request), true) => quote_spanned!(ty.span()=> ::api::__private::reads_optional_body::<#ty, #request>()),
        (None, _) => asked(ty, &quote!(leaves_body), &quote!(takes_body)),
    };
    quote!(const _: fn() = || #check;)
}

/// The check that no argument tells of the other kind of caller: who acts in a tenant, and who watches over the platform.
fn caller(endpoint: &Endpoint, handler: &Handler) -> TokenStream {
    let (bound, question) = match endpoint.access {
        Access::Permission(_) => (quote!(serves_tenants), quote!(is_of_operators)),
        Access::Operator(_) => (quote!(serves_operators), quote!(is_of_tenants)),
        Access::Public(_) => return TokenStream::new(),
    };
    let checks = extractors(endpoint, handler).map(|Argument { ty, .. }| {
        let check = asked(ty, &bound, &question);
        quote!(const _: fn() = || #check;)
    });
    quote!(#(#checks)*)
}

/// An extractor for the path: it comes first, so a wrong path is answered before anything else is read.
fn path_params(endpoint: &Endpoint, handler: &Handler) -> TokenStream {
    if endpoint.path_params.is_empty() {
        return TokenStream::new();
    }
    let fields = arguments(handler, &endpoint.path_params).map(|Argument { name, ty }| quote!(#name: #ty));
    let values = arguments(handler, &endpoint.path_params).map(|Argument { name, ty }| {
        let text = name.to_string();
        quote_spanned!(ty.span()=> #name: texts.parse::<#ty>(#text)?)
    });
    quote! {
        struct __ApiPath { #(#fields),* }
        impl<S: ::core::marker::Send + ::core::marker::Sync> ::api::__private::axum::extract::FromRequestParts<S> for __ApiPath {
            type Rejection = ::api::Problem;
            async fn from_request_parts(
                parts: &mut ::api::__private::axum::http::request::Parts,
                state: &S,
            ) -> ::core::result::Result<Self, ::api::Problem> {
                let texts = ::api::__private::PathTexts::of(parts, state).await?;
                ::core::result::Result::Ok(Self { #(#values),* })
            }
        }
    }
}

/// The axum handler: path, query, then the extractors in the order of the arguments.
fn route(endpoint: &Endpoint, handler: &Handler) -> TokenStream {
    let path = (!endpoint.path_params.is_empty()).then(|| quote!(__api_path: __ApiPath,));
    let queries = arguments(handler, &endpoint.query_params)
        .map(|Argument { name, ty }| quote!(::api::Query(#name): ::api::Query<#ty>,));
    let in_path = |name: &Ident| endpoint.path_params.contains(name);
    let extractors = extractors(endpoint, handler).map(|Argument { name, ty }| quote!(#name: #ty,));
    let values = handler.arguments.iter().map(
        |Argument { name, .. }| {
            if in_path(name) { quote!(__api_path.#name) } else { quote!(#name) }
        },
    );
    let call = &handler.item.sig.ident;
    quote! {
        async fn __api_route(#path #(#queries)* #(#extractors)*) -> ::api::__private::axum::response::Response {
            ::api::__private::axum::response::IntoResponse::into_response(#call(#(#values),*).await)
        }
    }
}
