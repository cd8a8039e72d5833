#![allow(unused)]

use api::{Permission, api_endpoint};

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Page {
    limit: u64,
}

type Maybe = Option<Page>;

#[api_endpoint(
    method = GET,
    path = "/accounts",
    permission = Permission::AccountRead,
    query_params(page),
    summary = "List accounts",
)]
async fn list_accounts(page: Maybe) {}

fn main() {
    // The mistake stays alone: the router that names the endpoint adds none.
    let _ = api::ApiRouter::<()>::new("test").endpoint(list_accounts_endpoint());
}
