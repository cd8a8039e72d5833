//! Registered schemas on a real engine.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]

use dynamodb_store::local_table::LocalTable;
use governance::{MAX_SCHEMA_BYTES, MAX_SCHEMA_VERSIONS, RegisterError, SchemaItem, SchemaRecords};
use kernel::Timestamp;

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

async fn records() -> (LocalTable, SchemaRecords) {
    let table = LocalTable::in_process().await;
    let records = SchemaRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
    (table, records)
}

/// A contract that changes under events that are on record makes them violations, or hides that they are.
#[tokio::test]
async fn a_version_is_never_replaced() {
    let (_table, records) = records().await;
    assert!(records.versions("InvoiceIssued").await.unwrap().is_empty());
    assert!(records.register(&item(1, "{}")).await.unwrap());
    let again = SchemaItem { registered_at: Timestamp::EPOCH.plus_seconds(9), ..item(1, "{}") };
    assert!(!records.register(&again).await.unwrap(), "the same is done already");
    let other = records.register(&item(1, "{ }")).await.unwrap_err();
    assert!(matches!(other, RegisterError::Differs { version: 1, .. }), "{other}");
    assert!(records.register(&item(2, "{ }")).await.unwrap());
    let found = records.versions("InvoiceIssued").await.unwrap();
    assert_eq!(found, [item(1, "{}"), item(2, "{ }")]);
}

/// Two teams under one name would each break the other's events.
#[tokio::test]
async fn a_type_has_one_owner_and_one_source() {
    let (_table, records) = records().await;
    records.register(&item(1, "{}")).await.unwrap();
    for other in [
        SchemaItem { owner: "sales".to_owned(), ..item(2, "{}") },
        SchemaItem { source: "acme.sales".to_owned(), ..item(2, "{}") },
    ] {
        assert!(matches!(records.register(&other).await, Err(RegisterError::Owned { .. })));
    }
}

/// Two teams that register two versions of one name at one time must not both have it: each looked before the other wrote.
#[tokio::test]
async fn of_two_owners_at_one_time_one_has_the_type() {
    let (_table, records) = records().await;
    let theirs = |n: u32| SchemaItem { owner: format!("team{n}"), ..item(n, "{}") };
    let (one, two, three) = (theirs(1), theirs(2), theirs(3));
    let (one, two, three) = tokio::join!(records.register(&one), records.register(&two), records.register(&three));
    let all = [one, two, three];
    assert_eq!(all.iter().filter(|done| matches!(done, Ok(true))).count(), 1, "{all:?}");
    assert_eq!(all.iter().filter(|done| matches!(done, Err(RegisterError::Owned { .. }))).count(), 2, "{all:?}");
    assert_eq!(records.versions("InvoiceIssued").await.unwrap().len(), 1);
}

/// What does not fit in one page would be read in part, and a type of endless versions never.
#[tokio::test]
async fn all_versions_come_in_one_answer() {
    let (_table, records) = records().await;
    let longest = "x".repeat(MAX_SCHEMA_BYTES);
    for version in 1..=u32::try_from(MAX_SCHEMA_VERSIONS).unwrap() {
        assert!(records.register(&item(version, &longest)).await.unwrap());
    }
    assert_eq!(records.versions("InvoiceIssued").await.unwrap().len(), MAX_SCHEMA_VERSIONS);
    assert!(matches!(records.register(&item(99, "{}")).await, Err(RegisterError::TooLarge)));
    let too_long = SchemaItem {
        event_type: "X".to_owned(),
        digest: SchemaItem::digest_of("X"),
        ..item(1, &format!("{longest}x"))
    };
    assert!(matches!(records.register(&too_long).await, Err(RegisterError::TooLarge)));
}
