//! One mistake is one error: the code that uses the entity's keys, queries and traits adds none.

use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, ItemView, Query};
use kernel::{Scope, TenantId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    pub struct AccountId = "account";
}

#[derive(Deserialize, ItemView)]
struct Listed {
    account_id: AccountId,
}

#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
#[sk = "NOTE#{number:020}"]
#[gsi(
    name = "gsi1",
    pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#NOTE",
    sk = "{account_id}",
    projection = include(account_id),
    returns = Listed
)]
struct NoteItem {
    tenant_id: TenantId,
    account_id: AccountId,
    number: u64,
}

fn used(scope: &Scope, account_id: &AccountId, note: &NoteItem) -> Result<Query<Listed>, dynamodb_entity::EntityError> {
    let _: (String, String, &str) = (NoteItem::pk_of(scope, account_id), NoteItem::sk_of(7), NoteItem::sk_prefix());
    let _: Query<NoteItem> = NoteItem::query(scope, account_id);
    let _ = (NoteItem::GSI1.name, NoteItem::gsi1_pk_of(scope), NoteItem::gsi1_sk_of(account_id));
    let _ = (note.pk(), note.capsule_id(), NoteItem::from_item(scope, note.to_item()?)?);
    Ok(NoteItem::gsi1_query(scope))
}

fn main() {
    let _ = used;
}
