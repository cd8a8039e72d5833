//! Domains are unique in a capsule.

use acceptance::{Answer, Client};
use serde_json::{Value, json};

use super::{company, path, setup};

/// Enters a company with domains.
async fn with_domains(client: &Client, name: &str, domains: &[&str]) -> Answer {
    let mut body = company(name);
    body["domains"] = json!(domains);
    client.post_json("/accounts", &body).await
}

/// The refusal that names who holds the domain, and at which place of the body it stands.
fn taken(answer: Answer, holder: &str, pointer: &str) {
    let problem = answer.problem(409, "duplicate_value").json();
    assert_eq!(problem["ids"], json!([holder]), "{problem}");
    assert_eq!(problem.pointer("/errors/0/pointer").and_then(Value::as_str), Some(pointer), "{problem}");
}

/// Two accounts with one domain make every match of an email to a company a guess; the refusal has to name the one that is there.
/// Requirement: ACC-1, ALL-7
#[tokio::test]
async fn a_domain_has_one_account_and_the_refusal_names_it() {
    let (_, _, client) = setup().await;
    let first = with_domains(&client, "Acme", &["acme.com"]).await.expect(201).id();
    taken(with_domains(&client, "Other", &["other.com", "ACME.com"]).await, &first, "/domains/1");
    // Nothing of the refused one stands: its other domain is free.
    let second = with_domains(&client, "Other", &["other.com"]).await.expect(201);
    let moved = client.patch(&path(&second.id()), &json!({ "domains": ["acme.com"] })).await;
    taken(moved, &first, "/domains/0");
    assert_eq!(client.get(&path(&second.id())).await.expect(200).json(), second.json());
    let page = client.get("/accounts").await.expect(200).json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
}

/// Whoever lets a domain go must not hold it any longer. Requirement: ALL-4
#[tokio::test]
async fn an_archived_account_frees_its_domain_and_takes_it_again() {
    let (_, _, client) = setup().await;
    let first = with_domains(&client, "Acme", &["acme.com"]).await.expect(201).id();
    client.delete(&path(&first)).await.expect(200);
    let second = with_domains(&client, "Acme two", &["acme.com"]).await.expect(201).id();

    let restore = format!("{}/restore", path(&first));
    taken(client.post(&restore).await, &second, "/domains/0");
    assert_eq!(client.get(&path(&first)).await.expect(200).version(), 2, "the refused restore wrote nothing");

    client.patch(&path(&second), &json!({ "domains": [] })).await.expect(200);
    let restored = client.post(&restore).await.expect(200);
    assert_eq!((restored.version(), &restored.json()["domains"]), (3, &json!(["acme.com"])));
    taken(with_domains(&client, "Third", &["acme.com"]).await, &first, "/domains/0");
}

/// Of several at once one wins and the others are told who; none may slip through. Requirement: ACC-1
#[tokio::test]
async fn of_ten_who_want_a_domain_at_once_one_gets_it() {
    let (_, _, client) = setup().await;
    let wishes = (0..10).map(|_| with_domains(&client, "Acme", &["acme.com"]));
    let answers = futures_util::future::join_all(wishes).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!(won.len(), 1, "{won:?}");
    for answer in lost {
        taken(answer, &won[0].id(), "/domains/0");
    }
}
