#![deny(warnings)]
#![allow(dead_code)]

use dynamodb_entity::{DataSubject, DynamoDbEntity, PersonalData, Pii};
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
struct AccountItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    account_id: AccountId,
    #[pii]
    name: Pii<String>,
    #[pii]
    phones: Vec<Pii<String>>,
    #[pii(name = "emails.address")]
    primary_email: Option<Pii<String>>,
    city: String,
}

fn main() {
    assert!(AccountItem::PERSONAL);
    let _: fn(&AccountItem) -> DataSubject = AccountItem::data_subject;
}
