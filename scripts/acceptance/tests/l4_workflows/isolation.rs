//! Two tenants and two capsules that cannot see each other.

use std::collections::BTreeSet;

use acceptance::{Client, Cloud, Feed, Tenant, tenant::fresh};
use serde_json::{Value, json};

use super::{
    company, create, path,
    records::{KINDS, Kind, Records},
    routes, setup,
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
        let records = Records::create_with(&client, "secret").await;
        let before = records.read(&client).await;
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
    assert_eq!(records.read(client).await, *before, "{scope}");
    let marker = create(client, "Marker").await.id();
    feed.wait_for_sequence(&marker, 1).await;
    feed.drain().await;
    for id in records.ids() {
        assert_eq!(feed.of(id).len(), 1, "{scope}: {:?}", feed.arrivals());
    }
}

/// A list that shows a neighbour's records shows them to everybody in the tenant. Requirement: ACS-6
#[tokio::test]
async fn a_list_shows_the_own_scope_only() {
    let (cloud, tenant, client) = setup().await;
    let victims = victims(&cloud, &tenant).await;
    let own = Records::create(&client).await;
    for victim in &victims {
        let second = Records::create(&victim.client).await;
        // Those that others refer to go last.
        for kind in KINDS.iter().rev() {
            victim.client.delete(&victim.records.path(kind)).await.expect(200);
            for (asker, query, expected) in [
                (&client, "", Some(&own)),
                (&client, "?archived=true", None),
                (&victim.client, "", Some(&second)),
                (&victim.client, "?archived=true", Some(&victim.records)),
            ] {
                let page = asker.get(&format!("{}{query}", kind.collection)).await.expect(200).json();
                let shown = page["items"].as_array().expect("items").iter().map(|item| &item["id"]);
                let expected = expected.map(|records| records.id(kind.parameter));
                assert!(shown.eq(expected), "{}: {}{query}: {page}", victim.scope, kind.collection);
            }
        }
    }
}

/// A cursor that was given out in one scope must not carry a reader into it from another. Requirement: ACS-6, ALL-6
#[tokio::test]
async fn a_cursor_of_another_scope_shows_nothing_of_it() {
    let (cloud, tenant, client) = setup().await;
    for (scope, neighbour) in neighbours(&tenant) {
        let foreign = cloud.client(&neighbour);
        for _ in 1..=3 {
            Records::create(&foreign).await;
        }
        for Kind { collection, .. } in &KINDS {
            let page = foreign.get(&format!("{collection}?limit=1")).await.expect(200);
            let cursor = page.string("/next_cursor");
            let answer = client.get(&format!("{collection}?limit=10&cursor={cursor}")).await;
            assert!(!answer.text().contains("Secret"), "{scope}: {answer}");
            assert!(answer.status == 400 || answer.json()["items"] == json!([]), "{scope}: {answer}");
        }
    }
}

/// A reference that a change can make: the record that refers, the one that is referred to, and the change.
type Reference = (&'static str, &'static str, fn(&str) -> Value);

const REFERENCES: [Reference; 6] = [
    ("contact_id", "account_id", |id| json!({ "links": [{ "account_id": id }] })),
    ("contact_id", "contact_id", |id| json!({ "reports_to": id })),
    ("account_id", "contact_id", |id| json!({ "primary_contact_id": id })),
    ("opportunity_id", "account_id", |id| json!({ "account_id": id })),
    ("opportunity_id", "contact_id", |id| json!({ "primary_contact_id": id })),
    ("opportunity_id", "contact_id", |id| json!({ "contact_roles": [{ "contact_id": id, "role": "decides" }] })),
];

/// A reference that is missing is one that nobody has tried to make across scopes. Requirement: ACS-6
#[test]
fn every_field_that_refers_to_a_record_is_tried() {
    let field = |change: Value| change.as_object().and_then(|change| change.keys().next().cloned()).expect("a field");
    let tried: BTreeSet<_> = REFERENCES.iter().map(|(of, to, naming)| (*of, field(naming("")), *to)).collect();
    let mut found = BTreeSet::new();
    for (change, _) in routes::of_changes() {
        for (field, schema) in change.fields() {
            let to = KINDS.iter().filter(|to| schema.contains(&format!("^{}_", to.prefix())));
            found.extend(to.map(|to| (change.parameter(), field.clone(), to.parameter)));
        }
    }
    assert_eq!(tried, found, "REFERENCES in isolation.rs (left) and the bodies of the changes (right) differ");
}

/// A link into another scope must be refused like one to nothing, and list nothing: it would join two customers' records.
/// Requirement: ACS-6, CON-3
#[tokio::test]
async fn nothing_links_to_a_record_of_another_scope() {
    let (cloud, tenant, client) = setup().await;
    let mut victims = victims(&cloud, &tenant).await;
    let (own, nowhere) = (Records::create(&client).await, Records::nowhere());
    for victim in &victims {
        for (of, to, naming) in REFERENCES {
            let (kind, foreign, nowhere) = (Kind::of(of), victim.records.id(to), nowhere.id(to));
            let refused = client.patch(&own.path(kind), &naming(foreign)).await;
            let also_refused = client.patch(&own.path(kind), &naming(nowhere)).await;
            assert_eq!(refused.status, 422, "{} in {}: {refused}", naming(foreign), victim.scope);
            let (refused, also_refused) = (refused.essence().about(foreign), also_refused.essence().about(nowhere));
            assert_eq!(refused, also_refused, "{} in {}", naming(foreign), victim.scope);
        }
        let listed = client.get(&format!("/contacts?account_id={}", victim.records.id("account_id"))).await.expect(200);
        assert_eq!(listed.json()["items"], json!([]), "{}", victim.scope);
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
    let own = Records::create_with(&client, "secret").await;
    let mut ids: Vec<_> = victims.iter().map(|victim| &victim.records).chain([&own]).flat_map(Records::ids).collect();
    let mut keyed = Vec::new();
    for asker in victims.iter().map(|victim| &victim.client).chain([&client]) {
        let call = asker.request("POST", "/accounts").json(&company("Keyed")).key("one-key");
        keyed.push(call.send().await.expect(201).id());
    }
    ids.extend(keyed.iter().map(String::as_str));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3 * KINDS.len() + 3, "each is a record of its own");
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
        let call = client
            .request("GET", &path(victim.records.id("account_id")))
            .header("x-tenant-id", &tenant.tenant_id.to_string());
        call.send().await.problem(404, "not_found");
    }
}
