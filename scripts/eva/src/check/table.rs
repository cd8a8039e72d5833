//! What stands in the table, read as strongly as the functions read it.

use aws_sdk_dynamodb::types::AttributeValue;
use dynamodb_store::{EventItem, StateItem};
use kernel::Scope;

use super::record::CheckedRecord;
use crate::cloud::{Cloud, CloudError};

/// The table and a client for it.
#[derive(Clone, Debug)]
pub struct Table {
    cloud: Cloud,
    name: String,
}

/// What the partition of an aggregate holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// The sequences of the event items, in the order of the table.
    pub sequences: Vec<u64>,
    /// Whether there is a state item.
    pub has_state: bool,
}

impl Stream {
    /// Whether this is a state with the events 1 to `version`, no more, no less, no gaps.
    #[must_use]
    pub fn is_whole(&self, version: u64) -> bool {
        self.has_state && self.sequences.iter().copied().eq(1..=version)
    }

    fn add(&mut self, sort_key: &str) {
        if sort_key == StateItem::sk_of() {
            self.has_state = true;
        } else if let Some(sequence) =
            sort_key.strip_prefix(EventItem::sk_prefix()).and_then(|sequence| sequence.parse().ok())
        {
            self.sequences.push(sequence);
        }
    }
}

impl Table {
    /// The table with the name.
    #[must_use]
    pub const fn new(cloud: Cloud, name: String) -> Self {
        Self { cloud, name }
    }

    /// The partition of a record, all of its pages.
    ///
    /// # Errors
    /// [`CloudError`] when the table does not answer.
    pub async fn stream(&self, scope: &Scope, record: impl CheckedRecord) -> Result<Stream, CloudError> {
        let mut stream = Stream::default();
        let mut start = None;
        loop {
            let page = self
                .cloud
                .table
                .query()
                .table_name(&self.name)
                .consistent_read(true)
                .key_condition_expression("pk = :pk")
                .projection_expression("sk")
                .expression_attribute_values(":pk", AttributeValue::S(record.partition(scope)))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(self.cloud.failed("reading the table"))?;
            for item in page.items.unwrap_or_default() {
                if let Some(AttributeValue::S(sort_key)) = item.get("sk") {
                    stream.add(sort_key);
                }
            }
            match page.last_evaluated_key {
                Some(key) if !key.is_empty() => start = Some(key),
                _ => return Ok(stream),
            }
        }
    }

    /// Whether there is an item with the key.
    ///
    /// # Errors
    /// [`CloudError`] when the table does not answer.
    pub async fn holds(&self, pk: &str, sk: &str) -> Result<bool, CloudError> {
        let found = self
            .cloud
            .table
            .get_item()
            .table_name(&self.name)
            .consistent_read(true)
            .projection_expression("pk")
            .key("pk", AttributeValue::S(pk.to_owned()))
            .key("sk", AttributeValue::S(sk.to_owned()))
            .send()
            .await
            .map_err(self.cloud.failed("reading the table"))?;
        Ok(found.item.is_some())
    }
}

#[cfg(test)]
#[path = "table.test.rs"]
mod tests;
