//! Decided by trait: an alias does not make a text an id.
use api::{Permission, api_endpoint};

type AccountId = String;

#[api_endpoint(
    method = GET,
    path = "/accounts/{account_id}",
    permission = Permission::AccountRead,
    path_params(account_id),
    summary = "Get an account"
)]
async fn get_account(account_id: AccountId) {
    let _ = account_id;
}

fn main() {}
