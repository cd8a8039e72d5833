#![allow(unused)]

use api::{JsonBody, Permission, api_endpoint};

#[derive(serde::Deserialize)]
struct NoSchema;

#[api_endpoint(
    method = POST,
    path = "/accounts",
    permission = Permission::AccountCreate,
    extractors(body),
    request = NoSchema,
    summary = "Create an account",
)]
async fn create_account(body: JsonBody<NoSchema>) {}

fn main() {}
