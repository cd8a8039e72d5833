//! A first segment that is put together could read `TENANT`, and stand among the rows of one.

use dynamodb_entity::DynamoDbEntity;
use kernel::KeyName;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "timers are found by due time across all capsules")]
#[pk = "T{word}#{number}"]
#[sk = "TIMER"]
struct TimerItem {
    word: KeyName,
    number: u64,
}

fn main() {}
