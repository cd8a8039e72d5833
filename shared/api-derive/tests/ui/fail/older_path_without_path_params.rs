//! An older spelling: the parameters of the path were taken from the arguments.
#![deny(deprecated)]

use api::{Permission, api_endpoint};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

#[api_endpoint(method = GET, path = "/accounts/{account_id}", permission = Permission::AccountRead, summary = "Get an account")]
async fn get_account(account_id: AccountId) {
    let _ = account_id;
}

fn main() {}
