//! Decided by trait: an alias of an id is one.

use api::{Permission, api_endpoint};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

type Key = AccountId;

#[api_endpoint(
    method = GET,
    path = "/accounts/{account_id}",
    permission = Permission::AccountRead,
    path_params(account_id),
    summary = "Get an account"
)]
async fn get_account(account_id: Key) -> String {
    account_id.to_string()
}

fn main() {
    let _ = api::ApiRouter::new("accounts").endpoint(get_account_endpoint()).into_router(());
}
