//! The expressions of an update or a check, put together piece by piece.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use kernel::KeyName;

type Attributes = HashMap<String, AttributeValue>;

/// The expressions of an update or a check.
#[derive(Default)]
pub(super) struct Expressions {
    pub(super) sets: Vec<String>,
    pub(super) removes: Vec<String>,
    pub(super) conditions: Vec<String>,
    pub(super) names: HashMap<String, String>,
    pub(super) values: Attributes,
}

impl Expressions {
    pub(super) fn name(&mut self, (alias, name): (&str, &str)) {
        self.names.insert(alias.to_owned(), name.to_owned());
    }

    pub(super) fn set(&mut self, expression: &str, name: (&str, &str), (alias, value): (&str, AttributeValue)) {
        self.sets.push(expression.to_owned());
        self.name(name);
        self.values.insert(alias.to_owned(), value);
    }

    pub(super) fn remove(&mut self, alias: &str, name: &str) {
        self.removes.push(alias.to_owned());
        self.name((alias, name));
    }

    pub(super) fn condition(&mut self, expression: &str, name: (&str, &str)) {
        self.conditions.push(expression.to_owned());
        self.name(name);
    }

    /// The place of a counter in an anchor, as it stands in an expression.
    pub(super) fn counter(&mut self, index: usize, counter: &KeyName) -> String {
        self.name(("#counters", "counters"));
        let alias = format!("#counter{index}");
        self.name((&alias, counter.as_str()));
        format!("#counters.{alias}")
    }
}
