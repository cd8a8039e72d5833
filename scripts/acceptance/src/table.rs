//! The platform's table, past all functions: what only a test or a broken program does.

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{Client, types::AttributeValue};

/// The attributes of an item.
pub type Item = HashMap<String, AttributeValue>;

/// The table.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    pub(crate) fn new(config: &SdkConfig, name: &str) -> Self {
        Self { client: Client::new(config), name: name.to_owned() }
    }

    /// A client of the engine.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// An item.
    ///
    /// # Panics
    /// When the engine does not answer.
    pub async fn get(&self, pk: &str, sk: &str) -> Option<Item> {
        let key = [("pk", pk), ("sk", sk)].map(|(name, value)| (name.to_owned(), text(value)));
        let answer = self.client.get_item().table_name(&self.name).set_key(Some(key.into())).consistent_read(true);
        answer.send().await.expect("an item").item
    }

    /// Writes an item, whatever is in it.
    ///
    /// # Panics
    /// When the engine refuses.
    pub async fn put(&self, item: Item) {
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.expect("the item is written");
    }

    /// How many items stand under the partition key.
    ///
    /// # Panics
    /// When the engine does not answer.
    pub async fn count(&self, pk: &str) -> i32 {
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(pk));
        query.send().await.expect("items").count
    }
}

/// A text attribute.
#[must_use]
pub fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}
