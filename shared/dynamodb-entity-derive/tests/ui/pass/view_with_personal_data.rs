//! A view may show what is personal, encrypted; whoever may see it opens it.

use dynamodb_entity::{DynamoDbEntity, ItemView, PersonalData, Pii};
use kernel::{CapsuleId, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct ContactId = "contact";
}

#[derive(Deserialize, ItemView)]
struct Listed {
    contact_id: ContactId,
    #[pii]
    given_name: Option<Pii<String>>,
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "contact_cards"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#CONTACT#{contact_id}"]
#[sk = "CARD"]
#[gsi(
    name = "by_capsule",
    pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#CONTACT",
    sk = "{contact_id}",
    projection = include(contact_id, given_name),
    returns = Listed
)]
struct CardItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    contact_id: ContactId,
    #[pii]
    given_name: Option<Pii<String>>,
}

fn main() {
    assert!(Listed::PERSONAL && CardItem::PERSONAL);
    let _ = |listed: Listed| (listed.contact_id, listed.given_name);
}
