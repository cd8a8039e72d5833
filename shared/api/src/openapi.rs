//! The OpenAPI 3.1 document of a set of operations. The same operations give the same bytes: the document is committed.

mod components;
mod links;
mod operation;
mod schemas;

use std::collections::BTreeSet;

use kernel::in_clear;
use serde_json::{Map, Value, json};

use self::schemas::Schemas;
use crate::{Access, Operation};

/// What the document says about the API as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// The name of the API.
    pub title: &'static str,
    /// The version of the API, not of this document's format.
    pub version: &'static str,
    /// What the API is for, in Markdown.
    pub description: &'static str,
    /// Where it is served; empty when the reader has to know.
    pub servers: &'static [&'static str],
}

/// The OpenAPI 3.1 document (JSON Schema 2020-12 for all schemas) of `operations`, sorted by path and method.
///
/// It has room for one operation of a method and a path: the first of them. [`RouteError::between`](crate::RouteError::between) tells whether
/// there are two.
#[must_use]
pub fn openapi(info: &Info, operations: &[Operation]) -> Value {
    // What clients send and get is clear text.
    in_clear(|| document(info, operations))
}

fn document(info: &Info, operations: &[Operation]) -> Value {
    let mut sorted: Vec<&Operation> = operations.iter().collect();
    sorted.sort_by_key(|operation| (operation.path, operation.method));
    // The sort is stable: the first stays, and links lead to none that is not there.
    sorted.dedup_by_key(|operation| (operation.path, operation.method));

    let mut schemas = Schemas::new();
    let mut paths: Map<String, Value> = Map::new();
    for operation in &sorted {
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            let method = operation.method.as_str().to_ascii_lowercase();
            item.insert(method, operation::operation(operation, &sorted, &mut schemas));
        }
    }
    let statuses: BTreeSet<u16> = sorted.iter().flat_map(|operation| operation.problems()).collect();
    let for_operators = sorted.iter().any(|operation| matches!(operation.access, Access::Operator(_)));
    let mut components = components::components(&statuses, for_operators, &mut schemas);
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    let mut answers: Vec<&mut Value> = operations.filter_map(|operation| operation.get_mut("responses")).collect();
    // All that is left of the components is written, too: the problems.
    answers.push(&mut components);
    let named = schemas.into_named(&mut answers);
    if let Some(Value::Object(known)) = components.get_mut("schemas") {
        known.extend(named);
    }
    let tags: BTreeSet<&str> = sorted.iter().map(|operation| operation.tag).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": { "title": info.title, "version": info.version, "description": info.description },
        "security": [{ "bearer": [] }],
        "tags": tags.into_iter().map(|tag| json!({ "name": tag })).collect::<Value>(),
        "paths": paths,
        "components": components,
    });
    if let (Value::Object(document), false) = (&mut document, info.servers.is_empty()) {
        let servers = info.servers.iter().map(|url| json!({ "url": url })).collect();
        document.insert("servers".into(), servers);
    }
    document
}

#[cfg(test)]
#[path = "openapi.test.rs"]
mod tests;
