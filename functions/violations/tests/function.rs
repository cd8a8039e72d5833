//! The function as the gateway calls it, on a real engine.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]

use dynamodb_store::local_table::LocalTable;
use governance::{Severity, Status, ViolationId, ViolationItem, ViolationRecords};
use kernel::{
    OperatorId, TenantId, Timestamp, TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::GatewayClient;
use serde_json::{Value, json};

struct Stage {
    _table: LocalTable,
    records: ViolationRecords,
    operator: GatewayClient,
    tenant: GatewayClient,
}

impl Stage {
    async fn new() -> Self {
        let table = LocalTable::in_process().await;
        let records = ViolationRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
        let router = violations::api().into_router(records.clone());
        let operator = GatewayClient::operator(router.clone(), operator());
        let tenant = GatewayClient::new(router, scope(1, 1), UserId::from_uuid(uuid(9)));
        Self { _table: table, records, operator, tenant }
    }

    /// A violation that was seen so often; the first of all, a second after the one before.
    async fn seen(&self, n: u64, severity: Severity, count: u64) -> ViolationItem {
        let first_seen =
            "2026-11-20T22:00:00.123Z".parse::<Timestamp>().unwrap().plus_seconds(i64::try_from(n).unwrap());
        let item = ViolationItem {
            violation_id: ViolationId::from_uuid(uuid(1_000 + u128::from(n))),
            kind: ViolationItem::KIND.to_owned(),
            violation_kind: "isolation_missing".to_owned(),
            severity,
            path: "/capsule_id".to_owned(),
            expected: "an id".to_owned(),
            found: "nothing".to_owned(),
            event_type: Some("LedgerOpened".to_owned()),
            tenant_id: Some(TenantId::from_uuid(uuid(u128::from(n)))),
            capsule_id: None,
            last_event_id: None,
            count,
            announced: 0,
            first_seen,
            last_seen: first_seen,
            status: Status::Open,
            version: 1,
            acknowledgement: None,
        };
        self.records.observe(&item).await.unwrap()
    }
}

fn operator() -> OperatorId {
    OperatorId::from_uuid(uuid(77))
}

fn path(item: &ViolationItem) -> String {
    format!("/violations/{}", item.violation_id)
}

/// The worst that this function could do: show one tenant what became of another one's events. Requirement: ACS-6
#[tokio::test]
async fn nobody_of_a_tenant_gets_in() {
    let stage = Stage::new().await;
    let item = stage.seen(1, Severity::Critical, 1).await;
    let one = path(&item);
    let calls = [
        stage.tenant.get("/violations"),
        stage.tenant.get(&one),
        stage.tenant.get("/violations/violation_01h2xcejqtf2nbrexx3vqjhp41"),
        stage.tenant.post(format!("{one}/acknowledge"), Value::Null),
        stage.tenant.post(format!("{one}/reopen"), Value::Null),
    ];
    for call in calls {
        let answer = call.clone().send().await;
        assert_eq!((answer.status, &answer.body["code"]), (403, &json!("forbidden")), "{call:?}");
        assert!(!answer.body.to_string().contains("LedgerOpened"));
    }
    assert_eq!(stage.records.get(item.violation_id).await.unwrap().unwrap().status, Status::Open);
}

/// What an operator sees says which violation, how often and since when, and nothing of the events themselves.
#[tokio::test]
async fn an_operator_reads_a_violation() {
    let stage = Stage::new().await;
    let item = stage.seen(1, Severity::Critical, 3).await;
    let answer = stage.operator.get(path(&item)).send().await;
    assert_eq!((answer.status, answer.etag.as_deref()), (200, Some("\"1\"")));
    for (field, value) in [
        ("id", json!(item.violation_id)),
        ("status", json!("open")),
        ("severity", json!("critical")),
        ("kind", json!("isolation_missing")),
        ("count", json!(3)),
        ("first_seen", json!("2026-11-20T22:00:01.123Z")),
        ("acknowledgement", Value::Null),
    ] {
        assert_eq!(answer.body[field], value, "{field}");
    }
    let missing = stage.operator.get("/violations/violation_01h2xcejqtf2nbrexx3vqjhp41").send().await;
    assert_eq!((missing.status, &missing.body["code"]), (404, &json!("not_found")));
    assert_eq!(stage.operator.get("/violations/account_01h2xcejqtf2nbrexx3vqjhp41").send().await.status, 400);
}

/// An operator who takes a violation up twice, or a colleague who was slower, must not replace who looks after it.
#[tokio::test]
async fn to_acknowledge_and_to_reopen_are_done_once() {
    let stage = Stage::new().await;
    let item = stage.seen(1, Severity::High, 3).await;
    let (acknowledge, reopen) = (format!("{}/acknowledge", path(&item)), format!("{}/reopen", path(&item)));
    let taken = stage.operator.post(&acknowledge, Value::Null).send().await;
    assert_eq!(
        (taken.status, taken.etag.as_deref(), &taken.body["status"]),
        (200, Some("\"2\""), &json!("acknowledged"))
    );
    assert_eq!(taken.body["acknowledgement"]["by"], json!(operator()));
    assert_eq!((&taken.body["acknowledgement"]["count"], &taken.body["count"]), (&json!(3), &json!(3)));
    assert_eq!(stage.operator.post(&acknowledge, json!({})).send().await.body, taken.body);
    let again = stage.operator.post(&reopen, Value::Null).send().await;
    assert_eq!(
        (again.status, again.etag.as_deref(), &again.body["acknowledgement"]),
        (200, Some("\"3\""), &Value::Null)
    );
    assert_eq!(stage.operator.post(&reopen, Value::Null).send().await.body, again.body);
    let nowhere = "/violations/violation_01h2xcejqtf2nbrexx3vqjhp41/acknowledge";
    assert_eq!(stage.operator.post(nowhere, Value::Null).send().await.status, 404);
}

/// What was decided on an older view must not overrule a colleague, and a condition that is not understood must not be ignored.
#[tokio::test]
async fn a_condition_is_kept() {
    let stage = Stage::new().await;
    let item = stage.seen(1, Severity::High, 1).await;
    let acknowledge = |tag: &str| {
        stage.operator.post(format!("{}/acknowledge", path(&item)), Value::Null).header("If-Match", tag).send()
    };
    let stale = acknowledge("\"7\"").await;
    assert_eq!((stale.status, &stale.body["current_version"]), (412, &json!(1)));
    assert_eq!(acknowledge("W/\"1\"").await.status, 400);
    assert_eq!(acknowledge("\"1\"").await.status, 200);
    assert_eq!(acknowledge("\"1\"").await.status, 412, "it is another version now");
}

/// A key that is ignored promises what nobody keeps, and a body that is ignored is a filter or a note that is lost.
#[tokio::test]
async fn what_is_not_taken_is_refused() {
    let stage = Stage::new().await;
    let item = stage.seen(1, Severity::High, 1).await;
    let acknowledge = |body: Value| stage.operator.post(format!("{}/acknowledge", path(&item)), body);
    assert_eq!(acknowledge(Value::Null).key("k").send().await.status, 400);
    assert_eq!(acknowledge(json!({ "note": "mine" })).send().await.status, 422);
    for (name, value) in [
        ("state", "open"),
        ("status", "closed"),
        ("severity", "bad"),
        ("tenant_id", "x"),
        ("limit", "0"),
        ("limit", "201"),
        ("cursor", "x"),
    ] {
        let answer = stage.operator.get("/violations").query(name, value).send().await;
        assert_eq!((answer.status, &answer.body["errors"][0]["parameter"]), (400, &json!(name)), "{name}={value}");
    }
}

/// A list that loses one between two pages, or takes the cursor of another list, hides a violation.
#[tokio::test]
async fn the_list_pages_and_selects() {
    let stage = Stage::new().await;
    let mut items = Vec::new();
    for n in 0..7 {
        let severity = if n % 2 == 0 { Severity::Critical } else { Severity::Medium };
        items.push(stage.seen(n, severity, 1).await);
    }
    stage.operator.post(format!("{}/acknowledge", path(&items[6])), Value::Null).send().await;
    let ids = |answer: &Value| -> Vec<String> {
        answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let expected = |places: &[usize]| -> Vec<String> {
        places.iter().map(|place| items[*place].violation_id.to_string()).collect()
    };
    let first = stage.operator.get("/violations").query("limit", "4").send().await.body;
    assert_eq!(ids(&first), expected(&[5, 4, 3, 2]));
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = stage.operator.get("/violations").query("limit", "4").query("cursor", cursor).send().await.body;
    assert_eq!((ids(&second), &second["next_cursor"]), (expected(&[1, 0]), &Value::Null));
    let list = |name: &'static str, value: String| stage.operator.get("/violations").query(name, value).send();
    assert_eq!(ids(&list("status", "acknowledged".to_owned()).await.body), expected(&[6]));
    assert_eq!(ids(&list("severity", "critical".to_owned()).await.body), expected(&[4, 2, 0]));
    assert_eq!(ids(&list("tenant_id", items[3].tenant_id.unwrap().to_string()).await.body), expected(&[3]));
    let elsewhere =
        stage.operator.get("/violations").query("cursor", cursor).query("severity", "critical").send().await;
    assert_eq!(elsewhere.status, 400, "a cursor belongs to its list");
}

/// A sample that the function refuses shows nothing.
#[tokio::test]
async fn the_sample_is_answered() {
    let stage = Stage::new().await;
    let sample = serde_json::from_str(include_str!("../../../events/acknowledge-violation.json")).unwrap();
    assert_eq!(stage.operator.invoke(&sample).await.status, 404, "it is nobody's yet");
    let mut item = stage.seen(1, Severity::High, 1).await;
    item.violation_id = "violation_01h2xcejqtf2nbrexx3vqjhp46".parse().unwrap();
    stage.records.observe(&item).await.unwrap();
    let answer = stage.operator.invoke(&sample).await;
    assert_eq!((answer.status, &answer.body["status"]), (200, &json!("acknowledged")));
}
