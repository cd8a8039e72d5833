//! Not every text is an older spelling.
use api::{Permission, api_endpoint};

#[api_endpoint(method = "fetch", path = "/accounts", permission = Permission::AccountRead, summary = "List accounts")]
async fn list_accounts() {}

fn main() {}
