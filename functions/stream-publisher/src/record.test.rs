use serde_json::{Value, json, value::RawValue};

use super::{Reading, read};
use crate::{
    quarantine::Reason,
    tests::{event, raw, record, record_of},
};

fn check(record: &Value, reason: Reason) {
    match read(&raw(record)) {
        Reading::Poison(notice) => assert_eq!(notice.reason, reason, "{record}"),
        other => panic!("expected {reason:?}, got {other:?}"),
    }
}

fn with(attribute: &str, value: Value) -> Value {
    let mut record = record(2);
    record["dynamodb"]["NewImage"][attribute] = value;
    record
}

/// What is published must be what was recorded, to the last digit.
#[test]
fn an_event_is_read_exactly() {
    let mut written = event(1, "x");
    written.sequence = u64::MAX;
    written.data =
        RawValue::from_string(r#"{"amount":12345678901234567890.123456789,"note":"ü\u0000","b":1,"a":2}"#.to_owned())
            .expect("JSON");
    match read(&raw(&record_of(written.clone()))) {
        Reading::Event(event, position) => {
            assert_eq!(event.data.get(), written.data.get());
            assert_eq!(event.sequence, u64::MAX);
            assert_eq!(position.sk.as_deref(), Some("EVENT#18446744073709551615"));
        }
        other => panic!("expected an event, got {other:?}"),
    }
}

/// Each of these would otherwise fail the batch for ever.
#[test]
fn a_record_that_is_no_record_is_poison() {
    for text in [json!(null), json!(7), json!("x"), json!([]), json!({}), json!({ "eventName": "EXPLODE" })] {
        check(&text, Reason::RecordMalformed);
    }
}

/// A stream without images, or an item of somebody else, has to be seen by an operator.
#[test]
fn a_record_that_is_not_ours_is_poison() {
    let mut without_image = record(1);
    without_image["dynamodb"].as_object_mut().expect("a change").remove("NewImage");
    check(&without_image, Reason::ImageMissing);
    check(&json!({ "eventName": "INSERT", "dynamodb": "x" }), Reason::ImageMissing);
    check(&json!({ "eventName": "INSERT", "dynamodb": { "NewImage": {} } }), Reason::KindMissing);
    check(&json!({ "eventName": "INSERT", "dynamodb": { "NewImage": { "kind": { "N": "1" } } } }), Reason::KindMissing);
    check(&json!({ "eventName": "INSERT", "dynamodb": { "NewImage": "x" } }), Reason::KindMissing);
}

/// An attribute that is missing or of another type would become an event with holes.
#[test]
fn an_event_that_lacks_an_attribute_is_poison() {
    let attributes = [
        "tenant_id",
        "capsule_id",
        "aggregate_type",
        "aggregate_id",
        "sequence",
        "event_id",
        "event_type",
        "schema_version",
        "occurred_at",
        "actor",
        "correlation_id",
        "causation_id",
        "data",
    ];
    for attribute in attributes {
        let mut missing = record(2);
        missing["dynamodb"]["NewImage"].as_object_mut().expect("an image").remove(attribute).expect("an attribute");
        check(&missing, Reason::EventMalformed);
        for wrong in
            [json!({ "BOOL": true }), json!({ "M": {} }), json!({ "NULL": true }), json!("raw"), json!({ "Z": "1" })]
        {
            check(&with(attribute, wrong), Reason::EventMalformed);
        }
    }
    check(&with("sequence", json!({ "S": "2" })), Reason::EventMalformed);
    check(&with("sequence", json!({ "N": "two" })), Reason::EventMalformed);
    check(&with("schema_version", json!({ "N": "1.5" })), Reason::EventMalformed);
    check(&with("data", json!({ "S": "{" })), Reason::EventMalformed);
    check(&with("data", json!({ "M": { "name": { "S": "main" } } })), Reason::EventMalformed);
    check(&with("tenant_id", json!({ "S": "acme" })), Reason::EventMalformed);
}

/// An item under another tenant's key: published as it says, it would reach a customer that it does not belong to.
#[test]
fn an_event_under_a_foreign_key_is_poison() {
    let tenant = json!({ "S": "tenant_01h2xcejqtf2nbrexx3vqjhp42" });
    check(&with("tenant_id", tenant), Reason::KeyMismatch);
    check(&with("capsule_id", json!({ "S": "capsule_01h2xcejqtf2nbrexx3vqjhp42" })), Reason::KeyMismatch);
    check(&with("aggregate_id", json!({ "S": "ledger_01h2xcejqtf2nbrexx3vqjhp42" })), Reason::KeyMismatch);
    check(&with("sequence", json!({ "N": "3" })), Reason::KeyMismatch);
    check(&with("pk", json!({ "S": "TENANT#x" })), Reason::KeyMismatch);
    check(&with("sk", json!({ "N": "2" })), Reason::KeyMismatch);
}

/// Events never change: whoever changes one has gone around the write path.
#[test]
fn a_changed_or_removed_event_is_an_anomaly() {
    let mut changed = record(2);
    changed["eventName"] = json!("MODIFY");
    check(&changed, Reason::EventModified);
    let mut removed = record(2);
    removed["eventName"] = json!("REMOVE");
    removed["dynamodb"].as_object_mut().expect("a change").remove("NewImage");
    check(&removed, Reason::EventRemoved);
}

/// States change with every command, and an edition goes with its events.
#[test]
fn other_changes_are_none_of_our_business() {
    let change = |name: &str, pk: &str, sk: &str| {
        let record = json!({ "eventName": name, "dynamodb": { "Keys": { "pk": { "S": pk }, "sk": { "S": sk } } } });
        read(&raw(&record))
    };
    let stream = "TENANT#t#CAPSULE#c#LEDGER#l";
    for (name, pk, sk) in [("MODIFY", stream, "STATE"), ("REMOVE", "TENANT#t#CAPSULE#c#UNIQUE#LEDGER#NAME#x", "CLAIM")]
    {
        assert!(matches!(change(name, pk, sk), Reading::NotAnEvent), "{name} {pk} {sk}");
    }
}

/// Keys that are not text say nothing, and must not stop the notice.
#[test]
fn a_position_takes_text_only() {
    let record = json!({
        "eventName": "INSERT",
        "eventSourceARN": 7,
        "dynamodb": { "Keys": { "pk": { "N": "1" }, "sk": "EVENT#1" }, "SequenceNumber": 12 },
    });
    match read(&raw(&record)) {
        Reading::Poison(notice) => assert_eq!(notice.position, super::Position::default()),
        other => panic!("expected poison, got {other:?}"),
    }
}
