//! What is written for a struct with faults: implementations that never run, so that the code around it adds no errors.

use std::collections::BTreeSet;

use macro_fault::Faults;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::{DeriveInput, Ident, Visibility};

use super::personal;
use crate::{ast, template::Template, valid};

/// The traits, with empty constants, and the functions that the struct would have, as far as its attributes can be read.
pub fn fallback(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, _) = input.generics.split_for_impl();
    let of_isolation = if is_platform_level(input) {
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
    let functions = functions(input);
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
        #functions
    }
}

fn is_platform_level(input: &DeriveInput) -> bool {
    input.attrs.iter().any(|attribute| attribute.path().is_ident("platform_level"))
}

/// The constructors and queries: with as many arguments as they would take, and of any type.
fn functions(input: &DeriveInput) -> TokenStream {
    // What is wrong was told before.
    let ast = ast::Entity::read(input, &mut Faults::default());
    let isolated = !is_platform_level(input);
    let mut stand_ins = StandIns { visibility: &input.vis, names: BTreeSet::new(), written: Vec::new() };
    let (text, rows) = (quote!(::std::string::String), quote!(::dynamodb_entity::Query<Self>));
    if let Some(pk) = &ast.pk {
        stand_ins.function("pk_of", arguments(pk, isolated), &text);
        stand_ins.function("query", arguments(pk, isolated), &rows);
    }
    if let Some(sk) = &ast.sk {
        stand_ins.function("sk_of", arguments(sk, isolated), &text);
        stand_ins.prefix("sk_prefix", sk);
    }
    for gsi in &ast.gsis {
        let name = gsi.name.value();
        let shown = match (&gsi.returns, &gsi.projection) {
            (Some(view), _) => view.to_token_stream(),
            (None, crate::attr::Projection::All) => quote!(Self),
            (None, _) => quote!(::dynamodb_entity::__private::Item),
        };
        stand_ins.function(&format!("{name}_pk_of"), arguments(&gsi.pk, isolated), &text);
        stand_ins.function(&format!("{name}_sk_of"), arguments(&gsi.sk, isolated), &text);
        stand_ins.prefix(&format!("{name}_sk_prefix"), &gsi.sk);
        stand_ins.function(
            &format!("{name}_query"),
            arguments(&gsi.pk, isolated),
            &quote!(::dynamodb_entity::Query<#shown>),
        );
        stand_ins.index(&name.to_ascii_uppercase());
    }
    let (ident, written) = (&input.ident, stand_ins.written);
    let (generics, of_struct, bounds) = input.generics.split_for_impl();
    quote! {
        #[allow(dead_code, clippy::too_many_arguments)]
        impl #generics #ident #of_struct #bounds {
            #(#written)*
        }
    }
}

/// How many arguments the constructor of a key takes: tenant and capsule of an isolated entity come in one scope.
fn arguments(key: &Template, isolated: bool) -> usize {
    let in_scope = |field: &&str| isolated && valid::is_isolation_field(field);
    key.fields().filter(|field| !in_scope(field)).count() + usize::from(key.fields().any(|field| in_scope(&field)))
}

struct StandIns<'a> {
    visibility: &'a Visibility,
    names: BTreeSet<String>,
    written: Vec<TokenStream>,
}

impl StandIns<'_> {
    /// The name, unless it is none, or taken: two indexes of one name are told as such.
    fn name(&mut self, name: &str) -> Option<Ident> {
        let ident = syn::parse_str(name).ok()?;
        self.names.insert(name.to_owned()).then_some(ident)
    }

    fn function(&mut self, name: &str, arguments: usize, answer: &TokenStream) {
        let Some(name) = self.name(name) else { return };
        let types: Vec<_> = (0..arguments).map(|number| format_ident!("T{number}")).collect();
        let visibility = self.visibility;
        self.written.push(quote! {
            #visibility fn #name<#(#types),*>(#(_: #types),*) -> #answer {
                ::std::unreachable!()
            }
        });
    }

    fn prefix(&mut self, name: &str, key: &Template) {
        if key.prefix().is_empty() {
            return;
        }
        let Some(name) = self.name(name) else { return };
        let visibility = self.visibility;
        self.written.push(quote!(#visibility const fn #name() -> &'static str { "" }));
    }

    fn index(&mut self, name: &str) {
        let Some(name) = self.name(name) else { return };
        let visibility = self.visibility;
        let key = quote!(::dynamodb_entity::KeyTemplate::new("", &[], ""));
        self.written.push(quote! {
            #visibility const #name: ::dynamodb_entity::IndexDefinition = ::dynamodb_entity::IndexDefinition {
                name: "",
                pk_attribute: "",
                sk_attribute: "",
                pk: #key,
                sk: #key,
                projection: ::dynamodb_entity::Projection::KeysOnly,
            };
        });
    }
}
