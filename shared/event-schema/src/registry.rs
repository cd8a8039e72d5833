//! The committed schemas, compiled.

use std::{borrow::Cow, collections::BTreeMap, str::FromStr as _, sync::OnceLock};

use jsonschema::Validator;
use kernel::AggregateType;
use schema_program::{Compiler, Program};
use serde_json::Value;

use crate::{
    SchemaFile, Subject,
    field::is_event_type,
    generate::SCHEMA_FOLDER,
    head::{Head, ISOLATION_KEYWORD, Isolation, SOURCE_KEYWORD},
    related::{Group, RELATIONS_FILE, Relations},
    source::source_of,
};

/// A committed file, as the build script found it.
struct Embedded {
    path: &'static str,
    isolation: Isolation,
    source: Option<&'static str>,
    aggregate_type: &'static str,
    start: u32,
    text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

pub(crate) struct EventType {
    pub(crate) isolation: Isolation,
    /// The bus source that the files name; that of the aggregate where they name none.
    pub(crate) source: Option<Cow<'static, str>>,
    pub(crate) versions: BTreeMap<u64, Schema>,
}

/// The schema of one version. What explains an event is made when the first one needs it: to do that for all of them would be most of a
/// function's start.
pub(crate) struct Schema {
    path: String,
    text: Cow<'static, str>,
    explaining: OnceLock<Result<Validator, Box<jsonschema::ValidationError<'static>>>>,
    pub(crate) compiled: Option<Compiled>,
}

/// A schema that was compiled to tables.
pub(crate) struct Compiled {
    /// Where it begins in the program of its registry.
    pub(crate) start: u32,
    /// The only kind of aggregate that it allows.
    pub(crate) aggregate_type: Cow<'static, str>,
    /// The source that its events come from.
    pub(crate) source: Cow<'static, str>,
}

impl Schema {
    /// The schema as it is explained; an error only for a file that [`Registry::of`] would refuse, and so none of the embedded ones.
    pub(crate) fn validator(&self) -> Result<&Validator, &jsonschema::ValidationError<'static>> {
        let made = self.explaining.get_or_init(|| {
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            // It is JSON: that was found when the registry was made.
            let document: Value = serde_json::from_str(&self.text).unwrap_or_default();
            options.build(&document).map_err(Box::new)
        });
        made.as_ref().map_err(|error| &**error)
    }
}

/// One file on its way into a registry.
struct Entry {
    path: String,
    text: Cow<'static, str>,
    isolation: Isolation,
    source: Option<Cow<'static, str>>,
    compiled: Option<(u32, Cow<'static, str>)>,
}

/// All known events. Make it once per process.
pub struct Registry {
    types: BTreeMap<String, EventType>,
    program: Cow<'static, Program>,
    relations: OnceLock<Relations>,
    relations_text: Cow<'static, str>,
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
    /// Two versions of a type come from different services.
    #[error("`{path}`: `{SOURCE_KEYWORD}` must be the same in all versions of a type")]
    Source {
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
        let entry = |file: &'static Embedded| Entry {
            path: file.path.to_owned(),
            text: Cow::Borrowed(file.text),
            isolation: file.isolation,
            source: file.source.map(Cow::Borrowed),
            compiled: Some((file.start, Cow::Borrowed(file.aggregate_type))),
        };
        Self::read(FILES.iter().map(entry), Cow::Borrowed(&PROGRAM), Cow::Borrowed(RELATIONS))
    }

    /// The registry of other files: those of tests, and of services that register theirs while this one runs.
    ///
    /// A schema that cannot be compiled to tables is checked as well, only slower.
    ///
    /// # Errors
    /// [`RegistryError`], when a file is not what [`generate`](crate::generate()) writes.
    pub fn of(files: &[SchemaFile]) -> Result<Self, RegistryError> {
        let mut compiler = Compiler::new();
        let mut entries = Vec::with_capacity(files.len());
        let mut relations = String::from("{}");
        for file in files {
            let path = file.path.clone();
            if path == RELATIONS_FILE {
                relations = file.text.clone();
                continue;
            }
            if name_of(&path).is_none() {
                return Err(RegistryError::Path { path });
            }
            let schema: Value = match serde_json::from_str(&file.text) {
                Ok(schema) => schema,
                Err(source) => return Err(RegistryError::Json { path, source }),
            };
            let head = Head::of(&schema);
            let Some(isolation) = head.isolation else { return Err(RegistryError::Isolation { path }) };
            let compiled = head.aggregate_type.and_then(|aggregate_type| {
                let start = compiler.add(&schema, &Head::captures(&aggregate_type)).ok()?;
                Some((start, Cow::Owned(aggregate_type)))
            });
            let text = Cow::Owned(file.text.clone());
            entries.push(Entry { path, text, isolation, source: head.source.map(Cow::Owned), compiled });
        }
        let registry = Self::read(entries, Cow::Owned(compiler.finish()), Cow::Owned(relations))?;
        registry.compile()?;
        Ok(registry)
    }

    /// Makes every schema ready to explain events now.
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

    /// The tables of all schemas.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// The types that an event of no registered type is related to, by its name and its aggregate.
    pub(crate) fn related(&self, subject: &Subject) -> Vec<(&str, &Group)> {
        self.relatives(subject.event_type.as_deref(), subject.aggregate_type.as_ref().map(AggregateType::as_str))
    }

    /// The groups that a type of this name and this kind of aggregate belongs to.
    pub(crate) fn relatives(&self, event_type: Option<&str>, aggregate_type: Option<&str>) -> Vec<(&str, &Group)> {
        // Most processes never see an event that is held against its relatives.
        self.relations.get_or_init(|| Relations::read(&self.relations_text)).of(event_type, aggregate_type)
    }

    fn read(
        entries: impl IntoIterator<Item = Entry>,
        program: Cow<'static, Program>,
        relations_text: Cow<'static, str>,
    ) -> Result<Self, RegistryError> {
        let mut types: BTreeMap<String, EventType> = BTreeMap::new();
        for Entry { path, text, isolation, source, compiled } in entries {
            let Some((name, version)) = name_of(&path) else { return Err(RegistryError::Path { path }) };
            let entry = types.entry(name.to_owned()).or_insert_with(|| EventType {
                isolation,
                source: source.clone(),
                versions: BTreeMap::new(),
            });
            if entry.isolation != isolation {
                return Err(RegistryError::Isolation { path });
            }
            if entry.source != source {
                return Err(RegistryError::Source { path });
            }
            // Names that are none are not taken from an event either.
            let compiled = compiled
                .filter(|(_, aggregate_type)| is_event_type(name) && AggregateType::from_str(aggregate_type).is_ok())
                .map(|(start, aggregate_type)| {
                    let source = source.unwrap_or_else(|| Cow::Borrowed(source_of(&aggregate_type)));
                    Compiled { start, aggregate_type, source }
                });
            entry.versions.insert(version, Schema { path, text, explaining: OnceLock::new(), compiled });
        }
        Ok(Self { types, program, relations: OnceLock::new(), relations_text })
    }
}

/// The type and the version that a schema file is called by.
pub(crate) fn name_of(path: &str) -> Option<(&str, u64)> {
    let (event_type, version) = path.strip_prefix(SCHEMA_FOLDER)?.strip_prefix('/')?.split_once('/')?;
    let version = version.strip_suffix(".json")?;
    // One spelling of a number: `+2` and `02` would be second files of version 2.
    let number = version.parse::<u64>().ok().filter(|number| number.to_string() == version)?;
    Some((event_type, number))
}

/// The committed schema files and the relations between them, for tests.
#[cfg(test)]
pub(crate) fn embedded_files() -> (Vec<(&'static str, &'static str)>, &'static str) {
    (FILES.iter().map(|file| (file.path, file.text)).collect(), RELATIONS)
}

#[cfg(test)]
#[path = "registry.test.rs"]
mod tests;
