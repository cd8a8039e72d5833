#![allow(unused)]

use api::{OperatorPermission, Permission, api_endpoint};

#[api_endpoint(
    method = GET,
    path = "/violations",
    permission = Permission::AccountRead,
    operator_permission = OperatorPermission::ViolationRead,
    summary = "List",
)]
async fn list_violations() {}

#[api_endpoint(
    method = GET,
    path = "/violations",
    operator_permission = "violation.read",
    summary = "List",
)]
async fn get_violation() {}

fn main() {}
