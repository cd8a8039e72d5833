//! The table is what the entities say it is.

use governance::{SchemaItem, ViolationItem};
use std::collections::{BTreeMap, BTreeSet};

use dynamodb_entity::{DynamoDbEntity, IndexDefinition, PK_ATTRIBUTE, Projection, SK_ATTRIBUTE};
use dynamodb_store::{
    AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, PublishedItem, QuarantineItem, StateItem,
    entities::CommandKind,
};
use kernel::{CapsuleId, Digest, KeyName, TenantId, TypedId as _, uuid::Uuid};
use serde_json::{Value, json};

use super::{TEMPLATE, only, texts};

const TABLE: &str = "AWS::DynamoDB::Table";

fn key_schema(pk: &str, sk: &str) -> Value {
    json!([{"AttributeName": pk, "KeyType": "HASH"}, {"AttributeName": sk, "KeyType": "RANGE"}])
}

/// A table whose keys are called otherwise refuses the first write.
#[test]
fn the_tables_keys_are_those_of_the_entities() {
    let table = only(TABLE);
    assert_eq!(table["KeySchema"], key_schema(PK_ATTRIBUTE, SK_ATTRIBUTE));
    let defined: BTreeMap<_, _> = each_definition(table).collect();
    let mut used = BTreeSet::from([PK_ATTRIBUTE, SK_ATTRIBUTE]);
    for index in table["GlobalSecondaryIndexes"].as_array().expect("the table has indexes") {
        used.extend(
            index["KeySchema"].as_array().into_iter().flatten().filter_map(|key| key["AttributeName"].as_str()),
        );
    }
    assert_eq!(defined.keys().copied().collect::<BTreeSet<_>>(), used, "AttributeDefinitions and the keys differ");
    assert!(defined.values().all(|kind| *kind == "S"), "every key is a text: {defined:?}");
}

fn each_definition(table: &Value) -> impl Iterator<Item = (&str, &str)> {
    let definitions = table["AttributeDefinitions"].as_array().expect("the table defines attributes");
    definitions
        .iter()
        .filter_map(|defined| Some((defined["AttributeName"].as_str()?, defined["AttributeType"].as_str()?)))
}

/// An index that an entity names and the table lacks answers no list; a projection that lacks an attribute answers half of it, and
/// one that carries more is paid with every write.
#[test]
fn the_tables_indexes_are_those_of_the_entities() {
    let declared = [
        EventItem::INDEXES,
        StateItem::INDEXES,
        EdgeItem::INDEXES,
        AnchorItem::INDEXES,
        PublishedItem::INDEXES,
        ClaimItem::INDEXES,
        CommandItem::INDEXES,
        QuarantineItem::INDEXES,
        SchemaItem::INDEXES,
        ViolationItem::INDEXES,
    ]
    .concat();
    let mut of_entities = BTreeMap::new();
    for index in &declared {
        let before = of_entities.insert(index.name, definition(index));
        assert!(
            before.is_none_or(|before| before == definition(index)),
            "two entities define `{}` otherwise",
            index.name
        );
    }
    let indexes = only(TABLE)["GlobalSecondaryIndexes"].as_array().expect("the table has indexes");
    let of_table: BTreeMap<_, _> =
        indexes.iter().map(|index| (index["IndexName"].as_str().expect("a name"), of_template(index))).collect();
    assert_eq!(of_table, of_entities, "the table's indexes (left) and those of the entities (right) differ");
}

/// Key schema, kind of projection, projected attributes.
type Index = (Value, &'static str, BTreeSet<&'static str>);

fn definition(index: &IndexDefinition) -> Index {
    let (kind, attributes) = match index.projection {
        Projection::KeysOnly => ("KEYS_ONLY", &[][..]),
        Projection::Include(attributes) => ("INCLUDE", attributes),
        Projection::All => ("ALL", &[][..]),
    };
    (key_schema(index.pk_attribute, index.sk_attribute), kind, attributes.iter().copied().collect())
}

fn of_template(index: &'static Value) -> Index {
    let kind = index["Projection"]["ProjectionType"].as_str().expect("a projection");
    (index["KeySchema"].clone(), kind, texts(&index["Projection"]["NonKeyAttributes"]).into_iter().collect())
}

/// Without these a table loses events for good, keeps expired records for ever, or tells nobody of a write.
#[test]
fn the_table_keeps_and_tells_what_it_must() {
    let table = only(TABLE);
    let (id, resource) = super::resources(TABLE)[0];
    assert_eq!(table["TimeToLiveSpecification"], json!({"AttributeName": "expires_at", "Enabled": true}));
    assert!(
        command().to_item().expect("an item").contains_key("expires_at"),
        "records of commands expire by another attribute"
    );
    assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
    assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
    assert_eq!(table["SSESpecification"]["SSEEnabled"], true);
    assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(resource["UpdateReplacePolicy"], "Retain", "a renamed {id} must not take its data along");
    assert!(texts(&resource["DeletionPolicy"]).iter().all(|policy| policy.starts_with("Retain")));
    assert_eq!(TEMPLATE["Parameters"]["TableName"]["Default"], StateItem::TABLE_NAME);
    assert_eq!(StateItem::TABLE_NAME, ViolationItem::TABLE_NAME);
}

fn command() -> CommandItem {
    let (tenant_id, digest) = (TenantId::from_uuid(Uuid::nil()), Digest::of(&[]));
    CommandItem {
        kind: CommandKind::Kind,
        tenant_id,
        capsule_id: CapsuleId::from_uuid(Uuid::nil()),
        function: KeyName::new("ACCOUNT"),
        key: digest,
        request: digest,
        aggregate_id: tenant_id.erase(),
        version: 1,
        status: 200,
        expires_at: 0,
    }
}
