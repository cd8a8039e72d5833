#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::DynamoDbEntity;
use kernel::{Scope, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

/// Another spelling of the same type.
type Tenant = TenantId;

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "CAPSULE#{capsule_id}"]
struct AccountItem {
    tenant_id: Tenant,
    capsule_id: kernel::CapsuleId,
    account_id: AccountId,
}

fn main() {
    // The owner comes from the scope in a sort key too.
    let _: fn(&Scope) -> String = AccountItem::sk_of;
}
