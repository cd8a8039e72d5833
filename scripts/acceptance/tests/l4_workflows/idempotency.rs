//! A request that is repeated under its key is done once.

use futures_util::future::join_all;
use serde_json::json;

use super::{company, create, path, setup};

/// A client whose answer was lost repeats the request and must get the answer that it missed, headers included. Requirement: ALL-9
#[tokio::test]
async fn the_same_request_under_the_same_key_gets_the_same_answer() {
    let (_, _, client) = setup().await;
    let first = client.request("POST", "/accounts").json(&company("Acme")).key("create").send().await.expect(201);
    for _ in 0..3 {
        let again = client.request("POST", "/accounts").json(&company("Acme")).key("create").send().await;
        assert_eq!(again.essence(), first.essence());
    }
    // The quoted form of the IETF draft is the same key.
    let quoted = client.request("POST", "/accounts").json(&company("Acme")).key("\"create\"").send().await;
    assert_eq!(quoted.essence(), first.essence());

    let page = client.get("/accounts").await.expect(200).json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
}

/// A replay that shows today's record instead of the answer of then tells the client that its request did something else; and a replay is
/// decided before `If-Match`, or no retry of a conditional change could ever succeed. Requirement: ALL-9
#[tokio::test]
async fn a_replay_shows_the_record_as_it_was_then() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let rename = || client.request("PATCH", &path(&id)).json(&json!({ "name": "Beta" })).key("rename").if_match(1);
    let first = rename().send().await.expect(200);
    assert_eq!(first.version(), 2);
    client.patch(&path(&id), &json!({ "name": "Gamma", "kind": "partner" })).await.expect(200);
    client.delete(&path(&id)).await.expect(200);

    assert_eq!(rename().send().await.essence(), first.essence());
    let now = client.get(&path(&id)).await.expect(200);
    assert_eq!((now.version(), now.string("/name")), (5, "Gamma".to_owned()), "the replay wrote nothing");
}

/// A request that changed nothing is answered the same later, when it would change something. Requirement: ALL-9
#[tokio::test]
async fn a_request_without_effect_is_remembered_too() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let activate = || client.request("POST", &format!("{}/activate", path(&id))).key("activate");
    let first = activate().send().await.expect(200);
    assert_eq!(first.version(), 1);
    client.post(&format!("{}/deactivate", path(&id))).await.expect(200);
    assert_eq!(activate().send().await.essence(), first.essence());
    assert_eq!(client.get(&path(&id)).await.expect(200).string("/status"), "inactive");
}

/// One key for two requests is a mistake of the client: answering with the first one's answer would hide it. Requirement: ALL-9
#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let (rename, body) = (path(&id), json!({ "name": "Beta" }));
    client.request("PATCH", &rename).json(&body).key("key").send().await.expect(200);
    let other_body = client.request("PATCH", &rename).json(&json!({ "name": "Gamma" })).key("key");
    other_body.send().await.problem(422, "idempotency_key_reused");
    let other_path = client.request("POST", &format!("{rename}/activate")).key("key");
    other_path.send().await.problem(422, "idempotency_key_reused");
    let other_method = client.request("DELETE", &rename).key("key");
    other_method.send().await.problem(422, "idempotency_key_reused");
    let creation = client.request("POST", "/accounts").json(&company("Delta")).key("key");
    creation.send().await.problem(422, "idempotency_key_reused");
    assert_eq!(client.get(&rename).await.expect(200).version(), 2);
}

/// Somebody else's key must neither block mine nor show me his answer. Requirement: ALL-9
#[tokio::test]
async fn a_key_of_another_user_is_another_key() {
    let (cloud, tenant, client) = setup().await;
    let colleague = cloud.client(&tenant.with_another_user());
    let mine = client.request("POST", "/accounts").json(&company("Mine")).key("key").send().await.expect(201);
    let theirs = colleague.request("POST", "/accounts").json(&company("Theirs")).key("key").send().await.expect(201);
    assert_ne!(mine.id(), theirs.id());
}

/// A refusal is no effect: when its reason is gone, the same request under the same key must be done. Requirement: ALL-9
#[tokio::test]
async fn a_refused_request_is_evaluated_again() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    client.delete(&path(&id)).await.expect(200);
    let rename = || client.request("PATCH", &path(&id)).json(&json!({ "name": "Beta" })).key("rename");
    rename().send().await.problem(422, "account_archived");
    client.post(&format!("{}/restore", path(&id))).await.expect(200);
    assert_eq!(rename().send().await.expect(200).string("/name"), "Beta");
}

/// Impatient clients repeat a request before the first answer is there: all of them get that answer. Requirement: ALL-9
#[tokio::test]
async fn repetitions_at_the_same_time_get_one_answer() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let call = || client.request("PATCH", &path(&id)).json(&json!({ "name": "Beta", "kind": "partner" })).key("change");
    let answers = join_all((0..20).map(|_| call().send())).await;
    let first = answers[0].clone().expect(200);
    for answer in &answers {
        assert_eq!(answer.essence(), first.essence(), "{answer}");
    }
    assert_eq!(client.get(&path(&id)).await.expect(200).version(), 3);
}
