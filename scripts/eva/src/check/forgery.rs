//! An event that no function of ours would write, put on the bus: the validator must see it, and nothing else.

use std::time::Instant;

use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use crm::account::AccountId;
use kernel::{CorrelationId, TenantId, UserId};
use serde_json::{Value, json};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    Check,
    failure::{CheckFailure, ensure},
    feed::Arrival,
};
use crate::{events::subscription::BusEvent, token::fresh};

const GOVERNANCE: &str = "eva.governance";
const VIOLATION: &str = "EventSchemaViolationDetected";
const FORGED: &str = "AccountCreated";
const LOOK_AT_VALIDATOR: &str = "look at the log of schema-validator and at its queue's dead letters";

/// Forges an event without a capsule, and waits for the violation on the bus, on its queue and in the table.
///
/// # Errors
/// The first hop that failed.
pub async fn run(check: &Check) -> Result<(), CheckFailure> {
    let sent = Instant::now();
    put(check, &forged_event(check.forged_tenant)).await?;
    check.report.hop("an AccountCreated without capsule_id is put on the bus", sent);

    let Some(violation) = check.feed.wait_for(check.patience, |event| is_ours(event, check.forged_tenant)).await else {
        return Err(CheckFailure::new("the validator reported no violation for the forged event", LOOK_AT_VALIDATOR));
    };
    check.report.hop_after(
        &format!("{VIOLATION} is on the bus: {}", said(&violation.event)),
        violation.at.saturating_duration_since(sent),
    );

    let record = violation.event.detail.pointer("/data/record_key").and_then(Value::as_str);
    let record = record.ok_or_else(|| {
        CheckFailure::new("the violation event names no record (`data.record_key`)", LOOK_AT_VALIDATOR)
    })?;
    on_queue(check, record).await?;
    check.report.hop("the violation is on its queue", sent);

    let found = check
        .table
        .holds(record, "VIOLATION")
        .await
        .map_err(|error| CheckFailure::new("the table does not answer", LOOK_AT_VALIDATOR).because(error))?;
    ensure(found, || format!("the table holds no violation record `{record}`"), LOOK_AT_VALIDATOR)?;
    check.report.hop("the violation's record stands in the table", sent);

    genuine_events_are_valid(check, sent)
}

/// Everything that this check caused through the API has passed the validator without a word.
fn genuine_events_are_valid(check: &Check, sent: Instant) -> Result<(), CheckFailure> {
    let arrivals = check.feed.arrivals();
    let is_violation = |arrival: &&Arrival| arrival.event.source == GOVERNANCE;
    if let Some(other) =
        arrivals.iter().filter(is_violation).find(|arrival| !is_ours(&arrival.event, check.forged_tenant))
    {
        let what =
            format!("the validator reported a violation of an event that came from the API: {}", said(&other.event));
        return Err(CheckFailure::new(what, "look at the schema of the event under events/schemas"));
    }
    let tenant = check.scope.tenant_id().to_string();
    let is_genuine = |event: &BusEvent| event.source != GOVERNANCE && event.text("tenant_id") == Some(&tenant);
    let genuine = arrivals.iter().filter(|arrival| is_genuine(&arrival.event)).count();
    check.report.hop(&format!("none of the {genuine} events from the API was reported"), sent);
    Ok(())
}

/// The wire form of an event that belongs to the tenant and to no capsule, and is right in everything else.
fn forged_event(tenant: TenantId) -> Value {
    let account = fresh::<AccountId>();
    json!({
        "event_id": Uuid::now_v7(),
        "event_type": FORGED,
        "schema_version": 1,
        "tenant_id": tenant,
        "aggregate_type": "account",
        "aggregate_id": account,
        "sequence": 1,
        "occurred_at": "2026-11-20T22:00:00.123Z",
        "actor": fresh::<UserId>(),
        "correlation_id": CorrelationId::from_uuid(Uuid::now_v7()),
        "causation_id": Uuid::now_v7(),
        "data": {
            "account_id": account, "owner_id": fresh::<UserId>(), "name": "Forged", "kind": "other",
            "tags": [], "domains": [], "phones": [], "tax_ids": [],
        },
    })
}

async fn put(check: &Check, event: &Value) -> Result<(), CheckFailure> {
    let look_at = "look at EVA_EVENT_BUS and at the permission events:PutEvents";
    let entry = PutEventsRequestEntry::builder()
        .event_bus_name(&check.bus)
        .source("eva.crm")
        .detail_type(FORGED)
        .detail(event.to_string())
        .build();
    let put =
        check.cloud.bus.put_events().entries(entry).send().await.map_err(|error| {
            CheckFailure::new("the forged event could not be put on the bus", look_at).because(error)
        })?;
    ensure(put.failed_entry_count == 0, || "the bus refused the forged event".to_owned(), look_at)
}

/// The violation of the event that was forged, by its tenant and by what is missing in it.
fn is_ours(event: &BusEvent, tenant: TenantId) -> bool {
    event.source == GOVERNANCE
        && event.text("tenant_id") == Some(&tenant.to_string())
        && event.detail_type == VIOLATION
        && event.detail.pointer("/data/event_type").and_then(Value::as_str) == Some(FORGED)
        && event.detail.get("data").is_some_and(|data| data.to_string().contains("capsule_id"))
}

fn said(event: &BusEvent) -> String {
    let text =
        |name: &str| event.detail.get("data").and_then(|data| data.get(name)).and_then(Value::as_str).unwrap_or("-");
    format!("{} {} at {}", text("event_type"), text("issue"), text("path"))
}

/// Finds the violation on the queue that operators watch. What belongs to others stays there.
async fn on_queue(check: &Check, record: &str) -> Result<(), CheckFailure> {
    let search = async {
        loop {
            let received = check
                .cloud
                .queues
                .receive_message()
                .queue_url(&check.violations_queue)
                .max_number_of_messages(10)
                .wait_time_seconds(1)
                .visibility_timeout(10)
                .send()
                .await
                .map_err(|error| {
                    CheckFailure::new("the violations queue does not answer", "look at EVA_VIOLATIONS_QUEUE_URL")
                        .because(error)
                })?;
            for message in received.messages.unwrap_or_default() {
                if !message.body.as_deref().is_some_and(|body| body.contains(record)) {
                    continue;
                }
                let (queue, receipt) = (&check.violations_queue, message.receipt_handle.unwrap_or_default());
                // It was ours alone; if it cannot be deleted, it expires.
                let _ = check.cloud.queues.delete_message().queue_url(queue).receipt_handle(receipt).send().await;
                return Ok(());
            }
        }
    };
    timeout(check.patience, search).await.unwrap_or_else(|_| {
        Err(CheckFailure::new(
            "the violation is on the bus and not on its queue",
            "look at the rule and the policy of the violations queue",
        ))
    })
}

#[cfg(test)]
#[path = "forgery.test.rs"]
mod tests;
