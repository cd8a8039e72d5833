#![allow(unused)]

use api::{Operator, Permission, api_endpoint};

#[api_endpoint(
    method = GET,
    path = "/accounts",
    permission = Permission::AccountRead,
    extractors(operator),
    summary = "List",
)]
async fn list_accounts(operator: Operator) {}

fn main() {}
