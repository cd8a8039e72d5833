#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity};
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize)]
struct Context {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    #[tenant(path = context.tenant_id)]
    #[capsule(path = context.capsule_id)]
    context: Context,
    account_id: AccountId,
}

fn main() {
    let _: fn(&AccountItem) -> TenantId = AccountItem::tenant_id;
    let _: fn(&AccountItem) -> CapsuleId = AccountItem::capsule_id;
    assert_eq!(AccountItem::TENANT_PATH, ["context", "tenant_id"]);
    assert_eq!(AccountItem::CAPSULE_PATH, ["context", "capsule_id"]);
}
