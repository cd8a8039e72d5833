use dynamodb_entity::{DynamoDbEntity, IsolationContext};
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

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    capsule_id: CapsuleId,
    #[capsule]
    context: Context,
    account_id: AccountId,
}

fn main() {}
