//! What differs between two schemas, apart from words for people.

use serde_json::Value;

use crate::head::PLATFORM_REASON_KEYWORD;

/// Keywords that say nothing about an event.
const WORDS: [&str; 5] = ["description", "examples", "title", "$comment", PLATFORM_REASON_KEYWORD];
/// Keywords whose members are names that somebody chose, with a schema each.
const NAMED: [&str; 6] =
    ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependentRequired"];
/// Keywords that hold a value, not a schema.
const VALUES: [&str; 3] = ["const", "enum", "default"];
/// Lists without an order.
const SETS: [&str; 3] = ["required", "enum", "type"];

/// Tells every difference: the pointer, and what happened.
pub(super) fn differences(old: &Value, new: &Value, tell: &mut impl FnMut(&str, &str)) {
    schema(old, new, "", tell);
}

fn schema(old: &Value, new: &Value, pointer: &str, tell: &mut impl FnMut(&str, &str)) {
    let (Value::Object(before), Value::Object(now)) = (old, new) else {
        return list_or_value(old, new, pointer, tell);
    };
    let keywords = before.keys().chain(now.keys().filter(|keyword| !before.contains_key(*keyword)));
    for keyword in keywords.filter(|keyword| !WORDS.contains(&keyword.as_str())) {
        let at = inside(pointer, keyword);
        match (before.get(keyword), now.get(keyword)) {
            (Some(old), Some(new)) if NAMED.contains(&keyword.as_str()) => named(old, new, &at, tell),
            (Some(old), Some(new)) if VALUES.contains(&keyword.as_str()) || SETS.contains(&keyword.as_str()) => {
                if !same(keyword, old, new) {
                    tell(&at, "changed");
                }
            }
            (Some(old), Some(new)) => schema(old, new, &at, tell),
            (Some(_), None) => tell(&at, "was removed"),
            (None, _) => tell(&at, "was added"),
        }
    }
}

fn list_or_value(old: &Value, new: &Value, pointer: &str, tell: &mut impl FnMut(&str, &str)) {
    match (old, new) {
        (Value::Array(before), Value::Array(now)) if before.len() == now.len() => {
            for (number, (old, new)) in before.iter().zip(now).enumerate() {
                schema(old, new, &format!("{pointer}/{number}"), tell);
            }
        }
        _ if old == new => {}
        _ => tell(pointer, "changed"),
    }
}

fn named(old: &Value, new: &Value, pointer: &str, tell: &mut impl FnMut(&str, &str)) {
    let (Value::Object(before), Value::Object(now)) = (old, new) else {
        return list_or_value(old, new, pointer, tell);
    };
    for name in before.keys().chain(now.keys().filter(|name| !before.contains_key(*name))) {
        let at = inside(pointer, name);
        match (before.get(name), now.get(name)) {
            (Some(old), Some(new)) => schema(old, new, &at, tell),
            (Some(_), None) => tell(&at, "was removed"),
            (None, _) => tell(&at, "was added"),
        }
    }
}

fn same(keyword: &str, old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Array(before), Value::Array(now)) if SETS.contains(&keyword) => {
            before.len() == now.len() && before.iter().all(|value| now.contains(value))
        }
        _ => old == new,
    }
}

pub(super) fn inside(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}
