//! From a forged event to the operator who takes it up, and the schemas of other services.

use acceptance::{Cloud, Tenant, tenant::fresh};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use governance::{SchemaItem, SchemaRecords};
use kernel::{Timestamp, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

const VIOLATION: &str = "EventSchemaViolationDetected";
const SECRET: &str = "Do not repeat me";

async fn put(cloud: &Cloud, source: &str, event: &Value) {
    let bus = aws_sdk_eventbridge::Client::new(cloud.config());
    let entry = PutEventsRequestEntry::builder()
        .event_bus_name(cloud.event_bus())
        .source(source)
        .detail_type(event["event_type"].as_str().expect("a type"))
        .detail(event.to_string())
        .build();
    let answer = bus.put_events().entries(entry).send().await.expect("the bus answers");
    assert_eq!(answer.failed_entry_count, 0, "{answer:?}");
}

/// An event of a tenant, with what every event has.
fn event(tenant: &Tenant, event_type: &str, aggregate_type: &str, data: Value) -> Value {
    let suffix = fresh::<UserId>().to_string().replace("user_", "");
    json!({
        "event_id": Uuid::now_v7(),
        "event_type": event_type,
        "schema_version": 1,
        "tenant_id": tenant.tenant_id,
        "capsule_id": tenant.capsule_id,
        "aggregate_type": aggregate_type,
        "aggregate_id": format!("{aggregate_type}_{suffix}"),
        "sequence": 1,
        "occurred_at": "2026-11-20T22:00:00.123Z",
        "actor": tenant.user_id,
        "correlation_id": Uuid::now_v7().simple().to_string(),
        "causation_id": Uuid::now_v7(),
        "data": data,
    })
}

/// What the log of the validator has with this text.
async fn logged(cloud: &Cloud, text: &str) -> Option<String> {
    let endpoint = std::env::var("EVA_ENDPOINT").expect("the cloud's endpoint");
    let asked = json!({ "logGroupName": "/eva/eva/schema-validator", "limit": 10_000 });
    let answer = reqwest::Client::builder().no_proxy().build().expect("a client").post(endpoint);
    let answer = answer
        .header("x-amz-target", "Logs_20140328.FilterLogEvents")
        .header("content-type", "application/x-amz-json-1.1")
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=x",
        )
        .body(asked.to_string())
        .send()
        .await
        .ok()?;
    let _ = cloud;
    let body: Value = serde_json::from_str(&answer.text().await.ok()?).ok()?;
    let events = body["events"].as_array()?.iter().filter_map(|event| event["message"].as_str());
    events.map(str::to_owned).find(|message| message.contains(text))
}

/// A role that is assigned nowhere in particular is one that somebody may assign everywhere. It is told, recorded and measured, and an
/// operator finds it, takes it up and puts it back. Nobody of the tenant whose event it claims to be can see it.
#[tokio::test]
async fn a_forged_role_assignment_reaches_the_operator() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut violations = cloud.violations(&tenant).await;
    let user = fresh::<UserId>();
    let mut forged =
        event(&tenant, "RoleAssignmentCreated", "role_assignment", json!({ "user_id": user, "note": SECRET }));
    forged.as_object_mut().expect("an object").remove("capsule_id");
    put(&cloud, "eva.access", &forged).await;
    let told = violations
        .wait_for("the violation", |arrival| {
            arrival.detail_type == VIOLATION && arrival.text("/data/kind").as_deref() == Some("isolation_missing")
        })
        .await;
    assert_eq!(told.text("/data/severity").as_deref(), Some("critical"));
    let id = told.text("/data/violation_id").expect("its id");

    let operator = cloud.operator_with("all");
    let list = format!("/violations?severity=critical&tenant_id={}", tenant.tenant_id);
    let listed = acceptance::wait::until("the violation in the list", async || {
        let page = operator.get(&list).await.expect(200).json();
        page["items"].as_array()?.iter().find(|item| item["id"] == id.as_str()).cloned()
    })
    .await;
    assert_eq!(
        (&listed["status"], &listed["path"], &listed["count"]),
        (&json!("open"), &json!("/capsule_id"), &json!(1))
    );
    assert!(!listed.to_string().contains(SECRET));
    cloud.client(&tenant).get(&list).await.expect(403);

    let at = format!("/violations/{id}");
    let taken = operator.request("POST", &format!("{at}/acknowledge")).if_match(1).send().await.expect(200);
    assert_eq!((taken.version(), taken.string("/status")), (2, "acknowledged".to_owned()));
    assert!(taken.string("/acknowledgement/by").starts_with("operator_"));
    operator.request("POST", &format!("{at}/reopen")).if_match(1).send().await.problem(412, "precondition_failed");
    put(&cloud, "eva.access", &forged).await;
    acceptance::wait::until("the second count", async || {
        let record = operator.get(&at).await.expect(200).json();
        (record["count"] == 2).then(|| assert_eq!(record["status"], "acknowledged", "it stays with who looks after it"))
    })
    .await;
    let again = operator.post(&format!("{at}/reopen")).await.expect(200);
    assert_eq!((again.version(), again.string("/status")), (3, "open".to_owned()));

    let event_id = forged["event_id"].as_str().expect("an id");
    let warning = acceptance::wait::until("the warning", async || logged(&cloud, event_id).await).await;
    assert!(warning.contains("Capsule isolation violation detected"), "{warning}");
    for part in [
        "\"entity\":\"role_assignment\"",
        "\"event\":\"RoleAssignmentCreated\"",
        "\"issue\":",
        "\"impact\":",
        "\"count\":1",
    ] {
        assert!(warning.contains(part), "{part}: {warning}");
    }
    assert!(!warning.contains(SECRET), "{warning}");
    acceptance::wait::until("the metric", async || logged(&cloud, "\"CriticalSchemaViolations\":").await).await;
}

/// What speaks in the validator's name must not pass unseen: a forged event would only have to call itself one of governance.
#[tokio::test]
async fn an_event_in_the_name_of_the_validator_is_checked() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut violations = cloud.violations(&tenant).await;
    let mut forged = event(&tenant, "AccountCreated", "account", json!({ "note": SECRET }));
    forged["capsule_id"] = Value::Null;
    put(&cloud, "eva.governance", &forged).await;
    let told = violations
        .wait_for("the violation", |arrival| {
            arrival.detail_type == VIOLATION && arrival.text("/data/kind").as_deref() == Some("isolation_null")
        })
        .await;
    assert_eq!(told.text("/data/event_type").as_deref(), Some("AccountCreated"));
}

/// A service that registered what it sends is none of anybody's business; what it sends beside that is.
#[tokio::test]
async fn an_event_of_a_registered_type_is_checked_by_its_schema() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let event_type = format!("Invoice{}", Uuid::now_v7().simple());
    let schema = json!({
        "x-eva-isolation": "capsule",
        "x-eva-source": "acme.billing",
        "type": "object",
        "properties": { "data": { "type": "object", "required": ["total"], "properties": { "total": { "type": "integer" } } } },
    });
    let item = SchemaItem {
        digest: SchemaItem::digest_of(&event_type),
        kind: SchemaItem::KIND.to_owned(),
        event_type: event_type.clone(),
        version: 1,
        owner: "billing".to_owned(),
        source: "acme.billing".to_owned(),
        text: schema.to_string(),
        registered_at: Timestamp::EPOCH,
    };
    let table = cloud.table();
    let records = SchemaRecords::new(table.client().clone(), table.name().to_owned());
    assert!(records.register(&item).await.expect("registered"));
    let mut violations = cloud.violations(&tenant).await;
    put(&cloud, "acme.billing", &event(&tenant, &event_type, "invoice", json!({ "total": 7 }))).await;
    // What is told of the second event would be told of the first one before it.
    put(&cloud, "acme.billing", &event(&tenant, &event_type, "invoice", json!({ "total": SECRET }))).await;
    let told = violations.wait_for("the violation", |arrival| arrival.detail_type == VIOLATION).await;
    assert_eq!(told.text("/data/kind").as_deref(), Some("wrong_form"));
    assert_eq!(told.text("/data/path").as_deref(), Some("/data/total"));
    assert!(!told.detail.get().contains(SECRET));
    violations.drain().await;
    assert_eq!(violations.arrivals().len(), 1, "{:?}", violations.arrivals());
}
