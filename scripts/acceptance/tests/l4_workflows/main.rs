//! Workflows over HTTP with real tokens: what a client can rely on, and what nobody can do.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests stand outside of functions marked as tests"
)]

mod bad_input;
mod domains;
mod idempotency;
mod isolation;
mod life;
mod lists;
mod operators;
mod paths;
mod permissions;
mod public;
mod records;
mod routes;
mod settings;
mod tokens;

use acceptance::{Answer, Client, Cloud, Tenant};
use serde_json::{Value, json};

/// A system, a tenant that nobody else uses, and a client of it that may do everything.
async fn setup() -> (Cloud, Tenant, Client) {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let client = cloud.client(&tenant);
    (cloud, tenant, client)
}

/// The body that enters a company with no more than it must have.
fn company(name: &str) -> Value {
    json!({ "name": name, "kind": "prospect" })
}

/// The body that adds a pipeline.
fn pipeline(name: &str) -> Value {
    let stage = |(name, kind, probability, category)| json!({ "name": name, "kind": kind, "probability": probability, "forecast_category": category });
    let stages = [("Talk", "open", 50, "pipeline"), ("Done", "won", 100, "closed"), ("Gone", "lost", 0, "omitted")];
    json!({ "name": name, "stages": stages.map(stage) })
}

/// Enters a company.
async fn create(client: &Client, name: &str) -> Answer {
    client.post_json("/accounts", &company(name)).await.expect(201)
}

/// Where an account is.
fn path(id: &str) -> String {
    format!("/accounts/{id}")
}
