//! The expressions of an update or a check, put together piece by piece.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use kernel::KeyName;

type Attributes = HashMap<String, AttributeValue>;

/// The expressions of an update or a check. Attributes stand in them by their names: none of ours is a reserved word of DynamoDB,
/// and every alias would be more to send and to parse.
#[derive(Default)]
pub(super) struct Expressions {
    pub(super) sets: Vec<String>,
    pub(super) removes: Vec<String>,
    pub(super) conditions: Vec<String>,
    pub(super) names: HashMap<String, String>,
    pub(super) values: Attributes,
}

impl Expressions {
    pub(super) fn value(&mut self, placeholder: &str, value: AttributeValue) {
        self.values.insert(placeholder.to_owned(), value);
    }

    pub(super) fn set(&mut self, name: &str, value: AttributeValue) {
        let placeholder = format!(":{name}");
        self.sets.push(format!("{name} = {placeholder}"));
        self.values.insert(placeholder, value);
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.removes.push(name.to_owned());
    }

    pub(super) fn condition(&mut self, expression: &str) {
        self.conditions.push(expression.to_owned());
    }

    /// The place of a counter in an anchor, as it stands in an expression. What aggregates call their counters may be a reserved
    /// word.
    pub(super) fn counter(&mut self, index: usize, counter: &KeyName) -> String {
        let alias = format!("#counter{index}");
        self.names.insert(alias.clone(), counter.as_str().to_owned());
        format!("counters.{alias}")
    }
}
