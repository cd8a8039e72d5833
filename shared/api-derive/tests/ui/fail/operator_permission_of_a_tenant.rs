#![allow(unused)]

use api::{OperatorPermission, Permission, api_endpoint};

#[api_endpoint(
    method = GET,
    path = "/violations",
    operator_permission = Permission::AccountRead,
    summary = "List",
)]
async fn list_violations() {}

#[api_endpoint(
    method = GET,
    path = "/accounts",
    permission = OperatorPermission::ViolationRead,
    summary = "List",
)]
async fn list_accounts() {}

fn main() {}
