use api::{Permission, api_endpoint};

#[api_endpoint(method = POST, path = "/accounts", permission = Permission::AccountCreate, status = 204, response = u8, summary = "Create an account")]
async fn create_account() {}

fn main() {}
