//! What related types have in common, as the committed file says.

use std::{collections::BTreeMap, sync::OnceLock};

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Where it is written, from the root of the repository.
pub const RELATIONS_FILE: &str = "events/relations.json";

/// The group of all types.
pub(crate) const ALL: &str = "*";

/// The groups that a type is in because of the end of its name, the longest first: `*OwnerAssigned` and `*Assigned` of `AccountOwnerAssigned`.
pub(crate) fn actions(event_type: &str) -> impl Iterator<Item = String> {
    let words = event_type.char_indices().skip(1).filter(|(_, c)| c.is_ascii_uppercase());
    words.filter_map(|(at, _)| Some(format!("{ALL}{}", event_type.get(at..)?)))
}

/// All groups of related types.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Relations {
    /// The fields that tell whose an event is. The check of the isolation knows them by name; here they are written for readers.
    #[cfg(test)]
    #[serde(default)]
    boundary: Vec<String>,
    #[serde(default)]
    groups: BTreeMap<String, Group>,
}

/// Types that are related, and what all of them require.
#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    types: usize,
    envelope: Map<String, Value>,
    data: Map<String, Value>,
    #[serde(skip)]
    validator: OnceLock<Option<Validator>>,
}

impl Relations {
    /// The relations of a text that was generated. Without it nothing is known of any.
    pub(crate) fn read(text: &str) -> Self {
        let mut relations: Self = serde_json::from_str(text).unwrap_or_default();
        // What all types share is written down only once.
        let everywhere = relations.groups.get(ALL).map(|all| all.envelope.clone()).unwrap_or_default();
        for group in relations.groups.values_mut() {
            for (name, form) in &everywhere {
                group.envelope.entry(name.clone()).or_insert_with(|| form.clone());
            }
        }
        relations
    }

    /// The relatives of a type: those of its action, of several the ones whose names end most alike, and those of its aggregate.
    pub(crate) fn of(&self, event_type: Option<&str>, aggregate_type: Option<&str>) -> Vec<(&str, &Group)> {
        let find = |name: &str| self.groups.get_key_value(name).map(|(name, group)| (name.as_str(), group));
        let action = event_type.and_then(|event_type| actions(event_type).find_map(|name| find(&name)));
        action.into_iter().chain(aggregate_type.and_then(find)).collect()
    }

    /// Whether a field tells whose an event is.
    #[cfg(test)]
    pub(crate) fn is_boundary(&self, name: &str) -> bool {
        self.boundary.iter().any(|field| field == name)
    }
}

impl Group {
    /// Whether all of them have this field in their envelope.
    pub(crate) fn shares(&self, name: &str) -> bool {
        self.envelope.contains_key(name)
    }

    /// How many of them have what all of them have, for the end of a sentence.
    pub(crate) fn support(&self) -> String {
        format!("; {0} of {0} related types have it", self.types)
    }

    /// What all of them require, as a schema that leaves everything else open.
    pub(crate) fn validator(&self) -> Option<&Validator> {
        let make = || {
            let open = |fields: &Map<String, Value>| {
                let required: Vec<_> = fields.keys().collect();
                json!({ "type": "object", "required": required, "properties": fields })
            };
            let mut schema = open(&self.envelope);
            if !self.data.is_empty()
                && let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
            {
                properties.insert("data".to_owned(), open(&self.data));
            }
            jsonschema::draft202012::options().should_validate_formats(true).build(&schema).ok()
        };
        self.validator.get_or_init(make).as_ref()
    }
}

#[cfg(test)]
#[path = "related.test.rs"]
mod tests;
