use std::{
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use dynamodb_store::local_table::LocalTable;
use event_schema::Registry;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use lambda_host::quarantine::{Quarantine, QuarantineError};

use super::{BUDGET, Bus, HandleError, Payload, Validator, ViolationRecords};
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
    async fn announce(&self, announcement: &Announcement) -> Result<(), PortError> {
        if self.hangs {
            // The clock runs only once the table has answered: paused earlier, it would run out while a socket is waited for.
            tokio::time::pause();
            std::future::pending::<()>().await;
        }
        if self.failures.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(PortError { code: "ThrottlingException".to_owned() });
        }
        self.heard.lock().expect("no panic").push(announcement.clone());
        Ok(())
    }
}

#[derive(Clone, Default)]
struct Shelf {
    notices: Arc<Mutex<Vec<Notice>>>,
    broken: bool,
    delay: Duration,
}

impl Quarantine<Notice> for Shelf {
    async fn send(&self, notice: &Notice) -> Result<(), QuarantineError> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        if self.broken {
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
        let records = ViolationRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
        Self { validator: validator(records, shelf), _table: Some(table) }
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

fn validator(records: ViolationRecords, quarantine: Shelf) -> Validator<Listener, Shelf> {
    Validator { registry: Registry::embedded().expect("a registry"), records, bus: Listener::default(), quarantine }
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
    let counts: Vec<_> = stage.heard().iter().map(|announcement| announcement.data.count).collect();
    assert_eq!(counts, [1, 10]);
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
    let records = ViolationRecords::new(table.client().clone(), "no_such_table".to_owned());
    let stage = Stage { validator: validator(records, Shelf::default()), _table: Some(table) };
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
    let text = serde_json::to_string(&notices[1]).expect("JSON");
    assert_eq!(text, r#"{"function":"schema-validator","reason":"body_unreadable","message_id":"m1","body":"secret"}"#);
}

/// Lost in neither place: what could not be set aside comes again.
#[tokio::test]
async fn a_message_that_cannot_be_set_aside_comes_again() {
    let stage = Stage::new(Shelf { broken: true, ..Shelf::default() }).await;
    assert_eq!(stage.handle(&["x", &valid().to_string()]).await, ["m0"]);
}

/// A time-out of the function loses the partial answer, and then all messages come again, also those that are done.
#[tokio::test]
async fn what_is_not_done_in_time_comes_again_and_nothing_else() {
    let stage = Stage::new(Shelf { delay: BUDGET * 2 / 5, ..Shelf::default() }).await;
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let valid = valid().to_string();
    let failed = stage.handle(&["a", &valid, "b", "cut off", "not begun", &valid]).await;
    assert_eq!(failed, ["m3", "m4", "m5"]);
    assert!(started.elapsed() < BUDGET + Duration::from_millis(10), "{:?}", started.elapsed());
    let notices = stage.validator.quarantine.notices.lock().expect("no panic");
    assert_eq!(notices.iter().map(|notice| notice.body.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

/// The answer must also come where one message would use up all the time, and what it had to announce must not be lost.
#[tokio::test]
async fn a_message_that_takes_all_the_time_is_cut_off_and_announced_later() {
    let mut stage = Stage::new(Shelf::default()).await;
    stage.validator.bus.hangs = true;
    let event = without_capsule();
    assert_eq!(stage.handle(&[&valid().to_string(), &event, "not begun"]).await, ["m1", "m2"]);
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
    assert!(stage.handle(&[&event.to_string()]).await.is_empty());
    assert!(stage.heard().is_empty());
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

/// Many broken fields are many violations, each recorded; and text in place of names reaches no announcement.
#[tokio::test]
async fn every_violation_of_an_event_is_announced() {
    let stage = Stage::new(Shelf::default()).await;
    let mut event = valid();
    event["detail"] = json!({ "event_type": "Ada <ada@example.com>", "tenant_id": "Ada", "data": {} });
    assert!(stage.handle(&[&event.to_string()]).await.is_empty());
    let heard = stage.heard();
    let kinds: Vec<_> = heard.iter().map(|announcement| announcement.data.kind).collect();
    assert_eq!(kinds, ["isolation_form", "isolation_missing", "type_mismatch", "unknown_type"]);
    assert!(!serde_json::to_string(&heard).expect("JSON").contains("Ada"));
}
