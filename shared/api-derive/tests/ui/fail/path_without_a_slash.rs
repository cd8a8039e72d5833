use api::{Permission, api_endpoint};

#[api_endpoint(method = GET, path = "accounts", permission = Permission::AccountRead, summary = "List accounts")]
async fn list_accounts() {}

fn main() {}
