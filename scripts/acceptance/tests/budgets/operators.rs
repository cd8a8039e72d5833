//! What operators and the validator cost, and what they ask of the table: neither has a scope, so neither is among the commands and reads
//! of the others.

use dynamodb_store::local_table::{Call, LocalTable};
use eva::generate::operators_operations;
use governance::ViolationRecords;
use kernel::{OperatorId, TypedId as _, contract::uuid};
use lambda_host::{
    gateway_client::{self, GatewayClient},
    quarantine::{Quarantine, QuarantineError},
};
use schema_validator::{
    Bus, Payload, SeverityPolicy, Validator,
    announcement::Announcement,
    ports::{Notice, PortError},
};
use serde_json::{Value, json};

use crate::compare;

const COLUMNS: [&str; 5] = ["call", "requests", "read units", "write units", "why"];

/// A bus and a quarantine that take everything: what they cost is no matter of the table.
struct Nowhere;

impl Bus for Nowhere {
    async fn announce(&self, _: &[Announcement]) -> Result<(), PortError> {
        Ok(())
    }
}

impl Quarantine<Notice> for Nowhere {
    async fn send(&self, _: &Notice) -> Result<(), QuarantineError> {
        Ok(())
    }
}

/// A call, which function makes it, and what it made of the table.
pub struct Priced {
    name: &'static str,
    /// The function.
    pub function: &'static str,
    /// What it asked for.
    pub calls: Vec<Call>,
}

struct World {
    table: LocalTable,
    validator: Validator<Nowhere, Nowhere>,
    operator: GatewayClient,
}

impl World {
    async fn new() -> Self {
        let table = LocalTable::in_process().await;
        let records = ViolationRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
        let router = violations::api().into_router(records);
        let policy = SeverityPolicy::default();
        let validator = Validator::new(table.client(), LocalTable::NAME, policy, Nowhere, Nowhere).expect("a registry");
        table.count_calls();
        Self { table, validator, operator: GatewayClient::operator(router, OperatorId::from_uuid(uuid(7))) }
    }

    async fn validated(&self, name: &'static str, events: &[String]) -> Priced {
        let records: Vec<Value> = events.iter().map(|event| json!({ "messageId": "m", "body": event })).collect();
        let payload: Payload = serde_json::from_value(json!({ "Records": records })).expect("a payload");
        let answer = self.validator.handle(payload).await.expect("a batch never fails");
        assert!(answer.batch_item_failures.is_empty(), "{name}");
        Priced { name, function: "schema-validator", calls: self.table.take_calls() }
    }

    async fn operated(&self, name: &'static str, call: gateway_client::Call) -> (Priced, Value) {
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        (Priced { name, function: "violations", calls: self.table.take_calls() }, answer.body)
    }
}

fn event(change: impl Fn(&mut Value)) -> String {
    let mut event = serde_json::from_str(include_str!("../../../../events/bus-event.json")).expect("JSON");
    change(&mut event);
    event.to_string()
}

/// Everything that they do, once.
pub async fn priced() -> Vec<Priced> {
    let world = World::new().await;
    let valid = event(|_| {});
    let broken = event(|event| drop(event["detail"].as_object_mut().expect("an object").remove("capsule_id")));
    let unknown = event(|event| {
        event["detail-type"] = json!("LedgerOpened");
        event["detail"]["event_type"] = json!("LedgerOpened");
    });
    let mut priced = vec![
        world.validated("100 valid events", &vec![valid; 100]).await,
        world.validated("100 events with one violation, first seen", &vec![broken.clone(); 100]).await,
        world.validated("100 more of them", &vec![broken; 100]).await,
        world.validated("an event of an unknown type, first seen", std::slice::from_ref(&unknown)).await,
        world.validated("another one within five seconds", &[unknown]).await,
    ];
    let (list, body) = world.operated("list_violations", world.operator.get("/violations")).await;
    let id = body["items"][0]["id"].as_str().expect("a violation");
    let path = format!("/violations/{id}");
    let severity = world.operator.get("/violations").query("severity", "critical");
    let acknowledge = world.operator.post(format!("{path}/acknowledge"), Value::Null);
    priced.push(list);
    for (name, call) in [
        ("list_violations: of a severity", severity),
        ("get_violation", world.operator.get(&path)),
        ("acknowledge_violation", acknowledge.clone()),
        ("acknowledge_violation: nothing new", acknowledge),
        ("reopen_violation", world.operator.post(format!("{path}/reopen"), Value::Null)),
    ] {
        priced.push(world.operated(name, call).await.0);
    }
    priced
}

/// A write more for every event of a service that is wrong all day is a bill that nobody decided on.
#[tokio::test(start_paused = true)]
async fn operators_and_the_validator_cost_what_the_page_says() {
    let mut measured = Vec::new();
    for Priced { name, calls, .. } in priced().await {
        // A sum of no numbers is minus zero.
        let (reads, writes) =
            calls.iter().fold((0.0, 0.0), |(reads, writes), call| (reads + call.read_units, writes + call.write_units));
        let cells = [calls.len().to_string(), reads.to_string(), writes.to_string()];
        measured.push((name.to_owned(), cells.to_vec()));
    }
    compare(&COLUMNS, &measured);
    for operation in operators_operations() {
        let has_row = measured.iter().any(|(name, _)| name.split(':').next() == Some(operation.id));
        assert!(has_row, "`{}` has no row in docs/budgets.md", operation.id);
    }
}
