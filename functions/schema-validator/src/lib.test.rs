#[path = "reopened.test.rs"]
mod reopened;

use std::{
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use dynamodb_store::local_table::LocalTable;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use lambda_host::quarantine::{Quarantine, QuarantineError};

use governance::{RecordError, SchemaRecords, Severity, ViolationItem};
use kernel::Timestamp;

use super::{BUDGET, Bus, HandleError, Payload, SeverityPolicy, Validator};
use crate::{
    announcement::Announcement,
    ports::{Notice, PortError},
};

/// A bus that remembers, after it failed a number of times.
#[derive(Clone, Default)]
struct Listener {
    heard: Arc<Mutex<Vec<Announcement>>>,
    failures: Arc<AtomicU32>,
    hangs: bool,
}

impl Bus for Listener {
    async fn announce(&self, announcements: &[Announcement]) -> Result<(), PortError> {
        if self.hangs {
            // The clock runs only once the table has answered: paused earlier, it would run out while a socket is waited for.
            tokio::time::pause();
            std::future::pending::<()>().await;
        }
        if self.failures.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(PortError { code: "ThrottlingException".to_owned() });
        }
        self.heard.lock().expect("no panic").extend_from_slice(announcements);
        Ok(())
    }
}

#[derive(Clone, Default)]
struct Shelf {
    notices: Arc<Mutex<Vec<Notice>>>,
    broken: bool,
    /// The one that it does not take.
    refused: Option<&'static str>,
    delay: Duration,
}

impl Quarantine<Notice> for Shelf {
    async fn send(&self, notice: &Notice) -> Result<(), QuarantineError> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        if self.broken || self.refused.is_some_and(|refused| notice.body == refused) {
            return Err(QuarantineError { code: "no answer".to_owned() });
        }
        self.notices.lock().expect("no panic").push(notice.clone());
        Ok(())
    }
}

/// The function on a table of its own.
struct Stage {
    validator: Validator<Listener, Shelf>,
    _table: Option<LocalTable>,
}

impl Stage {
    async fn new(shelf: Shelf) -> Self {
        let table = LocalTable::start().await;
        Self { validator: validator(&table, LocalTable::NAME, shelf), _table: Some(table) }
    }

    /// The record of the one violation that was announced first.
    async fn record(&self) -> ViolationItem {
        let id = self.heard()[0].aggregate_id;
        self.validator.records.get(id).await.expect("a table").expect("a record")
    }

    /// The ids of the messages that have to come again.
    async fn handle(&self, bodies: &[&str]) -> Vec<String> {
        let message = |(index, body)| json!({ "messageId": format!("m{index}"), "body": body });
        let records: Vec<Value> = bodies.iter().enumerate().map(message).collect();
        let payload: Payload = serde_json::from_str(&json!({ "Records": records }).to_string()).expect("a payload");
        let response = self.validator.handle(payload).await.expect("a batch never fails");
        response.batch_item_failures.into_iter().filter_map(|failure| failure.item_identifier).collect()
    }

    fn heard(&self) -> Vec<Announcement> {
        self.validator.bus.heard.lock().expect("no panic").clone()
    }
}

fn validator(table: &LocalTable, name: &str, quarantine: Shelf) -> Validator<Listener, Shelf> {
    let policy = SeverityPolicy::default();
    Validator::new(table.client(), name, policy, Listener::default(), quarantine).expect("a registry")
}

fn valid() -> Value {
    serde_json::from_str(include_str!("../../../events/bus-event.json")).expect("JSON")
}

fn without_capsule() -> String {
    let mut event = valid();
    event["detail"].as_object_mut().expect("an object").remove("capsule_id");
    event.to_string()
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        // While one thread alone has a subscriber, a line that a thread without one is the first to reach is off for both.
        static ELSEWHERE: Once = Once::new();
        ELSEWHERE.call_once(|| {
            tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(std::io::sink).init();
        });
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().expect("no panic").clone()).expect("UTF-8");
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a JSON line"));
        lines
            .filter(|line| line["target"].as_str().is_some_and(|target| target.starts_with("schema_validator")))
            .collect()
    }
}

/// Silence would leave open whether the validator saw an event at all.
#[tokio::test]
async fn a_valid_event_leaves_its_id_and_nothing_else() {
    let (stage, log) = (Stage::new(Shelf::default()).await, Log::default());
    let _guard = log.listen();
    assert!(stage.handle(&[&valid().to_string()]).await.is_empty());
    let lines = log.lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["message"], &lines[0]["level"]), (&json!("event.validated"), &json!("DEBUG")));
    assert_eq!(lines[0]["event.id"], valid()["detail"]["event_id"]);
    assert!(stage.heard().is_empty());
}

/// The founding promise: an event without its capsule is noticed, named and written down, and holds up nobody.
#[tokio::test]
async fn an_event_without_its_capsule_is_logged_recorded_and_announced() {
    let (stage, log) = (Stage::new(Shelf::default()).await, Log::default());
    let guard = log.listen();
    assert!(stage.handle(&[&without_capsule(), &valid().to_string()]).await.is_empty());
    drop(guard);
    let lines = log.lines();
    let warning = lines.iter().find(|line| line["level"] == "WARN").expect("a warning");
    assert_eq!(warning["message"], "Capsule isolation violation detected");
    for (field, value) in [
        ("entity", json!("account")),
        ("event", json!("AccountCreated")),
        ("event.id", valid()["detail"]["event_id"].clone()),
        ("path", json!("/capsule_id")),
        ("kind", json!("isolation_missing")),
        ("issue", json!("`/capsule_id`: expected an id that starts with `capsule_`, found nothing")),
    ] {
        assert_eq!(warning[field], value, "{field}");
    }
    assert!(warning["impact"].as_str().is_some_and(|impact| impact.contains("another tenant or capsule")));
    let heard = stage.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!((heard[0].data.kind, heard[0].data.count), ("isolation_missing", 1));
}

/// Another violation is not an isolation violation: whoever is called at night needs to tell them apart.
#[tokio::test]
async fn other_violations_have_a_message_of_their_own() {
    let (stage, log) = (Stage::new(Shelf::default()).await, Log::default());
    let guard = log.listen();
    let mut event = valid();
    event["detail"]["data"]["name"] = json!(["Ada Lovelace"]);
    assert!(stage.handle(&[&event.to_string()]).await.is_empty());
    drop(guard);
    let text = format!("{:?}", log.lines());
    assert!(text.contains("Event schema violation detected") && text.contains("/data/name"), "{text}");
    assert!(!text.contains("Ada") && !format!("{:?}", stage.heard()).contains("Ada"), "no value is repeated");
}

/// A service that is wrong is wrong a thousand times: announced at powers of ten, counted always.
#[tokio::test]
async fn a_repeated_violation_is_announced_at_thresholds() {
    let stage = Stage::new(Shelf::default()).await;
    let event = without_capsule();
    assert!(stage.handle(&vec![event.as_str(); 25]).await.is_empty());
    let told = |stage: &Stage| -> Vec<_> {
        stage.heard().iter().map(|announcement| (announcement.data.threshold, announcement.data.count)).collect()
    };
    assert_eq!(told(&stage), [(1, 25), (10, 25)], "no threshold is skipped");
    assert!(stage.handle(&vec![event.as_str(); 74]).await.is_empty());
    assert_eq!(told(&stage).len(), 2);
    assert!(stage.handle(&[&event]).await.is_empty());
    assert_eq!(told(&stage)[2..], [(100, 100)]);
}

/// A crash between counting and announcing must not swallow the first sight.
#[tokio::test]
async fn what_could_not_be_announced_comes_again_and_is_announced_then() {
    let stage = Stage::new(Shelf::default()).await;
    stage.validator.bus.failures.store(1, Ordering::SeqCst);
    let event = without_capsule();
    assert_eq!(stage.handle(&[&valid().to_string(), &event]).await, ["m1"], "only the message that failed comes again");
    assert!(stage.heard().is_empty());
    assert!(stage.handle(&[&event]).await.is_empty());
    assert_eq!(stage.heard().iter().map(|announcement| announcement.data.count).collect::<Vec<_>>(), [2]);
    stage.handle(&[&event]).await;
    assert_eq!(stage.heard().len(), 1, "and then not again");
}

/// A violation that cannot be recorded must come again, while valid events pass.
#[tokio::test]
async fn a_violation_that_cannot_be_recorded_comes_again() {
    let table = LocalTable::start().await;
    let stage = Stage { validator: validator(&table, "no_such_table", Shelf::default()), _table: Some(table) };
    assert_eq!(stage.handle(&[&without_capsule(), &valid().to_string()]).await, ["m0"]);
    assert!(stage.heard().is_empty());
}

/// A message that is no event would otherwise come again until it is dead, and take its batch's time.
#[tokio::test]
async fn a_message_that_is_no_event_is_quarantined_and_not_lost() {
    let stage = Stage::new(Shelf::default()).await;
    let bodies = ["", "secret", "{}", "[1]", r#"{"source":"eva.crm","detail-type":"X"}"#, &valid().to_string()];
    assert!(stage.handle(&bodies).await.is_empty());
    let notices = stage.validator.quarantine.notices.lock().expect("no panic");
    assert_eq!(notices.len(), 5);
    let notice = notices.iter().find(|notice| notice.message_id == "m1").expect("its notice");
    let text = serde_json::to_string(notice).expect("JSON");
    assert_eq!(text, r#"{"function":"schema-validator","reason":"body_not_json","message_id":"m1","body":"secret"}"#);
    let mut reasons: Vec<_> = notices.iter().map(|notice| (notice.message_id.clone(), notice.reason)).collect();
    reasons.sort();
    let reasons: Vec<_> = reasons.into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons, ["body_empty", "body_not_json", "body_not_an_event", "body_not_an_event", "body_not_an_event"]);
}

/// What is nested deeper than any reader follows is a violation like any other, and nobody could look into it if it were gone.
#[tokio::test]
async fn an_event_that_nobody_can_read_is_told_about_and_kept() {
    let stage = Stage::new(Shelf::default()).await;
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    let body = format!(r#"{{"source":"eva.crm","detail-type":"AccountCreated","detail":{deep}}}"#);
    assert!(stage.handle(&[&body, &valid().to_string()]).await.is_empty());
    assert_eq!(stage.heard()[0].data.kind, "malformed");
    let notices = stage.validator.quarantine.notices.lock().expect("no panic");
    assert_eq!((notices.len(), notices[0].reason, notices[0].body.as_str()), (1, "detail_too_deep", body.as_str()));
}

/// Lost in neither place: what could not be set aside comes again.
#[tokio::test]
async fn a_message_that_cannot_be_set_aside_comes_again() {
    let stage = Stage::new(Shelf { refused: Some("x"), ..Shelf::default() }).await;
    assert_eq!(stage.handle(&["x", &valid().to_string(), "y", &without_capsule()]).await, ["m0"]);
    let stage = Stage::new(Shelf { broken: true, ..Shelf::default() }).await;
    assert_eq!(stage.handle(&["x", "y"]).await, ["m0", "m1"]);
}

/// A time-out of the function loses the partial answer, and then all messages come again, also those that are done.
#[tokio::test]
async fn what_is_not_done_in_time_comes_again_and_nothing_else() {
    let stage = Stage::new(Shelf { delay: BUDGET * 2 / 5, ..Shelf::default() }).await;
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    // Eight at once: two rounds are done, the third is cut off, and the fourth is not begun.
    let bodies: Vec<_> = (0..30).map(|n| if n == 1 { valid().to_string() } else { format!("x{n}") }).collect();
    let failed = stage.handle(&bodies.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(failed, (17..30).map(|n| format!("m{n}")).collect::<Vec<_>>());
    assert!(started.elapsed() < BUDGET + Duration::from_millis(10), "{:?}", started.elapsed());
    assert_eq!(stage.validator.quarantine.notices.lock().expect("no panic").len(), 16);
}

/// The answer must also come where one message would use up all the time, and what it had to announce must not be lost.
#[tokio::test]
async fn a_message_that_takes_all_the_time_is_cut_off_and_announced_later() {
    let mut stage = Stage::new(Shelf::default()).await;
    stage.validator.bus.hangs = true;
    let event = without_capsule();
    assert_eq!(stage.handle(&[&valid().to_string(), &event, "set aside"]).await, ["m1"]);
    tokio::time::resume();
    stage.validator.bus.hangs = false;
    assert!(stage.handle(&[&event]).await.is_empty());
    assert_eq!(stage.heard().iter().map(|announcement| announcement.data.count).collect::<Vec<_>>(), [2]);
}

/// A single event has no partial answer to save, and still is an error of ours with a reason.
#[tokio::test]
async fn a_single_event_that_takes_too_long_is_an_error() {
    let mut stage = Stage::new(Shelf::default()).await;
    stage.validator.bus.hangs = true;
    let event = serde_json::from_str::<Payload>(&without_capsule()).expect("a payload");
    assert!(matches!(stage.validator.handle(event).await, Err(HandleError::TimeUp)));
}

/// A violation event that is validated as an event of the CRM is a violation, whose event is one: for ever.
#[tokio::test]
async fn an_announcement_is_never_validated() {
    let stage = Stage::new(Shelf::default()).await;
    let mut event = valid();
    event["source"] = json!("eva.governance");
    event["detail"] = json!({});
    event["detail-type"] = json!("EventSchemaViolationDetected");
    assert!(stage.handle(&[&event.to_string()]).await.is_empty());
    assert!(stage.heard().is_empty());
    // What only speaks in its name is.
    event["detail-type"] = json!("AccountCreated");
    assert!(stage.handle(&[&event.to_string()]).await.is_empty());
    assert!(!stage.heard().is_empty());
}

/// A rule can invoke the function with the event itself; then the invocation is what comes again.
#[tokio::test]
async fn a_single_event_is_checked_like_a_message() {
    let stage = Stage::new(Shelf::default()).await;
    let event = || serde_json::from_str::<Payload>(&without_capsule()).expect("a payload");
    stage.validator.bus.failures.store(1, Ordering::SeqCst);
    assert!(stage.validator.handle(event()).await.is_err());
    assert!(stage.validator.handle(event()).await.is_ok());
    assert_eq!(stage.heard().len(), 1);
    assert!(stage.validator.handle(Payload::Unreadable).await.is_err());
}

/// What nobody can read is kept whoever delivers it: an invocation has no queue that it stays in.
#[tokio::test]
async fn a_single_event_that_nobody_can_read_is_kept() {
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    let event = format!(r#"{{"id":"7bf73129","source":"eva.crm","detail-type":"AccountCreated","detail":{deep}}}"#);
    let payload = || serde_json::from_str::<Payload>(&event).expect("a payload");
    let stage = Stage::new(Shelf::default()).await;
    assert!(stage.validator.handle(payload()).await.is_ok());
    let notices = stage.validator.quarantine.notices.lock().expect("no panic").clone();
    let [notice] = notices.as_slice() else { panic!("one notice: {notices:?}") };
    assert_eq!((notice.message_id.as_str(), notice.reason, &notice.body), ("7bf73129", "detail_too_deep", &event));
    let broken = Stage::new(Shelf { broken: true, ..Shelf::default() }).await;
    assert!(broken.validator.handle(payload()).await.is_err());
}

/// Many broken fields are many violations, each recorded; and text in place of names reaches no announcement.
#[tokio::test]
async fn every_violation_of_an_event_is_announced() {
    let stage = Stage::new(Shelf::default()).await;
    let mut event = valid();
    event["detail"] = json!({ "event_type": "Ada <ada@example.com>", "tenant_id": "Ada", "data": {} });
    assert!(stage.handle(&[&event.to_string()]).await.is_empty());
    let heard = stage.heard();
    let mut kinds: Vec<_> = heard.iter().map(|announcement| announcement.data.kind).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["isolation_form", "isolation_missing", "type_mismatch", "unknown_type"]);
    assert!(!serde_json::to_string(&heard).expect("JSON").contains("Ada"));
}

/// Ten thousand lines about one mistake hide the other one, and a write for each is paid for each.
#[tokio::test]
async fn a_violation_is_logged_and_written_once_for_a_batch() {
    let table = LocalTable::in_process().await;
    let stage = Stage { validator: validator(&table, LocalTable::NAME, Shelf::default()), _table: None };
    let (log, event) = (Log::default(), without_capsule());
    table.count_calls();
    let guard = log.listen();
    assert!(stage.handle(&vec![event.as_str(); 500]).await.is_empty());
    drop(guard);
    let lines = log.lines();
    let warnings: Vec<_> = lines.iter().filter(|line| line["level"] == "WARN").collect();
    assert_eq!(warnings.len(), 1, "{lines:?}");
    assert_eq!((&warnings[0]["count"], &warnings[0]["severity"]), (&json!(500), &json!("critical")));
    assert_eq!(table.take_calls().len(), 2, "the count, and the mark of what was announced");
    assert_eq!(stage.record().await.count, 500);
}

/// Whoever is told to come again for a write of somebody else repeats it; whoever is not, though its own failed, is lost.
#[tokio::test]
async fn exactly_those_come_again_whose_violation_could_not_be_written_down() {
    let table = LocalTable::in_process().await;
    let stage = Stage { validator: validator(&table, LocalTable::NAME, Shelf::default()), _table: None };
    let (broken, mut odd) = (without_capsule(), valid());
    odd["detail"]["data"]["name"] = json!(7);
    let (odd, valid) = (odd.to_string(), valid().to_string());
    stage.validator.bus.failures.store(1, Ordering::SeqCst);
    let failed = stage.handle(&[&valid, &broken, &odd, &broken, "poison", &odd, &valid]).await;
    assert_eq!(failed, ["m1", "m3"], "those of the first violation, and no other");
    assert_eq!(stage.heard().iter().map(|heard| heard.data.kind).collect::<Vec<_>>(), ["wrong_form"]);
    assert!(stage.handle(&[&broken, &broken]).await.is_empty());
    let heard = stage.heard();
    // At least two: what could not be announced was counted, and is counted again.
    assert_eq!((heard.len(), heard[1].data.kind, heard[1].data.count), (2, "isolation_missing", 4));
}

/// An event of a type that somebody registered is checked by that; while nobody can say whether one is registered, it comes again.
#[tokio::test]
async fn a_registered_type_is_known_and_one_that_cannot_be_looked_up_comes_again() {
    let table = LocalTable::in_process().await;
    let stage = Stage { validator: validator(&table, LocalTable::NAME, Shelf::default()), _table: None };
    let schema = json!({ "x-eva-isolation": "capsule", "x-eva-source": "acme.billing", "type": "object" }).to_string();
    let item = governance::SchemaItem {
        digest: governance::SchemaItem::digest_of("InvoiceIssued"),
        kind: governance::SchemaItem::KIND.to_owned(),
        event_type: "InvoiceIssued".to_owned(),
        version: 1,
        owner: "billing".to_owned(),
        source: "acme.billing".to_owned(),
        text: schema,
        registered_at: Timestamp::EPOCH,
    };
    SchemaRecords::new(table.client().clone(), LocalTable::NAME.to_owned()).register(&item).await.expect("registered");
    let of_type = |event_type: &str| {
        let mut event = valid();
        event["source"] = json!("acme.billing");
        event["detail-type"] = json!(event_type);
        event["detail"]["event_type"] = json!(event_type);
        event.to_string()
    };
    assert!(stage.handle(&[&of_type("InvoiceIssued"), &of_type("InvoiceIssued")]).await.is_empty());
    assert!(stage.heard().is_empty(), "{:?}", stage.heard());
    assert!(stage.handle(&[&of_type("InvoicePaid")]).await.is_empty());
    let kinds: Vec<_> = stage.heard().iter().map(|heard| heard.data.kind).collect();
    assert!(kinds.contains(&"unknown_type"), "{kinds:?}");
    let nowhere = Stage { validator: validator(&table, "no_such_table", Shelf::default()), _table: None };
    assert_eq!(nowhere.handle(&[&of_type("InvoiceIssued"), &valid().to_string()]).await, ["m0"]);
}

/// One record in two scopes is seen beside its relatives only, in one batch and over two.
#[tokio::test]
async fn a_stream_in_two_scopes_is_critical() {
    let stage = Stage::new(Shelf::default()).await;
    let mut strange = valid();
    strange["detail"]["capsule_id"] = json!("capsule_01h2xcejqtf2nbrexx3vqjhp49");
    strange["detail"]["event_id"] = json!("0188bac7-4afa-78aa-bc3b-bd1eef28d8ff");
    assert!(stage.handle(&[&valid().to_string()]).await.is_empty());
    assert!(stage.heard().is_empty());
    assert!(stage.handle(&[&strange.to_string()]).await.is_empty());
    let heard = stage.heard();
    assert_eq!((heard.len(), heard[0].data.kind, heard[0].data.severity), (1, "scope_changed", Severity::Critical));
    assert_eq!(
        heard[0].data.offending_event_id.map(|id| id.to_string()).as_deref(),
        strange["detail"]["event_id"].as_str()
    );
    assert!(stage.handle(&[&valid().to_string(), &valid().to_string()]).await.is_empty());
    assert_eq!(stage.heard().len(), 1, "a repeated delivery is no violation");
}

/// A message must not be forgotten because the record of its violation belongs to somebody who does not answer.
#[test]
fn an_error_of_the_table_has_its_code() {
    let error = HandleError::from(RecordError::Call { code: "ThrottlingException".to_owned() });
    assert!(error.to_string().contains("ThrottlingException"), "{error}");
}
