//! Every function is deployed, reachable and configured, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{TEMPLATE, functions, target};
use eva::generate::http_functions;

use crate::{
    source::first_arguments,
    workspace::{SOURCES, assert_none, members_under, read},
};

/// Settings of all functions, and who reads them.
const OF_ALL: [(&str, &str); 2] = [("AWS_ENDPOINT_URL", "the SDK"), ("RUST_LOG", "lambda-host's telemetry")];

/// How a function's sources ask for a setting.
const ASKING: [&str; 4] = ["required", "variable", "var", "var_os"];

/// A function without a resource is never deployed, and a resource without a crate fails the deployment.
#[test]
fn every_function_is_deployed_once() {
    let crates: Vec<_> = members_under("functions").into_iter().map(|package| package.name.to_string()).collect();
    let mut deployed: Vec<_> = functions().into_iter().map(|(name, ..)| name.to_owned()).collect();
    deployed.sort();
    assert_eq!(deployed, crates, "functions of template.yaml (left) and crates under functions/ (right) differ");
    for (name, id, properties) in functions() {
        let resource = &TEMPLATE["Resources"][id];
        assert_eq!(
            resource["Metadata"]["BuildProperties"]["Binary"], name,
            "{id} builds another binary than its CodeUri"
        );
        assert!(properties["Role"].is_object(), "{id} has no role of its own");
    }
}

/// The bench starts each function by itself: one that lacks a setting there cannot be measured, and nobody notices until then.
#[test]
fn the_bench_of_starts_knows_every_setting() {
    let known = read("scripts/lib/cold_start.py");
    let mut wrong = Vec::new();
    for (name, _, properties) in functions() {
        let variables = properties["Environment"]["Variables"].as_object();
        let missing =
            variables.into_iter().flatten().filter(|(variable, _)| !known.contains(&format!("\"{variable}\": ")));
        wrong.extend(missing.map(|(variable, _)| format!("`{name}` asks for `{variable}`")));
    }
    assert_none(&wrong, "give it a value in _ENVIRONMENT of scripts/lib/cold_start.py");
}

/// A route that no event reaches answers 404 in front of the function; an event without a route wastes a permission.
#[test]
fn every_route_is_reachable_and_every_event_has_one() {
    let routers: BTreeMap<_, _> = http_functions().into_iter().collect();
    let mut wrong = Vec::new();
    for (name, _, properties) in functions() {
        let events = api_events(properties);
        let operations = routers.get(name).cloned().unwrap_or_default();
        for operation in &operations {
            let route = (operation.method.as_str(), operation.path);
            if !events
                .iter()
                .any(|(method, path, public)| reaches(method, path, route) && *public == operation.is_public())
            {
                wrong.push(format!(
                    "`{name}` serves {} {}, and no event with the same access reaches it",
                    route.0, route.1
                ));
            }
        }
        for (method, path, _) in &events {
            // A path of the collection may take methods that the function answers with its own 405.
            let served = operations.iter().any(|operation| reaches("*", path, ("*", operation.path)));
            if !served || method == "ANY" {
                wrong.push(format!("`{name}` has an event for {method} {path}, and no route behind it"));
            }
        }
    }
    assert_none(
        &wrong,
        "one Api event per method on the collection and on `/{proxy+}` below it, `Authorizer: NONE` for public routes only",
    );
}

/// A path that API Gateway does not know answers without a token check, with its own words: each method takes both forms.
#[test]
fn a_collection_takes_the_same_methods_on_both_paths() {
    for (name, _, properties) in functions() {
        let events = api_events(properties);
        let methods = |of: &str| {
            events.iter().filter(|(_, path, _)| path == of).map(|(method, ..)| method.clone()).collect::<BTreeSet<_>>()
        };
        for (_, path, _) in events.iter().filter(|(_, path, _)| path.ends_with("/{proxy+}")) {
            let collection = path.trim_end_matches("/{proxy+}");
            assert_eq!(
                methods(path),
                methods(collection),
                "`{name}`: the methods of `{path}` and `{collection}` differ"
            );
            assert_eq!(
                methods(path),
                ["DELETE", "GET", "PATCH", "POST"].map(str::to_owned).into(),
                "`{name}`: `{path}`"
            );
        }
    }
}

/// A setting that is missing stops a function at its first request; one that nobody reads misleads who looks for it.
#[test]
fn every_setting_is_read_and_every_setting_that_is_read_is_set() {
    let mut wrong = Vec::new();
    for (name, _, properties) in functions() {
        let set: BTreeSet<&str> = names(&properties["Environment"]["Variables"]);
        let folder = format!("functions/{name}/src/");
        let sources: Vec<_> =
            SOURCES.iter().filter(|source| source.ships() && source.path.starts_with(&folder)).collect();
        let read: BTreeSet<&str> = sources
            .iter()
            .flat_map(|source| ASKING.iter().flat_map(|asking| first_arguments(&source.text, asking)))
            .collect();
        wrong.extend(
            read.difference(&set).map(|setting| format!("`{name}` reads {setting}, which its resource does not set")),
        );
        let unread = set.difference(&read);
        wrong.extend(unread.map(|setting| format!("`{name}` is given {setting} and does not read it")));
    }
    assert_none(&wrong, "mend `Environment` of the function in template.yaml, or the sources");
    let of_all = names(&TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]);
    assert_eq!(of_all, OF_ALL.iter().map(|(setting, _)| *setting).collect(), "settings of all functions");
}

/// Method, path and whether it is public, of the Api events of a function.
fn api_events(properties: &Value) -> Vec<(String, String, bool)> {
    let events = properties["Events"].as_object().into_iter().flatten().map(|(_, event)| event);
    let api = events.filter(|event| event["Type"] == "Api").map(|event| &event["Properties"]);
    api.map(|event| {
        assert_eq!(target(&event["RestApiId"]), Some("EvaApi"), "an event of another API");
        let text = |name: &str| event[name].as_str().expect("an Api event has a method and a path").to_owned();
        (text("Method").to_uppercase(), text("Path"), event["Auth"]["Authorizer"] == "NONE")
    })
    .collect()
}

/// Whether an event passes a route on.
fn reaches(method: &str, path: &str, route: (&str, &str)) -> bool {
    let below =
        path.strip_suffix("{proxy+}").is_some_and(|start| route.1.starts_with(start) && route.1.len() > start.len());
    method == route.0 && (path == route.1 || below)
}

fn names(variables: &Value) -> BTreeSet<&str> {
    variables.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}
