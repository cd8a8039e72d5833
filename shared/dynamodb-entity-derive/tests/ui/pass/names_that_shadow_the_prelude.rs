#![deny(warnings)]
#![allow(dead_code)]

mod shadows {
    #[allow(dead_code)]
    pub struct String;
    #[allow(dead_code)]
    pub struct Vec;
    #[allow(dead_code)]
    pub struct Option;
    #[allow(dead_code)]
    pub struct Result;
}

#[allow(unused_imports)]
use shadows::{Option, Result, String, Vec};

#[derive(Debug, serde::Serialize, serde::Deserialize, dynamodb_entity::DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#USER#{user}"]
#[sk = "STATE"]
#[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST", sk = "{since}", projection = include(user))]
struct UserItem {
    tenant_id: kernel::TenantId,
    capsule_id: kernel::CapsuleId,
    user: kernel::UserId,
    since: ::std::option::Option<kernel::Timestamp>,
    #[pii]
    name: dynamodb_entity::Pii<u8>,
}

fn main() {
    let _ = UserItem::query;
}
