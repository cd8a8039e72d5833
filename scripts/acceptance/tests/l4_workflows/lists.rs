//! Lists, page by page.

use acceptance::Client;
use serde_json::Value;

use super::{create, path, setup};

/// The ids of all pages, with at most `limit` on each.
async fn ids(client: &Client, limit: usize, archived: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("/accounts?limit={limit}{archived}{cursor}")).await.expect(200).json();
        let items = page["items"].as_array().expect("items").clone();
        assert!(items.len() <= limit);
        ids.extend(items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
        assert!(ids.len() < 1_000, "the list does not end");
    }
}

/// A page that skips or repeats a record makes a client lose or double it. Requirement: ALL-6
#[tokio::test]
async fn pages_of_any_size_show_every_account_once_in_order_of_creation() {
    let (_, _, client) = setup().await;
    assert!(ids(&client, 50, "").await.is_empty());
    let mut created = Vec::new();
    for number in 1..=7 {
        created.push(create(&client, &format!("Company {number}")).await.id());
    }
    for limit in [1, 2, 3, 7, 8, 200] {
        assert_eq!(ids(&client, limit, "").await, created, "pages of {limit}");
        assert_eq!(ids(&client, limit, "&archived=false").await, created, "pages of {limit}");
    }
}

/// A list is what people see first: its rows must be those of the records. Requirement: ALL-6
#[tokio::test]
async fn a_row_says_what_the_record_says() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    client.patch(&path(&id), &serde_json::json!({ "name": "Beta", "kind": "partner" })).await.expect(200);
    let record = client.get(&path(&id)).await.expect(200).json();
    let page = client.get("/accounts").await.expect(200).json();
    assert_eq!(page["next_cursor"], Value::Null);
    let row = page["items"][0].as_object().expect("a row").clone();
    assert!(row.len() >= 5);
    for (field, value) in row {
        assert_eq!(record[&field], value, "`{field}`");
    }
}

/// Archived accounts leave the list and stand in their own; restored ones come back to their place. Requirement: ALL-4
#[tokio::test]
async fn archived_accounts_are_listed_apart() {
    let (_, _, client) = setup().await;
    let mut created = Vec::new();
    for number in 1..=3 {
        created.push(create(&client, &format!("Company {number}")).await.id());
    }
    client.delete(&path(&created[1])).await.expect(200);
    assert_eq!(ids(&client, 2, "").await, [created[0].clone(), created[2].clone()]);
    assert_eq!(ids(&client, 2, "&archived=true").await, [created[1].clone()]);
    client.post(&format!("{}/restore", path(&created[1]))).await.expect(200);
    assert_eq!(ids(&client, 2, "").await, created);
    assert!(ids(&client, 2, "&archived=true").await.is_empty());
}

/// A cursor is only a place: changes between two pages must neither skip nor repeat what did not change. Requirement: ALL-6
#[tokio::test]
async fn changes_between_two_pages_skip_and_repeat_nothing() {
    let (_, _, client) = setup().await;
    let mut created = Vec::new();
    for number in 1..=4 {
        created.push(create(&client, &format!("Company {number}")).await.id());
    }
    let first = client.get("/accounts?limit=2").await.expect(200).json();
    let cursor = first["next_cursor"].as_str().expect("a second page").to_owned();
    // The record that the cursor stands on goes, one behind it too, and a new one comes.
    client.delete(&path(&created[1])).await.expect(200);
    client.delete(&path(&created[2])).await.expect(200);
    let new = create(&client, "Company 5").await.id();
    let second = client.get(&format!("/accounts?limit=2&cursor={cursor}")).await.expect(200).json();
    let shown: Vec<_> =
        second["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(shown, [created[3].as_str(), new.as_str()]);
}
