#![allow(unused)]

use api::{Permission, api_endpoint};
use axum::extract::State;

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

#[api_endpoint(
    method = get,
    path = "accounts/",
    permission = "x",
    public = "no",
    path_params(a, a),
    query_params(b),
    status = 404,
    sumary = "x",
)]
fn get_account(c: u8) {}

fn main() {
    // The mistake stays alone: the router that names the endpoint adds none.
    let _ = api::ApiRouter::<()>::new("test").endpoint(get_account_endpoint());
}
