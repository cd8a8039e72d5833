//! Lists, page by page.

use acceptance::Client;
use serde_json::{Value, json};

use super::{create, path, setup};

/// The ids of all pages, with at most `limit` on each.
async fn ids(client: &Client, limit: usize, query: &str) -> Vec<String> {
    shown(client, "id", limit, &format!("/accounts?{query}")).await
}

/// What a field shows on all pages of a list, with at most `limit` rows on each.
async fn shown(client: &Client, field: &str, limit: usize, list: &str) -> Vec<String> {
    let (mut shown, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{list}&limit={limit}{cursor}")).await.expect(200).json();
        let items = page["items"].as_array().expect("items").clone();
        assert!(items.len() <= limit);
        shown.extend(items.iter().filter_map(|item| item[field].as_str().map(str::to_owned)));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return shown,
        }
        assert!(shown.len() < 1_000, "the list does not end");
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
        assert_eq!(ids(&client, limit, "archived=false").await, created, "pages of {limit}");
    }
}

/// A list is what people see first: its rows must be those of the records. Requirement: ALL-6
#[tokio::test]
async fn a_row_says_what_the_record_says() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    client.patch(&path(&id), &json!({ "name": "Beta", "kind": "partner" })).await.expect(200);
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
    assert_eq!(ids(&client, 2, "archived=true").await, [created[1].clone()]);
    client.post(&format!("{}/restore", path(&created[1]))).await.expect(200);
    assert_eq!(ids(&client, 2, "").await, created);
    assert!(ids(&client, 2, "archived=true").await.is_empty());
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

/// Whoever looks for a company or a product by its name, or by the beginning of it, must meet each once, in whatever case it was typed.
/// Requirement: ALL-6
#[tokio::test]
async fn accounts_and_products_are_listed_by_name_and_by_its_beginning() {
    let (_, _, client) = setup().await;
    let names = ["beta", "Ärger & Co", "Alpha #1", "BETA GmbH", "alphabet", "日本", "Beta"];
    for (number, name) in names.iter().enumerate() {
        create(&client, name).await;
        let product = json!({ "sku": format!("A-{number}"), "name": name, "kind": "goods", "unit": "piece" });
        client.post_json("/products", &product).await.expect(201);
    }
    for collection in ["/accounts", "/products"] {
        for limit in [1, 2, 3, 7, 200] {
            let by = async |query: &str| shown(&client, "name", limit, &format!("{collection}?{query}")).await;
            let in_order = ["Alpha #1", "alphabet", "beta", "Beta", "BETA GmbH", "Ärger & Co", "日本"];
            assert_eq!(by("sort=name").await, in_order, "{collection}, pages of {limit}");
            assert_eq!(by("name_prefix=aLPHA").await, in_order[..2], "{collection}, pages of {limit}");
            assert_eq!(by("sort=name&name_prefix=beta%20g").await, ["BETA GmbH"], "{collection}, pages of {limit}");
            assert_eq!(by("name_prefix=%C3%A4").await, ["Ärger & Co"], "{collection}, pages of {limit}");
            assert!(by("sort=name&archived=true").await.is_empty());
            assert_eq!(by("sort=created").await, names, "{collection}, pages of {limit}");
        }
    }
}

/// A record that is found under its old name, or in use though it is archived, is found by chance. Requirement: ALL-4, ALL-6
#[tokio::test]
async fn a_renamed_or_archived_account_moves_in_the_list_by_name() {
    let (_, _, client) = setup().await;
    let (first, second) = (create(&client, "Alpha").await.id(), create(&client, "Beta").await.id());
    client.patch(&path(&first), &json!({ "name": "Gamma" })).await.expect(200);
    assert_eq!(ids(&client, 1, "sort=name").await, [second.clone(), first.clone()]);
    assert!(ids(&client, 1, "name_prefix=alpha").await.is_empty());
    client.delete(&path(&second)).await.expect(200);
    assert_eq!(ids(&client, 1, "sort=name").await, std::slice::from_ref(&first));
    assert_eq!(ids(&client, 1, "sort=name&archived=true").await, [second]);
}

/// A cursor that is taken into another order, or into another search, begins at a place that nobody chose. Requirement: ALL-6
#[tokio::test]
async fn a_cursor_belongs_to_its_order() {
    let (_, _, client) = setup().await;
    for name in ["Alpha", "Alphabet", "Beta"] {
        create(&client, name).await;
    }
    let cursor = async |query: &str| {
        let page = client.get(&format!("/accounts?limit=1&{query}")).await.expect(200);
        page.string("/next_cursor")
    };
    let (by_creation, by_name, by_prefix) =
        (cursor("").await, cursor("sort=name").await, cursor("name_prefix=alpha").await);
    for (query, foreign) in [
        ("", &by_name),
        ("sort=name", &by_creation),
        ("name_prefix=alpha", &by_creation),
        ("name_prefix=b", &by_prefix),
    ] {
        let refused =
            client.get(&format!("/accounts?{query}&cursor={foreign}")).await.problem(400, "invalid_parameter");
        assert_eq!(refused.string("/errors/0/parameter"), "cursor", "{query}");
    }
}
