use dynamodb_entity::DynamoDbEntity;
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

const REASON: &str = "timers are found by due time across all capsules";

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = REASON)]
#[pk = "PLATFORM#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    account_id: AccountId,
}

fn main() {}
