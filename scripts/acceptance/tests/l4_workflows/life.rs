//! The life of an account.

use acceptance::tenant::fresh;
use kernel::UserId;
use serde_json::json;

use super::{create, path, setup};

/// A created account must be there at once, under the address that the answer names, with everything that was sent.
/// Requirement: ALL-1, ALL-2, ACC-1
#[tokio::test]
async fn an_account_is_created_and_read() {
    let (_, tenant, client) = setup().await;
    let body = json!({
        "name": "  Acme  ", "kind": "customer", "industry": "Software", "employee_count": 12,
        "annual_revenue": { "amount": "1200.5", "currency": "EUR" }, "website": "https://acme.com", "domains": ["ACME.com"],
        "phones": ["+1 (415) 555-0123"], "tax_ids": [{ "country": "DE", "scheme": "VAT", "value": "DE123456789" }],
        "description": "Zażółć gęślą jaźń \u{1f980}", "tags": ["Key", "emea"],
    });
    let created = client.post_json("/accounts", &body).await.expect(201);
    assert_eq!(created.version(), 1);
    assert_eq!(created.header("content-type"), Some("application/json"));
    // Relative to `/v1/accounts`: one that begins with a slash would lose the stage.
    assert_eq!(created.header("location"), Some(format!("accounts/{}", created.id()).as_str()));

    let read = client.get(&path(&created.id())).await.expect(200);
    assert_eq!(read.version(), 1);
    assert_eq!(read.json(), created.json(), "what was answered is what stands there");
    let read = read.json();
    for (field, expected) in [
        ("name", json!("Acme")),
        ("status", json!("active")),
        ("kind", json!("customer")),
        ("annual_revenue", json!({ "amount": "1200.50", "currency": "EUR" })),
        ("domains", json!(["acme.com"])),
        ("phones", json!(["+14155550123"])),
        ("tags", json!(["key", "emea"])),
        ("description", body["description"].clone()),
        ("owner_id", json!(tenant.user_id)),
        ("created_by", json!(tenant.user_id)),
        ("updated_by", json!(tenant.user_id)),
        ("archived_at", json!(null)),
    ] {
        assert_eq!(read[field], expected, "`{field}`");
    }
    assert_eq!(read["created_at"], read["updated_at"]);
}

/// Somebody who changes what he has not read would overwrite what another one wrote. Requirement: ALL-7, ALL-9
#[tokio::test]
async fn a_change_of_another_version_than_the_current_one_is_refused_and_writes_nothing() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let rename =
        |name: &str, version| client.request("PATCH", &path(&id)).json(&json!({ "name": name })).if_match(version);
    assert_eq!(rename("Beta", 1).send().await.expect(200).version(), 2);
    for version in [0, 1, 3] {
        let refused = rename("Gamma", version).send().await.problem(412, "precondition_failed");
        assert_eq!(refused.json()["current_version"], 2);
    }
    for (method, below) in [("DELETE", ""), ("POST", "/deactivate"), ("POST", "/restore")] {
        let call = client.request(method, &format!("{}{below}", path(&id))).if_match(1);
        call.send().await.problem(412, "precondition_failed");
    }
    let read = client.get(&path(&id)).await.expect(200);
    assert_eq!((read.version(), read.string("/name")), (2, "Beta".to_owned()));
    let any = client.request("PATCH", &path(&id)).json(&json!({ "name": "Delta" })).header("if-match", "*");
    assert_eq!(any.send().await.expect(200).version(), 3);
}

/// A patch changes what it names and nothing else; a version that moves without a change makes every other client's `If-Match` fail.
/// Requirement: ALL-3
#[tokio::test]
async fn a_patch_changes_what_it_names_and_a_patch_without_change_keeps_the_version() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let patched = client.patch(&path(&id), &json!({ "industry": "Software", "tags": ["key"] })).await.expect(200);
    assert_eq!(patched.version(), 3, "one event for each meaning");
    assert_eq!(patched.string("/name"), "Acme");
    for nothing in [json!({}), json!({ "name": "Acme" }), json!({ "industry": "Software", "website": null })] {
        let same = client.patch(&path(&id), &nothing).await.expect(200);
        assert_eq!(same.json(), patched.json(), "{nothing}");
    }
    let removed = client.patch(&path(&id), &json!({ "industry": null, "tags": null })).await.expect(200);
    assert_eq!(removed.version(), 5);
    assert_eq!((removed.json().get("industry"), &removed.json()["tags"]), (None, &json!([])));
    let refused = client.patch(&path(&id), &json!({ "name": null })).await.problem(422, "field_required");
    assert_eq!(refused.string("/errors/0/pointer"), "/name");
}

/// A verb that does something the second time, or not the first time, breaks every client that repeats requests. Requirement: ACC-2, ALL-5
#[tokio::test]
async fn verbs_do_what_they_say_once() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let owner: UserId = fresh();
    let assign = json!({ "owner_id": owner, "reason": "on leave" });
    for (verb, body, version, field, expected) in [
        ("activate", None, 1, "status", "active".to_owned()),
        ("deactivate", None, 2, "status", "inactive".to_owned()),
        ("deactivate", None, 2, "status", "inactive".to_owned()),
        ("activate", None, 3, "status", "active".to_owned()),
        ("assign", Some(&assign), 4, "owner_id", owner.to_string()),
        ("assign", Some(&assign), 4, "owner_id", owner.to_string()),
    ] {
        let call = client.request("POST", &format!("{}/{verb}", path(&id)));
        let call = if let Some(body) = body { call.json(body) } else { call };
        let answer = call.send().await.expect(200);
        assert_eq!((answer.version(), answer.string(&format!("/{field}"))), (version, expected), "{verb}");
    }
}

/// Archived is neither gone nor in use: it can be read and brought back, and nothing else. Requirement: ALL-4
#[tokio::test]
async fn an_archived_account_reads_and_refuses_all_but_restore() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let archived = client.delete(&path(&id)).await.expect(200);
    assert_eq!(archived.version(), 2);
    let archived_at = archived.string("/archived_at");
    assert_eq!(client.get(&path(&id)).await.expect(200).string("/archived_at"), archived_at);

    let owner_id: UserId = fresh();
    for (method, below, body) in [
        ("PATCH", "", Some(json!({ "name": "Beta" }))),
        ("POST", "/activate", None),
        ("POST", "/deactivate", None),
        ("POST", "/assign", Some(json!({ "owner_id": owner_id }))),
    ] {
        let call = client.request(method, &format!("{}{below}", path(&id)));
        let call = if let Some(body) = &body { call.json(body) } else { call };
        call.send().await.problem(422, "account_archived");
    }
    let again = client.delete(&path(&id)).await.expect(200);
    assert_eq!((again.version(), again.string("/archived_at")), (2, archived_at), "archiving twice is archiving once");

    let restored = client.post(&format!("{}/restore", path(&id))).await.expect(200);
    assert_eq!((restored.version(), &restored.json()["archived_at"]), (3, &json!(null)));
    assert_eq!(client.post(&format!("{}/restore", path(&id))).await.expect(200).version(), 3);
    client.patch(&path(&id), &json!({ "name": "Beta" })).await.expect(200);
}

/// Two who change different fields at the same time must both be heard, or be told. Requirement: ALL-7
#[tokio::test]
async fn changes_at_the_same_time_are_all_done_or_refused() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let changes = ["industry", "description"].into_iter().cycle().take(8).enumerate().map(|(index, field)| {
        let body = json!({ field: format!("value {index}") });
        client.request("PATCH", &path(&id)).json(&body).send()
    });
    let answers = futures_util::future::join_all(changes).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count() as u64;
    for refused in answers.into_iter().filter(|answer| answer.status != 200) {
        refused.problem(409, "concurrent_change");
    }
    assert!(done >= 1);
    assert_eq!(client.get(&path(&id)).await.expect(200).version(), 1 + done);
}
