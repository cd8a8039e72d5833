//! Who owns a row: the trait of its isolation, and where tenant and capsule stand.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ext::IdentExt as _, spanned::Spanned as _};

use crate::valid::{CAPSULE_FIELD, Entity, Isolation, Place, TENANT_FIELD};

/// The implementation of `CapsuleIsolated` or `PlatformLevel`.
pub fn isolation(entity: &Entity<'_>) -> TokenStream {
    let ident = &entity.input.ident;
    match &entity.isolation {
        Isolation::Capsule { tenant, capsule } => {
            let tenant_path = path(&quote!(TENANT_PATH), tenant, TENANT_FIELD);
            let capsule_path = path(&quote!(CAPSULE_PATH), capsule, CAPSULE_FIELD);
            let (tenant, capsule) = (tenant_id(tenant), capsule_id(capsule));
            quote! {
                #[automatically_derived]
                impl ::dynamodb_entity::CapsuleIsolated for #ident {
                    #tenant_path
                    #capsule_path

                    fn tenant_id(&self) -> ::dynamodb_entity::__private::TenantId {
                        #tenant
                    }

                    fn capsule_id(&self) -> ::dynamodb_entity::__private::CapsuleId {
                        #capsule
                    }
                }
            }
        }
        Isolation::Platform { reason } => quote! {
            #[automatically_derived]
            impl ::dynamodb_entity::PlatformLevel for #ident {
                const REASON: &'static str = #reason;
            }
        },
    }
}

/// Where the items say it, unless it is where the trait says.
fn path(constant: &TokenStream, place: &Place<'_>, direct: &str) -> Option<TokenStream> {
    let (field, member) = match place {
        Place::Direct(_) => return None,
        Place::Member(field, member) => (&field.name, member.unraw().to_string()),
        Place::Context(field) => (&field.name, direct.to_owned()),
    };
    Some(quote!(const #constant: &'static [&'static str] = &[#field, #member];))
}

/// The tenant of `self`: here the type of what stands there is asked whether it is a `TenantId`.
pub fn tenant_id(place: &Place<'_>) -> TokenStream {
    id(place, "IsTenantId", "tenant_id")
}

/// The capsule of `self`: here the type of what stands there is asked whether it is a `CapsuleId`.
pub fn capsule_id(place: &Place<'_>) -> TokenStream {
    id(place, "IsCapsuleId", "capsule_id")
}

fn id(place: &Place<'_>, direct: &str, method: &str) -> TokenStream {
    // All tokens on one span: the compiler's answer points at the field, or at the member in the path.
    match place {
        Place::Direct(field) => {
            let (ident, ty, span) = (field.ident, field.ty, field.ty.span());
            let (is_id, method) = (Ident::new(direct, span), Ident::new(method, span));
            quote_spanned!(span=> <#ty as ::dynamodb_entity::#is_id>::#method(&self.#ident))
        }
        Place::Member(field, member) => {
            let (ident, span) = (field.ident, member.span());
            let (is_id, method) = (Ident::new(direct, span), Ident::new(method, span));
            quote_spanned!(span=> ::dynamodb_entity::#is_id::#method(&self.#ident.#member))
        }
        Place::Context(field) => {
            let (ident, ty, span) = (field.ident, field.ty, field.ty.span());
            let method = Ident::new(method, span);
            quote_spanned!(span=> <#ty as ::dynamodb_entity::IsolationContext>::#method(&self.#ident))
        }
    }
}
