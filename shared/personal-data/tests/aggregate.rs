//! An aggregate with personal data, on an encrypted store over one in memory.

#![allow(clippy::expect_used, reason = "helpers of tests stand outside of functions marked as tests")]

use kernel::{
    Actor, Aggregate, AppendError, ClaimSet, Commit, CorrelationId, EventContext, Inputs, KeyName, MemoryStore, NoLink,
    PersonalData, Pii, Rejection, Scope, Store as _, Timestamp, TypedId as _, UserId,
    contract::{scope, uuid},
    in_clear,
};
use personal_data::{EncryptedStore, LocalKeys, local_keys};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    /// The id of a ticket.
    pub struct TicketId = "ticket";
}

/// Somebody asked something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct TicketOpened {
    #[pii]
    requester: Pii<String>,
}

/// Somebody else asks. Tells what was before, too: its new value has another name than in the state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct TicketMoved {
    #[pii]
    from: Pii<String>,
    #[pii]
    to: Pii<String>,
}

/// The same, with the name that it has in the state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct TicketHandedOver {
    #[pii(name = "requester")]
    to: Pii<String>,
}

kernel::domain_events! {
    /// What can happen to a ticket.
    pub enum TicketEvent of TicketId {
        /// Opened.
        Opened(TicketOpened, 1),
        /// Moved.
        Moved(TicketMoved, 1),
        /// Handed over.
        HandedOver(TicketHandedOver, 1),
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, PersonalData)]
struct TicketState {
    #[pii]
    requester: Pii<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Ticket;

impl Aggregate for Ticket {
    const FOLD_VERSION: u32 = 1;
    type Id = TicketId;
    type State = TicketState;
    type Command = ();
    type Event = TicketEvent;
    type Summary = TicketState;
    type Link = NoLink;

    fn decide(_: Option<&TicketState>, (): &(), _: &Inputs<TicketId>) -> Result<Vec<TicketEvent>, Rejection> {
        Ok(Vec::new())
    }

    fn evolve(_: Option<TicketState>, event: &TicketEvent) -> Option<TicketState> {
        let requester = match event {
            TicketEvent::Opened(data) => &data.requester,
            TicketEvent::Moved(data) => &data.to,
            TicketEvent::HandedOver(data) => &data.to,
        };
        Some(TicketState { requester: requester.clone() })
    }

    fn claims(_: &TicketState) -> ClaimSet {
        ClaimSet::new()
    }

    fn list(_: &TicketState) -> KeyName {
        KeyName::new("TICKET")
    }

    fn summary(state: &TicketState) -> TicketState {
        state.clone()
    }
}

type TestStore = EncryptedStore<MemoryStore, LocalKeys>;

fn id(number: u128) -> TicketId {
    TicketId::from_uuid(uuid(number))
}

fn here() -> Scope {
    scope(1, 1)
}

/// What a host writes for an event.
async fn commit(store: &TestStore, id: TicketId, event: TicketEvent) -> Result<Commit<Ticket>, kernel::LoadError> {
    let before = store.load::<Ticket>(&here(), id, None).await?.snapshot;
    let context = EventContext {
        scope: here(),
        occurred_at: Timestamp::EPOCH,
        actor: Actor::User(UserId::from_uuid(uuid(9))),
        correlation_id: CorrelationId::from_uuid(uuid(9)),
        causation_id: uuid(9),
    };
    let version = before.as_ref().map_or(0, |before| before.version);
    let mut events = context.record::<Ticket>(id, version, vec![event], || uuid(9));
    store.seal::<Ticket>(&here(), id, &mut events).await?;
    Ok(Commit::new(here(), id, before, events).expect("a fold"))
}

async fn append(store: &TestStore, id: TicketId, event: TicketEvent) -> Result<(), AppendError> {
    store.append(&commit(store, id, event).await.expect("sealed")).await
}

async fn requester(store: &TestStore, id: TicketId) -> Pii<String> {
    store.load::<Ticket>(&here(), id, None).await.expect("opened").snapshot.expect("a ticket").state.requester
}

fn store() -> (MemoryStore, TestStore) {
    let inner = MemoryStore::new();
    (inner.clone(), EncryptedStore::new(inner, local_keys()))
}

fn opened(name: &str) -> TicketEvent {
    TicketOpened { requester: name.to_owned().into() }.into()
}

/// A value that the fold puts under another name than the event was sealed for would be written, and the record and every list with it
/// could never be read again.
#[tokio::test]
async fn a_value_that_would_not_open_where_the_state_has_it_is_not_written() {
    let (_, store) = store();
    append(&store, id(1), opened("Ada")).await.expect("opened");
    let moved = TicketMoved { from: "Ada".to_owned().into(), to: "Eve".to_owned().into() };
    let refused = append(&store, id(1), moved.into()).await.expect_err("a state that nobody could read");
    let AppendError::Failed(source) = refused else { panic!("{refused:?}") };
    assert_eq!(source.code(), "personal_data");
    assert_eq!(requester(&store, id(1)).await, Pii::new("Ada".to_owned()));

    append(&store, id(1), TicketHandedOver { to: "Eve".to_owned().into() }.into()).await.expect("named");
    assert_eq!(requester(&store, id(1)).await, Pii::new("Eve".to_owned()));
    let listing = kernel::Listing::All(KeyName::new("TICKET"));
    let page = store.list::<Ticket>(&here(), &listing, None, 10).await.expect("a list");
    assert_eq!(page.rows[0].summary.requester, Pii::new("Eve".to_owned()));
}

/// What nobody opened may be somebody else's: carried into another record it would never open again.
#[tokio::test]
async fn a_value_that_was_not_opened_is_not_recorded() {
    let (inner, store) = store();
    append(&store, id(1), opened("Ada")).await.expect("opened");
    let of_other = inner.load::<Ticket>(&here(), id(1), None).await.expect("a load").snapshot.expect("a ticket");
    let event = TicketOpened { requester: of_other.state.requester }.into();
    assert!(matches!(commit(&store, id(2), event).await, Err(kernel::LoadError::Decode(_))));
}

/// An opened value of another record is encrypted for the new one.
#[tokio::test]
async fn an_opened_value_of_another_record_is_recorded_for_its_own() {
    let (_, store) = store();
    append(&store, id(1), opened("Ada")).await.expect("opened");
    let event = TicketOpened { requester: requester(&store, id(1)).await }.into();
    append(&store, id(2), event).await.expect("sealed anew");
    assert_eq!(requester(&store, id(2)).await, Pii::new("Ada".to_owned()));
}

/// Whoever runs a command inside of what writes an answer would store clear text.
#[tokio::test]
async fn nothing_is_encoded_for_a_store_while_clear_text_is_written() {
    let (_, store) = store();
    let commit = commit(&store, id(1), opened("Ada")).await.expect("sealed");
    assert!(matches!(in_clear(|| commit.encode()), Err(AppendError::Failed(_))));
    assert!(commit.encode().is_ok());
}

/// A record that was encrypted with another secret is not damaged, and whoever looks for the cause must be told so.
#[tokio::test]
async fn another_secret_is_told_from_damage() {
    let (inner, store) = store();
    append(&store, id(1), opened("Ada")).await.expect("opened");
    let other = EncryptedStore::new(inner, "A".repeat(43).parse::<LocalKeys>().expect("a secret"));
    let error = other.load::<Ticket>(&here(), id(1), None).await.expect_err("another key");
    let source = std::error::Error::source(&error).and_then(std::error::Error::source).expect("the cause");
    assert!(source.to_string().contains("a key that is not there"), "{source}");
}
