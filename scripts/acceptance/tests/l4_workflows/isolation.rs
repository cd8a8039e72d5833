//! Two tenants and two capsules that cannot see each other.

use acceptance::{Client, Cloud, Feed, Tenant, tenant::fresh};
use serde_json::{Value, json};

use super::{
    company, create, path,
    routes::{self, Records},
    setup,
};

/// Scopes that differ from the given one in one word only: the tenant, or the capsule. The user is the same person.
fn neighbours(tenant: &Tenant) -> [(&'static str, Tenant); 2] {
    let foreign = Tenant { tenant_id: fresh(), ..*tenant };
    [("another tenant", foreign), ("another capsule", tenant.in_another_capsule())]
}

/// Records in a neighbouring scope, as their owner sees them.
struct Victim {
    scope: &'static str,
    client: Client,
    feed: Feed,
    records: Records,
    before: Vec<Value>,
}

async fn victims(cloud: &Cloud, tenant: &Tenant) -> Vec<Victim> {
    let mut victims = Vec::new();
    for (scope, neighbour) in neighbours(tenant) {
        let feed = cloud.feed(&neighbour).await;
        let client = cloud.client(&neighbour);
        let mut body = company("Secret");
        body["domains"] = json!(["secret.com"]);
        let account = client.post_json("/accounts", &body).await.expect(201);
        let person = json!({
            "family_name": "Secret", "lifecycle": "customer", "emails": [{ "address": "s@secret.com", "kind": "work" }],
            "links": [{ "account_id": account.id() }],
        });
        let contact = client.post_json("/contacts", &person).await.expect(201);
        let before = vec![account.json(), contact.json()];
        let records = Records { account: account.id(), contact: contact.id() };
        victims.push(Victim { scope, client, feed, records, before });
    }
    victims
}

/// Whether an id exists in another scope must not show anywhere: not in the status, not in a header, not in the body; and nothing may be
/// written there. Requirement: ACS-6, ALL-7
#[tokio::test]
async fn a_record_of_another_scope_is_as_if_it_were_nowhere() {
    let (cloud, tenant, client) = setup().await;
    let mut victims = victims(&cloud, &tenant).await;
    let conditions: [&[(&str, &str)]; 4] = [
        &[],
        &[("if-match", "\"1\"")],
        &[("if-match", "\"7\"")],
        &[("x-tenant-id", "{tenant}"), ("x-capsule-id", "{capsule}")],
    ];
    for route in routes::of_one_record() {
        for (index, condition) in conditions.iter().enumerate() {
            let ask = async |records: &Records, key: &str| {
                let call = route.call(&client, records);
                let call = condition.iter().fold(call, |call, (name, value)| call.header(name, value));
                if key.is_empty() { call.send().await } else { call.key(key).send().await }
            };
            for key in ["", "keyed"] {
                let key = if key.is_empty() { String::new() } else { format!("{key}-{}-{index}", route.name()) };
                let nowhere = ask(&Records::nowhere(), &key).await.problem(404, "not_found");
                for victim in &victims {
                    let foreign = ask(&victim.records, &key).await;
                    assert_eq!(foreign.essence(), nowhere.essence(), "{} of {}", route.name(), victim.scope);
                }
            }
        }
    }
    for victim in &mut victims {
        assert_untouched(victim).await;
    }
}

/// Nothing was written: the record is the same, and no event says otherwise.
async fn assert_untouched(victim: &mut Victim) {
    let Victim { scope, client, feed, records, before } = victim;
    for (path, before) in records.paths().iter().zip(before) {
        assert_eq!(client.get(path).await.expect(200).json(), *before, "{scope}");
    }
    let marker = create(client, "Marker").await.id();
    feed.wait_for_sequence(&marker, 1).await;
    feed.drain().await;
    for id in [&records.account, &records.contact] {
        assert_eq!(feed.of(id).len(), 1, "{scope}: {:?}", feed.arrivals());
    }
}

/// A list that shows a neighbour's records shows them to everybody in the tenant. Requirement: ACS-6
#[tokio::test]
async fn a_list_shows_the_own_scope_only() {
    let (cloud, tenant, client) = setup().await;
    let victims = victims(&cloud, &tenant).await;
    let own = create(&client, "Own").await.id();
    for victim in &victims {
        victim.client.delete(&path(&victim.records.account)).await.expect(200);
        let second = create(&victim.client, "Second").await.id();
        for (asker, query, expected) in [
            (&client, "", &own),
            (&victim.client, "", &second),
            (&victim.client, "?archived=true", &victim.records.account),
        ] {
            let page = asker.get(&format!("/accounts{query}")).await.expect(200).json();
            let shown: Vec<_> =
                page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect();
            assert_eq!(shown, [json!(expected)], "{}", victim.scope);
        }
    }
    assert_eq!(client.get("/accounts?archived=true").await.expect(200).json()["items"], json!([]));
}

/// A cursor that was given out in one scope must not carry a reader into it from another. Requirement: ACS-6, ALL-6
#[tokio::test]
async fn a_cursor_of_another_scope_shows_nothing_of_it() {
    let (cloud, tenant, client) = setup().await;
    for (scope, neighbour) in neighbours(&tenant) {
        let foreign = cloud.client(&neighbour);
        for number in 1..=3 {
            create(&foreign, &format!("Secret {number}")).await;
        }
        let page = foreign.get("/accounts?limit=1").await.expect(200);
        let cursor = page.string("/next_cursor");
        let answer = client.get(&format!("/accounts?limit=10&cursor={cursor}")).await;
        assert!(!answer.text().contains("Secret"), "{scope}: {answer}");
        assert!(answer.status == 400 || answer.json()["items"] == json!([]), "{scope}: {answer}");
    }
}

/// A link into another scope must be refused like one to nothing, and list nothing: it would join two customers' records.
/// Requirement: ACS-6, CON-3
#[tokio::test]
async fn nothing_links_to_a_record_of_another_scope() {
    let (cloud, tenant, client) = setup().await;
    let mut victims = victims(&cloud, &tenant).await;
    let own = Records::create(&client).await;
    let [account, contact] = own.paths();
    for victim in &victims {
        let Records { account: foreign_account, contact: foreign_contact } = &victim.records;
        let nowhere = Records::nowhere();
        for (path, field, foreign, nowhere) in [
            (&contact, "links", foreign_account, &nowhere.account),
            (&contact, "reports_to", foreign_contact, &nowhere.contact),
            (&account, "primary_contact_id", foreign_contact, &nowhere.contact),
        ] {
            let naming = |id: &str| match field {
                "links" => json!({ field: [{ "account_id": id }] }),
                _ => json!({ field: id }),
            };
            let refused = client.patch(path, &naming(foreign)).await;
            let also_refused = client.patch(path, &naming(nowhere)).await;
            assert_eq!(refused.status, 422, "{field} in {}: {refused}", victim.scope);
            let (refused, also_refused) = (refused.essence().about(foreign), also_refused.essence().about(nowhere));
            assert_eq!(refused, also_refused, "{field} in {}", victim.scope);
        }
        let listed = client.get(&format!("/contacts?account_id={foreign_account}")).await.expect(200);
        assert_eq!(listed.json()["items"], json!([]), "{}", victim.scope);
        let email = json!({ "family_name": "Own", "emails": [{ "address": "s@secret.com", "kind": "work" }] });
        let free = client.post_json("/contacts", &email).await;
        let taken_by_own = free.status == 409 && !free.text().contains(foreign_contact.as_str());
        assert!(free.status == 201 || taken_by_own, "an address of {} is free: {free}", victim.scope);
    }
    for victim in &mut victims {
        assert_untouched(victim).await;
    }
}

/// Unique values and idempotency keys count inside a scope: a refusal or a replay across would tell what a neighbour has. Requirement: ACS-6
#[tokio::test]
async fn values_and_keys_of_another_scope_are_free() {
    let (cloud, tenant, client) = setup().await;
    let victims = victims(&cloud, &tenant).await;
    let mut body = company("Own");
    body["domains"] = json!(["secret.com"]);
    let mut ids: Vec<_> = victims.iter().map(|victim| victim.records.account.clone()).collect();
    ids.push(client.post_json("/accounts", &body).await.expect(201).id());
    for asker in victims.iter().map(|victim| &victim.client).chain([&client]) {
        let call = asker.request("POST", "/accounts").json(&company("Keyed")).key("one-key");
        ids.push(call.send().await.expect(201).id());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "each is a record of its own");
}

/// Tenant and capsule come from the token. A header that is believed, or a field that is silently taken, would let anybody in.
/// Requirement: ACS-6
#[tokio::test]
async fn headers_fields_and_parameters_do_not_choose_the_scope() {
    let (cloud, tenant, client) = setup().await;
    let victims = victims(&cloud, &tenant).await;
    for (scope, neighbour) in neighbours(&tenant) {
        // Ids of the victims' scopes would do the same; what matters is that none of them is looked at.
        let (tenant_id, capsule_id) = (neighbour.tenant_id.to_string(), neighbour.capsule_id.to_string());
        let named = |call: acceptance::http::Call| {
            let headers = ["x-tenant-id", "tenant-id", "x-eva-tenant-id", "tenant_id"];
            let call = headers.iter().fold(call, |call, name| call.header(name, &tenant_id));
            ["x-capsule-id", "capsule-id", "x-eva-capsule-id", "capsule_id"]
                .iter()
                .fold(call, |call, name| call.header(name, &capsule_id))
        };
        let created = named(client.request("POST", "/accounts").json(&company("Own"))).send().await.expect(201);
        client.get(&path(&created.id())).await.expect(200);
        let asker = cloud.client(&neighbour);
        asker.get(&path(&created.id())).await.problem(404, "not_found");

        for (field, value) in [("tenant_id", &tenant_id), ("capsule_id", &capsule_id)] {
            let mut body = company("Own");
            body[field] = json!(value);
            let refused = client.post_json("/accounts", &body).await.problem(422, "invalid_field");
            assert_eq!(refused.string("/errors/0/pointer"), format!("/{field}"), "{scope}");
            let refused = client.get(&format!("/accounts?{field}={value}")).await.problem(400, "invalid_parameter");
            assert_eq!(refused.string("/errors/0/parameter"), field, "{scope}");
        }
    }
    for victim in &victims {
        let call =
            client.request("GET", &path(&victim.records.account)).header("x-tenant-id", &tenant.tenant_id.to_string());
        call.send().await.problem(404, "not_found");
    }
}
