use dynamodb_entity::DynamoDbEntity;
use kernel::CapsuleId;
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#ACCOUNT", sk = "{name}", projection = keys_only)]
struct AccountItem {
    tenant_id: CapsuleId,
    capsule_id: Option<String>,
    account_id: AccountId,
    name: String,
    #[pii]
    phone: String,
}

fn main() {}
