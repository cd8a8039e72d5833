//! The event flow: what a command records arrives on the bus, what is broken is noticed, and neither holds up the other.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests stand outside of functions marked as tests"
)]

mod delivery;
mod forged;
mod governed;
mod lives;
mod operated;
mod poison;
mod silence;

use acceptance::{Client, Feed};
use serde_json::{Value, json};

/// Enters a company that has nothing but a name, and answers its id.
async fn create(client: &Client, name: &str) -> String {
    client.post_json("/accounts", &company(name)).await.expect(201).id()
}

/// The body that enters a company.
fn company(name: &str) -> Value {
    json!({ "name": name, "kind": "prospect" })
}

/// Everything that happened before this call has arrived when it returns: an event that is written now arrives after it.
async fn settle(client: &Client, feed: &mut Feed) {
    let marker = create(client, "Marker").await;
    feed.wait_for_sequence(&marker, 1).await;
    feed.drain().await;
}
