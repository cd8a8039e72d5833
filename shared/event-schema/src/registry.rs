//! The committed schemas, compiled.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use include_dir::{Dir, include_dir};
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    SchemaFile,
    generate::{ISOLATION_KEYWORD, SCHEMA_FOLDER},
};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../events/schemas");

/// What an event must name besides what its schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Its tenant and its capsule.
    Capsule,
    /// Its tenant: the event is about the tenant itself or one of its capsules.
    Platform,
}

pub(crate) struct EventType {
    pub(crate) isolation: Isolation,
    pub(crate) versions: BTreeMap<u64, Schema>,
}

/// What the start of a function reads of a schema; the rest is skipped.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "x-eva-isolation")]
    isolation: Option<Value>,
}

/// The schema of one version, read and compiled when its first event comes: to do that for all of them would be most of a function's
/// start.
pub(crate) struct Schema {
    path: String,
    text: Cow<'static, [u8]>,
    compiled: OnceLock<Result<Validator, Box<jsonschema::ValidationError<'static>>>>,
}

impl Schema {
    /// The compiled schema; an error only for a file that [`Registry::of`] would refuse, and so none of the embedded ones.
    pub(crate) fn validator(&self) -> Result<&Validator, &jsonschema::ValidationError<'static>> {
        let compiled = self.compiled.get_or_init(|| {
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            // It is JSON: that was found when the registry was made.
            let document: Value = serde_json::from_slice(&self.text).unwrap_or_default();
            options.build(&document).map_err(Box::new)
        });
        compiled.as_ref().map_err(|error| &**error)
    }
}

/// All known events. Make it once per process.
pub struct Registry {
    types: BTreeMap<String, EventType>,
}

/// Why the registry cannot be made. The embedded files never give one: a test makes the registry of them.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The path is not `events/schemas/{EventType}/{version}.json`.
    #[error("`{path}` is no schema file; name it `{SCHEMA_FOLDER}/{{EventType}}/{{version}}.json`")]
    Path {
        /// The path found.
        path: String,
    },
    /// The text is not JSON in UTF-8.
    #[error("`{path}` is not JSON; run `eva schema generate`")]
    Json {
        /// The file.
        path: String,
        /// What serde says.
        #[source]
        source: serde_json::Error,
    },
    /// The JSON is not a schema.
    #[error("`{path}` is no JSON Schema ({reason}); run `eva schema generate`")]
    Schema {
        /// The file.
        path: String,
        /// What the validator says.
        reason: String,
    },
    /// The schema does not say whose events these are, or two versions of a type say different things.
    #[error("`{path}`: `{ISOLATION_KEYWORD}` must be `capsule` or `platform`, the same in all versions of a type")]
    Isolation {
        /// The file.
        path: String,
    },
}

impl Registry {
    /// The registry of the committed files, which are part of the binary.
    ///
    /// # Errors
    /// [`RegistryError`], when a committed file is not what [`generate`](crate::generate()) writes.
    pub fn embedded() -> Result<Self, RegistryError> {
        let mut files = Vec::new();
        for entry in EMBEDDED.dirs() {
            for file in entry.files() {
                let path = format!("{SCHEMA_FOLDER}/{}", file.path().display());
                files.push((path, Cow::Borrowed(file.contents())));
            }
        }
        Self::read(files)
    }

    /// The registry of other files, for tests.
    ///
    /// # Errors
    /// [`RegistryError`], when a file is not what [`generate`](crate::generate()) writes.
    pub fn of(files: &[SchemaFile]) -> Result<Self, RegistryError> {
        let owned = |file: &SchemaFile| (file.path.clone(), Cow::Owned(file.text.clone().into_bytes()));
        let registry = Self::read(files.iter().map(owned).collect())?;
        registry.compile()?;
        Ok(registry)
    }

    /// Compiles every schema now.
    ///
    /// # Errors
    /// [`RegistryError::Schema`], when one is no JSON Schema.
    pub fn compile(&self) -> Result<(), RegistryError> {
        let schemas = self.types.values().flat_map(|event_type| event_type.versions.values());
        for schema in schemas {
            if let Err(source) = schema.validator() {
                return Err(RegistryError::Schema { path: schema.path.clone(), reason: source.to_string() });
            }
        }
        Ok(())
    }

    /// The names of all known event types, sorted.
    pub fn event_types(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    pub(crate) fn get(&self, event_type: &str) -> Option<&EventType> {
        self.types.get(event_type)
    }

    fn read(files: Vec<(String, Cow<'static, [u8]>)>) -> Result<Self, RegistryError> {
        let mut types: BTreeMap<String, EventType> = BTreeMap::new();
        for (path, text) in files {
            let Some((event_type, version)) = name_of(&path) else { return Err(RegistryError::Path { path }) };
            let head: Head = match serde_json::from_slice(&text) {
                Ok(head) => head,
                Err(source) => return Err(RegistryError::Json { path, source }),
            };
            let isolation = match head.isolation.as_ref().and_then(Value::as_str) {
                Some("capsule") => Isolation::Capsule,
                Some("platform") => Isolation::Platform,
                _ => return Err(RegistryError::Isolation { path }),
            };
            let entry = types
                .entry(event_type.to_owned())
                .or_insert_with(|| EventType { isolation, versions: BTreeMap::new() });
            if entry.isolation != isolation {
                return Err(RegistryError::Isolation { path });
            }
            entry.versions.insert(version, Schema { path, text, compiled: OnceLock::new() });
        }
        Ok(Self { types })
    }
}

fn name_of(path: &str) -> Option<(&str, u64)> {
    let (event_type, version) = path.strip_prefix(SCHEMA_FOLDER)?.strip_prefix('/')?.split_once('/')?;
    Some((event_type, version.strip_suffix(".json")?.parse().ok()?))
}

#[cfg(test)]
#[path = "registry.test.rs"]
mod tests;
