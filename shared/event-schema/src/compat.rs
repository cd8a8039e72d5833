//! Whether what was published still holds: every version that is there, and every new one beside it.
//!
//! A published version changes in its words only. A new one is held against the version before it, as schema registries define
//! `BACKWARD`: what reads the new version must be able to read every event of the old one, unless an upcaster turns one into the
//! other. Whatever else is allowed, the fields that say whose an event is stay as they are.

mod accept;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use accept::Documents;
pub(crate) use accept::field;

use crate::{SchemaFile, registry::name_of};

/// The keyword that says whose events these are.
const ISOLATION: &str = "x-eva-isolation";

/// The fields of every event that keys are made of.
const KEY_FIELDS: [&str; 3] = ["tenant_id", "capsule_id", "aggregate_id"];

/// One promise that does not hold any more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("`{path}`: {}{reason}", if .pointer.is_empty() { String::new() } else { format!("`{pointer}` ") })]
pub struct Incompatibility {
    /// The schema file.
    pub path: String,
    /// The place in it, a JSON pointer; of what is gone, where it was. Empty for the file as a whole.
    pub pointer: String,
    /// What is wrong, and how it is mended.
    pub reason: String,
}

/// The version of a type that a type of the code reads by turning its data into those of the next one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Upcast {
    /// `AccountCreated`.
    pub event_type: String,
    /// The version that is read so.
    pub from: u64,
}

/// The promises of the published files that the present ones break, sorted by file. Files that are no schemas (`relations.json`) are
/// left out of the lists by who calls this.
#[must_use]
pub fn incompatibilities(published: &[SchemaFile], present: &[SchemaFile], upcasts: &[Upcast]) -> Vec<Incompatibility> {
    let (before, now) = (by_type(published), by_type(present));
    let mut found = BTreeSet::new();
    for (event_type, versions) in &before {
        for (version, old) in versions {
            match now.get(event_type).and_then(|versions| versions.get(version)) {
                None => {
                    let reason = "is gone; events of it are on record, so bring it back";
                    found.insert(old.says("", reason.to_owned()));
                }
                Some(new) => found.extend(unchanged(old, new)),
            }
        }
    }
    for (event_type, versions) in &now {
        let known = before.get(event_type);
        for (version, new) in versions {
            if known.is_some_and(|known| known.contains_key(version)) {
                continue;
            }
            if let Some(newest) = known.and_then(|known| known.last_key_value()).filter(|(newest, _)| *newest > version)
            {
                let reason = format!("comes after version {}, which is published; take a higher number", newest.0);
                found.insert(new.says("", reason));
            }
            if let Some((number, old)) = versions.range(..*version).next_back() {
                let is_upcast =
                    upcasts.iter().any(|upcast| upcast.event_type == **event_type && upcast.from == *number);
                found.extend(follows(old, new, is_upcast));
            } else if let Err(reason) = &new.document {
                found.insert(new.says("", reason.clone()));
            }
        }
    }
    found.into_iter().collect()
}

/// A file on its way through the comparison.
struct Version<'f> {
    path: &'f str,
    document: Result<Value, String>,
}

impl Version<'_> {
    fn says(&self, pointer: &str, reason: String) -> Incompatibility {
        Incompatibility { path: self.path.to_owned(), pointer: pointer.to_owned(), reason }
    }
}

type Versions<'f> = BTreeMap<u64, Version<'f>>;

fn by_type(files: &[SchemaFile]) -> BTreeMap<&str, Versions<'_>> {
    let mut types: BTreeMap<&str, Versions<'_>> = BTreeMap::new();
    for file in files {
        let Some((event_type, version)) = name_of(&file.path) else { continue };
        let document = serde_json::from_str(&file.text).map_err(|error| format!("is no JSON: {error}"));
        types.entry(event_type).or_default().insert(version, Version { path: &file.path, document });
    }
    types
}

/// What differs between a version as it was published and as it is, other than words.
fn unchanged(old: &Version<'_>, new: &Version<'_>) -> Vec<Incompatibility> {
    // What was published as no JSON was no promise.
    let Ok(before) = &old.document else { return Vec::new() };
    let now = match &new.document {
        Ok(now) => now,
        Err(reason) => return vec![new.says("", reason.clone())],
    };
    let mut found = boundaries(new, before, now);
    let blamed: Vec<String> = found.iter().map(|one| one.pointer.clone()).collect();
    text::differences(before, now, &mut |pointer, what| {
        if !blamed.iter().any(|blamed| !blamed.is_empty() && pointer.starts_with(blamed.as_str())) {
            found.push(
                new.says(pointer, format!("{what}; a published version never changes: raise the event's version")),
            );
        }
    });
    found
}

/// What keeps readers of the new version from events of the old one.
fn follows(old: &Version<'_>, new: &Version<'_>, is_upcast: bool) -> Vec<Incompatibility> {
    let (before, now) = match (&old.document, &new.document) {
        (Ok(before), Ok(now)) => (before, now),
        (_, Err(reason)) => return vec![new.says("", reason.clone())],
        (Err(_), Ok(_)) => return Vec::new(),
    };
    let mut found = boundaries(new, before, now);
    if is_upcast {
        return found;
    }
    let blamed: Vec<String> = found.iter().map(|one| one.pointer.clone()).collect();
    let skipped = "/properties/schema_version";
    Documents { old: before, new: now }.accepts(&mut |pointer, what| {
        if pointer != skipped && !blamed.iter().any(|blamed| blamed == pointer) {
            let end = "readers of the new version cannot read events of the last one; add an upcaster, or keep it";
            found.push(new.says(pointer, format!("{what}: {end}")));
        }
    });
    found
}

/// What was done to the fields that say whose an event is. No version and no upcaster makes that good.
fn boundaries(new: &Version<'_>, before: &Value, now: &Value) -> Vec<Incompatibility> {
    let mut found = Vec::new();
    let isolation = |document: &Value| document.get(ISOLATION).and_then(Value::as_str).map(str::to_owned);
    if isolation(before).as_deref() == Some("capsule") && isolation(now).as_deref() != Some("capsule") {
        let reason = "was `capsule`; events of a capsule never become those of everybody in the tenant".to_owned();
        found.push(new.says(&format!("/{ISOLATION}"), reason));
    }
    let own = before.pointer("/properties/aggregate_type/const").and_then(Value::as_str).map(|own| format!("{own}_id"));
    let top = KEY_FIELDS.iter().map(|field| (String::new(), (*field).to_owned()));
    let below = own.map(|own| ("/properties/data".to_owned(), own));
    for (parent, field) in top.chain(below) {
        let pointer = format!("{parent}/properties/{field}");
        let Some(was) = accept::field(before, &parent, &field) else { continue };
        let reason = match accept::field(now, &parent, &field) {
            None => "was removed",
            Some(is) if was.is_required && !is.is_required => "may be missing now",
            Some(is) if is.takes_null && !was.takes_null => "may be null now",
            // The other way round: every value that it takes now, it took before.
            Some(is) if !(Documents { old: now, new: before }).is_within(is.schema, was.schema) => {
                "takes more than before"
            }
            Some(_) => continue,
        };
        let end = "a field that says whose an event is, or that a key is made of, stays as it is in every version";
        found.push(new.says(&pointer, format!("{reason}; {end}")));
    }
    found
}

#[cfg(test)]
#[path = "compat.test.rs"]
mod tests;
