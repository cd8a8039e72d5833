use api::{Permission, api_endpoint};

#[api_endpoint(method = get, path = "/accounts", permission = Permission::AccountRead, summary = "List accounts")]
async fn list_accounts() {}

fn main() {}
