#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, IsolationContext};
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

impl IsolationContext for Context {
    fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    fn capsule_id(&self) -> CapsuleId {
        self.capsule_id
    }
}

type Owner = Context;

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    #[capsule]
    context: Owner,
    account_id: AccountId,
}

fn main() {
    assert_eq!(AccountItem::TENANT_PATH, ["context", "tenant_id"]);
    assert_eq!(AccountItem::CAPSULE_PATH, ["context", "capsule_id"]);
}
