use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity};
use kernel::Scope;
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "accounts are seen by everybody here")]
#[pk = "PLATFORM#ACCOUNT#{account_id}"]
#[sk = "STATE"]
struct AccountItem {
    account_id: AccountId,
}

fn load<E: CapsuleIsolated>(_: &Scope) {}

fn main() {
    let _ = load::<AccountItem>;
}
