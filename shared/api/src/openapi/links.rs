//! Links: where a client goes on with what an operation answered, so that clients and tools that try an API can follow.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::operation::resolved;
use crate::{Method, Operation};

/// The links of a success.
///
/// A creation links to everything that can be done with the new record: the operations below the path of the creation whose one further
/// segment with a parameter comes right behind it, and takes ids of this kind. A page links to the next one. Without an `id` or a
/// `next_cursor` in the answer there is nothing to follow.
pub(super) fn of(
    operation: &Operation,
    all: &[&Operation],
    response: &Value,
    generator: &SchemaGenerator,
) -> Map<String, Value> {
    let link = |other: &Operation, name: &str, value: &str| {
        let known = operation.path_params.iter().map(|known| (known.name, format!("$request.path.{}", known.name)));
        let mut parameters: Map<String, Value> = known.map(|(name, value)| (name.to_owned(), value.into())).collect();
        parameters.insert(name.to_owned(), value.into());
        json!({ "operationId": other.id, "parameters": parameters, "description": other.summary })
    };
    let is_creation = operation.method == Method::Post && operation.success == 201;
    if is_creation && always_has(response, "id") {
        let of_record = |other: &&Operation| {
            let parameter = record_of(operation.path, other.path)?;
            takes_id_of(other, parameter, response, generator).then_some(())?;
            Some((other.id.to_owned(), link(other, parameter, "$response.body#/id")))
        };
        return all.iter().filter_map(of_record).collect();
    }
    if operation.method == Method::Get && always_has(response, "next_cursor") {
        let next = link(operation, "cursor", "$response.body#/next_cursor");
        return Map::from_iter([("next_page".to_owned(), next)]);
    }
    Map::new()
}

/// The parameter that names the record in a path below a collection: `account_id` of `/accounts/{account_id}/assign`. `None` for a path
/// that is not below it, or has another parameter too.
fn record_of<'p>(collection: &str, path: &'p str) -> Option<&'p str> {
    let below = path.strip_prefix(collection)?.strip_prefix('/')?;
    let (record, rest) = below.split_once('/').unwrap_or((below, ""));
    let parameter = record.strip_prefix('{')?.strip_suffix('}')?;
    (!rest.contains('{')).then_some(parameter)
}

/// Whether a parameter has the schema of the answer's `id`: an id of another kind would only be refused.
fn takes_id_of(operation: &Operation, parameter: &str, response: &Value, generator: &SchemaGenerator) -> bool {
    let parameter = operation.path_params.iter().find(|known| known.name == parameter);
    let (Some(parameter), Some(id)) = (parameter, response.pointer("/properties/id")) else { return false };
    // A copy: what only parameters refer to is no schema of a response.
    let mut generator = generator.clone();
    let taken = (parameter.schema)(&mut generator).to_value();
    without_description(resolved(&taken, &generator)) == without_description(resolved(id, &generator))
}

/// What a field says about itself is no part of its type.
fn without_description(schema: &Value) -> Value {
    let mut schema = schema.clone();
    schema.as_object_mut().and_then(|object| object.remove("description"));
    schema
}

/// Whether an answer is an object that always has this field.
pub(super) fn always_has(response: &Value, field: &str) -> bool {
    let required = response.get("required").and_then(Value::as_array);
    required.is_some_and(|required| required.iter().any(|name| name == field))
}

#[cfg(test)]
#[path = "links.test.rs"]
mod tests;
