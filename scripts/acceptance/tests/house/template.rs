//! `template.yaml`, read once, as JSON: a tag of CloudFormation becomes its long form, `!Ref X` an object with the member `Ref`.

mod functions;
mod gateway;
mod operations;
mod pipeline;
mod rights;
mod table;

use std::sync::LazyLock;

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};

use crate::workspace::read;

static TEMPLATE: LazyLock<Value> = LazyLock::new(|| parse(&read("template.yaml")));

/// The resources of a type, with their logical ids.
fn resources(kind: &str) -> Vec<(&'static str, &'static Value)> {
    let all = TEMPLATE["Resources"].as_object().expect("the template has resources");
    let found: Vec<_> = all
        .iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(id, resource)| (id.as_str(), resource))
        .collect();
    assert!(!found.is_empty(), "template.yaml has no {kind}");
    found
}

/// The properties of the one resource of a type.
fn only(kind: &str) -> &'static Value {
    let found = resources(kind);
    assert_eq!(found.len(), 1, "template.yaml has more than one {kind}");
    &found[0].1["Properties"]
}

/// The functions by the name of their crate, with the resource's id and properties.
fn functions() -> Vec<(&'static str, &'static str, &'static Value)> {
    let crate_of = |resource: &'static Value| resource["Properties"]["CodeUri"].as_str()?.strip_prefix("functions/");
    let name =
        |(id, resource)| (crate_of(resource).unwrap_or("a CodeUri outside functions/"), id, &resource["Properties"]);
    resources("AWS::Serverless::Function").into_iter().map(name).collect()
}

/// The logical id that `!Ref X`, `!GetAtt X.Arn` or `!Sub ${X.Arn}/..` names.
fn target(value: &Value) -> Option<&str> {
    if let Some(id) = value["Ref"].as_str() {
        return Some(id);
    }
    if let Some(attribute) = value["Fn::GetAtt"].as_str() {
        return attribute.split('.').next();
    }
    value["Fn::Sub"].as_str()?.strip_prefix("${")?.split(['.', '}']).next()
}

/// One value, or each of a list.
fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        single => vec![single],
    }
}

/// The texts of a value that is one or a list of them.
fn texts(value: &Value) -> Vec<&str> {
    each(value).into_iter().filter_map(Value::as_str).collect()
}

fn parse(text: &str) -> Value {
    let mut documents = Yaml::load_from_str(text).expect("template.yaml is YAML");
    assert_eq!(documents.len(), 1, "template.yaml is one document");
    to_json(documents.remove(0))
}

fn to_json(node: Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(nodes) => nodes.into_iter().map(to_json).collect(),
        Yaml::Mapping(members) => {
            let member = |(key, value)| match to_json(key) {
                Value::String(name) => (name, to_json(value)),
                other => panic!("a key of template.yaml is no text: {other}"),
            };
            Value::Object(members.into_iter().map(member).collect())
        }
        Yaml::Tagged(tag, node) => {
            let name = match tag.suffix.as_str() {
                short @ ("Ref" | "Condition") => short.to_owned(),
                function => format!("Fn::{function}"),
            };
            Value::Object(Map::from_iter([(name, to_json(*node))]))
        }
        unreadable => panic!("template.yaml has a node that cannot be read: {unreadable:?}"),
    }
}

/// A reader that drops tags would compare the wrong words everywhere.
#[test]
fn tags_become_their_long_form() {
    let text =
        "a: !Ref X\nb: !GetAtt X.Arn\nc: !Sub ${X.Arn}/index/*\nd: !If [C, !Ref Y, 1]\ne: \"30\"\nf: {g: [true]}";
    let read = parse(text);
    let expected = json!({
        "a": {"Ref": "X"}, "b": {"Fn::GetAtt": "X.Arn"}, "c": {"Fn::Sub": "${X.Arn}/index/*"},
        "d": {"Fn::If": ["C", {"Ref": "Y"}, 1]}, "e": "30", "f": {"g": [true]},
    });
    assert_eq!(read, expected);
    assert_eq!(["a", "b", "c", "e"].map(|name| target(&read[name])), [Some("X"), Some("X"), Some("X"), None]);
}
