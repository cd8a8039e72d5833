#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, Scope, TenantId, UserId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}#MEMBER#{member}#ROLE"]
#[sk = "v{version}.GRANT#{granted_by}#{line:05}"]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    account_id: AccountId,
    member: UserId,
    granted_by: UserId,
    version: u8,
    line: u16,
}

fn main() {
    let _: fn(&Scope, &AccountId, &UserId) -> String = AccountItem::pk_of;
    let _: fn(u8, &UserId, u16) -> String = AccountItem::sk_of;
    assert_eq!(AccountItem::SK.iam_pattern(), "v*.GRANT#user_??????????????????????????#?????");
}
