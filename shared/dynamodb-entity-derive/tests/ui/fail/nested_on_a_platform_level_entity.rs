use dynamodb_entity::DynamoDbEntity;
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
#[platform_level(reason = "accounts are counted across all capsules")]
#[pk = "PLATFORM#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    #[capsule(path = context.capsule_id)]
    context: Context,
    account_id: AccountId,
}

fn main() {}
