use api::{Permission, api_endpoint};

#[api_endpoint(method = GET, path = "/accounts/{*rest}", permission = Permission::AccountRead, summary = "Get anything")]
async fn get_anything() {}

fn main() {}
