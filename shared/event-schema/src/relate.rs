//! What related types have in common, so that a type which nobody registered can be held against its relatives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::{
    SchemaFile,
    batch::{SAME_FLOW, SAME_STREAM},
    head::{Head, Isolation},
    registry::name_of,
    related::{ALL, RELATIONS_FILE, actions},
    sorted,
};

/// Of fewer types with one action it is chance what they share.
const MIN_TYPES: usize = 3;
/// What says which form a field has.
const FORM: [&str; 3] = ["type", "pattern", "format"];
/// The fields that say whose an event is.
const BOUNDARY: [&str; 2] = ["capsule_id", "tenant_id"];

/// A type, as its newest version says.
struct Type {
    name: String,
    version: u64,
    document: Value,
    head: Head,
}

/// The relations between the newest versions of the types of these files: per aggregate (`account`), per action (`*Created`), and between all of them
/// (`*`). Shared is what every type of a group requires, in one form; what all types share stands there only.
///
/// A group that the types of the code make up says what they share. Types of other services (`x-eva-owner`) add groups to those, and take
/// nothing away from them. Platform-level types are in no group: they say by themselves whose their events are. Files that are no schemas are left out.
#[must_use]
pub fn relations(files: &[SchemaFile]) -> SchemaFile {
    let types = newest(files);
    let (ours, others): (Vec<&Type>, Vec<&Type>) = types
        .iter()
        .filter(|of| of.head.isolation != Some(Isolation::Platform))
        .partition(|of| of.head.owner.is_none());
    let mut groups = groups(&ours, MIN_TYPES, 1);
    let all: Vec<&Type> = ours.iter().chain(&others).copied().collect();
    for (name, members) in self::groups(&all, MIN_TYPES, MIN_TYPES) {
        groups.entry(name).or_insert(members);
    }
    let everywhere = shared(groups.get(ALL).map_or(&[], Vec::as_slice), Some);
    let mut written = Map::new();
    for (name, documents) in &groups {
        let mut envelope = shared(documents, Some);
        if name != ALL {
            envelope.retain(|field, form| everywhere.get(field) != Some(form));
        }
        let data = shared(documents, |document| resolve(document, document.pointer("/properties/data")?));
        written.insert(name.clone(), json!({ "types": documents.len(), "envelope": envelope, "data": data }));
    }
    let relations = sorted(json!({
        "description": "What all types of a group require, in one form, and what the events of one stream and of one flow share. Generated: `eva schema generate`.",
        "boundary": BOUNDARY,
        "groups": written,
        "same_flow": SAME_FLOW.to_json(),
        "same_stream": SAME_STREAM.to_json(),
    }));
    SchemaFile { path: RELATIONS_FILE.to_owned(), text: format!("{relations:#}\n") }
}

/// The newest version of each type.
fn newest(files: &[SchemaFile]) -> Vec<Type> {
    let mut newest: BTreeMap<&str, Type> = BTreeMap::new();
    for file in files {
        let Some((name, version)) = name_of(&file.path) else { continue };
        let Ok(document) = serde_json::from_str::<Value>(&file.text) else { continue };
        if newest.get(name).is_none_or(|known| known.version < version) {
            let head = Head::of(&document);
            newest.insert(name, Type { name: name.to_owned(), version, document, head });
        }
    }
    newest.into_values().collect()
}

/// The types of each group that has as many: of an action, and of a kind of aggregate.
fn groups<'t>(types: &[&'t Type], of_action: usize, of_aggregate: usize) -> BTreeMap<String, Vec<&'t Value>> {
    let mut members: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for of in types {
        let aggregate = of.head.aggregate_type.clone();
        let groups: BTreeSet<_> = actions(&of.name).chain(aggregate).chain([ALL.to_owned()]).collect();
        for group in groups {
            members.entry(group).or_default().push(&of.document);
        }
    }
    let counts: BTreeMap<String, usize> = members.iter().map(|(name, types)| (name.clone(), types.len())).collect();
    members.retain(|name, types| {
        let is_action = name.strip_prefix(ALL).is_some_and(|action| !action.is_empty());
        // Of two names for the same types the shorter one finds more relatives.
        let has_shorter_name =
            actions(name.trim_start_matches(ALL)).any(|shorter| counts.get(&shorter) == Some(&types.len()));
        types.len() >= if is_action { of_action } else { of_aggregate } && !(is_action && has_shorter_name)
    });
    members
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
