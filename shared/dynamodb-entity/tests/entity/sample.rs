//! Entities and ids that the tests share.

use dynamodb_entity::DynamoDbEntity;
use kernel::{
    AggregateType, AnyId, CapsuleId, Scope, TenantId, TypedId,
    uuid::{Builder, Uuid, Version},
};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

/// An isolated entity with an index that a row may be absent from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}"]
#[sk = "EVENT#{sequence:020}"]
#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#{shard:02}", sk = "{aggregate_id}", projection = keys_only)]
pub struct StateItem {
    pub tenant_id: TenantId,
    pub capsule_id: CapsuleId,
    pub aggregate_type: AggregateType,
    pub aggregate_id: AnyId,
    pub sequence: u64,
    pub list: Option<AggregateType>,
    pub shard: u8,
    pub body: String,
    pub note: Option<String>,
}

/// A platform-level entity; its fields are called like the locals of the generated code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "timers are found by due time across all capsules")]
#[pk = "PLATFORM#TIMER#{scope}"]
#[sk = "DUE#{key:010}#{keys}"]
#[serde(deny_unknown_fields)]
pub struct TimerItem {
    pub scope: u16,
    pub key: u32,
    pub keys: AnyId,
    pub tenant_id: TenantId,
}

pub fn uuid(n: u128) -> Uuid {
    Builder::from_u128(n).with_version(Version::SortRand).into_uuid()
}

pub fn scope(tenant: u128, capsule: u128) -> Scope {
    Scope::establish(TenantId::from_uuid(uuid(tenant)), CapsuleId::from_uuid(uuid(capsule)))
}

pub fn state(scope: &Scope, id: u128) -> StateItem {
    StateItem {
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        aggregate_type: AggregateType::of::<AccountId>(),
        aggregate_id: AccountId::from_uuid(uuid(id)).erase(),
        sequence: 42,
        list: Some(AggregateType::of::<AccountId>()),
        shard: 7,
        body: "{}".to_owned(),
        note: None,
    }
}
