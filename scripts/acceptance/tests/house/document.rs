//! The OpenAPI document can be followed: every parameter has an example that fits, every link leads somewhere, and what it says is what the
//! functions serve. Requirement: ALL-2

use std::collections::{BTreeMap, BTreeSet};

use access_control::{OperatorPermission, Permission};
use dynamodb_store::local_table::LocalTable;
use eva::generate::{http_functions, openapi_document};
use governance::ViolationRecords;
use kernel::{
    OperatorId, TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::{Answer, GatewayClient};
use personal_data::local_keys;
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
    assert_eq!(links.keys().copied().collect::<Vec<_>>(), ["/accounts", "/contacts", "/opportunities", "/products"]);
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

/// A reference to nothing stops every tool that reads the document. Requirement: ALL-2
#[test]
fn every_reference_leads_somewhere() {
    fn references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
        match value {
            Value::Object(object) => {
                found.extend(object.get("$ref").and_then(Value::as_str));
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.contains("#/components/schemas/Problem"), "{found:?}");
    let leads = |reference: &&str| reference.strip_prefix('#').is_some_and(|place| document.pointer(place).is_some());
    let wrong: Vec<_> = found.into_iter().filter(|reference| !leads(reference)).map(str::to_owned).collect();
    assert_none(&wrong, "schemas are put under their names in `api::openapi`");
}

/// A client that is generated from an answer without content throws away what was sent. Requirement: ALL-2, ALL-7
#[test]
fn every_answer_says_what_is_in_it() {
    let document = document();
    let mut wrong = Vec::new();
    for (id, operation) in operations(&document) {
        let responses = operation["responses"].as_object().expect("responses");
        let successes = responses.keys().filter(|status| status.starts_with('2')).count();
        if successes != 1 {
            wrong.push(format!("`{id}` has {successes} successes"));
        }
        wrong.extend(
            ["429", "500", "503"]
                .into_iter()
                .filter(|status| !responses.contains_key(*status))
                .map(|status| format!("`{id}` does not list {status}")),
        );
        for (status, response) in responses {
            let is_empty = ["204", "205"].contains(&status.as_str());
            let mut content = resolved(&document, response)["content"].as_object().into_iter().flatten();
            let said = content.any(|(_, content)| content["schema"].is_object());
            if said == is_empty {
                wrong.push(format!("`{id}` answers {status} {} content", if said { "with" } else { "without" }));
            }
        }
    }
    assert_none(&wrong, "write `response = ..` or `status = 204` in `#[api_endpoint(..)]`");
}

/// Whoever does not find out what a call needs asks for all rights. Requirement: ALL-2, ALL-7
#[test]
fn every_operation_says_who_may_call_it() {
    let document = document();
    assert_eq!(document["security"], json!([{ "bearer": [] }]));
    assert!(document["components"]["securitySchemes"]["bearer"].is_object());
    let is_public = |operation: &Value| {
        operation["security"] == json!([])
            && operation["x-permission"].is_null()
            && operation["x-public"].as_str().is_some_and(|reason| !reason.trim().is_empty())
    };
    let is_guarded = |operation: &Value| {
        let permission = operation["x-permission"].as_str();
        operation["security"].is_null()
            && operation["x-public"].is_null()
            && permission.is_some_and(|text| Permission::ALL.iter().any(|known| known.as_str() == text))
    };
    let is_of_operators = |operation: &Value| is_of_operators(operation) && operation["x-public"].is_null();
    assert!(document["components"]["securitySchemes"]["operator"].is_object());
    let wrong = operations(&document).into_iter().filter(|(_, operation)| {
        [is_public(operation), is_guarded(operation), is_of_operators(operation)].iter().filter(|is| **is).count() != 1
    });
    let wrong: Vec<_> = wrong.map(|(id, _)| format!("`{id}` is neither public nor guarded by a permission")).collect();
    assert_none(&wrong, "write `permission = ..` or `public = \"reason\"` in `#[api_endpoint(..)]`");
}

/// Whether the document says that an operation is for operators.
fn is_of_operators(operation: &Value) -> bool {
    let permission = operation["x-permission"].as_str();
    operation["security"] == json!([{ "operator": [] }])
        && permission.is_some_and(|text| OperatorPermission::ALL.iter().any(|known| known.as_str() == text))
}

/// A route that nobody documented is one that nobody reviewed, and a permission that is not asked for is none. Requirement: ALL-2, ALL-7
#[tokio::test]
async fn what_is_served_is_what_is_documented() {
    let document = document();
    let table = LocalTable::in_process().await;
    let functions: Vec<_> = http_functions().into_iter().map(|(name, _)| client_of(name, &table)).collect();
    let mut wrong = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let in_tenants = Permission::ALL.iter().map(|permission| permission.as_str());
        let of_operators = OperatorPermission::ALL.iter().map(|permission| permission.as_str());
        // Each lists those of the other kind, too: they must count for nothing.
        let all: Vec<_> = in_tenants.chain(of_operators).collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let operation = &item[method.to_lowercase()];
            let address = address(&document, path, item);
            let needed = operation["x-permission"].as_str().unwrap_or_default();
            let others: Vec<_> = all.iter().copied().filter(|known| *known != needed).collect();
            let place = format!("{method} {address}");
            let page = operation["responses"]["200"]["content"]["text/html"].is_object();
            let (own, other) = match is_of_operators(operation) {
                true => (Who::Operator, Who::Caller),
                false => (Who::Caller, Who::Operator),
            };
            let expected: &[(Who, &[&str], Value, u16)] = match operation {
                Value::Null => &[(Who::Caller, &all, json!({}), 0), (Who::Operator, &all, json!({}), 0)],
                // The client of tests reads JSON only; the function itself tests its page.
                _ if page => &[],
                _ if needed.is_empty() => &[(own, &[], json!({}), 200)],
                _ => &[
                    (own, &others, json!({}), 403),
                    (other, &all, json!({}), 403),
                    (own, &[needed], json!({ "undeclared": ["1"] }), 400),
                ],
            };
            for (who, permissions, query, status) in expected {
                let mut served = Vec::new();
                for function in &functions {
                    let answer = function.invoke(&request(*who, method, &address, permissions, query)).await;
                    served.extend((![404, 405].contains(&answer.status)).then_some(answer));
                }
                let says = |answer: &Answer| match status {
                    403 => answer.body["permission"] == needed,
                    400 => answer.body["errors"][0]["parameter"] == "undeclared",
                    _ => true,
                };
                match served.as_slice() {
                    [] if *status == 0 => {}
                    [answer] if answer.status == *status && says(answer) => {}
                    other => wrong.push(format!("{place} as {who:?} with {permissions:?} and {query}: {other:?}")),
                }
            }
        }
    }
    assert_none(&wrong, "serve what `#[api_endpoint(..)]` makes, through `ApiRouter`, and nothing beside it");
}

/// A path with the examples of its parameters.
fn address(document: &Value, path: &str, item: &Value) -> String {
    let operations = item.as_object().into_iter().flatten();
    let parameters = operations.flat_map(|(_, operation)| parameters(document, operation));
    parameters.filter(|parameter| parameter["in"] == "path").fold(path.to_owned(), |path, parameter| {
        let (name, example) = (parameter["name"].as_str(), parameter["example"].as_str());
        path.replace(&format!("{{{}}}", name.expect("a name")), example.expect("an example"))
    })
}

/// A function as the gateway calls it.
fn client_of(function: &str, table: &LocalTable) -> GatewayClient {
    let router = match function {
        "account" => account::api().into_router(account::app(table.store())),
        "contact" => contact::api().into_router(contact::app(table.store(), local_keys())),
        "opportunity" => opportunity::api().into_router(opportunity::app(table.store())),
        "product" => product::api().into_router(product::app(table.store())),
        "settings" => settings::api().into_router(settings::app(table.store())),
        "violations" => {
            let records = ViolationRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
            violations::api().into_router(records)
        }
        "api-docs" => api_docs::router(),
        other => panic!("say here how the function `{other}` is served"),
    };
    GatewayClient::new(router, scope(1, 1), UserId::from_uuid(uuid(9)))
}

/// As whom a request is sent.
#[derive(Clone, Copy, Debug)]
enum Who {
    Caller,
    Operator,
}

/// What the gateway sends for somebody with these permissions.
fn request(who: Who, method: &str, path: &str, permissions: &[&str], query: &Value) -> Value {
    let scope = scope(1, 1);
    let session_id = kernel::SessionId::from_uuid(uuid(8)).to_string();
    let authorizer = match who {
        Who::Caller => json!({
            "tenant_id": scope.tenant_id().to_string(),
            "capsule_id": scope.capsule_id().to_string(),
            "user_id": UserId::from_uuid(uuid(9)).to_string(),
            "session_id": session_id,
            "permissions": permissions.join(" "),
        }),
        Who::Operator => json!({
            "operator_id": OperatorId::from_uuid(uuid(9)).to_string(),
            "session_id": session_id,
            "permissions": permissions.join(" "),
        }),
    };
    json!({
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {},
        "multiValueHeaders": {},
        "multiValueQueryStringParameters": query,
        "requestContext": {
            "resourcePath": path,
            "httpMethod": method,
            "path": path,
            "stage": "v1",
            "identity": { "sourceIp": "127.0.0.1" },
            "authorizer": authorizer,
        },
        "body": null,
        "isBase64Encoded": false,
    })
}
