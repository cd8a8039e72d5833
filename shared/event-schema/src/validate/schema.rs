//! What the schema says, without the values that the validator's own messages quote.

use jsonschema::{
    ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind},
};
use kernel::{AggregateType, AnyId};
use serde_json::Value;

use super::Findings;
use crate::{
    ViolationKind,
    field::{field_path, shape},
    registry::Schema,
};

/// What follows the prefix in the pattern of a typed id; a test holds it against the ids.
const ID_SUFFIX: &str = "_[0-7][0-9a-hjkmnp-tv-z]{25}$";

pub(super) fn check(schema: &Schema, document: &Value, findings: &mut Findings) {
    let Ok(validator) = schema.validator() else {
        findings.add(ViolationKind::Schema, "", "a registered schema that can be compiled", "none");
        return;
    };
    check_with(validator, document, findings);
}

pub(super) fn check_with(validator: &Validator, document: &Value, findings: &mut Findings) {
    for error in validator.iter_errors(document) {
        add(&error, findings);
    }
}

fn add(error: &ValidationError<'_>, findings: &mut Findings) {
    let at = field_path(error.instance_path().as_str());
    if let Some(names) = names(error) {
        if !findings.blame(&at) {
            findings.add(ViolationKind::WrongForm, &at, format!("one of {names}"), shape(Some(error.instance())));
        }
        return;
    }
    if let Some(branch) = meant_branch(error) {
        for inner in branch {
            add(inner, findings);
        }
        return;
    }
    let instance = error.instance();
    let (kind, path, expected, found) = match error.kind() {
        ValidationErrorKind::Pattern { pattern } if let Some(prefix) = names_another_kind(pattern, instance) => {
            let expected = format!("an id that starts with `{prefix}_`");
            (ViolationKind::ReferencePrefix, at, expected, "the id of a record of another kind".to_owned())
        }
        ValidationErrorKind::Required { property } => {
            let path = format!("{at}/{}", property.as_str().unwrap_or("*"));
            (ViolationKind::MissingField, path, "a value".to_owned(), "nothing".to_owned())
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let found = instance.get(name);
                // As one segment: a name with a slash in it is no path.
                let name = name.replace('~', "~0").replace('/', "~1");
                let path = field_path(&format!("{}/{name}", error.instance_path().as_str()));
                findings.add(ViolationKind::UnknownField, &path, "no such field", shape(found));
            }
            return;
        }
        ValidationErrorKind::Type { .. } if instance.is_null() => {
            (ViolationKind::NullField, at, expectation(error), shape(Some(instance)))
        }
        ValidationErrorKind::Type { .. }
        | ValidationErrorKind::Pattern { .. }
        | ValidationErrorKind::Format { .. }
        | ValidationErrorKind::Constant { .. }
        | ValidationErrorKind::Enum { .. } => (ViolationKind::WrongForm, at, expectation(error), shape(Some(instance))),
        _ => (ViolationKind::Schema, at, expectation(error), shape(Some(instance))),
    };
    // A field that was blamed for a better reason is not blamed again because its pattern differs too.
    if !findings.blame(&path) {
        findings.add(kind, &path, expected, found);
    }
}

/// The prefix that a field takes, where it holds the id of something else.
fn names_another_kind<'p>(pattern: &'p str, instance: &Value) -> Option<&'p str> {
    let prefix = pattern.strip_prefix('^')?.strip_suffix(ID_SUFFIX)?;
    let id: AnyId = instance.as_str()?.parse().ok()?;
    (prefix.parse::<AggregateType>().is_ok() && id.prefix() != prefix).then_some(prefix)
}

/// Of alternatives, the only one that has the type of the value: `null or an address` given a broken address means an address.
fn meant_branch<'e>(error: &'e ValidationError<'_>) -> Option<&'e [ValidationError<'static>]> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) = error.kind() else {
        return None;
    };
    let of_another_type = |inner: &ValidationError<'_>| {
        matches!(inner.kind(), ValidationErrorKind::Type { .. }) && inner.instance_path() == error.instance_path()
    };
    let mut fitting = context.iter().filter(|branch| !branch.iter().any(of_another_type));
    match (fitting.next(), fitting.next()) {
        (Some(branch), None) if !branch.is_empty() => Some(branch),
        _ => None,
    }
}

/// The names of an enumeration that documents each of them: alternatives of one constant each.
fn names(error: &ValidationError<'_>) -> Option<String> {
    let ValidationErrorKind::OneOfNotValid { context } = error.kind() else { return None };
    let mut names = Vec::with_capacity(context.len());
    for branch in context {
        let name = branch.iter().find_map(|inner| match inner.kind() {
            ValidationErrorKind::Constant { expected_value } => Some(format!("`{expected_value}`")),
            _ => None,
        });
        names.push(name?);
    }
    Some(names.join(", "))
}

/// What the schema expects. It quotes the schema, which is public, and never the instance.
fn expectation(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Type { kind: TypeKind::Single(kind) } => format!("type `{kind}`"),
        ValidationErrorKind::Type { kind: TypeKind::Multiple(kinds) } => {
            let kinds: Vec<_> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
            format!("type {}", kinds.join(" or "))
        }
        ValidationErrorKind::Pattern { pattern } => format!("text that matches `{pattern}`"),
        ValidationErrorKind::Format { format } => format!("text in the format `{format}`"),
        ValidationErrorKind::Constant { expected_value } => format!("the value `{expected_value}`"),
        ValidationErrorKind::Enum { options } => format!("one of `{options}`"),
        ValidationErrorKind::MaxLength { limit } => format!("at most {limit} characters"),
        ValidationErrorKind::MinLength { limit } => format!("at least {limit} characters"),
        ValidationErrorKind::MaxItems { limit } => format!("at most {limit} items"),
        ValidationErrorKind::MinItems { limit } => format!("at least {limit} items"),
        ValidationErrorKind::Minimum { limit } => format!("at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("at most {limit}"),
        other => format!("what the schema's `{}` says", other.keyword()),
    }
}
