//! What changes nothing says nothing.

use acceptance::{Cloud, Tenant};
use futures_util::future::join_all;
use serde_json::json;

use crate::{company, create, settle};

/// An event that says nothing new wakes every consumer for nothing. Requirement: ALL-3
#[tokio::test]
async fn a_change_that_changes_nothing_publishes_nothing() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let client = cloud.client(&tenant);
    let id = create(&client, "Acme").await;
    let path = format!("/accounts/{id}");
    let owner_id = tenant.user_id;
    for (method, below, body) in [
        ("PATCH", "", Some(json!({ "name": "Acme", "kind": "prospect", "domains": [], "description": null }))),
        ("PATCH", "", Some(json!({}))),
        ("POST", "/activate", None),
        ("POST", "/restore", None),
        ("POST", "/assign", Some(json!({ "owner_id": owner_id }))),
    ] {
        let call = client.request(method, &format!("{path}{below}"));
        let call = if let Some(body) = &body { call.json(body) } else { call };
        assert_eq!(call.send().await.expect(200).version(), 1, "{method} {below}");
    }
    settle(&client, &mut feed).await;
    assert_eq!(feed.of(&id).len(), 1, "the creation alone: {:?}", feed.arrivals());
}

/// A client that repeats a request because the answer was lost must not make a second record. Requirement: ALL-9
#[tokio::test]
async fn twenty_requests_with_one_key_publish_one_event() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let client = cloud.client(&tenant);
    let body = company("Acme");
    let callers = (0..20).map(|_| client.request("POST", "/accounts").json(&body).key("one-key").send());
    let answers = join_all(callers).await;
    let first = answers[0].clone().expect(201);
    for answer in &answers {
        assert_eq!(answer.essence(), first.essence(), "{answer}");
    }
    settle(&client, &mut feed).await;
    assert_eq!(feed.of(&first.id()).len(), 1);
    assert_eq!(feed.arrivals().len(), 2, "one event, and the marker: {:?}", feed.arrivals());
}
