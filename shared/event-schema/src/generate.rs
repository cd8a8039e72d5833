//! The schema files, from the Rust types of the events.

mod close;

use std::{collections::BTreeSet, fmt::Display};

use kernel::EventSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::{
    head::{Head, ISOLATION_KEYWORD},
    relate::relations,
};

/// Where the schema files live, from the root of the repository.
pub const SCHEMA_FOLDER: &str = "events/schemas";

const UUID_V7: &str = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";

/// A file of the registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaFile {
    /// From the root of the repository, with `/`: `events/schemas/AccountCreated/1.json`.
    pub path: String,
    /// Pretty JSON with sorted names and a newline at its end: the same types always give the same bytes.
    pub text: String,
}

impl SchemaFile {
    /// The file of a version of a type.
    #[must_use]
    pub fn of(event_type: &str, version: impl Display, text: String) -> Self {
        Self { path: format!("{SCHEMA_FOLDER}/{event_type}/{version}.json"), text }
    }
}

/// Why there is no schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// Two events of one type and version.
    #[error(
        "event type `{event_type}` version {schema_version} is declared twice; give one of them another name or version"
    )]
    Duplicate {
        /// The type.
        event_type: String,
        /// The version.
        schema_version: u32,
    },
    /// The wire form changed its fields.
    #[error(
        "the envelope of event type `{event_type}` has no field `{field}`; bring `event-schema` in line with the kernel"
    )]
    Envelope {
        /// The type.
        event_type: String,
        /// The field that is looked for.
        field: &'static str,
    },
    /// A part of the data would let unknown fields pass.
    #[error(
        "event type `{event_type}`: the object at `{path}` cannot be closed; do not flatten structs into event data"
    )]
    Open {
        /// The type.
        event_type: String,
        /// The place in the schema, a JSON pointer.
        path: String,
    },
}

/// The schema files of these events, sorted by path: one closed JSON Schema (2020-12) of the whole wire form per type and version, and
/// [`RELATIONS_FILE`](crate::RELATIONS_FILE), which says what related types have in common: these, and those of the committed files of
/// other services.
///
/// For `eva schema generate`: collect the schemas of all aggregates
/// (`[AccountEvent::schemas(), ..].concat()` or `chain`), call this with the files that are there, then [`write`](crate::write) with the repository's root, or
/// [`drift`](crate::drift) with `--check` and exit 1 when it answers anything.
///
/// # Errors
/// [`GenerateError`], when the declarations contradict each other or a schema cannot be closed.
pub fn generate(schemas: &[EventSchema], committed: &[SchemaFile]) -> Result<Vec<SchemaFile>, GenerateError> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::with_capacity(schemas.len() + 1);
    for schema in schemas {
        if !seen.insert((schema.event_type, schema.schema_version)) {
            return Err(GenerateError::Duplicate {
                event_type: schema.event_type.to_owned(),
                schema_version: schema.schema_version,
            });
        }
        // A `Value` that was built from strings and maps always has a JSON form.
        let document = sorted(document(schema)?);
        files.push(SchemaFile::of(schema.event_type, schema.schema_version, format!("{document:#}\n")));
    }
    let generated: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let others = committed.iter().filter(|file| !generated.contains(file.path.as_str()) && is_of_another_service(file));
    let all: Vec<SchemaFile> = files.iter().chain(others).cloned().collect();
    files.push(relations(&all));
    files.sort();
    Ok(files)
}

/// Whether another service registered the file, which says so: `x-eva-owner`.
pub(crate) fn is_of_another_service(file: &SchemaFile) -> bool {
    let document: Option<Value> = serde_json::from_str(&file.text).ok();
    document.is_some_and(|document| Head::of(&document).owner.is_some())
}

fn document(schema: &EventSchema) -> Result<Value, GenerateError> {
    // Events are checked as they are written, so a field that is always written is required.
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut root = (schema.envelope)(&mut generator).to_value();
    let definitions = generator.take_definitions(true);

    narrow(&mut root, schema)?;
    let Some(object) = root.as_object_mut() else {
        return Err(GenerateError::Open { event_type: schema.event_type.to_owned(), path: String::new() });
    };
    if !definitions.is_empty() {
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    object.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    object.insert("$id".to_owned(), json!(format!("urn:eva:event:{}:{}", schema.event_type, schema.schema_version)));
    object.insert("title".to_owned(), json!(schema.event_type));
    // The description of the generic envelope speaks about its type parameter.
    object.insert(
        "description".to_owned(),
        json!(format!("{} on the bus: the envelope and its data.", schema.event_type)),
    );
    let has_capsule = object.get("properties").is_some_and(|properties| properties.get("capsule_id").is_some());
    let isolation = if has_capsule { "capsule" } else { "platform" };
    object.insert(ISOLATION_KEYWORD.to_owned(), json!(isolation));
    close::close(&mut root).map_err(|path| GenerateError::Open { event_type: schema.event_type.to_owned(), path })?;
    Ok(root)
}

/// Narrows the general envelope to this event: its names are constants, its ids have the right prefix.
fn narrow(root: &mut Value, schema: &EventSchema) -> Result<(), GenerateError> {
    let missing = |field| GenerateError::Envelope { event_type: schema.event_type.to_owned(), field };
    let id = format!("^{}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$", schema.aggregate_type);
    let fields = [
        ("event_type", json!({ "const": schema.event_type })),
        ("schema_version", json!({ "const": schema.schema_version })),
        ("aggregate_type", json!({ "const": schema.aggregate_type })),
        ("aggregate_id", json!({ "type": "string", "pattern": id })),
        ("event_id", json!({ "type": "string", "format": "uuid", "pattern": UUID_V7 })),
    ];
    let properties = root.get_mut("properties").and_then(Value::as_object_mut).ok_or_else(|| missing("data"))?;
    for (field, mut narrowed) in fields {
        let general = properties.get(field).ok_or_else(|| missing(field))?;
        if let (Some(description), Some(narrowed)) = (general.get("description"), narrowed.as_object_mut()) {
            narrowed.insert("description".to_owned(), description.clone());
        }
        properties.insert(field.to_owned(), narrowed);
    }
    let required: Vec<_> = properties.keys().cloned().collect();
    if let Some(object) = root.as_object_mut() {
        object.insert("required".to_owned(), json!(required));
    }
    Ok(())
}

/// The same value with sorted names, whatever features of `serde_json` are on: as all files of the registry are written.
#[must_use]
pub fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            fields.sort_by(|(left, _), (right, _)| left.cmp(right));
            Value::Object(fields.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
#[path = "generate.test.rs"]
mod tests;
