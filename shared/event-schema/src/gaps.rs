//! What the schema of another service leaves open about whose its events are. The schemas of the code cannot: their types say it.

use std::str::FromStr as _;

use kernel::AggregateType;
use serde_json::Value;

use crate::{
    Incompatibility, Registry, SchemaFile,
    compat::field,
    field::is_event_type,
    head::{Head, ISOLATION_KEYWORD, Isolation, PLATFORM_REASON_KEYWORD},
    registry::name_of,
};

impl Registry {
    /// The places where the schema of another service would let an event pass that does not say whose it is: a boundary field that is not required, may
    /// be null or is no text, or a platform-level type that does not say why it is one, while the types that it is related to belong to a capsule. And what keeps all of its
    /// events from being valid: names that are not those of the file, and no kind of aggregate.
    #[must_use]
    pub fn gaps(&self, file: &SchemaFile) -> Vec<Incompatibility> {
        let says = |pointer: String, reason: String| Incompatibility { path: file.path.clone(), pointer, reason };
        let document: Value = match serde_json::from_str(&file.text) {
            Ok(document) => document,
            Err(error) => return vec![says(String::new(), format!("is no JSON: {error}"))],
        };
        let head = Head::of(&document);
        let name = name_of(&file.path).filter(|(name, _)| is_event_type(name));
        let Some((name, version)) = name else {
            let reason =
                "is no schema file: it is called `{EventType}/{version}.json`, as `InvoiceIssued/1.json`".to_owned();
            return vec![says(String::new(), reason)];
        };
        let related = self.relatives(Some(name), head.aggregate_type.as_deref());
        let support = |field: &str| {
            let group = related.iter().find(|(_, group)| group.shares(field));
            group.map(|(_, group)| group.support()).unwrap_or_default()
        };
        let fields = match head.isolation {
            None => {
                let reason = "has to be `capsule`, or `platform` for events of a tenant as a whole".to_owned();
                return vec![says(format!("/{ISOLATION_KEYWORD}"), reason)];
            }
            Some(Isolation::Capsule) => ["tenant_id", "capsule_id"].as_slice(),
            Some(Isolation::Platform) => &["tenant_id"],
        };
        let mut found = misnamed(&document, name, version, says);
        for name in fields {
            let problem = match field(&document, "", name) {
                None => "is not there",
                Some(field) if !field.is_required => "may be missing",
                Some(field) if field.takes_null => "may be null",
                Some(field) if !field.is_text => "is no text",
                Some(_) => continue,
            };
            let reason = format!("{problem}; every event has to say whose it is{}", support(name));
            found.push(says(format!("/properties/{name}"), reason));
        }
        let says_why = document.get(PLATFORM_REASON_KEYWORD).and_then(Value::as_str);
        if head.isolation == Some(Isolation::Platform) && says_why.is_none_or(|reason| reason.trim().is_empty()) {
            let reason = format!(
                "is not there; say why these events belong to no capsule, or give them a `capsule_id`{}",
                support("capsule_id")
            );
            found.push(says(format!("/{PLATFORM_REASON_KEYWORD}"), reason));
        }
        found
    }
}

/// What keeps every event of a schema from being valid, or from being found: once it is registered, only a version that takes the same events may follow.
fn misnamed(
    document: &Value,
    name: &str,
    version: u64,
    says: impl Fn(String, String) -> Incompatibility,
) -> Vec<Incompatibility> {
    let pointer = |field: &str| format!("/properties/{field}");
    let constant = |field: &str| document.pointer(&pointer(field)).and_then(|field| field.get("const"));
    let mut found = Vec::new();
    for (field, called) in [("event_type", Value::from(name)), ("schema_version", version.into())] {
        if constant(field).is_some_and(|constant| *constant != called) {
            let reason = format!("is another constant than {called}, by which the file is called");
            found.push(says(pointer(field), reason));
        }
    }
    let aggregate_type = constant("aggregate_type").and_then(Value::as_str);
    if aggregate_type.is_none_or(|of| AggregateType::from_str(of).is_err()) {
        let reason = "has to be a constant: the kind of aggregate that the events are about, as `invoice`".to_owned();
        found.push(says(pointer("aggregate_type"), reason));
    }
    found
}

#[cfg(test)]
#[path = "gaps.test.rs"]
mod tests;
