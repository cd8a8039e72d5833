#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "STATE"]
#[serde(deny_unknown_fields, rename = "Account")]
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    #[serde(with = "form")]
    account_id: AccountId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(rename = "text")]
    body: String,
}

mod form {
    pub use serde::{Deserialize, Serialize};

    pub fn serialize<T: Serialize, S: serde::Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

fn main() {}
