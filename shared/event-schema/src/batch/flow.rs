//! What one command or one event caused belongs to one customer.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use kernel::{AnyId, CapsuleId, CausationId, CorrelationId, EventId, Timestamp};

use super::{BatchEvent, BatchFinding, Standing, StreamScope, counted, finding, most};
use crate::ViolationKind;

/// Where the events of Eva's own functions come from. One command of theirs is one caller's, and so are all of its events.
const OURS: &str = "eva.";

/// Checks that what an event caused is in that event's scope and of its request, and that what one command of ours caused is in one scope and of one
/// request. Events that are blamed for something worse take no part.
///
/// A correlation id by itself says nothing about a scope: whoever calls the API may do so for several tenants in one trace. Nor does a cause that
/// other services share and that is no event of the batch: a nightly run of theirs is for all tenants.
pub(super) fn check(events: &[BatchEvent], blamed: &BTreeSet<EventId>) -> Vec<BatchFinding> {
    let mut flows: BTreeMap<CausationId, Flow<'_>> = BTreeMap::new();
    let trusted = || events.iter().enumerate().filter(|(_, event)| !blamed.contains(&event.event_id));
    for (index, event) in trusted() {
        if let Some(cause) = event.causation_id.filter(|cause| *cause != event.event_id) {
            flows.entry(cause).or_default().effects.push((index, event));
        }
    }
    for (_, event) in trusted().filter(|(_, event)| event.is_believed()) {
        if let Some(flow) = flows.get_mut(&event.event_id) {
            // Delivered again it is the same; of two that call themselves the same the one that is believed more, or else comes first in the order.
            let first = flow.cause.map_or(event, |known| if rank(known) <= rank(event) { known } else { event });
            flow.cause = Some(first);
        }
    }
    let mut findings: BTreeMap<usize, BatchFinding> = BTreeMap::new();
    for flow in flows.into_values() {
        for finding in flow.disagreements() {
            findings.entry(finding.index).or_insert(finding);
        }
    }
    findings.into_values().collect()
}

type Order<'e> =
    (Option<Timestamp>, &'e AnyId, Option<u64>, EventId, Option<StreamScope>, Option<CorrelationId>, &'e str);

/// An order that does not depend on the arrival.
fn order(event: &BatchEvent) -> Order<'_> {
    let BatchEvent { occurred_at, aggregate_id, sequence, event_id, scope, correlation_id, source, .. } = event;
    (*occurred_at, aggregate_id, *sequence, *event_id, *scope, *correlation_id, source)
}

/// Who is believed first, in an order that does not depend on the arrival.
fn rank(event: &BatchEvent) -> (Reverse<Standing>, Order<'_>) {
    (Reverse(event.standing), order(event))
}

/// What has one cause, and the cause where it came too.
#[derive(Default)]
struct Flow<'e> {
    cause: Option<&'e BatchEvent>,
    effects: Vec<(usize, &'e BatchEvent)>,
}

impl Flow<'_> {
    /// The events that disagree with their cause; where it is none of the batch, with most of those of ours, and of as many with the earlier ones.
    fn disagreements(mut self) -> Vec<BatchFinding> {
        match self.cause {
            // What is believed less judges nothing that is believed more.
            Some(cause) => self.effects.retain(|(_, event)| event.standing <= cause.standing),
            None => self.effects.retain(|(_, event)| event.source.starts_with(OURS)),
        }
        self.effects.sort_by_key(|(_, event)| order(event));
        self.effects.dedup_by(|(_, again), (_, event)| again == event);
        let deciding: Vec<&BatchEvent> = match self.cause {
            Some(cause) => vec![cause],
            None => {
                let best = self.effects.iter().map(|(_, event)| event.standing).max();
                let heard = self.effects.iter().map(|(_, event)| *event);
                heard.filter(|event| event.is_believed() && Some(event.standing) == best).collect()
            }
        };
        let Some(tenant) = most(&counted(deciding.iter().filter_map(|event| Some(event.scope?.0)))) else {
            return Vec::new();
        };
        let of_tenant = |event: &BatchEvent| event.scope.is_none_or(|(of, _)| of == tenant);
        let within = || deciding.iter().filter(|event| of_tenant(event));
        let capsule = most(&counted(within().filter_map(|event| event.scope?.1)));
        let request = most(&counted(within().filter_map(|event| event.correlation_id)));
        let expected = |what: &str| format!("the {what} of its cause, and of what else that caused");
        let judge = |(index, event): (usize, &BatchEvent)| {
            let differs = |own: Option<CapsuleId>| own.zip(capsule).is_some_and(|(own, capsule)| own != capsule);
            let (kind, path, what, found) = if !of_tenant(event) {
                (ViolationKind::FlowScope, "/tenant_id", "tenant", "another tenant")
            } else if event.scope.is_some_and(|(_, own)| differs(own)) {
                // What belongs to all capsules of a tenant may cause something in one of them, and the other way round.
                (ViolationKind::FlowScope, "/capsule_id", "capsule", "another capsule of the same tenant")
            } else if event.correlation_id.zip(request).is_some_and(|(own, request)| own != request) {
                (ViolationKind::CorrelationMismatch, "/correlation_id", "request", "another request")
            } else {
                return None;
            };
            Some(finding(index, kind, path, &expected(what), found))
        };
        self.effects.into_iter().filter_map(judge).collect()
    }
}

#[cfg(test)]
#[path = "flow.test.rs"]
mod tests;
