//! The way to an item and back.

use std::collections::BTreeSet;

use dynamodb_entity::{CapsuleIsolated as _, DynamoDbEntity, EntityError, PlatformLevel as _};
use proptest::prelude::*;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};
use serde_dynamo::AttributeValue;

use crate::sample::{AccountId, StateItem, TimerItem, scope, state, uuid};
use kernel::TypedId as _;

/// Guards against attributes that nobody asked for: a NULL costs write units and breaks `attribute_not_exists`.
#[test]
fn an_item_has_the_fields_the_keys_and_no_nulls() {
    let mut entity = state(&scope(1, 2), 3);
    entity.list = None;
    let item = entity.to_item().unwrap();
    let names: BTreeSet<_> = item.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        BTreeSet::from([
            "tenant_id",
            "capsule_id",
            "aggregate_type",
            "aggregate_id",
            "sequence",
            "shard",
            "body",
            "pk",
            "sk",
        ])
    );
    assert_eq!(item.get("pk"), Some(&AttributeValue::S(entity.pk())));
}

/// Guards against a strict struct that cannot read its own item because of the keys in it.
#[test]
fn an_entity_that_denies_unknown_fields_reads_its_own_item() {
    let keys = AccountId::from_uuid(uuid(1)).erase();
    let timer = TimerItem { scope: 1, key: 2, keys, tenant_id: scope(1, 2).tenant_id() };
    assert_eq!(TimerItem::from_item(timer.to_item().unwrap()), Ok(timer));
}

/// Guards against an item copied under another key, by an operator or a broken migration, being read as if it stood there.
#[test]
fn an_item_under_a_key_that_its_fields_do_not_make_is_refused() {
    let scope = scope(1, 2);
    let entity = state(&scope, 3);
    for attribute in ["pk", "sk"] {
        for wrong in [Some("TENANT#x".to_owned()), None] {
            let mut item = entity.to_item().unwrap();
            match wrong {
                Some(key) => item.insert(attribute.to_owned(), AttributeValue::S(key)),
                None => item.remove(attribute),
            };
            let mismatch = EntityError::KeyMismatch { entity: "StateItem", attribute };
            assert_eq!(StateItem::from_item(&scope, item.clone()), Err(mismatch.clone()));
            assert_eq!(StateItem::from_trusted_item(item), Err(mismatch));
        }
    }
}

/// Guards against a damaged item that is read as something else.
#[test]
fn an_item_with_a_missing_or_wrong_attribute_is_refused() {
    let scope = scope(1, 2);
    let mut missing = state(&scope, 3).to_item().unwrap();
    missing.remove("body");
    let mut wrong = state(&scope, 3).to_item().unwrap();
    wrong.insert("aggregate_id".to_owned(), AttributeValue::S("account_1".to_owned()));
    for item in [missing, wrong] {
        assert!(matches!(StateItem::from_item(&scope, item), Err(EntityError::Decode { entity: "StateItem", .. })));
    }
}

/// Serialises a key itself, which the derive cannot see.
#[derive(Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "shows what a hand-written Serialize can do")]
#[pk = "PLATFORM#FORGED#{number}"]
#[sk = "FORGED"]
struct Forged {
    number: u8,
}

impl Serialize for Forged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("number", &self.number)?;
        map.serialize_entry("pk", "TENANT#forged")?;
        map.end()
    }
}

/// Guards against a field that serialises into the key and moves the row.
#[test]
fn an_entity_that_writes_a_key_itself_is_refused() {
    assert_eq!(
        Forged { number: 1 }.to_item(),
        Err(EntityError::ReservedAttribute { entity: "Forged", attribute: "pk" })
    );
}

proptest! {
    /// Guards against a row that does not read as it was written.
    #[test]
    fn what_is_written_reads_the_same(
        ids: [u128; 3],
        sequence: u64,
        shard: u8,
        listed: bool,
        body in ".*",
        note in proptest::option::of(".*"),
    ) {
        let scope = scope(ids[0], ids[1]);
        let mut entity = StateItem { sequence, shard, body, note, ..state(&scope, ids[2]) };
        if !listed {
            entity.list = None;
        }
        let item = entity.to_item().unwrap();
        prop_assert_eq!(StateItem::from_item(&scope, item.clone()), Ok(entity.clone()));
        prop_assert_eq!(StateItem::from_trusted_item(item), Ok(entity));
    }
}
