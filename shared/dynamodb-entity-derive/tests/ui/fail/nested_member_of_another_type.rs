use dynamodb_entity::DynamoDbEntity;
use kernel::TenantId;
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize)]
struct Context {
    tenant_id: TenantId,
    capsule_id: String,
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

fn main() {}
