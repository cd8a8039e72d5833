//! What the types of an action, or of a kind of aggregate, have in common, in the form of `events/relations.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// Of fewer types it is chance what they share.
const MIN_TYPES: usize = 3;
/// The group of all types.
const ALL: &str = "*";
/// What says which form a field has.
const FORM: [&str; 3] = ["type", "pattern", "format"];

/// The relations, with groups that they did not know. What they say already stays as it is.
pub(super) fn extend(known: Value, documents: &BTreeMap<&str, &Value>, boundaries: &[String]) -> Value {
    let mut relations = known;
    if !relations.is_object() {
        let boundary: Vec<&str> = boundaries.iter().map(|pointer| pointer.trim_start_matches('/')).collect();
        relations = json!({ "boundary": boundary, "description": "What all types of a group require, in one form.", "groups": {} });
    }
    let mut members: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for (name, document) in documents {
        let aggregate = document.pointer("/properties/aggregate_type/const").and_then(Value::as_str);
        let groups: BTreeSet<String> =
            actions(name).chain(aggregate.map(str::to_owned)).chain([ALL.to_owned()]).collect();
        for group in groups {
            members.entry(group).or_default().push(document);
        }
    }
    let Some(groups) = relations.get_mut("groups").and_then(Value::as_object_mut) else { return relations };
    let everywhere = match groups.get(ALL).and_then(|all| all.get("envelope")?.as_object()) {
        Some(known) => known.clone(),
        None => shared(members.get(ALL).map_or(&[], Vec::as_slice), ""),
    };
    for (name, documents) in &members {
        let of_action = name.strip_prefix(ALL).filter(|action| !action.is_empty());
        // Of two names for the same types the shorter one finds more relatives.
        let has_shorter_name = of_action.is_some_and(|action| {
            actions(action).any(|shorter| members.get(&shorter).is_some_and(|others| others.len() == documents.len()))
        });
        if groups.contains_key(name) || documents.len() < MIN_TYPES || has_shorter_name {
            continue;
        }
        let mut envelope = shared(documents, "");
        if name != ALL {
            envelope.retain(|field, form| everywhere.get(field) != Some(form));
        }
        let data = shared(documents, "/properties/data");
        if name == ALL || !envelope.is_empty() || !data.is_empty() {
            groups.insert(name.clone(), json!({ "types": documents.len(), "envelope": envelope, "data": data }));
        }
    }
    relations
}

/// The groups that a type is in because of the end of its name: `*Assigned` and `*OwnerAssigned` of `AccountOwnerAssigned`.
fn actions(name: &str) -> impl Iterator<Item = String> {
    let words = name.char_indices().skip(1).filter(|(_, letter)| letter.is_ascii_uppercase());
    words.filter_map(|(at, _)| Some(format!("{ALL}{}", name.get(at..)?)))
}

/// The fields that an object of each document requires, with the form that they have in all of them.
fn shared(documents: &[&Value], object: &str) -> Map<String, Value> {
    let mut all: Option<Map<String, Value>> = None;
    for document in documents {
        let fields = document.pointer(object).map(required).unwrap_or_default();
        all = Some(match all {
            None => fields,
            Some(all) => {
                let both = |(name, form): (String, Value)| {
                    let both = common(&form, fields.get(&name)?)?;
                    Some((name, both))
                };
                all.into_iter().filter_map(both).collect()
            }
        });
    }
    all.unwrap_or_default()
}

fn required(object: &Value) -> Map<String, Value> {
    let names = object.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let field = |name: &str| {
        let form = form(object.get("properties")?.get(name)?)?;
        Some((name.to_owned(), form))
    };
    names.filter_map(field).collect()
}

/// The form of a field, without what differs between fields of one kind.
fn form(field: &Value) -> Option<Value> {
    if let Some(constant) = field.get("const") {
        return Some(json!({ "type": if constant.is_string() { "string" } else { "integer" } }));
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
