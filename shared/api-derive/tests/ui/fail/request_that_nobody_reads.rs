#![allow(unused)]

use api::{JsonBody, OptionalBody, Permission, api_endpoint};

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Create {
    name: String,
}

#[api_endpoint(
    method = POST,
    path = "/accounts",
    permission = Permission::AccountCreate,
    request = Create,
    summary = "Create an account",
)]
async fn create_account() {}

fn main() {
    // The mistake stays alone: the router that names the endpoint adds none.
    let _ = api::ApiRouter::<()>::new("test").endpoint(create_account_endpoint());
}
