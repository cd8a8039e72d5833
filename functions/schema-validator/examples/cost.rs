//! What the validator takes for 10,000 events, and what a million of them cost.
//!
//! `cargo run --release -p schema-validator --example cost` sends batches as SQS has them through `Validator::handle`, on a table in
//! process. It measures the processor's work of reading, checking, grouping and asking the table; the network it leaves out. The cost is
//! worked out from that and from list prices, see docs/benchmarks.md.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program for people who measure"
)]

use std::time::Instant;

use dynamodb_store::local_table::LocalTable;
use lambda_host::quarantine::{Quarantine, QuarantineError};
use schema_validator::{
    Bus, Payload, SeverityPolicy, Validator,
    announcement::Announcement,
    ports::{Notice, PortError},
};
use serde_json::{Value, json};

/// How many events are measured.
const EVENTS: usize = 10_000;
/// How many of them make a batch, as `BatchSize` in template.yaml says.
const BATCH: usize = 100;

/// List prices in US dollars, region us-east-1, without free tier: AWS's price pages of Lambda (arm64), SQS and DynamoDB (on demand, since the
/// reduction of November 2024), as known in 2025. Check them before you rely on a figure.
mod price {
    pub const LAMBDA_GB_SECOND: f64 = 0.000_013_333_4;
    pub const LAMBDA_REQUEST: f64 = 0.20 / 1e6;
    pub const SQS_REQUEST: f64 = 0.40 / 1e6;
    pub const DYNAMODB_WRITE_UNIT: f64 = 0.625 / 1e6;
}

/// `MemorySize` of the function, in GB.
const MEMORY_GB: f64 = 0.25;
/// With how much memory a function has one whole processor. Source: AWS Lambda, "Configure Lambda function memory".
const MEMORY_OF_A_PROCESSOR_MB: f64 = 1_769.0;
/// How many messages one request to SQS receives or deletes.
const SQS_BATCH: f64 = 10.0;
/// How long a call to the table takes on the network, in seconds: Lambda is paid while it waits.
const CALL_SECONDS: f64 = 0.005;
/// How many calls are under way at once.
const CONCURRENCY: f64 = 8.0;

/// A bus and a quarantine that take everything.
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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{EVENTS} events in batches of {BATCH}");
    println!("| broken events | processor, s | events/s | requests to the table | write units | USD per million |");
    println!("|---|---|---|---|---|---|");
    for broken_in_a_thousand in [0, 1, 10, 1_000] {
        measure(broken_in_a_thousand).await;
    }
}

async fn measure(broken_in_a_thousand: usize) {
    let table = LocalTable::in_process().await;
    let policy = SeverityPolicy::default();
    let validator = Validator::new(table.client(), LocalTable::NAME, policy, Nowhere, Nowhere).expect("a registry");
    let payloads = payloads(broken_in_a_thousand);
    table.count_calls();
    let begun = Instant::now();
    for payload in &payloads {
        let payload: Payload = serde_json::from_str(payload).expect("a payload");
        let answer = validator.handle(payload).await.expect("an answer");
        assert!(answer.batch_item_failures.is_empty(), "every message is done");
    }
    let seconds = begun.elapsed().as_secs_f64();
    let calls = table.take_calls();
    let units = calls.iter().fold(0.0, |units, call| units + call.write_units);
    let (events, requests) = (number(EVENTS), number(calls.len()));
    let dollars = dollars_per_million(seconds / events, requests / events, units / events);
    println!(
        "| {} % | {seconds:.2} | {:.0} | {} | {units} | {dollars:.2} |",
        number(broken_in_a_thousand) / 10.0,
        events / seconds,
        calls.len()
    );
}

/// Of the processor's time, the requests to the table and the write units per event.
fn dollars_per_million(processor_seconds: f64, requests: f64, write_units: f64) -> f64 {
    let processor = processor_seconds * MEMORY_OF_A_PROCESSOR_MB / (MEMORY_GB * 1_024.0);
    let waiting = requests * CALL_SECONDS / CONCURRENCY;
    let lambda = (processor + waiting) * MEMORY_GB * price::LAMBDA_GB_SECOND + price::LAMBDA_REQUEST / number(BATCH);
    // Sent by the rule one by one, received and deleted in tens.
    let queue = price::SQS_REQUEST * (1.0 + 2.0 / SQS_BATCH);
    1e6 * (lambda + queue + write_units * price::DYNAMODB_WRITE_UNIT)
}

/// Batches of distinct events, so many of a thousand without their capsule.
fn payloads(broken_in_a_thousand: usize) -> Vec<String> {
    let sample = include_str!("../../../events/bus-event.json");
    let sample: Value = serde_json::from_str(sample).expect("JSON");
    let event = |n: usize| {
        let mut event = sample.clone();
        event["detail"]["event_id"] = json!(format!("0188bac7-4afa-78aa-bc3b-{n:012x}"));
        let id = format!("account_01h2xcejqtf2nbrexx3{n:07}");
        event["detail"]["aggregate_id"] = json!(id);
        event["detail"]["data"]["account_id"] = json!(id);
        if n * broken_in_a_thousand / 1_000 != (n + 1) * broken_in_a_thousand / 1_000 {
            event["detail"].as_object_mut().expect("an object").remove("capsule_id");
        }
        json!({ "messageId": format!("m{n}"), "body": event.to_string() })
    };
    let events: Vec<Value> = (0..EVENTS).map(event).collect();
    events.chunks(BATCH).map(|events| json!({ "Records": events }).to_string()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}
