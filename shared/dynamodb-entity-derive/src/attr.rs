//! What stands in the attributes of the struct: `#[table_name]`, `#[pk]`, `#[sk]`, `#[gsi]` and the two of isolation; and in those
//! of its fields.

pub mod field;
pub mod gsi;

use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Path, Token, punctuated::Punctuated};

use macro_fault::Faults;

pub use self::{
    field::{Nested, NestedSource, Owner},
    gsi::{Gsi, Projection},
};

/// A correct line for each attribute.
pub mod example {
    pub const TABLE_NAME: &str = r#"#[table_name = "platform_data"]"#;
    pub const PK: &str = r#"#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]"#;
    pub const SK: &str = r#"#[sk = "EVENT#{sequence:020}"]"#;
    pub const GSI: &str = r##"#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#ACCOUNT", sk = "{account_id}", projection = keys_only)]"##;
    pub const PROJECTION: &str = "projection = include(tenant_id, capsule_id, summary)";
    pub const NESTED: &str = "#[capsule(path = context.capsule_id)] context: RecordContext,";
    pub const NESTED_TENANT: &str = "#[tenant(path = context.tenant_id)] context: RecordContext,";
    pub const PII: &str = "#[pii] given_name: Pii<ShortText>,";
    pub const CAPSULE_ISOLATED: &str = "#[capsule_isolated]";
    pub const PLATFORM_LEVEL: &str =
        r#"#[platform_level(reason = "timers are found by due time across all capsules")]"#;
}

/// The attributes of a struct.
#[derive(Default)]
pub struct Attributes<'a> {
    pub table_name: Option<LitStr>,
    pub pk: Option<LitStr>,
    pub sk: Option<LitStr>,
    pub gsis: Vec<Gsi>,
    pub isolation: Vec<Isolation<'a>>,
    /// A malformed attribute is not missing as well.
    pub seen: Seen,
}

/// Which attributes stand there, well-formed or not.
#[derive(Default)]
pub struct Seen {
    pub table_name: bool,
    pub pk: bool,
    pub sk: bool,
}

/// `#[capsule_isolated]` or `#[platform_level(..)]`.
pub enum Isolation<'a> {
    Capsule(&'a Attribute),
    Platform(&'a Attribute, Option<LitStr>),
}

impl<'a> Isolation<'a> {
    pub fn attribute(&self) -> &'a Attribute {
        match self {
            Self::Capsule(attribute) | Self::Platform(attribute, _) => attribute,
        }
    }
}

/// The attributes that only a struct takes.
pub const OF_STRUCTS: [&str; 6] = ["table_name", "pk", "sk", "gsi", "capsule_isolated", "platform_level"];
/// The attributes that only a field takes.
const OF_FIELDS: [&str; 3] = ["tenant", "capsule", "pii"];

impl<'a> Attributes<'a> {
    pub fn read(attributes: &'a [Attribute], faults: &mut Faults) -> Self {
        let mut read = Self::default();
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident("table_name") {
                once(&mut read.seen.table_name, attribute, faults);
                keep(&mut read.table_name, text(&attribute.meta, example::TABLE_NAME, faults));
            } else if path.is_ident("pk") {
                once(&mut read.seen.pk, attribute, faults);
                keep(&mut read.pk, text(&attribute.meta, example::PK, faults));
            } else if path.is_ident("sk") {
                once(&mut read.seen.sk, attribute, faults);
                keep(&mut read.sk, text(&attribute.meta, example::SK, faults));
            } else if path.is_ident("gsi") {
                read.gsis.extend(gsi::read(attribute, faults));
            } else if path.is_ident("capsule_isolated") {
                if !matches!(attribute.meta, Meta::Path(_)) {
                    faults.add(
                        attribute,
                        "`#[capsule_isolated]` takes no arguments",
                        "remove them: the isolation fields are `tenant_id` and `capsule_id`",
                        example::CAPSULE_ISOLATED,
                    );
                }
                read.isolation.push(Isolation::Capsule(attribute));
            } else if path.is_ident("platform_level") {
                let reason = platform_level(attribute, faults);
                read.isolation.push(Isolation::Platform(attribute, reason));
            } else if let Some(name) = OF_FIELDS.iter().find(|name| path.is_ident(name)) {
                faults.add(
                    attribute,
                    format_args!("`#[{name}]` belongs to a field, not to the struct"),
                    "move it above the field that it is about",
                    if *name == "pii" { example::PII } else { example::NESTED },
                );
            }
        }
        read
    }
}

fn once(seen: &mut bool, attribute: &Attribute, faults: &mut Faults) {
    if *seen {
        let name = name_of(attribute.path());
        faults.add(
            attribute,
            format_args!("`#[{name}]` is given twice"),
            "remove one: an entity has one table, one partition key and one sort key; further keys are indexes",
            example::GSI,
        );
    }
    *seen = true;
}

fn keep(slot: &mut Option<LitStr>, value: Option<LitStr>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn platform_level(attribute: &Attribute, faults: &mut Faults) -> Option<LitStr> {
    let mut reason = None;
    if matches!(attribute.meta, Meta::Path(_)) {
        missing_reason(attribute, faults);
        return None;
    }
    for argument in &arguments(attribute, example::PLATFORM_LEVEL, faults)? {
        if !argument.path().is_ident("reason") {
            faults.add(
                argument.path(),
                format_args!("`#[platform_level]` does not know `{}`", name_of(argument.path())),
                "it takes `reason`",
                example::PLATFORM_LEVEL,
            );
        } else if reason.is_some() {
            faults.add(argument, "`reason` is given twice", "remove one of them", example::PLATFORM_LEVEL);
        } else {
            reason = Some(text(argument, example::PLATFORM_LEVEL, faults));
        }
    }
    if reason.is_none() {
        missing_reason(attribute, faults);
    }
    reason.flatten()
}

fn missing_reason(attribute: &Attribute, faults: &mut Faults) {
    faults.add(
        attribute,
        "`#[platform_level]` has no reason",
        "say why no capsule owns these rows, in 20 characters or more",
        example::PLATFORM_LEVEL,
    );
}

fn arguments(attribute: &Attribute, example: &str, faults: &mut Faults) -> Option<Punctuated<Meta, Token![,]>> {
    let parsed = match &attribute.meta {
        Meta::List(list) => list.parse_args_with(Punctuated::parse_terminated).ok(),
        Meta::Path(_) | Meta::NameValue(_) => None,
    };
    if parsed.is_none() {
        faults.add(
            attribute,
            format_args!("`#[{}]` has arguments of another form", name_of(attribute.path())),
            "write them as `name = \"text\"` between parentheses, with commas between them",
            example,
        );
    }
    parsed
}

fn text(meta: &Meta, example: &str, faults: &mut Faults) -> Option<LitStr> {
    let text = match meta {
        Meta::NameValue(pair) => literal(&pair.value),
        Meta::Path(_) | Meta::List(_) => None,
    };
    if text.is_none() {
        faults.add(
            meta,
            format_args!("`{}` takes a text literal", name_of(meta.path())),
            "write the text between quotes: the macro does not see the value of a constant or of another macro",
            example,
        );
    }
    text
}

fn literal(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

fn name_of(path: &Path) -> String {
    path.get_ident().map_or_else(|| "this".to_owned(), ToString::to_string)
}
