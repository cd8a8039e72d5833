use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#ACCOUNT", sk = "{account_id}", projection = keys_only)]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    account_id: AccountId,
    gsi1pk: String,
}

fn main() {}
