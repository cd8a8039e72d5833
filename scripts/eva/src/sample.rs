//! One event of each version of each type, kept for ever: `events/samples/<type>/<version>.json`.
//!
//! A sample is made once, from the schema, with values that are the same everywhere; after that it is what proves that events on
//! record can still be read. So nothing here ever writes over one.

use std::{fs, io, path::Path};

use event_schema::{SCHEMA_FOLDER, SchemaFile};
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};
use serde_json::{Map, Value, json};

/// Where the samples are, from the root of the repository.
pub const SAMPLE_FOLDER: &str = "events/samples";

/// What follows the prefix of every id: that of the examples.
const ID: &str = "01h2xcejqtf2nbrexx3vqjhp41";
/// What a pattern says of an id.
const ID_PATTERN: &str = "_[0-7][0-9a-hjkmnp-tv-z]{25}$";
/// Values of formats.
const FORMATS: [(&str, &str); 3] = [
    ("uuid", "01933f7e-5c00-7abc-8def-0123456789ab"),
    ("date-time", "2026-11-20T22:00:00.123Z"),
    ("date", "2026-11-20"),
];
/// Schemas that contain themselves are followed so far.
const MAX_DEPTH: u8 = 24;

/// A schema that no sample can be made of.
#[derive(Debug, thiserror::Error)]
#[error("no sample can be made of `{path}`: write `{sample}` by hand, an event that it takes")]
pub struct SampleError {
    path: String,
    sample: String,
}

/// The samples of the schemas that have none in the folder of the repository.
///
/// # Errors
/// [`SampleError`].
pub fn missing(root: &Path, schemas: &[SchemaFile]) -> Result<Vec<SchemaFile>, SampleError> {
    let mut files = Vec::new();
    for schema in schemas {
        let Some(path) = path_of(schema).filter(|path| !root.join(path).exists()) else { continue };
        let failed = || SampleError { path: schema.path.clone(), sample: path.clone() };
        let document: Value = serde_json::from_str(&schema.text).map_err(|_| failed())?;
        let event = Maker { document: &document }.value(&document, 0).ok_or_else(failed)?;
        files.push(SchemaFile { text: format!("{event:#}\n"), path });
    }
    Ok(files)
}

/// Writes samples that are not there yet.
///
/// # Errors
/// When one is there by now, or cannot be written.
pub fn write(root: &Path, files: &[SchemaFile]) -> io::Result<()> {
    for file in files {
        let path = root.join(&file.path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        io::Write::write_all(&mut fs::File::create_new(path)?, file.text.as_bytes())?;
    }
    Ok(())
}

/// Where the sample of a schema is; nothing for a file that is no schema of a version.
#[must_use]
pub fn path_of(schema: &SchemaFile) -> Option<String> {
    let name = schema.path.strip_prefix(SCHEMA_FOLDER)?;
    let version = name.rsplit('/').next()?.strip_suffix(".json")?;
    version.parse::<u32>().ok().map(|_| format!("{SAMPLE_FOLDER}{name}"))
}

struct Maker<'d> {
    document: &'d Value,
}

impl Maker<'_> {
    fn value(&self, schema: &Value, depth: u8) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let first = |keyword: &str| schema.get(keyword).and_then(Value::as_array).and_then(|values| values.first());
        if let Some(value) = schema.get("const").or_else(|| first("examples")).or_else(|| first("enum")) {
            return Some(value.clone());
        }
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            return self.value(self.document.pointer(name.strip_prefix('#')?)?, depth + 1);
        }
        if let Some(alternatives) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
            let is_null = |schema: &&Value| schema.get("type").is_some_and(|kind| kind == "null");
            return self.value(alternatives.iter().find(|alternative| !is_null(alternative))?, depth + 1);
        }
        let kind = match schema.get("type")? {
            Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null")?,
            kind => kind,
        };
        Some(match kind.as_str()? {
            "object" => self.object(schema, depth)?,
            "array" => self.array(schema, depth)?,
            "string" => json!(text(schema)?),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
            "boolean" => json!(true),
            _ => Value::Null,
        })
    }

    fn object(&self, schema: &Value, depth: u8) -> Option<Value> {
        let mut object = Map::new();
        let required = schema.get("required").and_then(Value::as_array);
        for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            match self.value(field, depth + 1) {
                Some(value) => drop(object.insert(name.clone(), value)),
                // What may be missing may be too deep.
                None if required.is_some_and(|names| names.iter().any(|required| required == name)) => return None,
                None => {}
            }
        }
        Some(Value::Object(object))
    }

    fn array(&self, schema: &Value, depth: u8) -> Option<Value> {
        let count = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0).max(1);
        let item = schema.get("items").and_then(|items| self.value(items, depth + 1));
        match item {
            Some(item) if schema.get("maxItems") != Some(&json!(0)) && count == 1 => Some(json!([item])),
            _ => schema.get("minItems").is_none().then(|| json!([])),
        }
    }
}

fn text(schema: &Value) -> Option<String> {
    let word = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    if let Some(format) = word("format") {
        let known = FORMATS.iter().find(|(name, _)| *name == format).map(|(_, value)| (*value).to_owned());
        return known.or_else(|| word("pattern").and_then(of_pattern));
    }
    if let Some(pattern) = word("pattern") {
        return of_pattern(pattern);
    }
    let bound =
        |keyword: &str| schema.get(keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
    let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength").unwrap_or(64));
    Some("Sample text ".chars().cycle().take(least.max(11).min(most)).collect())
}

fn of_pattern(pattern: &str) -> Option<String> {
    if let Some(prefix) = pattern.strip_prefix('^').and_then(|pattern| pattern.strip_suffix(ID_PATTERN))
        && prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    {
        return Some(format!("{prefix}_{ID}"));
    }
    let mut text = String::new();
    grow(&regex_syntax::parse(pattern).ok()?, &mut text)?;
    // An id in a longer pattern is one as well.
    Some(text.replace(&format!("_{:0>26}", ""), &format!("_{ID}")))
}

/// Appends the shortest text that fits, of several the first.
fn grow(pattern: &Hir, text: &mut String) -> Option<()> {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(one_of(class)?),
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                grow(&repetition.sub, text)?;
            }
        }
        HirKind::Capture(capture) => grow(&capture.sub, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| grow(part, text))?,
        HirKind::Alternation(parts) => grow(parts.first()?, text)?,
    }
    Some(())
}

/// A letter or digit if there is one.
fn one_of(class: &Class) -> Option<char> {
    let mut starts: Box<dyn Iterator<Item = char>> = match class {
        Class::Unicode(class) => Box::new(class.iter().map(ClassUnicodeRange::start)),
        Class::Bytes(class) => Box::new(class.iter().map(|range| char::from(range.start()))),
    };
    let first = starts.next()?;
    Some(if first.is_alphanumeric() { first } else { starts.find(|start| start.is_alphanumeric()).unwrap_or(first) })
}

#[cfg(test)]
#[path = "sample.test.rs"]
mod tests;
