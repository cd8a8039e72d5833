//! Metrics in the CloudWatch embedded metric format (EMF): one JSON line on standard output per measurement.
//!
//! This is the one place that knows the names. Dimensions hold types and codes, never ids or what people typed.

use std::io::Write as _;

use serde::{Serialize, Serializer, ser::SerializeMap as _};

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

/// Those of them by which data may reach another tenant or capsule, or which an operator declared critical, by `Kind`.
pub const CRITICAL_SCHEMA_VIOLATIONS: &str = "CriticalSchemaViolations";

/// What a line has at most as a rule, so that it is put together in one piece of memory.
const LINE_BYTES: usize = 1_024;

/// What a number counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
    // Written at once: standard output is flushed at every line's end, and formatted output comes to it in many small pieces.
    let mut line = Vec::with_capacity(LINE_BYTES);
    if serde_json::to_writer(&mut line, &Line { measured, dimensions, properties }).is_ok() {
        line.push(b'\n');
        // A metric that cannot be written must not fail the work that it counts.
        let _ = std::io::stdout().lock().write_all(&line);
    }
}

/// One line, as CloudWatch reads it.
struct Line<'a> {
    measured: &'a [Measurement],
    dimensions: &'a [(&'static str, &'a str)],
    properties: &'a [(&'static str, String)],
}

/// What the line announces.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Announcement<'a> {
    timestamp: i64,
    cloud_watch_metrics: [Directive<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'a> {
    namespace: &'a str,
    dimensions: Vec<Vec<&'a str>>,
    metrics: Vec<Metric<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric<'a> {
    name: &'a str,
    unit: Unit,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut dimensions = vec![Vec::new()];
        if !self.dimensions.is_empty() {
            dimensions.push(self.dimensions.iter().map(|(name, _)| *name).collect());
        }
        let metrics = self.measured.iter().map(|each| Metric { name: each.name, unit: each.unit }).collect();
        let announcement = Announcement {
            timestamp: clock::now().as_millis(),
            cloud_watch_metrics: [Directive { namespace: NAMESPACE, dimensions, metrics }],
        };
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("_aws", &announcement)?;
        for (name, value) in self.properties {
            line.serialize_entry(name, value)?;
        }
        for (name, value) in self.dimensions {
            line.serialize_entry(name, value)?;
        }
        for each in self.measured {
            line.serialize_entry(each.name, &each.value)?;
        }
        line.end()
    }
}

#[cfg(test)]
#[path = "metrics.test.rs"]
mod tests;
