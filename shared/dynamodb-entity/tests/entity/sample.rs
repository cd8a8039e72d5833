//! Entities and ids that the tests share.

use dynamodb_entity::{DynamoDbEntity, IsolationContext, ItemView};
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
#[gsi(
    name = "gsi1",
    pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#{shard:02}",
    sk = "{aggregate_id}",
    projection = include(tenant_id, capsule_id, note),
    returns = Listed
)]
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

/// What the first index shows of it.
#[derive(Debug, PartialEq, Deserialize, ItemView)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    pub gsi1sk: AnyId,
    pub note: Option<String>,
}

/// An entity in an index of keys, and in one that carries the whole row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LOG"]
#[sk = "LINE#{number:020}"]
#[gsi(name = "gsi2", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#RECENT", sk = "AT#{number:020}", projection = keys_only)]
#[gsi(name = "gsi3", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#WHOLE", sk = "WHOLE", projection = all)]
pub struct LineItem {
    pub tenant_id: TenantId,
    pub capsule_id: CapsuleId,
    pub number: u64,
}

/// An entity whose owner stands one level down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#NOTE#{id}"]
#[sk = "NOTE"]
#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#NOTE", sk = "{id}", projection = include(context))]
pub struct NoteItem {
    #[tenant(path = context.tenant_id)]
    #[capsule(path = context.capsule)]
    pub context: Context,
    pub id: AccountId,
}

/// The owner of a note, and what else its requests know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Context {
    pub tenant_id: TenantId,
    pub capsule: CapsuleId,
    pub region: String,
}

/// An entity whose owner a type of its own knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#TASK#{id}"]
#[sk = "TASK"]
pub struct TaskItem {
    #[capsule]
    pub owner: Owner,
    pub id: AccountId,
}

/// Tenant and capsule in one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    pub tenant_id: TenantId,
    pub capsule_id: CapsuleId,
}

impl IsolationContext for Owner {
    fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    fn capsule_id(&self) -> CapsuleId {
        self.capsule_id
    }
}

/// A platform-level entity; its fields are called like the locals of the generated code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "timers are found by due time across all capsules")]
#[pk = "PLATFORM#TIMER#{scope}"]
#[sk = "DUE#{key:010}#{keys}"]
#[gsi(name = "gsi1", pk = "PLATFORM#DUE#{key}", sk = "{scope}", projection = all)]
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

pub fn line(scope: &Scope, number: u64) -> LineItem {
    LineItem { tenant_id: scope.tenant_id(), capsule_id: scope.capsule_id(), number }
}

pub fn note(scope: &Scope, id: u128) -> NoteItem {
    let region = "eu".to_owned();
    let context = Context { tenant_id: scope.tenant_id(), capsule: scope.capsule_id(), region };
    NoteItem { context, id: AccountId::from_uuid(uuid(id)) }
}

pub fn task(scope: &Scope, id: u128) -> TaskItem {
    let owner = Owner { tenant_id: scope.tenant_id(), capsule_id: scope.capsule_id() };
    TaskItem { owner, id: AccountId::from_uuid(uuid(id)) }
}
