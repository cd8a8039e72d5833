use api::{Permission, api_endpoint};

#[api_endpoint(method = DELETE, path = "/accounts", permission = Permission::AccountArchive, status = 201, summary = "Archive all")]
async fn archive_accounts() {}

fn main() {}
