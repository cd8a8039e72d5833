#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::DynamoDbEntity;
use kernel::{AggregateType, CapsuleId, Scope, TenantId, UserId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{scope}"]
#[sk = "STATE#{key}#{type}"]
#[gsi(name = "by_type", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#TYPE#{type}#{keys}", sk = "{key}", projection = keys_only)]
#[gsi(name = "by_owner", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#OWNER#{owner}", sk = "{keys}#{type}", projection = keys_only)]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    /// Called like the argument of the constructors.
    scope: AccountId,
    /// Called like the local of the generated code.
    key: u64,
    keys: Option<u32>,
    r#type: AggregateType,
    owner: Option<UserId>,
}

fn main() {
    let _: fn(&Scope, &AccountId) -> String = AccountItem::pk_of;
    let _: fn(u64, &AggregateType) -> String = AccountItem::sk_of;
    let _: fn(&Scope, &AggregateType, u32) -> String = AccountItem::by_type_pk_of;
    let _: fn(u32, &AggregateType) -> String = AccountItem::by_owner_sk_of;
    assert_eq!(AccountItem::BY_OWNER.pk_attribute, "by_ownerpk");
}
