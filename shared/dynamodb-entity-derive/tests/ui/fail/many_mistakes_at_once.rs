use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity};
use kernel::{Scope, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "ACCOUNT#{acount_id}"]
#[sk = "STATE#{version:3}"]
#[gsi(name = "gsi1", pk = "LIST", sort = "{account_id}")]
struct AccountItem {
    tenant_id: TenantId,
    #[serde(rename = "id")]
    account_id: AccountId,
    version: u64,
}

/// A mistake in the entity adds no errors where it is used.
fn read(scope: &Scope, item: serde_dynamo::Item) -> Option<String> {
    AccountItem::from_item(scope, item).ok().map(|account| account.pk())
}

fn main() {
    let _ = read;
}
