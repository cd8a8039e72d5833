//! Templates and keys: the constant, the key of a row, the constructor.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Type, Visibility, spanned::Spanned as _};

use crate::{
    expand::{index_attributes, owner},
    valid::{CAPSULE_FIELD, Index, Isolation, Key, Piece, Segment, TENANT_FIELD},
};

/// A name that no field or argument can shadow.
fn hidden(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The `KeyTemplate` of a key.
pub fn template(key: &Key<'_>) -> TokenStream {
    let text = &key.literal;
    let parts = key.pieces.iter().map(|piece| match piece {
        Piece::Literal(text) => quote!(::dynamodb_entity::KeyPart::Literal(#text)),
        Piece::Tenant => isolation_part(TENANT_FIELD, &quote!(TenantId)),
        Piece::Capsule => isolation_part(CAPSULE_FIELD, &quote!(CapsuleId)),
        Piece::Segment(segment) => {
            let (name, ty) = (&segment.field.name, segment.ty);
            let pattern = match segment.width {
                Some(width) => {
                    let digits = quote_spanned!(ty.span()=> <#ty as ::dynamodb_entity::PaddedNumber>::MAX_DIGITS);
                    quote!(::dynamodb_entity::__private::padded_pattern(#digits, #width))
                }
                None => quote_spanned!(ty.span()=> <#ty as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN),
            };
            quote!(::dynamodb_entity::KeyPart::Placeholder { name: #name, pattern: #pattern })
        }
    });
    quote! {{
        const PARTS: &[::dynamodb_entity::KeyPart] = &[#(#parts),*];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] =
            ::dynamodb_entity::__private::pattern_bytes(PARTS);
        ::dynamodb_entity::KeyTemplate::new(#text, PARTS, ::dynamodb_entity::__private::pattern_text(&PATTERN))
    }}
}

fn isolation_part(name: &str, ty: &TokenStream) -> TokenStream {
    quote! {
        ::dynamodb_entity::KeyPart::Placeholder {
            name: #name,
            pattern: <::dynamodb_entity::__private::#ty as ::dynamodb_entity::KeySegment>::PATTERN
        }
    }
}

/// The text that the pieces of a key, or some of them, make of `self`. What is optional, in indexes only, is bound to its name there.
pub fn of_self(pieces: &[Piece<'_>], isolation: &Isolation<'_>) -> TokenStream {
    build(pieces, &|piece| match piece {
        Piece::Tenant | Piece::Capsule => of_owner(piece, isolation),
        Piece::Segment(segment) => {
            let ident = segment.field.ident;
            if segment.field.optional.is_some() { quote!(#ident) } else { quote!(&self.#ident) }
        }
        Piece::Literal(_) => TokenStream::new(),
    })
}

/// The keys of the indexes that `self` is in.
pub fn of_indexes(indexes: &[Index<'_>], isolation: &Isolation<'_>) -> TokenStream {
    let keys = hidden("keys");
    let capacity = 2 * indexes.len();
    if indexes.is_empty() {
        return quote!(::std::vec::Vec::new());
    }
    let pushes = indexes.iter().map(|index| {
        let (pk_attribute, sk_attribute) = index_attributes(&index.name);
        let (pk, sk) = (of_self(&index.pk.pieces, isolation), of_self(&index.sk.pieces, isolation));
        let push = quote! {
            #keys.push((#pk_attribute, { #pk }));
            #keys.push((#sk_attribute, { #sk }));
        };
        let mut optional: Vec<&Ident> = Vec::new();
        for segment in segments(&index.pk).chain(segments(&index.sk)).filter(|it| it.field.optional.is_some()) {
            if !optional.contains(&segment.field.ident) {
                optional.push(segment.field.ident);
            }
        }
        if optional.is_empty() {
            return push;
        }
        // Bound to the fields' own names, which the hidden ones cannot be.
        quote! {
            if let (#(::std::option::Option::Some(#optional),)*) = (#(&self.#optional,)*) {
                #push
            }
        }
    });
    quote! {
        let mut #keys = ::std::vec::Vec::with_capacity(#capacity);
        #(#pushes)*
        #keys
    }
}

/// `pk_of(&scope, &account_id)`: a key from its segments.
pub fn constructor(name: &Ident, key: &Key<'_>, what: &str, visibility: &Visibility) -> TokenStream {
    let scope = scope();
    let arguments = arguments(key);
    let built = build(&key.pieces, &|piece| match piece {
        Piece::Tenant => quote!(&#scope.tenant_id()),
        Piece::Capsule => quote!(&#scope.capsule_id()),
        Piece::Segment(segment) => {
            let ident = segment.field.ident;
            if by_value(segment) { quote!(&#ident) } else { quote!(#ident) }
        }
        Piece::Literal(_) => TokenStream::new(),
    });
    let doc = format!(" {what}: `{}`.", key.literal.value());
    quote! {
        #[doc = #doc]
        #[must_use]
        #visibility fn #name(#(#arguments),*) -> ::std::string::String {
            #built
        }
    }
}

/// The scope of a constructor.
pub fn scope() -> Ident {
    hidden("scope")
}

/// What a constructor of the key takes: the scope of an isolated entity, and the placeholders.
pub fn arguments(key: &Key<'_>) -> Vec<TokenStream> {
    let scope = scope();
    let scope = needs_scope(key).then(|| quote!(#scope: &::dynamodb_entity::__private::Scope));
    let placeholders = segments(key).map(|segment| {
        let (ident, ty) = (segment.field.ident, segment.ty);
        if by_value(segment) { quote!(#ident: #ty) } else { quote!(#ident: &#ty) }
    });
    scope.into_iter().chain(placeholders).collect()
}

/// The same as they are handed on.
pub fn passed(key: &Key<'_>) -> Vec<TokenStream> {
    let scope = scope();
    let scope = needs_scope(key).then(|| quote!(#scope));
    let placeholders = segments(key).map(|segment| segment.field.ident.into_token_stream());
    scope.into_iter().chain(placeholders).collect()
}

fn needs_scope(key: &Key<'_>) -> bool {
    key.pieces.iter().any(|piece| matches!(piece, Piece::Tenant | Piece::Capsule))
}

/// `sk_prefix()`. Nothing where the key starts with a placeholder: DynamoDB takes no empty prefix.
pub fn prefix(name: &Ident, key: &Key<'_>, what: &str, visibility: &Visibility) -> Option<TokenStream> {
    let prefix = Some(&key.prefix).filter(|prefix| !prefix.is_empty())?;
    let doc = format!(" {what}: `{prefix}`.");
    Some(quote! {
        #[doc = #doc]
        #[must_use]
        #visibility const fn #name() -> &'static str {
            #prefix
        }
    })
}

/// The tenant or the capsule of `self`, borrowed.
fn of_owner(piece: &Piece<'_>, isolation: &Isolation<'_>) -> TokenStream {
    match (piece, isolation) {
        (Piece::Tenant, Isolation::Capsule { tenant, .. }) => {
            let tenant = owner::tenant_id(tenant);
            quote!(&#tenant)
        }
        (Piece::Capsule, Isolation::Capsule { capsule, .. }) => {
            let capsule = owner::capsule_id(capsule);
            quote!(&#capsule)
        }
        // Only keys of isolated entities have these pieces.
        _ => TokenStream::new(),
    }
}

/// Statements that end in the key; `place` is a reference to each value.
fn build(pieces: &[Piece<'_>], place: &dyn Fn(&Piece<'_>) -> TokenStream) -> TokenStream {
    if let [Piece::Literal(text)] = pieces {
        return quote!(::std::string::String::from(#text));
    }
    let buffer = hidden("key");
    // A guess that spares the usual key a second allocation: most placeholders are ids.
    let capacity: usize =
        pieces.iter().map(|piece| if let Piece::Literal(text) = piece { text.len() } else { 40 }).sum();
    let writes = pieces.iter().map(|piece| {
        let value = place(piece);
        match piece {
            Piece::Literal(text) => quote!(#buffer.push_str(#text);),
            Piece::Tenant | Piece::Capsule => {
                quote!(::dynamodb_entity::KeySegment::write_segment(#value, &mut #buffer);)
            }
            Piece::Segment(segment) => {
                let ty = segment.ty;
                match segment.width {
                    Some(width) => {
                        quote_spanned!(ty.span()=> <#ty as ::dynamodb_entity::PaddedNumber>::write_padded(#value, #width, &mut #buffer);)
                    }
                    None => {
                        quote_spanned!(ty.span()=> <#ty as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(#value, &mut #buffer);)
                    }
                }
            }
        }
    });
    quote! {
        let mut #buffer = ::std::string::String::with_capacity(#capacity);
        #(#writes)*
        #buffer
    }
}

fn segments<'k, 'a>(key: &'k Key<'a>) -> impl Iterator<Item = &'k Segment<'a>> {
    key.pieces.iter().filter_map(|piece| match piece {
        Piece::Segment(segment) => Some(segment),
        Piece::Literal(_) | Piece::Tenant | Piece::Capsule => None,
    })
}

/// Numbers come by value, everything else by reference.
fn by_value(segment: &Segment<'_>) -> bool {
    let is_number = |ty: &Type| match ty {
        Type::Path(path) => ["u8", "u16", "u32", "u64"].iter().any(|number| path.path.is_ident(number)),
        _ => false,
    };
    segment.width.is_some() || is_number(segment.ty)
}
