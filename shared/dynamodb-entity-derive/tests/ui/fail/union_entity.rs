use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, TenantId};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
union AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    account_id: AccountId,
}

fn main() {}
