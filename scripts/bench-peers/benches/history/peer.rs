//! The contact on cqrs-es and dynamo-es: the same rules, state and events, and the same encryption of new values; what is stored is not
//! decrypted, as no rule of a rename asks for it.

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType},
};
use cqrs_es::{Aggregate, DomainEvent, EventEnvelope, Query, View, event_sink::EventSink, persist::GenericQuery};
use crm::contact::{
    Contact, ContactCommand, ContactCreated, ContactEvent, ContactId, ContactNameChanged, ContactState, ContactSummary,
};
use dynamo_es::{DynamoCqrs, DynamoViewRepository, dynamodb_aggregate_cqrs, dynamodb_cqrs};
use kernel::{Actor, Aggregate as _, Inputs, Known, Rejection, TypedId as _, contract::uuid};
use lambda_host::clock;
use serde::{Deserialize, Serialize};

use crate::{
    contact::{create, home, rename, sealed, user},
    contender::Keeper,
};

/// How many renames a contact gets in one transaction while its history is made: dynamo-es takes 25 items.
const RENAMES_AT_ONCE: u64 = 24;

/// The table of the view.
const ROWS: &str = "ContactRows";

/// Where the framework takes the state from.
#[derive(Clone, Copy)]
pub enum Mode {
    /// From all events.
    Events,
    /// The same, with what lists show kept in a view. Eva writes that with every state.
    EventsAndView,
    /// From an item that is written with the events.
    Aggregates,
    /// The same, with the view.
    AggregatesAndView,
}

/// The framework.
pub struct Framework(DynamoCqrs<PeerContact>);

impl Framework {
    /// On its tables.
    pub fn new(client: &Client, mode: Mode) -> Self {
        Self(match mode {
            Mode::Events => dynamodb_cqrs(client.clone(), Vec::new(), ()),
            Mode::Aggregates => dynamodb_aggregate_cqrs(client.clone(), Vec::new(), ()),
            Mode::EventsAndView => dynamodb_cqrs(client.clone(), vec![view(client)], ()),
            Mode::AggregatesAndView => dynamodb_aggregate_cqrs(client.clone(), vec![view(client)], ()),
        })
    }
}

/// What keeps the view.
fn view(client: &Client) -> Box<dyn Query<PeerContact>> {
    let rows = DynamoViewRepository::<Row, PeerContact>::new(ROWS, client.clone());
    let mut query = GenericQuery::new(Arc::new(rows));
    query.use_error_handler(Box::new(|error| unreachable!("the view was not written: {error}")));
    Box::new(query)
}

/// What is wished of one contact, at once.
pub struct Wishes(ContactId, Vec<ContactCommand>);

/// The contact's events, as the framework wants them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PeerEvent {
    /// It was entered.
    Created(Box<ContactCreated>),
    /// It has another name.
    NameChanged(ContactNameChanged),
}

impl DomainEvent for PeerEvent {
    fn event_type(&self) -> String {
        match self {
            Self::Created(_) => "ContactCreated",
            Self::NameChanged(_) => "ContactNameChanged",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

/// The contact, as the framework wants it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PeerContact(Option<ContactState>);

impl Aggregate for PeerContact {
    const TYPE: &'static str = "contact";
    type Command = Wishes;
    type Event = PeerEvent;
    type Error = Rejection;
    type Services = ();

    async fn handle(&mut self, wishes: Wishes, (): &(), sink: &EventSink<Self>) -> Result<(), Rejection> {
        let Wishes(id, commands) = wishes;
        for command in commands {
            let inputs =
                Inputs { scope: home(), id, now: clock::now(), actor: Actor::User(user()), known: Known::default() };
            for event in Contact::decide(self.0.as_ref(), &command, &inputs)? {
                let event = match sealed(id, event).await {
                    ContactEvent::Created(data) => PeerEvent::Created(Box::new(data)),
                    ContactEvent::NameChanged(data) => PeerEvent::NameChanged(data),
                    other => unreachable!("a rename makes no {other:?}"),
                };
                sink.write(event, self).await;
            }
        }
        Ok(())
    }

    fn apply(&mut self, event: PeerEvent) {
        let event = match event {
            PeerEvent::Created(data) => ContactEvent::Created(*data),
            PeerEvent::NameChanged(data) => ContactEvent::NameChanged(data),
        };
        self.0 = Contact::evolve(self.0.take(), &event);
    }
}

/// What a list shows of the contact.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Row(Option<ContactSummary>);

impl View<PeerContact> for Row {
    fn update(&mut self, event: &EventEnvelope<PeerContact>) {
        match (&event.payload, &mut self.0) {
            (PeerEvent::Created(data), row) => {
                let state = Contact::evolve(None, &ContactEvent::Created((**data).clone()));
                *row = state.as_ref().map(Contact::summary);
            }
            (PeerEvent::NameChanged(data), Some(row)) => {
                row.given_name.clone_from(&data.given_name);
                row.family_name.clone_from(&data.family_name);
            }
            (PeerEvent::NameChanged(_), None) => {}
        }
    }
}

impl Keeper for Framework {
    async fn prepare(&self, number: u128, events: u64) {
        let id = ContactId::from_uuid(uuid(number));
        self.carry_out(id, vec![create(number, &serde_json::json!([]))]).await;
        let mut turn = 0;
        while turn < events - 1 {
            let until = (events - 1).min(turn + RENAMES_AT_ONCE);
            self.carry_out(id, (turn..until).map(|turn| rename(id, turn).command).collect()).await;
            turn = until;
        }
    }

    async fn rename(&self, number: u128, turn: u64) {
        let id = ContactId::from_uuid(uuid(number));
        self.carry_out(id, vec![rename(id, turn).command]).await;
    }
}

impl Framework {
    async fn carry_out(&self, id: ContactId, commands: Vec<ContactCommand>) {
        let carried_out = self.0.execute_with_metadata(&id.to_string(), Wishes(id, commands), metadata()).await;
        carried_out.expect("a success");
    }
}

/// What Eva records with every event too: where, who, when, and because of which request.
fn metadata() -> HashMap<String, String> {
    let scope = home();
    let [correlation_id, causation_id] = [uuid(1), clock::fresh_uuid()].map(|id| id.to_string());
    let known = [
        ("tenant_id", scope.tenant_id().to_string()),
        ("capsule_id", scope.capsule_id().to_string()),
        ("actor", user().to_string()),
        ("occurred_at", clock::now().to_string()),
        ("correlation_id", correlation_id),
        ("causation_id", causation_id),
    ];
    known.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Makes the framework's tables, as its own template does.
pub async fn create_tables(client: &Client) {
    let partition = ("AggregateTypeAndId", ScalarAttributeType::S);
    create_table(client, "Events", &[partition.clone(), ("AggregateIdSequence", ScalarAttributeType::N)]).await;
    create_table(client, "Snapshots", &[partition]).await;
    create_table(client, ROWS, &[("ViewId", ScalarAttributeType::S)]).await;
}

/// Makes a table without indexes.
pub async fn create_table(client: &Client, name: &str, keys: &[(&str, ScalarAttributeType)]) {
    let mut table = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for ((attribute, attribute_type), key_type) in keys.iter().zip([KeyType::Hash, KeyType::Range]) {
        let key = KeySchemaElement::builder().attribute_name(*attribute).key_type(key_type);
        let definition = AttributeDefinition::builder().attribute_name(*attribute);
        let definition = definition.attribute_type(attribute_type.clone());
        table = table
            .key_schema(key.build().expect("a key"))
            .attribute_definitions(definition.build().expect("an attribute"));
    }
    table.send().await.expect("a table");
}
