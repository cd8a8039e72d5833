//! The OpenAPI document can be followed: every parameter has an example that fits, every link leads somewhere. Requirement: ALL-2

use std::collections::{BTreeMap, BTreeSet};

use eva::generate::openapi_document;
use serde_json::{Value, json};

use crate::workspace::assert_none;

/// A page's cursor comes from the page before, and from nowhere else: it has a link instead of an example.
const WITHOUT_EXAMPLE: &str = "cursor";

fn document() -> Value {
    serde_json::from_str(&openapi_document().expect("a document")).expect("JSON")
}

/// All operations with their ids and places.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.values().filter_map(Value::as_object).flatten();
    operations
        .map(|(_, operation)| (operation["operationId"].as_str().expect("a name").to_owned(), operation))
        .collect()
}

/// What a `$ref` refers to, or the value itself.
fn resolved<'v>(document: &'v Value, value: &'v Value) -> &'v Value {
    match value["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?)) {
        Some(found) => found,
        None => value,
    }
}

fn parameters<'v>(document: &'v Value, operation: &'v Value) -> Vec<&'v Value> {
    operation["parameters"].as_array().into_iter().flatten().map(|parameter| resolved(document, parameter)).collect()
}

/// A parameter without an example is guessed, and an example that is refused is worse than none. Requirement: ALL-2
#[test]
fn every_parameter_has_an_example_that_fits_its_schema() {
    let document = document();
    let mut wrong = BTreeSet::new();
    for (id, operation) in operations(&document) {
        for parameter in parameters(&document, operation) {
            let name = parameter["name"].as_str().expect("a name");
            // The schemas of the components, under the address that the parameter's schema names.
            let mut schema = parameter["schema"].clone();
            schema["components"] = document["components"].clone();
            match parameter.get("example") {
                None if name == WITHOUT_EXAMPLE => {}
                None => drop(wrong.insert(format!("`{name}` of `{id}` has no example"))),
                Some(example) => {
                    let schema = jsonschema::validator_for(&schema).expect("a schema");
                    if !schema.is_valid(example) {
                        wrong.insert(format!("`{example}` is no `{name}` of `{id}`"));
                    }
                }
            }
        }
    }
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert_none(&wrong, "give the field `#[schemars(example = ..)]`, or its type's schema `examples`");
}

/// Whoever creates a record, a client or a tool that tries the API, goes on with it along the links. Requirement: ALL-2
#[test]
fn every_creation_links_to_all_that_can_be_done_with_the_record() {
    let document = document();
    let mut links: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let created = &item["post"]["responses"]["201"]["links"];
        links.extend(created.as_object().map(|links| (path.as_str(), links.keys().cloned().collect())));
    }
    assert_eq!(links.keys().copied().collect::<Vec<_>>(), ["/accounts", "/contacts"]);
    for (collection, linked) in links {
        let below = document["paths"].as_object().expect("paths").iter();
        let below = below.filter(|(path, _)| path.starts_with(&format!("{collection}/{{")));
        let ids = below.filter_map(|(_, item)| item.as_object()).flatten();
        let ids: BTreeSet<_> =
            ids.map(|(_, operation)| operation["operationId"].as_str().expect("a name").to_owned()).collect();
        assert_eq!(linked, ids, "{collection}");
    }
}

/// A link to a name that is gone, or with a parameter that the operation does not take, is a dead end. Requirement: ALL-2
#[test]
fn every_link_names_an_operation_and_its_parameters() {
    let document = document();
    let all: BTreeMap<_, _> = operations(&document).into_iter().collect();
    let mut wrong = Vec::new();
    for (id, operation) in &all {
        let links = operation["responses"].as_object().into_iter().flatten();
        let links = links.filter_map(|(_, response)| response["links"].as_object()).flatten();
        for (name, link) in links {
            let target = link["operationId"].as_str().and_then(|target| all.get(target));
            let Some(target) = target else {
                wrong.push(format!("`{name}` of `{id}` leads to {}", link["operationId"]));
                continue;
            };
            let taken: Vec<_> = parameters(&document, target).iter().map(|parameter| &parameter["name"]).collect();
            let given = link["parameters"].as_object().into_iter().flatten().map(|(name, _)| json!(name));
            wrong.extend(
                given.filter(|given| !taken.contains(&given)).map(|given| format!("`{name}` of `{id}` gives {given}")),
            );
        }
    }
    assert_none(&wrong, "links are made from the paths: look at `api::openapi`");
}
