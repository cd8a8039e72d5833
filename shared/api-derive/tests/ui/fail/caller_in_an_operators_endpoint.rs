#![allow(unused)]

use api::{Caller, OperatorPermission, api_endpoint};

type Somebody = Caller;

#[api_endpoint(
    method = GET,
    path = "/violations",
    operator_permission = OperatorPermission::ViolationRead,
    extractors(caller),
    summary = "List",
)]
async fn list_violations(caller: Somebody) {}

#[api_endpoint(
    method = GET,
    path = "/violations/all",
    operator_permission = OperatorPermission::ViolationRead,
    extractors(caller),
    summary = "List",
)]
async fn list_all_violations(caller: axum::Extension<Caller>) {}

fn main() {}
