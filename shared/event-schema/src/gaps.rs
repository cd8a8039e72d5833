//! What the schema of another service leaves open about whose its events are. The schemas of the code cannot: their types say it.

use serde_json::Value;

use crate::{
    Incompatibility, Registry, SchemaFile,
    compat::field,
    head::{Head, ISOLATION_KEYWORD, Isolation, PLATFORM_REASON_KEYWORD},
};

impl Registry {
    /// The places where the schema of another service would let an event pass that does not say whose it is: a boundary field that is not required or may
    /// be null, or a platform-level type that does not say why it is one, while the types that it is related to belong to a capsule.
    #[must_use]
    pub fn gaps(&self, file: &SchemaFile) -> Vec<Incompatibility> {
        let says = |pointer: String, reason: String| Incompatibility { path: file.path.clone(), pointer, reason };
        let document: Value = match serde_json::from_str(&file.text) {
            Ok(document) => document,
            Err(error) => return vec![says(String::new(), format!("is no JSON: {error}"))],
        };
        let head = Head::of(&document);
        let name = crate::registry::name_of(&file.path).map(|(name, _)| name);
        let related = self.relatives(name, head.aggregate_type.as_deref());
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
        let mut found = Vec::new();
        for name in fields {
            let problem = match field(&document, "", name) {
                None => "is not there",
                Some(field) if !field.is_required => "may be missing",
                Some(field) if field.takes_null => "may be null",
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

#[cfg(test)]
#[path = "gaps.test.rs"]
mod tests;
