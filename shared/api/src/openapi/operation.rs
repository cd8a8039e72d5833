//! One operation of the document.

use http::StatusCode;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{components::response_name, links, schemas::Schemas};
use crate::{
    Access, Method, Operation,
    json::{JSON, MEDIA_TYPES},
};

/// One operation; `all` are those that it may link to.
pub(super) fn operation(operation: &Operation, all: &[&Operation], schemas: &mut Schemas) -> Value {
    let mut object = Map::new();
    object.insert("operationId".into(), operation.id.into());
    object.insert("summary".into(), operation.summary.into());
    if !operation.description.is_empty() {
        object.insert("description".into(), operation.description.into());
    }
    object.insert("tags".into(), json!([operation.tag]));
    match operation.access {
        Access::Permission(permission) => {
            object.insert("x-permission".into(), permission.as_str().into());
        }
        Access::Operator(permission) => {
            object.insert("security".into(), json!([{ "operator": [] }]));
            object.insert("x-permission".into(), permission.as_str().into());
        }
        Access::Public { reason } => {
            object.insert("security".into(), json!([]));
            object.insert("x-public".into(), reason.into());
        }
    }
    let parameters = parameters(operation, &mut schemas.requests);
    if !parameters.is_empty() {
        object.insert("parameters".into(), parameters.into());
    }
    if let Some(request) = operation.request {
        let is_patch = operation.method == Method::Patch || operation.request_is_optional;
        let media_types = if is_patch { MEDIA_TYPES } else { &[JSON] };
        let schema = request(&mut schemas.requests);
        let content = media_types.iter().map(|media_type| ((*media_type).to_owned(), json!({ "schema": schema })));
        let content: Map<String, Value> = content.collect();
        object.insert("requestBody".into(), json!({ "required": !operation.request_is_optional, "content": content }));
    }
    object.insert("responses".into(), responses(operation, all, &mut schemas.responses));
    Value::Object(object)
}

fn parameters(operation: &Operation, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters: Vec<Value> = operation
        .path_params
        .iter()
        .map(|param| {
            let mut schema = (param.schema)(generator).to_value();
            let description = take_description(&mut schema);
            let mut parameter = json!({ "name": param.name, "in": "path", "required": true, "schema": schema });
            add_example(&mut parameter, generator);
            with_description(parameter, description)
        })
        .collect();
    for query in &operation.query_params {
        let schema = query(generator).to_value();
        parameters.extend(query_parameters(&schema, generator));
    }
    if operation.takes_a_key() {
        parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
    }
    if operation.changes_a_record() {
        parameters.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
    }
    parameters
}

/// One parameter per field of a query struct. A query string has no null: what is optional there is left out.
fn query_parameters(schema: &Value, generator: &SchemaGenerator) -> Vec<Value> {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let fields = schema.get("properties").and_then(Value::as_object);
    fields
        .into_iter()
        .flatten()
        .map(|(name, field)| {
            let mut field = field.clone();
            let description = take_description(&mut field);
            strip_null(&mut field);
            let required = required.contains(&name.as_str());
            let mut parameter = json!({ "name": name, "in": "query", "required": required, "schema": field });
            add_example(&mut parameter, generator);
            with_description(parameter, description)
        })
        .collect()
}

/// Takes the null out that an `Option` brings into its schema, and the default that names it.
fn strip_null(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    object.retain(|key, value| key != "default" || !value.is_null());
    for key in ["type", "enum", "anyOf", "oneOf"] {
        let Some(Value::Array(options)) = object.get_mut(key) else { continue };
        options.retain(|option| !is_null(option));
        let [only] = options.as_mut_slice() else { continue };
        let only = only.take();
        match (key, only) {
            ("anyOf" | "oneOf", Value::Object(only)) => {
                object.remove(key);
                object.extend(only);
            }
            ("type", only) => {
                object.insert(key.into(), only);
            }
            (_, only) => {
                object.insert(key.into(), json!([only]));
            }
        }
    }
}

/// Whether an option of a schema is null: as a type, as a value, or as a schema.
fn is_null(option: &Value) -> bool {
    option.is_null() || option == "null" || option.get("type").is_some_and(|ty| ty == "null")
}

/// What a client may send: the first example of the schema. Tools look for it beside the schema.
fn add_example(parameter: &mut Value, generator: &SchemaGenerator) {
    let schema = parameter.get("schema").map(|schema| resolved(schema, generator));
    let example = schema.and_then(|schema| schema.pointer("/examples/0")).cloned();
    if let (Some(object), Some(example)) = (parameter.as_object_mut(), example) {
        object.insert("example".into(), example);
    }
}

/// The schema that a reference refers to; any other as it is.
pub(super) fn resolved<'s>(schema: &'s Value, generator: &'s SchemaGenerator) -> &'s Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    reference.and_then(|reference| generator.definitions().get(reference.rsplit('/').next()?)).unwrap_or(schema)
}

fn take_description(schema: &mut Value) -> Option<Value> {
    schema.as_object_mut()?.remove("description")
}

fn with_description(mut parameter: Value, description: Option<Value>) -> Value {
    if let (Some(object), Some(description)) = (parameter.as_object_mut(), description) {
        object.insert("description".into(), description);
    }
    parameter
}

fn responses(operation: &Operation, all: &[&Operation], generator: &mut SchemaGenerator) -> Value {
    let mut success = json!({ "description": operation.summary });
    let response = operation.response.map(|response| response(generator));
    if let Some(object) = success.as_object_mut() {
        // The tag of a record is its version.
        let has_version = |schema: &Schema| links::always_has(resolved(schema.as_value(), generator), "version");
        let etag = response.as_ref().is_some_and(has_version);
        let created = StatusCode::CREATED == operation.success;
        let headers: Map<String, Value> = [(etag, "ETag"), (created, "Location")]
            .into_iter()
            .filter(|(sent, _)| *sent)
            .map(|(_, name)| (name.into(), json!({ "$ref": format!("#/components/headers/{name}") })))
            .collect();
        if !headers.is_empty() {
            object.insert("headers".into(), headers.into());
        }
        if let Some(schema) = response {
            let links = links::of(operation, all, resolved(schema.as_value(), generator), generator);
            if !links.is_empty() {
                object.insert("links".into(), links.into());
            }
            object.insert("content".into(), content(schema));
        }
    }
    let mut responses = Map::new();
    responses.insert(operation.success.to_string(), success);
    for status in operation.problems() {
        let name = response_name(status);
        responses.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    Value::Object(responses)
}

/// A body with its media type: JSON, or what the schema says.
fn content(mut schema: Schema) -> Value {
    let media_type = match schema.remove("contentMediaType") {
        Some(Value::String(media_type)) => media_type,
        _ => "application/json".to_owned(),
    };
    Value::Object(Map::from_iter([(media_type, json!({ "schema": schema }))]))
}
