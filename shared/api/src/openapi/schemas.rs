//! The schemas of requests and of responses, which are not the same: a field with a default may be left out of a request and is always
//! there in a response.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{
    SchemaGenerator,
    generate::{Contract, SchemaSettings},
};
use serde_json::{Map, Value};

/// Where OpenAPI looks for schemas.
const PLACE: &str = "/components/schemas";

/// Behind the name of a schema that is another one in responses.
const OUTPUT: &str = "Output";

/// Both, while a document is written.
pub(super) struct Schemas {
    /// What is read: bodies and parameters.
    pub requests: SchemaGenerator,
    /// What is written.
    pub responses: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        Self { requests: generator(Contract::Deserialize), responses: generator(Contract::Serialize) }
    }

    /// All schemas under their names. Those of responses that differ from the requests' of the same name get a name of their own, also
    /// in the responses of `document`.
    pub(super) fn into_named(mut self, document: &mut [&mut Value]) -> Map<String, Value> {
        let mut named: BTreeMap<String, Value> = self.requests.take_definitions(true).into_iter().collect();
        let given: BTreeMap<String, Value> = self.responses.take_definitions(true).into_iter().collect();
        let others = differing(&named, &given);
        for value in document {
            rename(value, &others);
        }
        for (name, mut schema) in given {
            rename(&mut schema, &others);
            let name = if others.contains(&name) { name + OUTPUT } else { name };
            let replaced = named.insert(name.clone(), schema);
            debug_assert!(
                replaced.is_none() || !name.ends_with(OUTPUT),
                "`{name}` is the name of a type: call that one otherwise"
            );
        }
        named.into_iter().collect()
    }
}

/// Definitions go straight to where OpenAPI looks for them, so references need no rewriting.
fn generator(contract: Contract) -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = PLACE.into();
            settings.meta_schema = None;
            settings.contract = contract;
        })
        .into_generator()
}

/// The names that stand for two schemas, in themselves or in what they refer to.
fn differing(taken: &BTreeMap<String, Value>, given: &BTreeMap<String, Value>) -> BTreeSet<String> {
    let both = || given.iter().filter(|(name, _)| taken.contains_key(*name));
    let mut others: BTreeSet<String> =
        both().filter(|(name, schema)| taken.get(*name) != Some(*schema)).map(|(name, _)| name.clone()).collect();
    loop {
        let found = both().filter(|(name, schema)| !others.contains(*name) && refers(schema, &others));
        let found: Vec<_> = found.map(|(name, _)| name.clone()).collect();
        if found.is_empty() {
            return others;
        }
        others.extend(found);
    }
}

fn refers(schema: &Value, names: &BTreeSet<String>) -> bool {
    match schema {
        Value::Object(object) => object
            .iter()
            .any(|(key, value)| named(key, value).is_some_and(|name| names.contains(name)) || refers(value, names)),
        Value::Array(values) => values.iter().any(|value| refers(value, names)),
        _ => false,
    }
}

fn rename(schema: &mut Value, names: &BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                match named(key, value) {
                    Some(name) if names.contains(name) => *value = format!("#{PLACE}/{name}{OUTPUT}").into(),
                    _ => rename(value, names),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, names)),
        _ => {}
    }
}

/// The name that a reference refers to.
fn named<'v>(key: &str, value: &'v Value) -> Option<&'v str> {
    (key == "$ref").then_some(value)?.as_str()?.strip_prefix('#')?.strip_prefix(PLACE)?.strip_prefix('/')
}
