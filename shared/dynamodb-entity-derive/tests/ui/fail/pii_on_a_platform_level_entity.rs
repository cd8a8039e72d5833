use dynamodb_entity::{DynamoDbEntity, Pii};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "accounts are counted across all capsules")]
#[pk = "PLATFORM#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    account_id: AccountId,
    #[pii]
    name: Pii<String>,
}

fn main() {}
