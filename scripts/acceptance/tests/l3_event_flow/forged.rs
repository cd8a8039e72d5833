//! An event that breaks its contract is noticed, and holds up nobody.

use acceptance::{Arrival, Cloud, Tenant, tenant::fresh};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use crm::account::AccountId;
use kernel::UserId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::create;

const VIOLATION: &str = "EventSchemaViolationDetected";
const SECRET: &str = "Do not repeat me";

/// The wire form of an account's creation that belongs to the tenant and to no capsule.
fn without_capsule(tenant: &Tenant) -> Value {
    let account = fresh::<AccountId>();
    json!({
        "event_id": Uuid::now_v7(),
        "event_type": "AccountCreated",
        "schema_version": 1,
        "tenant_id": tenant.tenant_id,
        "aggregate_type": "account",
        "aggregate_id": account,
        "sequence": 1,
        "occurred_at": "2026-11-20T22:00:00.123Z",
        "actor": tenant.user_id,
        "correlation_id": Uuid::now_v7().simple().to_string(),
        "causation_id": Uuid::now_v7(),
        "data": {
            "account_id": account, "owner_id": fresh::<UserId>(), "tags": [], "name": SECRET, "kind": "other",
            "domains": [], "phones": [], "tax_ids": [],
        },
    })
}

async fn put(cloud: &Cloud, event: &Value) {
    let bus = aws_sdk_eventbridge::Client::new(cloud.config());
    let entry = PutEventsRequestEntry::builder()
        .event_bus_name(cloud.event_bus())
        .source("eva.crm")
        .detail_type("AccountCreated")
        .detail(event.to_string())
        .build();
    let answer = bus.put_events().entries(entry).send().await.expect("the bus answers");
    assert_eq!(answer.failed_entry_count, 0, "{answer:?}");
}

/// An event without a capsule may be shown to anybody: it must be told, recorded and counted, without repeating what it says, and the
/// genuine events beside it must neither stop nor be reported.
#[tokio::test]
async fn a_forged_event_becomes_a_violation_and_the_flow_goes_on() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let (mut feed, mut violations) = (cloud.feed(&tenant).await, cloud.violations(&tenant).await);
    let client = cloud.client(&tenant);
    let before = create(&client, "Before").await;
    feed.wait_for_sequence(&before, 1).await;

    let forged = without_capsule(&tenant);
    put(&cloud, &forged).await;
    let told = violations.wait_for("the violation", |arrival| arrival.detail_type == VIOLATION).await;
    assert_names(&told, &forged);

    let record_key = told.text("/data/record_key").expect("the violation names its record");
    let record = cloud.table().get(&record_key, "VIOLATION").await.expect("the record of the violation");
    assert_eq!(record["violation_kind"].as_s().expect("text"), "isolation_missing");
    assert_eq!(record["path"].as_s().expect("text"), "/capsule_id");
    assert_eq!(record["tenant_id"].as_s().expect("text"), &tenant.tenant_id.to_string());
    assert!(!format!("{record:?}").contains(SECRET), "a record says nothing of what the event says");

    let after = create(&client, "After").await;
    feed.wait_for_sequence(&after, 1).await;
    // A second forgery is the same violation: it is counted, and what the validator has to say about the genuine event before it
    // would be said by then.
    put(&cloud, &without_capsule(&tenant)).await;
    acceptance::wait::until("the second count", async || {
        let record = cloud.table().get(&record_key, "VIOLATION").await?;
        (record["count"].as_n().ok()? == "2").then_some(())
    })
    .await;
    violations.drain().await;
    assert_eq!(
        violations.arrivals().len(),
        1,
        "one violation is told once, and nothing else: {:?}",
        violations.arrivals()
    );
}

/// What the violation says: which event, what is wrong with it, and none of its values.
fn assert_names(told: &Arrival, forged: &Value) {
    let text = |pointer: &str| told.text(pointer).unwrap_or_default();
    assert_eq!(text("/event_type"), VIOLATION);
    assert_eq!(text("/data/event_type"), "AccountCreated");
    assert_eq!(text("/data/kind"), "isolation_missing");
    assert_eq!(text("/data/path"), "/capsule_id");
    assert_eq!(text("/data/offending_event_id"), forged["event_id"]);
    assert_eq!(text("/correlation_id"), forged["correlation_id"]);
    assert!(!text("/data/issue").is_empty() && !text("/data/impact").is_empty());
    assert!(!told.detail.get().contains(SECRET));
}
