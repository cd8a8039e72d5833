//! Two parameters of the path and a query, as a reader would write it.

use api::{Permission, api_endpoint};
use schemars::JsonSchema;
use serde::Deserialize;

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
    /// The id of a contact.
    pub struct ContactId = "contact";
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    limit: Option<u8>,
}

#[api_endpoint(
    method = GET,
    path = "/accounts/{account_id}/contacts/{contact_id}/activities",
    permission = Permission::ContactRead,
    path_params(account_id, contact_id),
    query_params(query),
    summary = "List the activities of a contact of an account"
)]
pub async fn list_activities(account_id: AccountId, contact_id: ContactId, query: Page) -> String {
    format!("{account_id} {contact_id} {:?}", query.limit)
}

fn main() {
    let _ = api::ApiRouter::new("activities").endpoint(list_activities_endpoint()).into_router(());
}
