//! A row is read in its own scope only.

use dynamodb_entity::{CapsuleIsolated as _, DynamoDbEntity as _, EntityError};
use proptest::prelude::*;
use serde_dynamo::AttributeValue;

use crate::sample::{StateItem, scope, state};

const FOREIGN: EntityError = EntityError::ForeignScope { entity: "StateItem" };

/// Guards against data of another tenant or capsule in an answer.
///
/// Requirement: ACS-6
#[test]
fn a_row_of_another_tenant_or_capsule_is_refused() {
    let item = state(&scope(1, 2), 3).to_item().unwrap();
    assert!(StateItem::from_item(&scope(1, 2), item.clone()).is_ok());
    for foreign in [scope(9, 2), scope(1, 9), scope(2, 1)] {
        assert_eq!(StateItem::from_item(&foreign, item.clone()), Err(FOREIGN));
    }
}

/// Guards against a row that names no owner, or names it in another form, passing as everybody's.
#[test]
fn a_row_without_a_readable_owner_is_refused() {
    let scope = scope(1, 2);
    for attribute in ["tenant_id", "capsule_id"] {
        let original = state(&scope, 3).to_item().unwrap();
        let mut missing = original.clone();
        missing.remove(attribute);
        let mut null = original.clone();
        null.insert(attribute.to_owned(), AttributeValue::Null(true));
        let mut bytes = original.clone();
        bytes.insert(attribute.to_owned(), AttributeValue::B(b"tenant".to_vec()));
        for item in [missing, null, bytes] {
            assert_eq!(StateItem::from_item(&scope, item), Err(FOREIGN));
        }
    }
}

/// Guards against an error of a foreign row that tells what is wrong with its data: the owner is checked first.
#[test]
fn a_damaged_foreign_row_is_foreign_and_nothing_more() {
    let mut item = state(&scope(1, 2), 3).to_item().unwrap();
    item.remove("body");
    item.insert("pk".to_owned(), AttributeValue::S("damaged".to_owned()));
    let error = StateItem::from_item(&scope(8, 9), item).unwrap_err();
    assert_eq!(error, FOREIGN);
    assert_eq!(error.to_string(), "the item read as `StateItem` belongs to another scope");
}

proptest! {
    /// Guards against any pair of scopes that reads each other's rows.
    #[test]
    fn only_the_own_scope_reads_a_row(tenants: [u128; 2], capsules: [u128; 2], id: u128) {
        let (own, other) = (scope(tenants[0], capsules[0]), scope(tenants[1], capsules[1]));
        let item = state(&own, id).to_item().unwrap();
        prop_assert_eq!(StateItem::from_item(&other, item).is_ok(), own == other);
    }
}
