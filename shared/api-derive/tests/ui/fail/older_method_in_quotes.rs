//! An older spelling: it works for one release more, and says what to write.
#![deny(deprecated)]

use api::{Permission, api_endpoint};

#[api_endpoint(method = "get", path = "/accounts", permission = Permission::AccountRead, summary = "List accounts")]
async fn list_accounts() {}

fn main() {}
