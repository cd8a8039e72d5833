use api::{Permission, api_endpoint};

#[api_endpoint(method = GET, path = "/accounts", permission = Permission::AccountRead, request = u8, extractors(body), summary = "List accounts")]
async fn list_accounts(body: api::JsonBody<u8>) {}

fn main() {}
