//! The least that a rename can cost which keeps its row in a list: the two SDK calls alone, around the smallest items.

use std::{cell::RefCell, collections::HashMap};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, Put, TransactWriteItem},
};
use crm::contact::ContactId;
use dynamodb_entity::{PK_ATTRIBUTE, SK_ATTRIBUTE};
use dynamodb_store::{EventItem, StateItem, local_table::LocalTable};
use kernel::{AggregateType, TypedId as _, contract::uuid};
use serde_json::{Map, Value};

use crate::{
    contact::home,
    contender::{Eva, Keeper},
};

type Item = HashMap<String, AttributeValue>;

/// What of an event must be an attribute; all else goes into one.
const OF_EVENT: [&str; 5] = [PK_ATTRIBUTE, SK_ATTRIBUTE, "kind", "tenant_id", "capsule_id"];

/// What of a state only says again what its keys say.
const TWICE_IN_STATE: [&str; 5] = ["aggregate_type", "aggregate_id", "list", "shard", "fold_version"];

/// Nothing between the calls: no decoding, no decision, no encoding.
pub struct Floor {
    eva: Eva,
    client: Client,
    ready: RefCell<HashMap<u128, (Item, Item)>>,
}

impl Floor {
    /// On a table with indexes.
    pub fn new(table: &LocalTable) -> Self {
        Self { eva: Eva::new(table), client: table.client().clone(), ready: RefCell::default() }
    }

    async fn get(&self, pk: &str, sk: String) -> Item {
        let get = self.client.get_item().table_name(LocalTable::NAME).consistent_read(true);
        let get = get.key(PK_ATTRIBUTE, text(pk)).key(SK_ATTRIBUTE, text(sk));
        get.send().await.expect("an answer").item.expect("an item")
    }
}

impl Keeper for Floor {
    async fn prepare(&self, number: u128, events: u64) {
        self.eva.prepare(number, events).await;
        let id = ContactId::from_uuid(uuid(number)).erase();
        let pk = StateItem::pk_of(&home(), &AggregateType::of::<ContactId>(), &id);
        let (mut event, rest): (Item, Item) = self
            .get(&pk, EventItem::sk_of(2))
            .await
            .into_iter()
            .partition(|(name, _)| OF_EVENT.contains(&name.as_str()));
        let rest: Map<String, Value> = rest.into_iter().map(|(name, value)| (name, json(value))).collect();
        event.insert("event".to_owned(), text(Value::from(rest).to_string()));
        let mut state = self.get(&pk, StateItem::sk_of()).await;
        state.retain(|name, _| !TWICE_IN_STATE.contains(&name.as_str()));
        self.ready.borrow_mut().insert(number, (event, state));
    }

    async fn rename(&self, number: u128, _: u64) {
        let (mut event, mut state) = self.ready.borrow()[&number].clone();
        let pk = state[PK_ATTRIBUTE].as_s().expect("a text").clone();
        let found = self.get(&pk, StateItem::sk_of()).await;
        let before: u64 = found["version"].as_n().expect("a number").parse().expect("a version");
        event.insert(SK_ATTRIBUTE.to_owned(), text(EventItem::sk_of(before + 1)));
        state.insert("version".to_owned(), number_of(before + 1));
        // The name that the list shows is another one each time.
        let summary =
            state["summary"].as_s().expect("a text").replace("Lovelace", ["Lovelace", "Hamilton"][before as usize % 2]);
        state.insert("summary".to_owned(), text(summary));
        let event = Put::builder().table_name(LocalTable::NAME).set_item(Some(event));
        let event = event.condition_expression("attribute_not_exists(pk)");
        let state = Put::builder().table_name(LocalTable::NAME).set_item(Some(state));
        let state = state.condition_expression("version = :expected");
        let state = state.expression_attribute_values(":expected", number_of(before));
        let [event, state] =
            [event, state].map(|put| TransactWriteItem::builder().put(put.build().expect("a put")).build());
        let write = self.client.transact_write_items().transact_items(event).transact_items(state);
        write.send().await.expect("a transaction");
    }
}

fn json(value: AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => text.into(),
        AttributeValue::N(number) => number.into(),
        other => unreachable!("an event has no {other:?}"),
    }
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number_of(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
