//! What the store makes of the engine's answers to a write: each must be told truly, because `execute` acts on it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region, timeout::TimeoutConfig},
};
use dynamodb_store::DynamoDbStore;
use kernel::{
    AppendError, CommandKey, CommandRecord, Commit, Digest, KeyName, LoadError, Store as _, TypedId as _,
    contract::{Ledger, LedgerOpened, commit, ledger, scope},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// What the engine says to every request; `None` is silence.
type Answer = Option<(u16, String)>;

/// A store on an engine that says the answers one after the other, and the count of requests that reached it.
async fn store(answers: Vec<Answer>) -> (DynamoDbStore, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
    let endpoint = format!("http://{}", listener.local_addr().expect("a local address"));
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let answer = answers.get(count.fetch_add(1, Ordering::Relaxed)).or(answers.last()).cloned().flatten();
            tokio::spawn(async move {
                let mut request = [0; 64 * 1024];
                let _ = socket.read(&mut request).await;
                let Some((status, body)) = answer else { return std::future::pending().await };
                let head =
                    format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                let _ = socket.write_all((head + &body).as_bytes()).await;
            });
        }
    });
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(300)).build())
        .endpoint_url(endpoint)
        .build();
    (DynamoDbStore::new(Client::from_conf(config), "platform_data".to_owned()), requests)
}

fn error(status: u16, code: &str) -> Answer {
    Some((status, json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "m"}).to_string()))
}

fn cancelled<const ITEMS: usize>(codes: [&str; ITEMS]) -> Answer {
    let reasons: Vec<_> = codes.iter().map(|code| json!({"Code": code, "Message": "m"})).collect();
    let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    Some((400, json!({"__type": kind, "Message": "cancelled", "CancellationReasons": reasons}).to_string()))
}

/// A command of six items: one event, the state, what is published, one claim, the anchor, the record.
fn six_items() -> Commit<Ledger> {
    let opened = LedgerOpened { name: "a".to_owned() }.into();
    let mut commit = commit::<Ledger>(scope(1, 1), ledger(1), None, vec![opened]);
    commit.record = Some(CommandRecord {
        key: CommandKey { function: KeyName::new("TEST"), digest: Digest::of(&[b"k"]) },
        request: Digest::of(&[b"r"]),
        aggregate_id: ledger(1).erase(),
        version: 1,
        status: 200,
        expires_at: kernel::Timestamp::EPOCH.plus_seconds(1),
    });
    commit
}

async fn append(answers: Vec<Answer>) -> (String, usize) {
    append_of(&six_items(), answers).await
}

async fn append_of(commit: &Commit<Ledger>, answers: Vec<Answer>) -> (String, usize) {
    let (store, requests) = store(answers).await;
    let outcome = match store.append(commit).await {
        Ok(()) => "written".to_owned(),
        Err(AppendError::Conflict) => "conflict".to_owned(),
        Err(AppendError::CommandRecorded) => "recorded".to_owned(),
        Err(AppendError::ClaimTaken { .. }) => "taken".to_owned(),
        Err(AppendError::Reference(refused)) => format!("reference: {:?}", refused.refusal),
        Err(AppendError::Blocked { .. }) => "blocked".to_owned(),
        Err(AppendError::Contention(error)) => format!("busy: {}", error.code()),
        Err(AppendError::TooLarge { .. }) => "too large".to_owned(),
        Err(AppendError::Unknown(error)) => format!("unknown: {}", error.code()),
        Err(AppendError::Unreadable(error)) => format!("unreadable: {error}"),
        Err(AppendError::Failed(error)) => format!("failed: {}", error.code()),
    };
    (outcome, requests.load(Ordering::Relaxed))
}

/// When the SDK repeats a write whose answer was lost and is then throttled, it tells of the throttling alone: a write that stands
/// would be taken for one that was refused, and the command be carried out twice.
#[tokio::test]
async fn a_lost_answer_is_not_hidden_by_a_repetition() {
    let throttled = error(400, "ThrottlingException");
    assert_eq!(append(vec![None, throttled]).await, ("unknown: time-out".to_owned(), 1));
}

/// An engine's failure that is taken for a "no" loses a write that stands; one that is taken for "unknown" costs a look.
#[tokio::test]
async fn a_failed_write_is_told_as_what_it_is() {
    for (answer, expected) in [
        (error(400, "ThrottlingException"), "busy: ThrottlingException"),
        (error(400, "ProvisionedThroughputExceededException"), "busy: ProvisionedThroughputExceededException"),
        (error(500, "InternalServerError"), "unknown: InternalServerError"),
        (error(503, "ServiceUnavailable"), "unknown: ServiceUnavailable"),
        (error(400, "TransactionInProgressException"), "unknown: TransactionInProgressException"),
        (error(400, "ValidationException"), "failed: ValidationException"),
        (error(400, "AccessDeniedException"), "failed: AccessDeniedException"),
        (Some((200, "{}".to_owned())), "written"),
    ] {
        assert_eq!(append(vec![answer]).await.0, expected);
    }
}

/// A duplicate must read the record whatever else it collided with, and wait for it while its twin is writing; without a key a
/// collision on the own stream is decided again and ends as 409; a collision on somebody else's item is only busy.
#[tokio::test]
async fn a_cancelled_transaction_is_read_by_what_each_item_is_for() {
    const NONE: &str = "None";
    const NO: &str = "ConditionalCheckFailed";
    const COLLISION: &str = "TransactionConflict";
    for (codes, expected) in [
        ([NO, NONE, NONE, NONE, NONE, NONE], "conflict"),
        ([NONE, NO, NONE, NONE, NONE, NONE], "conflict"),
        ([NO, NO, NONE, NO, NO, NO], "recorded"),
        ([NONE, NONE, NONE, NO, NONE, NO], "recorded"),
        ([COLLISION, COLLISION, NONE, NONE, NONE, NONE], "busy: TransactionConflict, TransactionConflict"),
        ([COLLISION, NONE, NONE, NONE, NONE, NONE], "busy: TransactionConflict"),
        ([COLLISION, NONE, NONE, NONE, NONE, NO], "recorded"),
        (
            [COLLISION, COLLISION, NONE, NONE, NONE, COLLISION],
            "busy: TransactionConflict, TransactionConflict, TransactionConflict",
        ),
        ([NONE, NONE, NONE, COLLISION, NONE, NONE], "busy: TransactionConflict"),
        // A twin with the same key has written some of its items, and its record is about to follow.
        ([NONE, NONE, NONE, NO, NONE, COLLISION], "busy: ConditionalCheckFailed, TransactionConflict"),
        (
            [NO, NO, NONE, NONE, NONE, COLLISION],
            "busy: ConditionalCheckFailed, ConditionalCheckFailed, TransactionConflict",
        ),
        ([NONE, NONE, NONE, NONE, COLLISION, NONE], "busy: TransactionConflict"),
        ([NONE, "ThrottlingError", NONE, NONE, NONE, NONE], "busy: ThrottlingError"),
        ([NONE, NONE, NONE, NONE, NONE, "ProvisionedThroughputExceeded"], "busy: ProvisionedThroughputExceeded"),
        ([NONE, "ItemCollectionSizeLimitExceeded", NONE, NONE, NONE, NONE], "failed: ItemCollectionSizeLimitExceeded"),
        (["ValidationError", NONE, NONE, COLLISION, NONE, NONE], "failed: ValidationError, TransactionConflict"),
        ([NONE, NONE, NONE, NONE, NONE, NONE], "failed: "),
    ] {
        assert_eq!(append(vec![cancelled(codes)]).await.0, expected, "{codes:?}");
    }
    for (codes, expected) in [
        ([COLLISION, NONE, NONE, NONE, NONE], "conflict"),
        ([COLLISION, COLLISION, COLLISION, NONE, COLLISION], "conflict"),
        ([NONE, NONE, NONE, COLLISION, NONE], "busy: TransactionConflict"),
    ] {
        let without_a_key = Commit { record: None, ..six_items() };
        assert_eq!(append_of(&without_a_key, vec![cancelled(codes)]).await.0, expected, "{codes:?} without a key");
    }
}

/// Before a no the store looks for the record of a twin. A look that a transaction is in the way of must be repeated; one that is taken
/// for "no record" makes the no untrue.
#[tokio::test]
async fn a_look_for_a_record_that_is_being_written_is_repeated() {
    let look = async |answer: Answer| {
        let (store, _) = store(vec![answer]).await;
        let key = CommandKey { function: KeyName::new("TEST"), digest: Digest::of(&[b"k"]) };
        match store.record(&scope(1, 1), &key).await {
            Ok(None) => "none".to_owned(),
            Ok(Some(record)) => panic!("a record out of nothing: {record:?}"),
            Err(LoadError::Unavailable(_)) => "later".to_owned(),
            Err(error) => format!("failed: {error}"),
        }
    };
    assert_eq!(look(cancelled(["TransactionConflict"])).await, "later");
    assert_eq!(look(cancelled(["ProvisionedThroughputExceeded"])).await, "later");
    assert_eq!(look(error(500, "InternalServerError")).await, "later");
    assert_eq!(look(error(400, "ProvisionedThroughputExceededException")).await, "later");
    assert_eq!(look(cancelled(["ValidationError"])).await, "failed: the store failed");
    assert_eq!(look(error(400, "AccessDeniedException")).await, "failed: the store failed");
    assert_eq!(look(Some((200, json!({"Responses": [{}]}).to_string()))).await, "none");
}
