//! What related types have in common, so that a type which nobody registered can be held against its relatives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::related::{ALL, actions};

/// Of fewer types with one action it is chance what they share.
const MIN_OF_ACTION: usize = 3;
/// What says which form a field has.
const FORM: [&str; 3] = ["type", "pattern", "format"];

/// The relations between the newest versions of these types: per aggregate (`account`), per action (`*Created`), and between all of them (`*`).
/// Shared is what every type of a group requires, in one form; what all types share stands there only.
pub(super) fn relations(documents: &[(&str, u32, Value)]) -> Value {
    let mut newest: BTreeMap<&str, (u32, &Value)> = BTreeMap::new();
    for (event_type, version, document) in documents {
        let entry = newest.entry(event_type).or_insert((*version, document));
        if *version > entry.0 {
            *entry = (*version, document);
        }
    }
    let mut members: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for (event_type, (_, document)) in &newest {
        let aggregate = document.pointer("/properties/aggregate_type/const").and_then(Value::as_str);
        let groups: BTreeSet<_> =
            actions(event_type).chain(aggregate.map(str::to_owned)).chain([ALL.to_owned()]).collect();
        for group in groups {
            members.entry(group).or_default().push(document);
        }
    }
    let everywhere = shared(members.get(ALL).map_or(&[], Vec::as_slice), Some);
    let mut groups = Map::new();
    for (name, documents) in &members {
        let of_action = name.strip_prefix(ALL).filter(|action| !action.is_empty());
        // Of two names for the same types the shorter one finds more relatives.
        let has_shorter_name = actions(name.trim_start_matches(ALL))
            .any(|shorter| members.get(&shorter).is_some_and(|others| others.len() == documents.len()));
        if of_action.is_some() && (documents.len() < MIN_OF_ACTION || has_shorter_name) {
            continue;
        }
        let mut envelope = shared(documents, Some);
        if name != ALL {
            envelope.retain(|field, form| everywhere.get(field) != Some(form));
        }
        let data = shared(documents, |document| resolve(document, document.pointer("/properties/data")?));
        groups.insert(name.clone(), json!({ "types": documents.len(), "envelope": envelope, "data": data }));
    }
    json!({
        "description": "What all types of a group require, in one form. Generated: `eva schema generate`.",
        "boundary": ["capsule_id", "tenant_id"],
        "groups": groups,
    })
}

/// The fields that an object of each document requires, with the form that they have everywhere.
fn shared<'d>(documents: &[&'d Value], object: impl Fn(&'d Value) -> Option<&'d Value>) -> Map<String, Value> {
    let mut all: Option<Map<String, Value>> = None;
    for document in documents {
        let fields = object(document).map(|object| required(document, object)).unwrap_or_default();
        all = Some(match all {
            None => fields,
            Some(all) => all
                .into_iter()
                .filter_map(|(name, form)| {
                    let both = common(&form, fields.get(&name)?)?;
                    Some((name, both))
                })
                .collect(),
        });
    }
    all.unwrap_or_default()
}

fn required(document: &Value, object: &Value) -> Map<String, Value> {
    let names = object.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    names
        .filter_map(|name| {
            let field = object.get("properties")?.get(name)?;
            Some((name.to_owned(), form(document, field)?))
        })
        .collect()
}

/// The form of a field, without what differs between the fields of one kind: lengths, limits, constants.
fn form(document: &Value, field: &Value) -> Option<Value> {
    let field = resolve(document, field)?;
    if let Some(constant) = field.get("const") {
        return Some(json!({ "type": if constant.is_string() { "string" } else { "integer" } }));
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(alternatives) = field.get(keyword).and_then(Value::as_array) {
            let kinds: Option<BTreeSet<_>> = alternatives
                .iter()
                .map(|alternative| Some(form(document, alternative)?.get("type")?.as_str()?.to_owned()))
                .collect();
            let kinds: Vec<_> = kinds?.into_iter().collect();
            return Some(if let [kind] = kinds.as_slice() {
                json!({ "type": kind })
            } else {
                json!({ "type": kinds })
            });
        }
    }
    let keep = |keyword: &&str| Some(((*keyword).to_owned(), field.get(*keyword)?.clone()));
    let form: Map<_, _> = FORM.iter().filter_map(keep).collect();
    form.contains_key("type").then_some(Value::Object(form))
}

/// What two forms have in common; nothing where they are of two types.
fn common(left: &Value, right: &Value) -> Option<Value> {
    if left.get("type") != right.get("type") {
        return None;
    }
    let same = |keyword: &&&str| left.get(**keyword).is_some() && left.get(**keyword) == right.get(**keyword);
    let keep = |keyword: &&str| Some(((*keyword).to_owned(), left.get(*keyword)?.clone()));
    Some(Value::Object(FORM.iter().filter(same).filter_map(keep).collect()))
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> Option<&'d Value> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.strip_prefix('#')?),
        None => Some(schema),
    }
}
