//! The rename without Eva: SDK calls that send the requests of `execute`, byte for byte.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_dynamodb::{
    Client,
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextRef},
    error::BoxError,
    types::{AttributeValue, Put, TransactWriteItem},
};
use crm::contact::{Contact, ContactId, ContactNameChanged};
use dynamodb_entity::{PK_ATTRIBUTE, SK_ATTRIBUTE};
use dynamodb_store::{EventItem, StateItem, local_table::LocalTable};
use kernel::{Actor, Aggregate as _, AggregateType, Pii, Snapshot, TypedId as _};
use lambda_host::clock;
use serde_json::Value;

use crate::contact::{family_name, home, sealed, user};

type Item = HashMap<String, AttributeValue>;

/// One contact, and all about its items that does not change.
pub struct ByHand {
    client: Client,
    id: ContactId,
    pk: String,
    event: Item,
}

impl ByHand {
    /// For a contact that was entered and renamed once.
    pub async fn new(client: &Client, id: ContactId) -> Self {
        let pk = StateItem::pk_of(&home(), &AggregateType::of::<ContactId>(), &id.erase());
        let mut by_hand = Self { client: client.clone(), id, pk, event: Item::new() };
        by_hand.event = by_hand.get(EventItem::sk_of(2)).await;
        by_hand
    }

    async fn get(&self, sk: String) -> Item {
        let get = self.client.get_item().table_name(LocalTable::NAME).consistent_read(true);
        let get = get.key(PK_ATTRIBUTE, text(self.pk.clone())).key(SK_ATTRIBUTE, text(sk));
        get.send().await.expect("an answer").item.expect("an item")
    }

    /// Reads and decodes the state, and nothing else.
    pub async fn load(&self) -> Snapshot<Contact> {
        let item = self.get(StateItem::sk_of()).await;
        serde_json::from_str(body_of(&item)).expect("a snapshot")
    }

    /// Reads the state, changes the name in it, and writes the event and the state.
    pub async fn rename(&self, turn: u64) {
        let mut state = self.get(StateItem::sk_of()).await;
        let mut snapshot: Snapshot<Contact> = serde_json::from_str(body_of(&state)).expect("a snapshot");
        let (now, event_id) = (clock::now(), clock::fresh_uuid());
        let before = snapshot.version;
        snapshot.version += 1;
        snapshot.last_event_id = event_id;
        snapshot.updated_at = now;
        snapshot.updated_by = Actor::User(user());
        let family_name = Pii::new(family_name(turn).parse().expect("a name"));
        let changed = ContactNameChanged {
            contact_id: self.id,
            given_name: snapshot.state.given_name.clone(),
            family_name: Some(family_name),
        };
        let changed = sealed(self.id, changed).await;
        snapshot.state.family_name.clone_from(&changed.family_name);

        let mut event = self.event.clone();
        set(&mut event, SK_ATTRIBUTE, text(EventItem::sk_of(snapshot.version)));
        set(&mut event, "sequence", number(snapshot.version));
        set(&mut event, "event_id", text(event_id.to_string()));
        set(&mut event, "occurred_at", text(now.to_string()));
        set(&mut event, "causation_id", text(clock::fresh_uuid().to_string()));
        set(&mut event, "data", text(serde_json::to_string(&changed).expect("JSON")));

        let summary = Contact::summary(&snapshot.state);
        set(&mut state, "version", number(snapshot.version));
        set(&mut state, "summary", text(serde_json::to_string(&summary).expect("JSON")));
        set(&mut state, "body", text(serde_json::to_string(&snapshot).expect("JSON")));
        self.write(event, state, before).await;
    }

    /// Sends requests of the same size around items that are ready: what the calls alone take.
    pub async fn calls_alone(&self, ready: &Item) {
        let state = self.get(StateItem::sk_of()).await;
        let before = state["version"].as_n().expect("a number").parse().expect("a version");
        let mut event = self.event.clone();
        set(&mut event, SK_ATTRIBUTE, text(EventItem::sk_of(before + 1)));
        let mut state = ready.clone();
        set(&mut state, "version", number(before + 1));
        self.write(event, state, before).await;
    }

    /// The state as it stands, for [`Self::calls_alone`].
    pub async fn ready(&self) -> Item {
        self.get(StateItem::sk_of()).await
    }

    async fn write(&self, event: Item, state: Item, before: u64) {
        let event = Put::builder()
            .table_name(LocalTable::NAME)
            .set_item(Some(event))
            .condition_expression("attribute_not_exists(pk)");
        let state = Put::builder()
            .table_name(LocalTable::NAME)
            .set_item(Some(state))
            .condition_expression("version = :expected")
            .expression_attribute_values(":expected", number(before));
        let [event, state] = [event, state].map(|put| {
            let put = put.build().expect("a put");
            TransactWriteItem::builder().put(put).build()
        });
        let write = self.client.transact_write_items().transact_items(event).transact_items(state);
        write.send().await.expect("a transaction");
    }
}

fn set(item: &mut Item, name: &str, value: AttributeValue) {
    *item.get_mut(name).expect("an attribute of every such item") = value;
}

fn body_of(item: &Item) -> &str {
    item["body"].as_s().expect("a text")
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// Writes down the requests of a client.
#[derive(Clone, Debug, Default)]
pub struct Requests(Arc<Mutex<Vec<Value>>>);

impl Requests {
    /// A client like another one whose requests are written down.
    pub fn of(&self, client: &Client) -> Client {
        Client::from_conf(client.config().to_builder().interceptor(self.clone()).build())
    }

    /// The requests since the last look: every text and number as its length, so that ids and times do not differ.
    pub fn taken(&self) -> Vec<Value> {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        requests.drain(..).map(lengths).collect()
    }
}

impl Intercept for Requests {
    fn name(&self) -> &'static str {
        "Requests"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.request().body().bytes().unwrap_or_default();
        let request = serde_json::from_slice(body)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        Ok(())
    }
}

fn lengths(request: Value) -> Value {
    match request {
        Value::String(text) if text.chars().any(|letter| letter.is_ascii_digit()) => text.len().into(),
        Value::Array(values) => values.into_iter().map(lengths).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, lengths(value))).collect(),
        other => other,
    }
}
