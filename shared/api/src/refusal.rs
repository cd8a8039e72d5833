//! Why a value does not fit a type, without the value.
//!
//! serde's own messages quote what was sent (`invalid type: string "..."`), and what was sent may be personal data. This error
//! type receives serde's cases as cases, before they become text, and keeps everything but the value. Only messages of value
//! types themselves (`TryFrom`, `FromStr`) are kept as they are: those never quote their input.

use std::{borrow::Cow, fmt};

use serde::de::{self, Expected, Unexpected};

use crate::FieldError;

/// Longest pointer that is sent back: names of unknown fields come from the client.
const MAX_POINTER_LEN: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// A refused value: where, and what would fit.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The way to the value, innermost step first.
    way_out: Vec<Step>,
    code: &'static str,
    detail: Cow<'static, str>,
}

impl Refusal {
    fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { way_out: Vec::new(), code, detail: detail.into() }
    }

    /// The same refusal, seen from one level further out.
    pub(crate) fn inside(mut self, step: Step) -> Self {
        self.way_out.push(step);
        self
    }

    /// A field that stands twice in one object.
    pub(crate) fn duplicate(way_in: Vec<Step>) -> Self {
        let mut refusal = Self::new("duplicate_field", "the field stands more than once");
        refusal.way_out = way_in.into_iter().rev().collect();
        refusal
    }

    /// The place in the body.
    pub(crate) fn into_field_error(self) -> FieldError {
        FieldError::at(pointer(self.way_out.iter().rev()), self.code, self.detail)
    }

    /// The name of the outermost field, and what is wrong with it.
    pub(crate) fn into_parameter(self) -> (String, Cow<'static, str>) {
        let name = match self.way_out.last() {
            Some(Step::Key(name)) if name.len() <= MAX_POINTER_LEN => name.clone(),
            _ => String::new(),
        };
        (name, self.detail)
    }
}

/// RFC 6901, as far as it fits: the pointer of a parent is still right, half a name is not.
fn pointer<'a>(way_in: impl Iterator<Item = &'a Step>) -> String {
    let mut pointer = String::new();
    for step in way_in {
        let token = match step {
            Step::Key(key) => key.replace('~', "~0").replace('/', "~1"),
            Step::Index(index) => index.to_string(),
        };
        if pointer.len() + 1 + token.len() > MAX_POINTER_LEN {
            break;
        }
        pointer.push('/');
        pointer.push_str(&token);
    }
    pointer
}

/// The kind of what was sent, in the words of JSON.
fn found(unexpected: Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq | Unexpected::TupleVariant => "an array",
        Unexpected::Map | Unexpected::StructVariant => "an object",
        _ => "something else",
    }
}

/// What would fit, in the words of JSON: serde speaks of Rust types.
fn in_json(expected: &dyn Expected) -> String {
    let expected = expected.to_string();
    let json = match expected.as_str() {
        "u8" => "an integer from 0 to 255",
        "u16" => "an integer from 0 to 65535",
        "u32" => "an integer from 0 to 4294967295",
        "u64" => "an integer from 0",
        "i32" => "an integer of 32 bits",
        "i64" => "an integer of 64 bits",
        "f32" | "f64" => "a number",
        "a sequence" => "an array",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other if other.starts_with("enum ") || other.starts_with("variant of enum ") => "one of the variants",
        _ => return expected,
    };
    json.to_owned()
}

fn one_of(names: &'static [&'static str]) -> String {
    if names.is_empty() {
        return "there is nothing to choose from".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("expected one of {}", names.join(", "))
}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("invalid_value", message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("wrong_type", format!("expected {}, found {}", in_json(expected), found(unexpected)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("invalid_value", format!("expected {}", in_json(expected)))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::new("invalid_length", format!("expected {expected}, found {length} elements"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new("invalid_value", one_of(expected))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new("unknown_field", one_of(expected)).inside(Step::Key(field.to_owned()))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("missing_field", "the field is required").inside(Step::Key(field.to_owned()))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::duplicate(vec![Step::Key(field.to_owned())])
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
#[path = "refusal.test.rs"]
mod tests;
