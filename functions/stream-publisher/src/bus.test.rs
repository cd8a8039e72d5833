use aws_sdk_eventbridge::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinHandle,
};

use super::{Bus as _, EventBridgeBus, PutError};
use crate::{chunk::Entry, quarantine::Position, tests::event};

/// An endpoint that answers one request with this; its handle gives the request's body.
async fn endpoint(status: u16, answer: &'static str) -> (EventBridgeBus, JoinHandle<Value>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let request = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let (mut text, mut buffer) = (String::new(), [0; 4096]);
        let body = loop {
            let read = stream.read(&mut buffer).await.expect("a request");
            text.push_str(std::str::from_utf8(&buffer[..read]).expect("UTF-8"));
            let body = text.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str(body).ok());
            if let Some(body) = body {
                break body;
            }
        };
        let head = format!(
            "HTTP/1.1 {status} x\r\ncontent-type: application/x-amz-json-1.1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        stream.write_all(format!("{head}{answer}").as_bytes()).await.expect("sent");
        body
    });
    let config = aws_sdk_eventbridge::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("eu-central-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url)
        .build();
    (EventBridgeBus::new(Client::from_conf(config), "eva".to_owned()), request)
}

fn entries(count: u64) -> Vec<Entry> {
    (1..=count).map(|sequence| Entry::new(&event(sequence, "main"), Position::default()).expect("an entry")).collect()
}

/// Rules, archives and traces see the entry's fields, not ours: each must arrive under EventBridge's name for it.
#[tokio::test]
async fn a_call_says_everything_in_the_words_of_the_service() {
    let (bus, request) = endpoint(200, r#"{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"#).await;
    assert_eq!(bus.put(&entries(1)).await, Ok(vec![Ok(())]));
    let entry = request.await.expect("a request")["Entries"][0].clone();
    assert_eq!(entry["EventBusName"], "eva");
    assert_eq!(entry["Source"], "eva.crm");
    assert_eq!(entry["DetailType"], "LedgerOpened");
    assert_eq!(entry["Detail"], entries(1)[0].detail.as_str());
    assert_eq!(entry["Time"], 1_795_212_000.123);
    assert_eq!(entry["TraceHeader"], "Root=1-5759e988-bd862e3fe1be46a994272793");
    assert!(entry.get("Resources").is_none());
}

/// A call that succeeds may hold entries that failed: what may be sent again and what never will must not be mixed up.
#[tokio::test]
async fn the_answers_of_single_entries_are_told_apart() {
    let answer = r#"{"FailedEntryCount":2,"Entries":[{"EventId":"1"},{"ErrorCode":"ThrottlingException","ErrorMessage":"x"},{"ErrorCode":"MalformedDetail","ErrorMessage":"x"}]}"#;
    let (bus, _request) = endpoint(200, answer).await;
    let expected = vec![
        Ok(()),
        Err(PutError::Unavailable("ThrottlingException".to_owned())),
        Err(PutError::Refused("MalformedDetail".to_owned())),
    ];
    assert_eq!(bus.put(&entries(3)).await, Ok(expected));
}

/// A missing permission is our mistake and not the event's: quarantining the event for it would lose the order of all.
#[tokio::test]
async fn the_answers_to_a_whole_call_are_told_apart() {
    let refused = Err(PutError::Refused("ValidationException".to_owned()));
    let denied = Err(PutError::Unavailable("AccessDeniedException".to_owned()));
    let failed = Err(PutError::Unavailable("InternalException".to_owned()));
    for (status, answer, expected) in [
        (400, r#"{"__type":"ValidationException","message":"x"}"#, refused),
        (400, r#"{"__type":"AccessDeniedException","message":"x"}"#, denied),
        (500, r#"{"__type":"InternalException","message":"x"}"#, failed),
    ] {
        let (bus, _request) = endpoint(status, answer).await;
        assert_eq!(bus.put(&entries(1)).await, expected);
    }
}
