//! The struct as it was written: its fields, and its attributes with their templates read.

use proc_macro2::Ident;
use syn::{Data, DeriveInput, Fields, GenericArgument, PathArguments, Type, ext::IdentExt as _};

use macro_fault::Faults;

use crate::{
    attr::{self, Attributes, Nested, OF_STRUCTS, example},
    serde_attr::{self, Word},
    template::Template,
};

/// The struct.
pub struct Entity<'a> {
    pub input: &'a DeriveInput,
    pub attributes: Attributes<'a>,
    pub serde: Vec<Word>,
    /// `None` when it is no struct with named fields: then nothing about fields can be said.
    pub fields: Option<Vec<Field<'a>>>,
    pub pk: Option<Template>,
    pub sk: Option<Template>,
    pub gsis: Vec<Gsi>,
}

/// A field.
#[derive(Clone)]
pub struct Field<'a> {
    pub ident: &'a Ident,
    /// As templates and serde spell it: without `r#`.
    pub name: String,
    pub ty: &'a Type,
    /// The `T` of an `Option<T>`.
    pub optional: Option<&'a Type>,
    /// What it says about isolation fields one level down.
    pub nested: Vec<Nested<'a>>,
    pub source: &'a syn::Field,
}

impl Field<'_> {
    /// The attribute that it is stored in; `None` when serde leaves it out.
    pub fn attribute(&self) -> Option<String> {
        serde_attr::stored_name(&serde_attr::words(&self.source.attrs), &self.name)
    }

    /// The field as a line of source, without an `Option`.
    pub fn declaration(&self) -> String {
        format!("{}: {},", self.name, macro_fault::as_written(self.optional.unwrap_or(self.ty)))
    }
}

/// An index whose templates are read.
pub struct Gsi {
    pub name: syn::LitStr,
    pub pk: Template,
    pub sk: Template,
    pub projection: attr::Projection,
    pub returns: Option<Type>,
}

impl<'a> Entity<'a> {
    pub fn read(input: &'a DeriveInput, faults: &mut Faults) -> Self {
        let attributes = Attributes::read(&input.attrs, faults);
        let fields = fields(input, faults);
        let mut template = |literal: Option<&_>, example| Template::read(literal?, example, faults);
        let pk = template(attributes.pk.as_ref(), example::PK);
        let sk = template(attributes.sk.as_ref(), example::SK);
        let gsis = attributes
            .gsis
            .iter()
            .filter_map(|gsi| {
                let pk = template(Some(&gsi.pk), example::GSI);
                let sk = template(Some(&gsi.sk), example::GSI);
                let (projection, returns) = (gsi.projection.clone(), gsi.returns.clone());
                Some(Gsi { name: gsi.name.clone(), pk: pk?, sk: sk?, projection, returns })
            })
            .collect();
        Self { input, serde: serde_attr::words(&input.attrs), attributes, fields, pk, sk, gsis }
    }
}

fn fields<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Option<Vec<Field<'a>>> {
    const EXAMPLE: &str = "struct AccountItem { tenant_id: TenantId, capsule_id: CapsuleId, .. }";
    if !input.generics.params.is_empty() {
        faults.add(
            &input.generics,
            "an entity cannot be generic",
            "write one struct per kind of row: each has keys, an index and a policy of its own",
            EXAMPLE,
        );
    }
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => {
            faults.add(
                &input.ident,
                "an entity is a struct with named fields: keys name fields, and not every variant has them",
                "write one struct per kind of row",
                EXAMPLE,
            );
            return None;
        }
    };
    let Fields::Named(named) = fields else {
        faults.add(
            &input.ident,
            "an entity is a struct with named fields: a key has nothing to name here",
            "give the fields names",
            EXAMPLE,
        );
        return None;
    };
    Some(named.named.iter().filter_map(|field| read_field(field, faults)).collect())
}

fn read_field<'a>(source: &'a syn::Field, faults: &mut Faults) -> Option<Field<'a>> {
    for attribute in &source.attrs {
        if let Some(name) = OF_STRUCTS.iter().find(|name| attribute.path().is_ident(name)) {
            faults.add(
                attribute,
                format_args!("`#[{name}]` belongs to the struct, not to a field"),
                "move it above the struct; a key names its fields",
                example::PK,
            );
        }
    }
    let ident = source.ident.as_ref()?;
    let nested = attr::field::nested(source, &source.attrs, faults);
    let (name, optional) = (ident.unraw().to_string(), optional(&source.ty));
    Some(Field { ident, name, ty: &source.ty, optional, nested, source })
}

/// The `T` of `Option<T>`, by spelling: an alias of an `Option` is no `KeySegment`, so the compiler refuses it.
fn optional(ty: &Type) -> Option<&Type> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return optional(&group.elem),
        _ => return None,
    };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => Some(inner),
            _ => None,
        },
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    }
}
