#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::DynamoDbEntity;
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "timers are found by due time across all capsules")]
#[pk = "PLATFORM#TIMER#{shard:03}"]
#[sk = "DUE#{due:020}#{account_id}"]
struct TimerItem {
    shard: u8,
    due: u64,
    account_id: AccountId,
    #[serde(default)]
    note: Option<String>,
}

fn main() {
    assert_eq!(TimerItem::pk_of(7), "PLATFORM#TIMER#007");
    let _: fn(u64, &AccountId) -> String = TimerItem::sk_of;
}
