#![allow(unused)]

use api::{Permission, api_endpoint};
use axum::extract::State;

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

#[api_endpoint(
    method = GET,
    path = "/accounts",
    public = "everybody may read",
    permission = Permission::AccountRead,
    summary = "Get an account",
)]
async fn get_account() {}

fn main() {
    // The mistake stays alone: the router that names the endpoint adds none.
    let _ = api::ApiRouter::<()>::new("test").endpoint(get_account_endpoint());
}
