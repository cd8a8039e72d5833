use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

type AccountName = String;

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{name}"]
#[sk = "STATE"]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    name: AccountName,
}

fn main() {}
