#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::{DynamoDbEntity, ItemView, PlatformLevel, Query};
use kernel::TenantId;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, ItemView)]
struct Due {
    gsi1sk: String,
}

/// `tenant_id` is data here, not the owner.
#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "timers are found by due time across all capsules")]
#[pk = "PLATFORM#TIMER#{tenant_id}#{number}"]
#[sk = "TIMER"]
#[gsi(name = "gsi1", pk = "PLATFORM#DUE#{day:05}", sk = "{number:010}", projection = keys_only, returns = Due)]
struct TimerItem {
    tenant_id: TenantId,
    number: u32,
    day: u16,
}

fn main() {
    let _: fn(&TenantId, u32) -> Query<TimerItem> = TimerItem::query;
    let _: fn(u16) -> Query<Due> = TimerItem::gsi1_query;
    let _ = <TimerItem as PlatformLevel>::from_item;
}
