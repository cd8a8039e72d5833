#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity};
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize)]
struct Place {
    region: String,
    capsule: CapsuleId,
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    tenant_id: TenantId,
    #[capsule(path = r#where.capsule)]
    r#where: Box<Place>,
    account_id: AccountId,
}

fn main() {
    assert_eq!(AccountItem::TENANT_PATH, ["tenant_id"]);
    assert_eq!(AccountItem::CAPSULE_PATH, ["where", "capsule"]);
}
