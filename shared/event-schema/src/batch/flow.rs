//! What one command or one event caused belongs to one customer.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{CausationId, EventId};

use super::{BatchEvent, BatchFinding, counted, finding, most};
use crate::ViolationKind;

/// Checks that what has one cause, and the cause where it came too, is in one scope and of one request. Events that are blamed for something worse take
/// no part.
///
/// A correlation id by itself says nothing about a scope: whoever calls the API may do so for several tenants in one trace.
pub(super) fn check(events: &[BatchEvent], blamed: &BTreeSet<EventId>) -> Vec<BatchFinding> {
    let mut flows: BTreeMap<CausationId, Vec<(usize, &BatchEvent)>> = BTreeMap::new();
    let trusted = || events.iter().enumerate().filter(|(_, event)| !blamed.contains(&event.event_id));
    for (index, event) in trusted() {
        if let Some(cause) = event.causation_id {
            flows.entry(cause).or_default().push((index, event));
        }
    }
    for (index, event) in trusted() {
        // An event that says that it caused itself is there already.
        if let Some(flow) = flows.get_mut(&event.event_id).filter(|_| event.causation_id != Some(event.event_id)) {
            flow.push((index, event));
        }
    }
    let mut findings: BTreeMap<usize, BatchFinding> = BTreeMap::new();
    for mut flow in flows.into_values().filter(|flow| flow.len() > 1) {
        flow.sort_by_key(|(_, event)| {
            (event.occurred_at, &event.aggregate_id, event.sequence, event.event_id, event.scope, event.correlation_id)
        });
        flow.dedup_by(|(_, again), (_, event)| again == event);
        for finding in disagreements(&flow) {
            // One and the same event may be caused by one and cause another.
            findings.entry(finding.index).or_insert(finding);
        }
    }
    findings.into_values().collect()
}

/// The events that disagree with most of their flow, and of as many with the earlier ones.
fn disagreements(flow: &[(usize, &BatchEvent)]) -> Vec<BatchFinding> {
    let expected = |what: &str| format!("the {what} of the other events with its cause");
    let tenant = most(&counted(flow.iter().filter_map(|(_, event)| Some(event.scope?.0))));
    let (of_tenant, strange): (Vec<_>, Vec<_>) =
        flow.iter().copied().partition(|(_, event)| event.scope.is_none_or(|(of, _)| Some(of) == tenant));
    let mut findings: Vec<BatchFinding> = strange
        .iter()
        .map(|(index, _)| {
            finding(*index, ViolationKind::FlowScope, "/tenant_id", &expected("tenant"), "another tenant")
        })
        .collect();
    let capsule = most(&counted(of_tenant.iter().filter_map(|(_, event)| event.scope?.1)));
    let request = most(&counted(of_tenant.iter().filter_map(|(_, event)| event.correlation_id)));
    for (index, event) in of_tenant {
        // What belongs to all capsules of a tenant may cause something in one of them, and the other way round.
        if event.scope.is_some_and(|(_, of)| of.is_some() && of != capsule) {
            let found = "another capsule of the same tenant";
            findings.push(finding(index, ViolationKind::FlowScope, "/capsule_id", &expected("capsule"), found));
        } else if event.correlation_id.is_some() && event.correlation_id != request {
            let found = "another request";
            findings.push(finding(
                index,
                ViolationKind::CorrelationMismatch,
                "/correlation_id",
                &expected("request"),
                found,
            ));
        }
    }
    findings
}

#[cfg(test)]
#[path = "flow.test.rs"]
mod tests;
