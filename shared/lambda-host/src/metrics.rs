//! Metrics in the CloudWatch embedded metric format (EMF): one JSON line on standard output per measurement.
//!
//! This is the one place that knows the names. Dimensions hold types and codes, never ids or what people typed.

use std::io::Write as _;

use serde_json::{Map, Value, json};

use crate::clock;

/// The namespace of all metrics.
pub const NAMESPACE: &str = "Eva";

/// Commands that were carried out, by `Aggregate`.
pub const COMMANDS: &str = "Commands";
/// Commands that were answered with no: by a rule, a version, a unique value, a reference; by `Aggregate`, with the `code`.
pub const REJECTIONS: &str = "Rejections";
/// Commands that were given up because others were faster each time, by `Aggregate`.
pub const LOST_RACES: &str = "LostRaces";
/// Commands that failed: the store was busy to the end, or something is broken; by `Aggregate`, with the `code`.
pub const FAILURES: &str = "Failures";
/// Answers that were given again for an idempotency key, by `Aggregate`.
pub const REPLAYS: &str = "Replays";
/// How often a command was decided again because its stream moved on, by `Aggregate`.
pub const CONFLICTS: &str = "Conflicts";
/// How often a write was tried again because the store was busy or its answer was lost, by `Aggregate`.
pub const RETRIES: &str = "Retries";
/// A command from begin to end, over all its attempts, by `Aggregate`.
pub const COMMAND_LATENCY: &str = "CommandLatency";
/// The reads of a command, by `Aggregate`.
pub const LOAD_LATENCY: &str = "LoadLatency";
/// The decisions of a command, by `Aggregate`.
pub const DECIDE_LATENCY: &str = "DecideLatency";
/// The transactions of a command, by `Aggregate`.
pub const APPEND_LATENCY: &str = "AppendLatency";
/// Requests that ended in a panic, by `Function`.
pub const PANICS: &str = "Panics";
/// Events that were put on the bus.
pub const EVENTS_PUBLISHED: &str = "EventsPublished";
/// Stream records that were quarantined, by `Reason`.
pub const EVENTS_QUARANTINED: &str = "EventsQuarantined";
/// Entries that had to be sent again.
pub const PUBLISH_RETRIES: &str = "PublishRetries";
/// Events that break their schema or a pattern, by `Kind`.
pub const SCHEMA_VIOLATIONS: &str = "SchemaViolations";

/// What a number counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Count,
    /// A time.
    Milliseconds,
}

/// One number under its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    name: &'static str,
    unit: Unit,
    value: f64,
}

impl Measurement {
    /// A number.
    #[must_use]
    pub const fn new(name: &'static str, unit: Unit, value: f64) -> Self {
        Self { name, unit, value }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// Counts something. The line carries the total without dimensions too, so that alarms need no list of values.
pub fn count(name: &'static str, value: u64, dimensions: &[(&'static str, &str)]) {
    #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    write(&[Measurement::new(name, Unit::Count, value as f64)], dimensions, &[]);
}

/// Writes one line with several numbers: with the dimensions, and in total. Properties are no dimensions: they can be searched
/// for in the logs and make no metric of their own.
pub fn write(measured: &[Measurement], dimensions: &[(&'static str, &str)], properties: &[(&'static str, String)]) {
    let line = line(measured, dimensions, properties);
    // A metric that cannot be written must not fail the work that it counts.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

fn line(measured: &[Measurement], dimensions: &[(&'static str, &str)], properties: &[(&'static str, String)]) -> Value {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let sets = if names.is_empty() { json!([[]]) } else { json!([[], names]) };
    let metrics: Vec<Value> =
        measured.iter().map(|each| json!({ "Name": each.name, "Unit": format!("{:?}", each.unit) })).collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": clock::now().as_millis(),
            "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": sets, "Metrics": metrics }],
        }),
    );
    line.extend(properties.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.extend(measured.iter().map(|each| (each.name.to_owned(), json!(each.value))));
    Value::Object(line)
}

#[cfg(test)]
#[path = "metrics.test.rs"]
mod tests;
