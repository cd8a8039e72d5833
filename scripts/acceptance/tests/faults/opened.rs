//! Personal data of items in clear text: its cipher text is another one in every run.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use kernel::{AnyId, DataSubject, FieldPath, PersonalData, PersonalDataError, PersonalVisitor, Pii, Scope, in_clear};
use personal_data::{local_keys, open};
use serde_json::Value;

/// The attributes that hold JSON text.
const OF_JSON: [&str; 4] = ["body", "data", "link", "summary"];

/// Opens what is encrypted in some items, each for its own record.
pub async fn items(items: &mut [HashMap<String, AttributeValue>]) {
    for item in items {
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        let (Ok(tenant_id), Ok(capsule_id)) = (text("tenant_id").parse(), text("capsule_id").parse()) else { continue };
        let Ok(id) = text("aggregate_id").parse::<AnyId>() else { continue };
        let subject = DataSubject::of_aggregate(&Scope::establish(tenant_id, capsule_id), &id);
        for name in OF_JSON {
            let Some(AttributeValue::S(text)) = item.get_mut(name) else { continue };
            let Ok(mut value) = serde_json::from_str::<Value>(text) else { continue };
            let mut sealed = Vec::new();
            find(&mut value, &mut Vec::new(), &mut sealed);
            for Place { path, value } in sealed {
                let mut personal = At { path, value: serde_json::from_value(value.take()).expect("cipher text") };
                open(&local_keys(), vec![(subject.clone(), &mut personal)]).await.expect("of this record and field");
                *value = in_clear(|| serde_json::to_value(&personal.value)).expect("JSON");
            }
            *text = value.to_string();
        }
    }
}

struct Place<'v> {
    path: Vec<&'static str>,
    value: &'v mut Value,
}

/// All that is encrypted, with its path in the record.
fn find<'v>(value: &'v mut Value, path: &mut Vec<&'static str>, found: &mut Vec<Place<'v>>) {
    match value {
        Value::Object(fields) if fields.contains_key("$enc") => found.push(Place { path: path.clone(), value }),
        Value::Object(fields) => {
            for (name, field) in fields {
                let names: &[&'static str] = match name.as_str() {
                    // The snapshot's own envelope.
                    "state" => &[],
                    "primary_email" => &["emails", "address"],
                    name => &[Box::leak(name.into())],
                };
                path.extend(names);
                find(field, path, found);
                path.truncate(path.len() - names.len());
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| find(value, path, found)),
        _ => {}
    }
}

/// A personal value at a path that is known only now.
struct At {
    path: Vec<&'static str>,
    value: Pii<Value>,
}

impl PersonalData for At {
    const PERSONAL: bool = true;

    fn visit_personal<V: PersonalVisitor>(
        &mut self,
        at: &FieldPath<'_>,
        visitor: &mut V,
    ) -> Result<(), PersonalDataError> {
        fn below<V: PersonalVisitor>(
            at: &FieldPath<'_>,
            path: &[&'static str],
            value: &mut Pii<Value>,
            visitor: &mut V,
        ) -> Result<(), PersonalDataError> {
            match path {
                [] => value.visit_personal(at, visitor),
                [name, rest @ ..] => below(&at.field(name), rest, value, visitor),
            }
        }
        below(at, &self.path, &mut self.value, visitor)
    }
}
