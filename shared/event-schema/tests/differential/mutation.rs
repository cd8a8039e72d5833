//! What can happen to an event on its way: to its fields, to its values, and to the text they are written in.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::instance::id;

const PREFIXES: [&str; 6] = ["account", "tenant", "capsule", "user", "opportunity", "account_x"];
const NAMES: [&str; 8] = ["tenant_id", "capsule_id", "account_id", "data", "x", "", "Name", "ünï"];

/// The event with one thing changed.
pub fn change(event: &mut Value, rng: &mut Rng) {
    let paths = paths(event);
    let path = &paths[rng.usize(..paths.len())];
    // Numbers are few, and their limits are many.
    let numbers: Vec<_> = paths.iter().filter(|path| event.pointer(path).is_some_and(Value::is_number)).collect();
    match rng.u8(..14) {
        11..=12 if !numbers.is_empty() => edit(event, numbers[rng.usize(..numbers.len())], rng),
        0 => drop(take(event, path)),
        1 => set(event, path, Value::Null),
        2 => rename(event, path, rng),
        3 => set(event, path, any(rng, 2)),
        4 => set(event, path, json!(id(PREFIXES[rng.usize(..PREFIXES.len())], rng))),
        5..=7 => edit(event, path, rng),
        8 => insert(event, path, rng),
        9 => set(event, path, (0..rng.u8(..120)).fold(json!(1), |inner, _| json!([inner]))),
        10 => {
            let other = paths[rng.usize(..paths.len())].clone();
            let value = event.pointer(&other).cloned().unwrap_or_default();
            set(event, path, value);
        }
        _ => repeat(event, path, rng),
    }
}

/// The places of all values but the whole.
fn paths(event: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, paths: &mut Vec<String>) {
        let mut add = |name: &str, inner: &Value| {
            let path = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            paths.push(path.clone());
            walk(inner, &path, paths);
        };
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, inner)| add(name, inner)),
            Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| add(&at.to_string(), inner)),
            _ => {}
        }
    }
    let mut paths = Vec::new();
    walk(event, "", &mut paths);
    if paths.is_empty() { vec![String::new()] } else { paths }
}

fn set(event: &mut Value, path: &str, value: Value) {
    if let Some(at) = event.pointer_mut(path) {
        *at = value;
    }
}

fn take(event: &mut Value, path: &str) -> Option<Value> {
    let (parent, name) = path.rsplit_once('/')?;
    match event.pointer_mut(parent)? {
        Value::Object(fields) => fields.remove(name),
        Value::Array(items) => Some(items.remove(name.parse().ok()?)),
        _ => None,
    }
}

fn rename(event: &mut Value, path: &str, rng: &mut Rng) {
    let Some(value) = take(event, path) else { return };
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    if let Some(Value::Object(fields)) = event.pointer_mut(parent) {
        fields.insert(NAMES[rng.usize(..NAMES.len())].to_owned(), value);
    }
}

fn insert(event: &mut Value, path: &str, rng: &mut Rng) {
    let name = NAMES[rng.usize(..NAMES.len())];
    let tenant = event["tenant_id"].clone();
    let value = if rng.bool() { tenant } else { any(rng, 1) };
    let parent = if rng.bool() { path } else { "/data" };
    if let Some(Value::Object(fields)) = event.pointer_mut(parent) {
        fields.insert(name.to_owned(), value);
    }
}

/// A list that is too long, or twice as long as it was.
fn repeat(event: &mut Value, path: &str, rng: &mut Rng) {
    if let Some(Value::Array(items)) = event.pointer_mut(path) {
        let times = *rng.choice(&[0_usize, 2, 30]).expect("a number");
        *items = std::iter::repeat_n(items.clone(), times).flatten().collect();
    } else if let Some(Value::String(text)) = event.pointer_mut(path) {
        *text = text.repeat(rng.usize(2..20));
    }
}

/// A value that is nearly the same.
fn edit(event: &mut Value, path: &str, rng: &mut Rng) {
    match event.pointer_mut(path) {
        Some(Value::String(text)) => {
            let mut chars: Vec<char> = text.chars().collect();
            let at = rng.usize(..=chars.len());
            let other = *rng
                .choice(&['0', 'a', 'Z', '-', '_', '.', ' ', 'é', '\u{1F600}', '\0', '8', 'u'])
                .expect("a character");
            match rng.u8(..4) {
                0 if at < chars.len() => chars[at] = other,
                1 if at < chars.len() => drop(chars.remove(at)),
                2 => chars.truncate(at),
                _ => chars.insert(at, other),
            }
            *text = chars.into_iter().collect();
        }
        Some(value @ Value::Number(_)) => {
            let number = value.as_f64().unwrap_or_default();
            let others = [
                json!(number),
                json!(number + 0.5),
                json!(-number),
                json!(0),
                json!(0.0),
                json!(u64::MAX),
                json!(i64::MIN),
                json!(1e300),
                json!(101),
                json!(256),
                json!(40_000),
                json!(1_u64 << 33),
                json!(value.as_i64().unwrap_or(3) + 1),
                json!(value.to_string()),
            ];
            *value = others[rng.usize(..others.len())].clone();
        }
        Some(Value::Bool(bool)) => *bool = !*bool,
        Some(value) => *value = any(rng, 2),
        None => {}
    }
}

fn any(rng: &mut Rng, depth: u8) -> Value {
    match rng.u8(..if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i64(-3..300)),
        3 => json!(rng.f64() * 1_000.0),
        4 => json!(["", "text", "2026-02-30", "EUR", "none", "P"][rng.usize(..6)]),
        5 => json!(id("account", rng)),
        6 => (0..rng.u8(..3)).map(|_| any(rng, depth - 1)).collect(),
        _ => (0..rng.u8(..3))
            .map(|_| (NAMES[rng.usize(..NAMES.len())].to_owned(), any(rng, depth - 1)))
            .collect::<Map<_, _>>()
            .into(),
    }
}

/// The same event in another spelling: order, white space, escapes, forms of numbers.
pub fn write(value: &Value, plain: bool, rng: &mut Rng, text: &mut String) {
    let space = |rng: &mut Rng, text: &mut String| {
        if !plain && rng.u8(..8) == 0 {
            text.push_str([" ", "\n", "\t\r ", ""][rng.usize(..4)]);
        }
    };
    space(rng, text);
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            if !plain {
                rng.shuffle(&mut fields);
                // A name twice, with the same value or another one.
                if !fields.is_empty() && rng.u16(..120) == 0 {
                    fields.push(fields[rng.usize(..fields.len())]);
                }
            }
            text.push('{');
            for (at, (name, inner)) in fields.into_iter().enumerate() {
                text.push_str(if at > 0 { "," } else { "" });
                space(rng, text);
                write_text(name, plain, rng, text);
                text.push(':');
                write(inner, plain, rng, text);
            }
            space(rng, text);
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (at, inner) in items.iter().enumerate() {
                text.push_str(if at > 0 { "," } else { "" });
                write(inner, plain, rng, text);
            }
            text.push(']');
        }
        Value::String(inner) => write_text(inner, plain, rng, text),
        Value::Number(number)
            if !plain && number.as_i64().is_some_and(|int| (-1_000_000..1_000_000).contains(&int)) =>
        {
            let int = number.as_i64().unwrap_or_default();
            match rng.u8(..24) {
                0 => text.push_str(&format!("{int}.0")),
                1 => text.push_str(&format!("{int}e0")),
                2 => text.push_str(&format!("{}E-2", int * 100)),
                3 if int == 0 => text.push_str("-0"),
                _ => text.push_str(&int.to_string()),
            }
        }
        other => text.push_str(&other.to_string()),
    }
    space(rng, text);
}

fn write_text(inner: &str, plain: bool, rng: &mut Rng, text: &mut String) {
    if plain || rng.u8(..16) > 0 {
        text.push_str(&json!(inner).to_string());
        return;
    }
    text.push('"');
    for unit in inner.encode_utf16() {
        text.push_str(&format!("\\u{unit:04x}"));
    }
    text.push('"');
}

/// The text with one character changed, lost or doubled.
pub fn break_text(text: &str, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = rng.usize(..chars.len());
    match rng.u8(..3) {
        0 => {
            chars[at] = *rng
                .choice(&['"', '{', '}', ',', ':', '\\', '0', 'a', ' ', '\n', '\u{1}', 'é', '1'])
                .expect("a character");
        }
        1 => drop(chars.remove(at)),
        _ => chars.insert(at, chars[at]),
    }
    chars.into_iter().collect()
}
