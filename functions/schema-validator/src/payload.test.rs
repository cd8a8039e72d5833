use super::{BusEvent, Payload};

/// Reads as the runtime does.
fn read(text: &str) -> Payload {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).expect("a payload")
}

/// The function is wired to a queue, and to a rule in tests and small deployments: both payloads must be understood.
#[test]
fn a_batch_and_a_single_event_are_told_apart() {
    match read(include_str!("../../../events/validator-batch.json")) {
        Payload::Queue(messages) => assert_eq!(messages.len(), 3),
        other => panic!("expected a batch, got {other:?}"),
    }
    match read(include_str!("../../../events/bus-event.json")) {
        Payload::Event(event) => {
            assert_eq!((event.source.as_str(), event.detail_type.as_str()), ("eva.crm", "AccountCreated"));
        }
        other => panic!("expected an event, got {other:?}"),
    }
}

/// Anything else must be an answer of ours; an error of the runtime would quote the payload in the log.
#[test]
fn an_odd_payload_is_no_error() {
    for text in ["null", "7", "{}", r#"{"Records":7}"#, r#"{"source":"a","detail-type":"b"}"#] {
        assert!(matches!(read(text), Payload::Unreadable), "{text}");
    }
    assert!(matches!(read(r#"{"Records":[]}"#), Payload::Queue(messages) if messages.is_empty()));
}

/// A name twice must still be there twice, or a forged field hides behind an honest one.
#[test]
fn the_detail_stays_exact_text() {
    let event = BusEvent::parse(r#"{"source":"a","detail-type":"b","detail":{"x":1,"x":2.50}}"#).expect("an event");
    assert_eq!(event.detail.get(), r#"{"x":1,"x":2.50}"#);
}
