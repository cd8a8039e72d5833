#![deny(warnings)]
#![allow(dead_code)]

use chrono::{DateTime, Utc};
use dynamodb_entity::{DynamoDbEntity, KeySegment};
use kernel::{CapsuleId, Scope, TenantId, UserId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Serialize, Deserialize, KeySegment)]
enum EntityType {
    Account,
    SalesOrder,
    #[key_segment = "ORG"]
    Organisation,
}

#[derive(Clone, Copy, Serialize, Deserialize, KeySegment)]
struct EntityId(UserId);

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ENTITY#{entity_type}#{id}"]
#[sk = "METADATA#v{version}"]
#[gsi(name = "by_creation", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{entity_type}", sk = "{created_at}#{id}", projection = all)]
#[gsi(name = "by_due", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#DUE", sk = "{due}", projection = keys_only)]
struct Metadata {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    entity_type: EntityType,
    id: EntityId,
    version: u32,
    created_at: DateTime<Utc>,
    due: Option<jiff::Timestamp>,
}

fn main() {
    let _: fn(&Scope, &EntityType, &EntityId) -> String = Metadata::pk_of;
    let _: fn(&DateTime<Utc>, &EntityId) -> String = Metadata::by_creation_sk_of;
    assert_eq!(Metadata::sk_of(7), "METADATA#v7");
    assert_eq!(Metadata::by_due_sk_of(&jiff::Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00.000000000Z");
    assert_eq!(
        Metadata::by_creation_sk_of(
            &DateTime::UNIX_EPOCH,
            &EntityId(kernel::TypedId::from_uuid(kernel::uuid::Uuid::nil()))
        )
        .len(),
        62
    );
    assert!(Metadata::PK.iam_pattern().ends_with("#ENTITY#*#user_??????????????????????????"));
}
