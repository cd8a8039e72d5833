use dynamodb_entity::{DynamoDbEntity, Pii};
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#SETTINGS"]
#[sk = "STATE"]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    #[pii]
    name: Pii<String>,
}

fn main() {}
