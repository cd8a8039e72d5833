//! One scheme for the paths, parameters, handlers and permissions of all entities. Requirement: ALL-2

use std::collections::{BTreeMap, BTreeSet};

use access_control::{OperatorPermission, Permission};
use api::{Access, Method, Operation, RouteError};
use eva::generate::{http_functions, openapi_document, operators_operations, secured_operations};
use schemars::SchemaGenerator;
use serde_json::Value;

use crate::workspace::{SOURCES, assert_none, members_under};

/// A function that is not in the list would be free of every rule here.
#[test]
fn every_function_with_endpoints_is_looked_at() {
    let known: BTreeSet<_> = http_functions().into_iter().map(|(name, _)| name.to_owned()).collect();
    let serving = |name: &str| {
        let folder = format!("functions/{name}/");
        SOURCES.iter().any(|source| source.path.starts_with(&folder) && source.text.contains("#[api_endpoint("))
    };
    let serving = members_under("functions")
        .into_iter()
        .map(|package| package.name.to_string())
        .filter(|name| serving(name))
        .collect();
    assert_eq!(known, serving, "list the functions with endpoints in `eva::generate::http_functions`");
}

/// Who learned the routes of one entity should know those of all. Requirement: ALL-2
#[test]
fn paths_methods_and_permissions_follow_one_scheme() {
    let mut wrong = Vec::new();
    let of_operators = operators_operations().into_iter().filter_map(|operation| match operation.access {
        Access::Operator(permission) => Some((operation, permission.as_str())),
        _ => None,
    });
    let in_tenants = guarded().into_iter().map(|(operation, permission)| (operation, permission.as_str()));
    for (operation, permission) in in_tenants.chain(of_operators) {
        let place = format!("{} {}", operation.method.as_str(), operation.path);
        let Some((entity, action)) = permission.split_once('.') else {
            wrong.push(format!("{place} needs `{permission}`, which is no `entity.action`"));
            continue;
        };
        match expected(&operation, entity) {
            None => wrong.push(format!("{place} is no route of `{}`, the collection of `{entity}`", plural(entity))),
            Some((scheme, handler)) => {
                if scheme != action {
                    wrong.push(format!("{place} needs `{permission}` instead of `{entity}.{scheme}`"));
                }
                if operation.id != handler {
                    wrong.push(format!("{place} is served by `{}` instead of `{handler}`", operation.id));
                }
            }
        }
    }
    assert_none(
        &wrong,
        "collection = plural of the entity, record = `/{entity_id}`, a verb = `POST /{entity_id}/verb` with its own permission; settings \
         are `/settings/{name}`, what is worked out from them is read below, and `/reference/..` holds the same for everybody",
    );
}

/// An entity without one of the five would make every client treat it apart. Requirement: ALL-2
#[test]
fn every_entity_has_the_five_base_routes() {
    let routes: BTreeSet<_> = guarded().iter().map(|(operation, _)| (operation.method, operation.path)).collect();
    let mut wrong = Vec::new();
    for entity in guarded()
        .iter()
        .filter_map(|(_, permission)| Some(permission.as_str().split_once('.')?.0))
        .filter(|entity| is_of_records(entity))
        .collect::<BTreeSet<_>>()
    {
        let collection = format!("/{}", plural(entity));
        let record = format!("{collection}/{{{entity}_id}}");
        let base = [
            (Method::Get, &collection),
            (Method::Post, &collection),
            (Method::Get, &record),
            (Method::Patch, &record),
            (Method::Delete, &record),
        ];
        let missing = base.into_iter().filter(|(method, path)| !routes.contains(&(*method, path.as_str())));
        wrong.extend(missing.map(|(method, path)| format!("there is no {} {path}", method.as_str())));
    }
    assert_none(&wrong, "add the endpoint to the entity's function");
}

/// Two functions that serve one route get each other's requests, depending on the order of a deployment; and a gateway has one name for a
/// parameter in one place. Requirement: ALL-2
#[test]
fn no_route_and_no_name_is_served_twice() {
    assert_none(&clashes(&http_functions()), "the gateway and the OpenAPI document have room for one of each");
}

/// A rule that looks into each function alone would see none of these. Requirement: ALL-2
#[test]
fn clashes_of_two_functions_are_seen() {
    let operation = |id, path| Operation { id, path, method: Method::Post, ..secured_operations().remove(0) };
    let account = ("account", vec![operation("a", "/accounts/{account_id}")]);
    let found = |id, path| clashes(&[account.clone(), ("other", vec![operation(id, path)])]);
    let place = "`account` and `other`: ";
    let (name, path) = ("two endpoints are called `a`", "/accounts/{account_id}");
    assert!(found("b", path)[0].starts_with(&format!("{place}`POST {path}` is served by `a` and by `b`")));
    assert!(found("a", "/accounts")[0].starts_with(&format!("{place}{name}")));
    assert!(
        found("b", "/accounts/{id}")[0].starts_with(&format!("{place}`{path}` and `/accounts/{{id}}` differ only"))
    );
    assert_eq!(found("b", "/accounts/{account_id}/archive"), [""; 0]);
}

/// What cannot be in one API, with the functions that it is in.
fn clashes(functions: &[(&str, Vec<Operation>)]) -> Vec<String> {
    let all = functions.iter().flat_map(|(function, operations)| operations.iter().map(move |one| (function, one)));
    let all: Vec<_> = all.collect();
    let mut wrong = Vec::new();
    for (index, (function, operation)) in all.iter().enumerate() {
        for (other, earlier) in &all[..index] {
            wrong.extend(
                RouteError::between(earlier, operation).map(|error| format!("`{other}` and `{function}`: {error}")),
            );
        }
    }
    wrong
}

/// An endpoint that the document does not explain is called by trial and error. Requirement: ALL-2
#[test]
fn every_operation_explains_itself() {
    let mut wrong = Vec::new();
    for operation in http_functions().into_iter().flat_map(|(_, operations)| operations) {
        let place = format!("{} {}", operation.method.as_str(), operation.path);
        let summary = operation.summary;
        if !summary.starts_with(char::is_uppercase) || summary.ends_with('.') || summary.len() > 80 {
            wrong.push(format!("{place}: the summary `{summary}` is not a short sentence without a full stop"));
        }
        let mut problems = vec![400, 429, 500, 503];
        match operation.access {
            Access::Permission(_) | Access::Operator(_) => problems.extend([401, 403]),
            Access::Public { .. } if operation.method != Method::Get => {
                wrong.push(format!("{place} is public and no read"));
            }
            Access::Public { .. } => {}
        }
        let answers = operation.problems();
        if !problems.iter().all(|status| answers.contains(status)) {
            wrong.push(format!("{place} names the problems {answers:?}, which lack some of {problems:?}"));
        }
        let named: Vec<_> = operation.path.split('/').filter_map(parameter).collect();
        if named != operation.path_params.iter().map(|parameter| parameter.name).collect::<Vec<_>>() {
            wrong.push(format!("{place}: the path and `path_params` name other parameters"));
        }
        for parameter in &operation.path_params {
            if !is_typed(parameter) {
                wrong.push(format!("{place}: the type of `{}` takes any text", parameter.name));
            }
        }
    }
    assert_none(
        &wrong,
        "say it in `#[api_endpoint(..)]`; a parameter's type is a typed id or another type with a form of its own",
    );
}

/// A filter with a typing error that is ignored answers with the whole list. Requirement: ALL-6, ALL-7
#[test]
fn every_query_is_a_struct_that_refuses_what_it_does_not_know() {
    let mut wrong = Vec::new();
    for operation in http_functions().into_iter().flat_map(|(_, operations)| operations) {
        for query in &operation.query_params {
            let schema = query(&mut SchemaGenerator::default()).to_value();
            if !(schema["type"] == "object" && schema["additionalProperties"] == false) {
                wrong.push(format!("the query of `{}` takes any parameter", operation.id));
            }
        }
    }
    assert_none(&wrong, "put `#[serde(deny_unknown_fields)]` on the struct");
}

/// Lists that page, or name what is archived, in another way each are learned one by one. Requirement: ALL-2, ALL-6
#[test]
fn every_list_pages_alike() {
    let document: Value = serde_json::from_str(&openapi_document().expect("a document")).expect("JSON");
    let lists = secured_operations().into_iter().filter(|operation| operation.id.starts_with("list_"));
    let paging = |operation: &Operation| {
        let parameters = document["paths"][operation.path]["get"]["parameters"].as_array().expect("parameters");
        let is_of_all =
            |parameter: &&Value| ["archived", "cursor", "limit"].map(Value::from).contains(&parameter["name"]);
        parameters.iter().filter(is_of_all).cloned().collect::<Vec<_>>()
    };
    let lists: BTreeMap<_, _> = lists.map(|operation| (operation.path, paging(&operation))).collect();
    let first = &lists["/accounts"];
    assert_eq!(first.len(), 3);
    let other = lists.iter().find(|(_, parameters)| *parameters != first);
    assert!(other.is_none(), "unlike `/accounts`: {other:#?}");
}

/// A permission that no endpoint asks for is granted for nothing, and one for two verbs grants too much. Requirement: ALL-2
#[test]
fn every_permission_guards_something() {
    let demanded: BTreeSet<_> = guarded().into_iter().map(|(_, permission)| permission).collect();
    let wrong: Vec<_> = Permission::ALL
        .iter()
        .filter(|known| !demanded.contains(known))
        .map(|known| format!("no endpoint asks for `{known}`"))
        .collect();
    assert_none(&wrong, "take the permission out of access-control, or guard an endpoint with it");
    let demanded: Vec<_> = operators_operations().into_iter().map(|operation| operation.access).collect();
    let idle = OperatorPermission::ALL.iter().filter(|known| !demanded.contains(&Access::Operator(**known)));
    assert_none(&idle.map(ToString::to_string).collect::<Vec<_>>(), "the same for operators' permissions");
}

/// A path that the authorizer does not keep from tenants is open to whoever has a token; one that it keeps for operators and nobody serves
/// answers 403 where 404 is true. Requirement: ACS-6
#[test]
fn operators_have_paths_of_their_own_and_the_authorizer_knows_them() {
    let source =
        SOURCES.iter().find(|source| source.path == "functions/authorizer/src/policy.rs").expect("the policies");
    let collection = |operation: &Operation| operation.path.split('/').nth(1).unwrap_or_default().to_owned();
    let of_operators: BTreeSet<_> = operators_operations().iter().map(collection).collect();
    let listed: Vec<_> = of_operators.iter().map(|collection| format!("\"{collection}\"")).collect();
    let constant = format!("const OF_OPERATORS: [&str; {}] = [{}];", listed.len(), listed.join(", "));
    assert!(source.text.contains(&constant), "write `{constant}` in {}", source.path);
    let shared: Vec<_> = http_functions()
        .into_iter()
        .flat_map(|(_, operations)| operations)
        .filter(|operation| !matches!(operation.access, Access::Operator(_)))
        .map(|operation| collection(&operation))
        .filter(|collection| of_operators.contains(collection))
        .collect();
    assert_none(&shared, "a path is the operators' or it is not: give one of them another");
}

/// All operations behind a permission.
fn guarded() -> Vec<(Operation, Permission)> {
    let permission = |operation: Operation| match operation.access {
        Access::Permission(permission) => Some((operation, permission)),
        Access::Operator(_) | Access::Public { .. } => None,
    };
    http_functions().into_iter().flat_map(|(_, operations)| operations).filter_map(permission).collect()
}

/// Whether there are many of an entity, that come and go. Settings are there from the start, one of each; reference data is the world's.
fn is_of_records(entity: &str) -> bool {
    entity != REFERENCE && !entity.ends_with(SETTINGS)
}

/// What the name of an entity ends in of which every scope has one.
const SETTINGS: &str = "_settings";

/// The entity that is no tenant's.
const REFERENCE: &str = "reference";

/// The action and the handler that the scheme gives an operation on an entity; `None` when the path is outside the scheme.
fn expected(operation: &Operation, entity: &str) -> Option<(String, String)> {
    if let Some(name) = entity.strip_suffix(SETTINGS) {
        return expected_of_settings(operation, entity, name);
    }
    if entity == REFERENCE {
        let list = operation.path.strip_prefix("/reference/")?.rsplit('/').next()?;
        return (operation.method == Method::Get).then(|| ("read".to_owned(), format!("{list}_{entity}")));
    }
    let rest = operation.path.strip_prefix('/')?.strip_prefix(plural(entity).as_str())?;
    let record = format!("/{{{entity}_id}}");
    let (action, verb) = match (operation.method, rest) {
        (Method::Get, "") => return Some(("read".to_owned(), format!("list_{}", plural(entity)))),
        (Method::Post, "") => ("create", "create"),
        (Method::Get, rest) if rest == record => ("read", "get"),
        (Method::Patch, rest) if rest == record => ("update", "change"),
        (Method::Delete, rest) if rest == record => ("archive", "archive"),
        (Method::Post, rest) => {
            let verb = rest.strip_prefix(record.as_str())?.strip_prefix('/')?;
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            (!verb.is_empty() && verb.bytes().all(plain)).then_some((verb, verb))?
        }
        _ => return None,
    };
    let name = |text: &str| text.replace('-', "_");
    Some((name(action), format!("{}_{entity}", name(verb))))
}

/// The same for settings: read and changed in one place, verbs and what is worked out of them below it.
fn expected_of_settings(operation: &Operation, entity: &str, name: &str) -> Option<(String, String)> {
    let rest = operation.path.strip_prefix("/settings/")?.strip_prefix(name)?;
    let below = rest.strip_prefix('/').map(|rest| rest.replace('-', "_"));
    match (operation.method, below) {
        (Method::Get, None) if rest.is_empty() => Some(("read".to_owned(), format!("get_{entity}"))),
        (Method::Patch, None) if rest.is_empty() => Some(("update".to_owned(), format!("change_{entity}"))),
        (Method::Get, Some(part)) => Some(("read".to_owned(), format!("{part}_{entity}"))),
        (Method::Post, Some(verb)) => Some((verb.clone(), format!("{verb}_{entity}"))),
        _ => None,
    }
}

/// The plural of an entity, as its collection is called.
fn plural(entity: &str) -> String {
    match entity.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if entity.ends_with('s') => format!("{entity}es"),
        None => format!("{entity}s"),
    }
}

fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether a parameter's type says more than "a text".
fn is_typed(parameter: &api::PathParam) -> bool {
    let mut generator = SchemaGenerator::default();
    let schema = (parameter.schema)(&mut generator).to_value();
    let resolved = match schema.get("$ref").and_then(|reference| reference.as_str()) {
        Some(reference) => {
            generator.definitions().get(reference.rsplit('/').next().unwrap_or_default()).cloned().unwrap_or_default()
        }
        None => schema,
    };
    ["pattern", "format", "enum", "const"].iter().any(|keyword| resolved.get(keyword).is_some())
}

/// The plural is what people type: `activities`, not `activitys`. Requirement: ALL-2
#[test]
fn collections_are_english_plurals() {
    assert_eq!(["account", "opportunity", "address"].map(plural), ["accounts", "opportunities", "addresses"]);
}
