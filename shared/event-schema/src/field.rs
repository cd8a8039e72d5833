//! What may be said about a field: where it stands and what shape it has, never what it holds.

use serde_json::Value;

/// Longer names are no field names.
const MAX_NAME: usize = 64;

/// A JSON pointer (RFC 6901) that is safe to log. Names that do not look like field names become `*`: the keys of a map may be
/// what people typed.
#[must_use]
pub fn field_path(pointer: &str) -> String {
    let mut path = String::with_capacity(pointer.len());
    for segment in pointer.split('/').skip(1) {
        push_segment(&mut path, segment);
    }
    path
}

/// Appends one segment to a safe path.
pub(crate) fn push_segment(path: &mut String, segment: &str) {
    path.push('/');
    path.push_str(if is_field_name(segment) || is_index(segment) { segment } else { "*" });
}

/// The path with every index as `*`, so that the same mistake in ten elements is one mistake.
pub(crate) fn path_pattern(path: &str) -> String {
    let segments = path.split('/').map(|segment| if is_index(segment) { "*" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// `{Entity}{Action}` as a name: what else stands in the type of an event is not repeated anywhere.
pub(crate) fn is_event_type(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// With more than three digits it is an id, a year or a number of somebody's: the keys of a map look like names, too.
fn is_field_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len())
        && text.bytes().filter(u8::is_ascii_digit).count() <= 3
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c == '$')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$')
}

/// At most four digits: collections are capped far below, and a longer run may be somebody's number.
fn is_index(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The type and size of a value, in words.
pub(crate) fn shape(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(_)) => "boolean".to_owned(),
        Some(Value::Number(number)) if number.is_f64() => "number".to_owned(),
        Some(Value::Number(_)) => "integer".to_owned(),
        Some(Value::String(text)) => format!("string of {} characters", text.chars().count()),
        Some(Value::Array(items)) => format!("array of {} items", items.len()),
        Some(Value::Object(fields)) => format!("object of {} fields", fields.len()),
    }
}

#[cfg(test)]
#[path = "field.test.rs"]
mod tests;
