#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

macro_rules! entity {
    ($name:ident, $table:literal, $id:ty) => {
        #[derive(Serialize, Deserialize, DynamoDbEntity)]
        #[table_name = $table]
        #[capsule_isolated]
        #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
        #[sk = "STATE"]
        struct $name {
            tenant_id: TenantId,
            capsule_id: CapsuleId,
            account_id: $id,
        }
    };
}
entity!(AccountItem, "platform_data", AccountId);

fn main() {
    assert_eq!(AccountItem::TABLE_NAME, "platform_data");
}
