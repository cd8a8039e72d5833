//! Events arrive: each type, in wire form, in sequence.

use std::collections::BTreeSet;

use acceptance::{Arrival, Client, Cloud, Tenant, tenant::fresh};
use crm::account::{Account, AccountEvent, AccountId};
use event_schema::{BusContext, Registry};
use kernel::{DomainEvent as _, EventEnvelope, Snapshot, UserId};
use serde_json::{Value, json};

/// One request that records events: method, path below the account, body.
type Step = (&'static str, &'static str, Option<Value>);

/// A life in which everything happens that can happen to an account.
fn life() -> Vec<Step> {
    let change = json!({
        "name": "Acme Holding",
        "kind": "customer",
        "industry": "Software",
        "employee_count": 70_000,
        "annual_revenue": { "amount": "1200.5", "currency": "EUR" },
        "website": "https://acme.com/about",
        "domains": ["acme.com", "acme.de"],
        "phones": ["+1 (415) 555-0123"],
        "tax_ids": [{ "country": "DE", "scheme": "VAT", "value": "DE123456789" }],
        "description": "Zażółć gęślą jaźń \u{1f980}\n\"quoted\" \\ <b>&amp;</b>",
        "tags": ["key", "emea"],
    });
    let removal = json!({
        "industry": null, "employee_count": null, "annual_revenue": null, "website": null,
        "domains": null, "phones": [], "tax_ids": null, "description": null, "tags": null,
    });
    vec![
        ("PATCH", "", Some(change)),
        ("POST", "/deactivate", None),
        ("POST", "/activate", None),
        ("POST", "/assign", Some(json!({ "owner_id": fresh::<UserId>(), "reason": "left the company" }))),
        ("PATCH", "", Some(removal)),
        ("DELETE", "", None),
        ("POST", "/restore", None),
    ]
}

/// The versions after each request of a life; the first is that of the creation.
async fn live(client: &Client) -> (String, Vec<u64>) {
    let created = client.post_json("/accounts", &json!({ "name": "Acme", "kind": "prospect" })).await.expect(201);
    let (id, mut versions) = (created.id(), vec![created.version()]);
    for (method, below, body) in life() {
        let call = client.request(method, &format!("/accounts/{id}{below}"));
        let call = match &body {
            Some(body) => call.json(body),
            None => call,
        };
        versions.push(call.send().await.expect(200).version());
    }
    (id, versions)
}

/// An event type that is written and never arrives, or arrives in another form than its schema says, is lost for every consumer.
/// Requirement: PLT-1
#[tokio::test]
async fn every_event_type_arrives_in_wire_form_and_in_sequence() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let client = cloud.client(&tenant);
    let (id, versions) = live(&client).await;
    let last = *versions.last().expect("versions");
    feed.wait_for_sequence(&id, last).await;

    let stream = feed.of(&id);
    let registry = Registry::embedded().expect("the committed schemas");
    let mut types = BTreeSet::new();
    for (sequence, arrival) in (1..).zip(&stream) {
        assert_wire_form(&registry, arrival);
        let event = arrival.event();
        assert_eq!(event.sequence, sequence, "no gap and nothing twice");
        assert_eq!(event.claimed_scope(), (tenant.tenant_id, tenant.capsule_id));
        assert_eq!(event.actor.to_string(), tenant.user_id.to_string());
        types.insert(event.event_type.into_owned());
    }
    assert_eq!(stream.len() as u64, last);
    let all: BTreeSet<_> = AccountEvent::schemas().iter().map(|schema| schema.event_type.to_owned()).collect();
    assert_eq!(types, all, "the life has every event type");
    assert_state_is_fold(&client, &id, &stream).await;
}

/// On the bus an event has its own fields and no others, under the type and the source that rules filter on.
fn assert_wire_form(registry: &Registry, arrival: &Arrival) {
    let context = BusContext { source: &arrival.source, detail_type: &arrival.detail_type };
    if let Err(rejected) = registry.validate(arrival.detail.get(), context) {
        panic!("{:?} of {}", rejected.violations, arrival.detail);
    }
    let event = arrival.event();
    assert_eq!(arrival.detail_type, event.event_type);
    assert_eq!(serde_json::to_value(&event).expect("JSON"), arrival.json());
}

/// Requirement: PLT-1
async fn assert_state_is_fold(client: &Client, id: &str, stream: &[Arrival]) {
    let events: Vec<EventEnvelope<AccountEvent>> =
        stream.iter().map(|arrival| arrival.event().decode().expect("an event of an account")).collect();
    let id: AccountId = id.parse().expect("an id");
    let folded = Snapshot::<Account>::fold(id, None, &events).expect("a fold").expect("a state");
    let mut folded = serde_json::to_value(folded).expect("JSON");
    // A record shows the state's fields beside those of the snapshot.
    let snapshot = folded.as_object_mut().expect("an object");
    if let Some(Value::Object(state)) = snapshot.remove("state") {
        snapshot.extend(state);
    }
    assert_eq!(client.get(&format!("/accounts/{id}")).await.expect(200).json(), folded);
}

/// Without one correlation id per request nobody can tell which events belong together. Requirement: PLT-8
#[tokio::test]
async fn the_events_of_one_request_share_its_correlation_id() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let (id, versions) = live(&cloud.client(&tenant)).await;
    feed.wait_for_sequence(&id, *versions.last().expect("versions")).await;

    let stream: Vec<_> = feed.of(&id).iter().map(Arrival::event).collect();
    let mut seen = BTreeSet::new();
    let mut before = 0;
    for version in versions {
        let request: Vec<_> =
            stream.iter().filter(|event| event.sequence > before && event.sequence <= version).collect();
        assert!(!request.is_empty(), "every request of the life records events");
        assert!(request.iter().all(|event| event.correlation_id == request[0].correlation_id));
        assert!(request.iter().all(|event| event.causation_id == request[0].causation_id));
        assert!(seen.insert(request[0].correlation_id), "another request has another id");
        before = version;
    }
    assert_eq!(before, stream.len() as u64);
}
