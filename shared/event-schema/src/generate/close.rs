//! Closing a schema: no object takes a field that the types do not declare.

use serde_json::{Value, json};

/// Keywords that hold one schema.
const ONE: [&str; 5] = ["items", "additionalProperties", "contains", "propertyNames", "unevaluatedProperties"];
/// Keywords that hold a list of schemas for the same place.
const ALTERNATIVES: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Keywords that hold schemas by name.
const NAMED: [&str; 3] = ["properties", "patternProperties", "$defs"];

/// Adds `additionalProperties: false` to every object that says nothing about further fields.
///
/// # Errors
/// The JSON pointer of an object that mixes fields of its own with those of another schema: closing one half would refuse the
/// fields of the other.
pub(super) fn close(schema: &mut Value) -> Result<(), String> {
    close_at(schema, "")
}

fn close_at(schema: &mut Value, path: &str) -> Result<(), String> {
    let Some(object) = schema.as_object_mut() else { return Ok(()) };
    let is_object = object.contains_key("properties")
        || object.get("type").is_some_and(|kind| {
            kind == "object" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("object")))
        });
    if is_object && !object.contains_key("additionalProperties") {
        if object.contains_key("$ref") || ALTERNATIVES.iter().any(|keyword| object.contains_key(*keyword)) {
            return Err(path.to_owned());
        }
        object.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    for keyword in ONE {
        if let Some(inner) = object.get_mut(keyword) {
            close_at(inner, &format!("{path}/{keyword}"))?;
        }
    }
    for keyword in ALTERNATIVES.into_iter().chain(["prefixItems"]) {
        let inner = object.get_mut(keyword).and_then(Value::as_array_mut);
        for (index, inner) in inner.into_iter().flatten().enumerate() {
            close_at(inner, &format!("{path}/{keyword}/{index}"))?;
        }
    }
    for keyword in NAMED {
        let inner = object.get_mut(keyword).and_then(Value::as_object_mut);
        for (name, inner) in inner.into_iter().flatten() {
            close_at(inner, &format!("{path}/{keyword}/{name}"))?;
        }
    }
    Ok(())
}
