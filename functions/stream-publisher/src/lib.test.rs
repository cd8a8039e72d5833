use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use dynamodb_entity::DynamoDbEntity as _;
use dynamodb_store::EventItem;
use kernel::EncodedEvent;
use lambda_host::quarantine::{Quarantine, QuarantineError};
use serde_json::{Value, json, value::RawValue};

use super::{Publisher, StreamBatch};
use crate::{
    bus::{Bus, PutError},
    chunk::{Entry, MAX_BYTES},
    quarantine::{Notice, Reason},
};

type Answer = Result<Vec<Result<(), PutError>>, PutError>;

/// A bus that answers what a test scripts, and then takes everything.
#[derive(Clone, Default)]
pub(crate) struct ScriptedBus {
    pub(crate) script: Arc<Mutex<VecDeque<Answer>>>,
    pub(crate) calls: Arc<Mutex<Vec<Vec<Entry>>>>,
}

impl ScriptedBus {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { script: Arc::new(Mutex::new(answers.into_iter().collect())), ..Self::default() }
    }

    /// The data of the entries of every call.
    pub(crate) fn calls(&self) -> Vec<Vec<u64>> {
        let calls = self.calls.lock().expect("no panic");
        let sequence = |entry: &Entry| serde_json::from_str::<EncodedEvent>(&entry.detail).expect("an event").sequence;
        calls.iter().map(|call| call.iter().map(sequence).collect()).collect()
    }
}

impl Bus for ScriptedBus {
    async fn put(&self, entries: &[Entry]) -> Answer {
        self.calls.lock().expect("no panic").push(entries.to_vec());
        let scripted = self.script.lock().expect("no panic").pop_front();
        scripted.unwrap_or_else(|| Ok(vec![Ok(()); entries.len()]))
    }
}

/// A quarantine that remembers, or that cannot be reached.
#[derive(Clone, Default)]
struct Shelf {
    notices: Arc<Mutex<Vec<Notice>>>,
    broken: bool,
}

impl Quarantine<Notice> for Shelf {
    async fn send(&self, notice: &Notice) -> Result<(), QuarantineError> {
        if self.broken {
            return Err(QuarantineError { code: "no answer".to_owned() });
        }
        self.notices.lock().expect("no panic").push(notice.clone());
        Ok(())
    }
}

pub(crate) fn throttled() -> PutError {
    PutError::Unavailable("ThrottlingException".to_owned())
}

pub(crate) fn refused() -> PutError {
    PutError::Refused("MalformedDetail".to_owned())
}

/// An event of a stream, with a text of its own.
pub(crate) fn event(sequence: u64, name: &str) -> EncodedEvent {
    let event = json!({
        "event_id": format!("0188bac7-4afa-78aa-bc3b-{sequence:012}"),
        "event_type": "LedgerOpened",
        "schema_version": 1,
        "tenant_id": "tenant_01h2xcejqtf2nbrexx3vqjhp41",
        "capsule_id": "capsule_01h2xcejqtf2nbrexx3vqjhp41",
        "aggregate_type": "ledger",
        "aggregate_id": "ledger_01h2xcejqtf2nbrexx3vqjhp41",
        "sequence": sequence,
        "occurred_at": "2026-11-20T22:00:00.123Z",
        "actor": "user_01h2xcejqtf2nbrexx3vqjhp41",
        "correlation_id": "5759e988bd862e3fe1be46a994272793",
        "causation_id": "0188bac7-4afa-78aa-bc3b-bd1eef28d882",
        "data": { "name": name },
    });
    serde_json::from_str(&event.to_string()).expect("an event")
}

/// The record of a new event, as the stream delivers it.
pub(crate) fn record_of(event: EncodedEvent) -> Value {
    let sequence = event.sequence;
    let image = serde_json::to_value(EventItem::from(event).to_item().expect("an item")).expect("JSON");
    json!({
        "eventID": format!("{sequence:032}"),
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-central-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_763_676_000.0,
            "Keys": { "pk": image["pk"], "sk": image["sk"] },
            "NewImage": image,
            "SequenceNumber": format!("{sequence:021}"),
            "SizeBytes": 700,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:123456789012:table/platform_data/stream/2026-11-20T22:00:00.000",
    })
}

pub(crate) fn record(sequence: u64) -> Value {
    record_of(event(sequence, "main"))
}

pub(crate) fn raw(record: &Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(record).expect("JSON")
}

fn batch(records: impl IntoIterator<Item = Value>) -> StreamBatch {
    StreamBatch { records: records.into_iter().map(|record| raw(&record)).collect() }
}

fn sequence_number(sequence: u64) -> String {
    format!("{sequence:021}")
}

/// Handles a batch; answers the first record to come again and the reasons of what was quarantined.
async fn handle(bus: &ScriptedBus, shelf: &Shelf, records: Vec<Value>) -> (Option<String>, Vec<Reason>) {
    let publisher = Publisher::new(bus.clone(), shelf.clone());
    let mut failures = publisher.handle(batch(records)).await.batch_item_failures;
    assert!(failures.len() <= 1, "the stream starts again from one place");
    let reasons = shelf.notices.lock().expect("no panic").iter().map(|notice| notice.reason).collect();
    (failures.pop().and_then(|failure| failure.item_identifier), reasons)
}

/// Every event must reach the bus, in the stream's order.
#[tokio::test]
async fn a_batch_is_published_in_order_in_calls_of_ten() {
    let (bus, shelf) = (ScriptedBus::default(), Shelf::default());
    let outcome = handle(&bus, &shelf, (1..=23).map(record).collect()).await;
    assert_eq!(outcome, (None, vec![]));
    assert_eq!(bus.calls(), [(1..=10).collect::<Vec<_>>(), (11..=20).collect(), (21..=23).collect()]);
}

/// Two large events in one call are refused as a whole.
#[tokio::test]
async fn large_events_are_split_by_size() {
    let (bus, shelf) = (ScriptedBus::default(), Shelf::default());
    let large = |sequence| record_of(event(sequence, &"x".repeat(MAX_BYTES * 2 / 5)));
    handle(&bus, &shelf, (1..=5).map(large).collect()).await;
    assert_eq!(bus.calls(), [vec![1, 2], vec![3, 4], vec![5]]);
}

/// A batch that comes again after a crash must give the same events: consumers know them by their ids.
#[tokio::test]
async fn a_repeated_batch_publishes_the_same_events() {
    let (bus, shelf) = (ScriptedBus::default(), Shelf::default());
    for _ in 0..2 {
        handle(&bus, &shelf, vec![record(1), record(2)]).await;
    }
    let calls = bus.calls.lock().expect("no panic");
    assert_eq!(calls[0], calls[1]);
}

/// One broken record must hold up nobody, and must not be lost either.
#[tokio::test]
async fn a_poison_record_is_quarantined_and_the_others_are_published() {
    let (bus, shelf) = (ScriptedBus::default(), Shelf::default());
    let mut poison = record(2);
    poison["dynamodb"]["NewImage"].as_object_mut().expect("an image").remove("event_id");
    let outcome = handle(&bus, &shelf, vec![record(1), poison, record(3)]).await;
    assert_eq!(outcome, (None, vec![Reason::EventMalformed]));
    assert_eq!(bus.calls(), [[1], [3]]);
    let notices = shelf.notices.lock().expect("no panic");
    let notice = serde_json::to_value(&notices[0]).expect("JSON");
    assert_eq!(notice["sequence_number"], sequence_number(2));
    assert_eq!(notice["sk"], "EVENT#00000000000000000002");
    assert!(!notice.to_string().contains("main"), "no attribute leaves the table: {notice}");
}

/// A record that could be put nowhere must come again, and nothing before it.
#[tokio::test]
async fn a_poison_record_without_quarantine_comes_again() {
    let (bus, shelf) = (ScriptedBus::default(), Shelf { broken: true, ..Shelf::default() });
    let mut poison = record(2);
    poison["dynamodb"]["NewImage"]["sequence"] = json!({ "S": "2" });
    let outcome = handle(&bus, &shelf, vec![record(1), poison, record(3)]).await;
    assert_eq!(outcome, (Some(sequence_number(2)), vec![]));
    assert_eq!(bus.calls(), [[1]], "what stands before it is out, what stands behind it comes again with it");
}

/// Nothing is known about a record that is no record: then the whole batch has to come again.
#[tokio::test]
async fn a_record_without_a_place_takes_the_whole_batch() {
    let (bus, shelf) = (ScriptedBus::default(), Shelf { broken: true, ..Shelf::default() });
    assert_eq!(handle(&bus, &shelf, vec![json!("poison"), record(1)]).await, (Some(String::new()), vec![]));
    let (bus, shelf) = (ScriptedBus::default(), Shelf::default());
    assert_eq!(handle(&bus, &shelf, vec![json!("poison"), record(1)]).await, (None, vec![Reason::RecordMalformed]));
    assert_eq!(bus.calls(), [[1]]);
}

/// An event that the bus takes never must not stop the stream behind it.
#[tokio::test]
async fn an_event_that_the_bus_refuses_is_quarantined() {
    let (bus, shelf) = (ScriptedBus::answering([Ok(vec![Ok(()), Err(refused()), Ok(())])]), Shelf::default());
    let outcome = handle(&bus, &shelf, vec![record(1), record(2), record(3)]).await;
    assert_eq!(outcome, (None, vec![Reason::BusRefused]));
    assert_eq!(bus.calls().len(), 1);
}

/// When the bus is down, the stream must stop at the first event that did not get through, and go on from there.
#[tokio::test(start_paused = true)]
async fn an_unreachable_bus_stops_the_stream_at_the_first_lost_event() {
    let lost = || Ok(vec![Err(throttled()), Err(throttled())]);
    let bus = ScriptedBus::answering(
        std::iter::once(Ok(vec![Ok(()), Err(throttled()), Err(throttled())])).chain((0..1_000).map(|_| lost())),
    );
    let shelf = Shelf::default();
    let outcome = handle(&bus, &shelf, vec![record(1), record(2), record(3)]).await;
    assert_eq!(outcome, (Some(sequence_number(2)), vec![]));
    assert!(bus.calls().len() > 5, "it tried for a while");
}

/// Nothing behind a lost event may overtake it for good: a second call would publish events whose turn comes again.
#[tokio::test(start_paused = true)]
async fn nothing_is_sent_behind_a_lost_event() {
    let bus = ScriptedBus::answering((0..1_000).map(|_| Err(throttled())));
    let outcome = handle(&bus, &Shelf::default(), (1..=15).map(record).collect()).await;
    assert_eq!(outcome.0, Some(sequence_number(1)));
    assert!(bus.calls().iter().all(|call| *call == (1..=10).collect::<Vec<_>>()));
}

/// A wider filter or none must not publish states and claims.
#[tokio::test]
async fn other_kinds_of_items_are_ignored() {
    let (bus, shelf) = (ScriptedBus::default(), Shelf::default());
    let state = json!({
        "eventName": "INSERT",
        "dynamodb": { "NewImage": { "kind": { "S": "state" } }, "SequenceNumber": "1" },
    });
    assert_eq!(handle(&bus, &shelf, vec![state]).await, (None, vec![]));
    assert!(bus.calls().is_empty());
}

/// The runtime reads the payload through a tracking deserialiser: records must come through it as exact text.
#[test]
fn the_payload_of_the_runtime_is_read() {
    let sample = include_str!("../../../events/stream-record.json");
    let mut deserializer = serde_json::Deserializer::from_str(sample);
    let batch: StreamBatch = serde_path_to_error::deserialize(&mut deserializer).expect("a batch");
    assert!(matches!(crate::record::read(&batch.records[0]), crate::record::Reading::Event(..)));
}
