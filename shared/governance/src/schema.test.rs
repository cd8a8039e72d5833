use dynamodb_entity::{DynamoDbEntity as _, PlatformLevel as _};

use super::*;

fn item(event_type: &str, version: u32) -> SchemaItem {
    SchemaItem {
        digest: SchemaItem::digest_of(event_type),
        kind: SchemaItem::KIND.to_owned(),
        event_type: event_type.to_owned(),
        version,
        owner: "billing".to_owned(),
        source: "acme.billing".to_owned(),
        text: "{}".to_owned(),
        registered_at: Timestamp::EPOCH,
    }
}

/// A role that reads schemas must reach nothing else, and a longer name must not need another policy.
#[test]
fn every_type_has_a_key_of_one_form() {
    assert_eq!(SchemaItem::PK.iam_pattern(), format!("PLATFORM#SCHEMA#{}", "?".repeat(43)));
    assert_ne!(item("A", 1).pk(), item("B", 1).pk());
    assert_eq!(item("A", 1).pk().len(), item(&"A".repeat(64), 1).pk().len());
}

/// Versions that sort as text would read 10 before 2.
#[test]
fn versions_sort_as_numbers_and_read_back() {
    assert!(item("A", 2).sk() < item("A", 10).sk() && item("A", 10).sk() < item("A", u32::MAX).sk());
    assert_eq!(SchemaItem::from_item(item("A", 7).to_item().unwrap()), Ok(item("A", 7)));
}

/// A query that needs a second page would see half of the versions of a type where nobody follows it.
#[test]
fn all_versions_of_a_type_fit_in_one_page() {
    const { assert!(MAX_SCHEMA_BYTES * MAX_SCHEMA_VERSIONS < 1_000_000) };
}
