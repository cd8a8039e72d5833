//! Metrics in the CloudWatch embedded metric format (EMF): one JSON line on standard output per measurement.
//!
//! This is the one place that knows the names. Dimensions hold types and codes, never ids or what people typed.

use std::io::Write as _;

use serde_json::{Map, Value, json};

use crate::clock;

/// The namespace of all metrics.
pub const NAMESPACE: &str = "Eva";

/// Commands that were answered with 2xx, by `Aggregate`.
pub const COMMANDS: &str = "Commands";
/// Commands that the business refused, by `Aggregate` and `Code`.
pub const REJECTIONS: &str = "Rejections";
/// Commands that lost against others on the same stream, by `Aggregate`.
pub const CONFLICTS: &str = "Conflicts";
/// Answers that were given again for an idempotency key, by `Aggregate`.
pub const REPLAYS: &str = "Replays";
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

/// Counts something. The line carries the total without dimensions too, so that alarms need no list of values.
pub fn count(name: &'static str, value: u64, dimensions: &[(&'static str, &str)]) {
    let line = line(name, value, dimensions);
    // A metric that cannot be written must not fail the work that it counts.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

fn line(name: &'static str, value: u64, dimensions: &[(&'static str, &str)]) -> Value {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let sets = if names.is_empty() { json!([[]]) } else { json!([[], names]) };
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": clock::now().as_millis(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": sets,
                "Metrics": [{ "Name": name, "Unit": "Count" }],
            }],
        }),
    );
    line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.insert(name.to_owned(), json!(value));
    Value::Object(line)
}

#[cfg(test)]
#[path = "metrics.test.rs"]
mod tests;
