#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::{DynamoDbEntity, ItemView, Query};
use kernel::{CapsuleId, Scope, TenantId, UserId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Deserialize, ItemView)]
struct Listed {
    pk: String,
    gsi2sk: String,
    account_id: AccountId,
    summary: String,
}

#[derive(Deserialize, ItemView)]
struct Whole {
    tenant_id: TenantId,
    summary: String,
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#OWNER#{owner}", sk = "{account_id}", projection = all)]
#[gsi(name = "gsi2", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#ACCOUNT", sk = "{account_id}", projection = include(tenant_id, capsule_id, account_id, line), returns = Listed)]
#[gsi(name = "gsi3", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#ACCOUNT", sk = "{account_id}", returns = Whole, projection = all)]
#[gsi(name = "gsi4", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#ACCOUNT", sk = "{account_id}", projection = keys_only)]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    account_id: AccountId,
    owner: UserId,
    #[serde(rename = "summary")]
    line: String,
}

fn main() {
    let _: fn(&Scope, &AccountId) -> Query<AccountItem> = AccountItem::query;
    let _: fn(&Scope, &UserId) -> Query<AccountItem> = AccountItem::gsi1_query;
    let _: fn(&Scope) -> Query<Listed> = AccountItem::gsi2_query;
    let _: fn(&Scope) -> Query<Whole> = AccountItem::gsi3_query;
}
