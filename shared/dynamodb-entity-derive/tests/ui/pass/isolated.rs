#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, Scope, TenantId, UserId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#ACCOUNT#OWNER#{owner}", sk = "{account_id}", projection = keys_only)]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    account_id: AccountId,
    owner: Option<UserId>,
}

fn main() {
    let _: fn(&Scope, &AccountId) -> String = AccountItem::pk_of;
    let _: fn() -> String = AccountItem::sk_of;
    let _: fn(&Scope, &UserId) -> String = AccountItem::gsi1_pk_of;
    let _: fn(&AccountId) -> String = AccountItem::gsi1_sk_of;
    assert_eq!(AccountItem::sk_of(), AccountItem::sk_prefix());
}
