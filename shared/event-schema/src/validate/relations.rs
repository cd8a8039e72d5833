//! What must agree inside an event, and between the event and the bus.

use serde_json::{Map, Value};

use super::{BusContext, Findings, Subject};
use crate::{ViolationKind, field::shape, registry::EventType, source::source_of};

pub(super) fn check(
    event: &Map<String, Value>,
    event_type: Option<&EventType>,
    subject: &Subject,
    context: BusContext<'_>,
    findings: &mut Findings,
) {
    if let Some(named) = event.get("event_type").filter(|value| value.is_string())
        && named != context.detail_type
    {
        findings.add(
            ViolationKind::TypeMismatch,
            "/event_type",
            "the same name as the detail-type",
            format!("another name: {}", shape(Some(named))),
        );
    }
    let Some(aggregate_type) = &subject.aggregate_type else { return };
    let named = event_type.and_then(|event_type| event_type.source.as_deref());
    let source = named.unwrap_or_else(|| source_of(aggregate_type.as_str()));
    // Where the events of a type come from that nobody registered is for whoever registers it to say, unless it calls itself one of our sources.
    let is_said = event_type.is_some() || context.source.starts_with("eva.");
    if is_said && context.source != source {
        findings.add(
            ViolationKind::SourceMismatch,
            "/aggregate_type",
            format!("an aggregate of the event's source, or the source `{source}`"),
            format!("another source: {}", shape(Some(&context.source.into()))),
        );
    }
    if let Some(id) = &subject.aggregate_id {
        if id.prefix() != aggregate_type.as_str() {
            findings.add(
                ViolationKind::KeyMismatch,
                "/aggregate_id",
                "an id that starts with the `/aggregate_type`",
                "the id of another kind of aggregate",
            );
        }
        let own_id = format!("{aggregate_type}_id");
        same_as_aggregate(
            event.get("data").and_then(|data| data.get(&own_id)),
            event,
            &format!("/data/{own_id}"),
            findings,
        );
        if aggregate_type.as_str() == "tenant" {
            same_as_aggregate(event.get("tenant_id"), event, "/tenant_id", findings);
        }
    }
}

/// An id that repeats the aggregate's, where it is there at all.
fn same_as_aggregate(id: Option<&Value>, event: &Map<String, Value>, path: &str, findings: &mut Findings) {
    let Some(id) = id else { return };
    if Some(id) != event.get("aggregate_id") {
        let found = format!("another value: {}", shape(Some(id)));
        findings.add(ViolationKind::KeyMismatch, path, "the same id as `/aggregate_id`", found);
    }
}
