use super::{BusEvent, Payload, Poison};

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
        Payload::Event(message) => {
            let event = message.event().expect("an event");
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

fn messages(bodies: &[&str]) -> Vec<super::Message> {
    let records: Vec<_> = bodies.iter().map(|body| format!(r#"{{"messageId":"m","body":{body}}}"#)).collect();
    match read(&format!(r#"{{"Records":[{}]}}"#, records.join(","))) {
        Payload::Queue(messages) => messages,
        other => panic!("expected a batch, got {other:?}"),
    }
}

/// One message that is no text would make the whole batch unreadable, come again with it, and again.
#[test]
fn one_odd_message_leaves_the_others_readable() {
    let good = serde_json::to_string(include_str!("../../../events/bus-event.json")).expect("JSON");
    let messages = messages(&[r#""half a pair: \ud800""#, &good, "7", "null", "[]"]);
    let found: Vec<_> = messages.iter().map(|message| message.event().map(drop)).collect();
    let expected = [
        Err(Poison::BodyNotUnicode),
        Ok(()),
        Err(Poison::BodyNotAnEvent),
        Err(Poison::BodyEmpty),
        Err(Poison::BodyNotAnEvent),
    ];
    assert_eq!(found, expected);
    assert_eq!(messages[0].body(), r#""half a pair: \ud800""#, "what cannot be decoded is kept as it came");
}

/// Whoever empties the quarantine needs to know what to look for.
#[test]
fn every_poison_has_its_reason() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let event = |detail: &str| format!(r#"{{"source":"a","detail-type":"b","detail":{detail}}}"#);
    for (body, reason) in [
        ("", Poison::BodyEmpty),
        (" \n", Poison::BodyEmpty),
        ("secret", Poison::BodyNotJson),
        ("{", Poison::BodyNotJson),
        ("{}", Poison::BodyNotAnEvent),
        ("[1]", Poison::BodyNotAnEvent),
        (r#"{"source":"a","detail-type":"b"}"#, Poison::BodyNotAnEvent),
        (r#"{"source":7,"detail-type":"b","detail":{}}"#, Poison::BodyNotAnEvent),
    ] {
        assert_eq!(BusEvent::parse(body).map(drop), Err(reason), "{body:?}");
    }
    for (detail, reason) in [
        (deep.as_str(), Some(Poison::DetailTooDeep)),
        (r#"{"x":"\ud800"}"#, Some(Poison::DetailNotUnicode)),
        (r#"{"x":1e999}"#, Some(Poison::DetailUnreadable)),
        ("{}", None),
        ("7", None),
    ] {
        let event = BusEvent::parse(&event(detail)).expect("an event");
        assert_eq!(event.poison(), reason, "{}", &detail[..detail.len().min(20)]);
    }
}
