use dynamodb_store::local_table::LocalTable;
use kernel::Timestamp;
use serde_json::{Value, json};

use super::*;

/// The schema of an event of another service, which needs no more than what every event has.
fn schema(isolation: &str) -> String {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-eva-isolation": isolation,
        "x-eva-source": "acme.billing",
        "type": "object",
        "required": ["event_id", "event_type", "schema_version", "tenant_id", "aggregate_type", "aggregate_id", "occurred_at", "correlation_id", "data"],
        "properties": {
            "schema_version": { "type": "integer" },
            "data": { "type": "object", "required": ["total"], "properties": { "total": { "type": "integer" } } },
        },
    })
    .to_string()
}

fn item(version: u32, text: &str) -> SchemaItem {
    SchemaItem {
        digest: SchemaItem::digest_of("InvoiceIssued"),
        kind: SchemaItem::KIND.to_owned(),
        event_type: "InvoiceIssued".to_owned(),
        version,
        owner: "billing".to_owned(),
        source: "acme.billing".to_owned(),
        text: text.to_owned(),
        registered_at: Timestamp::EPOCH,
    }
}

fn event(version: u32) -> Value {
    json!({
        "event_id": "0188bac7-4afa-78aa-bc3b-bd1eef28d881", "event_type": "InvoiceIssued", "schema_version": version,
        "tenant_id": "tenant_01h2xcejqtf2nbrexx3vqjhp41", "capsule_id": "capsule_01h2xcejqtf2nbrexx3vqjhp42",
        "aggregate_type": "invoice", "aggregate_id": "invoice_01h2xcejqtf2nbrexx3vqjhp45", "sequence": 1,
        "occurred_at": "2026-11-20T22:00:00.000Z", "correlation_id": "5759e988bd862e3fe1be46a994272793",
        "data": { "total": 7 },
    })
}

fn kinds(registered: &RegisteredType, event: &Value, source: &str) -> Vec<ViolationKind> {
    let verdict = registered.validate(&event.to_string(), BusContext { source, detail_type: "InvoiceIssued" });
    verdict.map_or_else(
        |rejected| rejected.violations.into_iter().map(|violation| violation.kind).collect(),
        |_| Vec::new(),
    )
}

/// A service that registered what it sends must not be called a forger, and one that did not must.
#[test]
fn an_event_is_checked_by_what_its_owner_registered() {
    let registered = RegisteredType::of(&[item(1, &schema("capsule"))]).expect("a type");
    assert_eq!(kinds(&registered, &event(1), "acme.billing"), []);
    assert_eq!(kinds(&registered, &event(1), "acme.sales"), [ViolationKind::SourceMismatch]);
    assert_eq!(kinds(&registered, &event(1), "eva.crm"), [ViolationKind::SourceMismatch]);
    let mut wrong = event(1);
    wrong["data"]["total"] = json!("seven");
    assert_eq!(kinds(&registered, &wrong, "acme.billing"), [ViolationKind::WrongForm]);
    assert_eq!(kinds(&registered, &event(2), "acme.billing"), [ViolationKind::UnknownVersion]);
}

/// Whatever a service registered: an event without its tenant or capsule may reach another one.
#[test]
fn no_registered_schema_relaxes_the_boundary() {
    let registered = RegisteredType::of(&[item(1, &schema("capsule"))]).expect("a type");
    for field in ["tenant_id", "capsule_id"] {
        let mut event = event(1);
        event.as_object_mut().expect("an object").remove(field);
        let found = kinds(&registered, &event, "acme.billing");
        assert!(found.contains(&ViolationKind::IsolationMissing), "{field}: {found:?}");
    }
}

/// What somebody wrote into the table past the command line must not make everything valid, nor hide the versions that are right.
#[test]
fn a_schema_without_the_boundary_is_none() {
    for text in
        ["", "{", "{}", "[]", r#"{"type":"object"}"#, &schema("none"), r#"{"x-eva-isolation":"capsule","type":7}"#]
    {
        assert!(RegisteredType::of(&[item(1, text)]).is_none(), "{text}");
        let beside = RegisteredType::of(&[item(1, text), item(2, &schema("capsule"))]).expect("the other version");
        assert_eq!(kinds(&beside, &event(2), "acme.billing"), [], "{text}");
        assert_eq!(kinds(&beside, &event(1), "acme.billing"), [ViolationKind::UnknownVersion], "{text}");
    }
    assert!(RegisteredType::of(&[]).is_none());
    let relaxed = RegisteredType::of(&[item(1, &schema("capsule")), item(2, &schema("platform"))]).expect("version 1");
    assert_eq!(kinds(&relaxed, &event(2), "acme.billing"), [ViolationKind::UnknownVersion], "a boundary never changes");
}

/// A query for every event of an unknown type, or for ever believing that there is no such type: both would be noticed by their bill, or
/// not at all.
#[tokio::test]
async fn an_answer_is_believed_for_a_while() {
    let table = LocalTable::in_process().await;
    let records = SchemaRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
    let types = RegisteredTypes::new(records.clone());
    table.count_calls();
    for _ in 0..10 {
        assert!(types.find("InvoiceIssued", TIME_TO_LIVE).await.expect("an answer").is_none());
    }
    assert_eq!(table.take_calls().len(), 1, "also that there is none");
    records.register(&item(1, &schema("capsule"))).await.expect("registered");
    let _ = table.take_calls();
    assert!(types.find("InvoiceIssued", TIME_TO_LIVE).await.expect("an answer").is_none());
    assert!(types.find("InvoiceIssued", Duration::ZERO).await.expect("an answer").is_some());
    assert!(types.find("InvoiceIssued", TIME_TO_LIVE).await.expect("an answer").is_some());
    assert_eq!(table.take_calls().len(), 1);
}

/// Names of types come from outside: a map that only grows takes the function's memory.
#[tokio::test]
async fn no_more_types_are_remembered_than_fit() {
    let table = LocalTable::in_process().await;
    let types = RegisteredTypes::new(SchemaRecords::new(table.client().clone(), LocalTable::NAME.to_owned()));
    for n in 0..CAPACITY + 10 {
        types.find(&format!("Type{n}"), TIME_TO_LIVE).await.expect("an answer");
    }
    assert!(types.known.lock().expect("no panic").len() <= CAPACITY);
}

/// What nobody could ask is not what nobody registered.
#[tokio::test]
async fn an_answer_that_did_not_come_is_no_answer() {
    let table = LocalTable::in_process().await;
    let types = RegisteredTypes::new(SchemaRecords::new(table.client().clone(), "no_such_table".to_owned()));
    assert!(types.find("InvoiceIssued", TIME_TO_LIVE).await.is_err());
}
