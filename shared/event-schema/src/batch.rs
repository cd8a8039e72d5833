//! What takes more than one event to see: a stream or a flow in two scopes, two events at one position, a later position with an earlier time.
//!
//! The events of one batch come in any order, and late: the queue is a standard one. So nothing here looks at the order of arrival, a gap is
//! none of its business, and an event that is delivered twice is one event. What one batch cannot show, a stream that changes its
//! scope from one batch to a later one, a [`StreamMemory`] does.

mod flow;
mod memory;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AnyId, CapsuleId, CausationId, CorrelationId, EventId, TenantId, Timestamp};
use serde_json::{Value, json};

pub use memory::StreamMemory;

use crate::{Rejected, ValidatedEvent, Violation, ViolationKind};

/// How much earlier than the event before it an event may say that it occurred, in milliseconds.
///
/// Our own events need none: `execute` records the later of the clock and the time of the record. Other services decide on several
/// machines, whose clocks differ by milliseconds under Amazon Time Sync and by some hundred where only NTP keeps them. A second is
/// more than that, and less than what a consumer that sorts by time would get wrong.
pub const CLOCK_TOLERANCE_MILLIS: i64 = 1_000;

/// What events with one value in a field agree in, whatever their types: what the check of a batch holds them to, and what
/// the relations of the registry say to readers.
pub(crate) struct Agreement {
    by: &'static str,
    /// The field of another event that it may name.
    names: Option<&'static str>,
    share: &'static [&'static str],
}

/// The events of one record.
pub(crate) const SAME_STREAM: Agreement =
    Agreement { by: "aggregate_id", names: None, share: &["tenant_id", "capsule_id"] };

/// What one command or one event caused, and that event.
pub(crate) const SAME_FLOW: Agreement =
    Agreement { by: "causation_id", names: Some("event_id"), share: &["tenant_id", "capsule_id", "correlation_id"] };

impl Agreement {
    pub(crate) fn to_json(&self) -> Value {
        let mut json = json!({ "by": self.by, "share": self.share });
        if let (Some(names), Some(fields)) = (self.names, json.as_object_mut()) {
            fields.insert("names".to_owned(), names.into());
        }
        json
    }
}

/// Whose a stream is. A platform-level event has no capsule.
pub type StreamScope = (TenantId, Option<CapsuleId>);

/// How far an event is believed about whose its stream is. What is not believed is compared with what is, and decides nothing: whoever may
/// put events on the bus could otherwise make the genuine ones look forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Something is wrong with it.
    Rejected,
    /// It is valid by a schema that another service put into the table.
    Registered,
    /// It is valid by a committed schema.
    Committed,
}

/// What a batch is checked by: one event, as part of its stream and of its flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchEvent {
    /// Its id.
    pub event_id: EventId,
    /// Where it comes from. Two services number what they say of one record each by itself.
    pub source: String,
    /// How far it is believed.
    pub standing: Standing,
    /// The aggregate whose stream it is in.
    pub aggregate_id: AnyId,
    /// Whose it is; nothing where that is wrong by itself, which is said already.
    pub scope: Option<StreamScope>,
    /// Its position.
    pub sequence: Option<u64>,
    /// When it was recorded.
    pub occurred_at: Option<Timestamp>,
    /// The request that it is part of.
    pub correlation_id: Option<CorrelationId>,
    /// The command or the event that caused it.
    pub causation_id: Option<CausationId>,
}

impl BatchEvent {
    /// A valid event, and which kind of schema says so.
    #[must_use]
    pub fn of_valid(valid: &ValidatedEvent, source: &str, standing: Standing) -> Self {
        Self {
            event_id: valid.event_id,
            source: source.to_owned(),
            standing,
            aggregate_id: valid.aggregate_id.clone(),
            scope: Some((valid.tenant_id, valid.capsule_id)),
            sequence: valid.sequence,
            occurred_at: Some(valid.occurred_at),
            correlation_id: Some(valid.correlation_id),
            causation_id: valid.causation_id,
        }
    }

    /// An event with violations, as far as it still says which event it is and what it belongs to.
    #[must_use]
    pub fn of_rejected(rejected: &Rejected, source: &str) -> Option<Self> {
        let subject = &rejected.subject;
        let is_somebodys = !rejected.violations.iter().any(|violation| violation.kind.is_isolation());
        let scope = subject.tenant_id.filter(|_| is_somebodys).map(|tenant_id| (tenant_id, subject.capsule_id));
        Some(Self {
            event_id: subject.event_id?,
            source: source.to_owned(),
            standing: Standing::Rejected,
            aggregate_id: subject.aggregate_id.clone()?,
            scope,
            sequence: subject.sequence,
            occurred_at: subject.occurred_at,
            correlation_id: subject.correlation_id,
            causation_id: subject.causation_id,
        })
    }

    fn is_believed(&self) -> bool {
        self.standing > Standing::Rejected
    }
}

/// Something wrong with one event of a batch, seen beside the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchFinding {
    /// The event, by its place in the batch.
    pub index: usize,
    /// What is wrong with it.
    pub violation: Violation,
}

/// Checks the events of one batch against each other, and against what earlier batches showed of their streams, which is remembered.
///
/// The findings come in the order of the streams' ids, then those of flows in the order of the batch; the same events in another order of arrival have the same findings.
pub fn check_batch(events: &[BatchEvent], memory: &mut StreamMemory) -> Vec<BatchFinding> {
    let mut streams: BTreeMap<&AnyId, Vec<(usize, &BatchEvent)>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        streams.entry(&event.aggregate_id).or_default().push((index, event));
    }
    let mut findings = Vec::new();
    for (_, mut stream) in streams {
        stream.sort_by_key(|(_, event)| {
            (&event.source, event.sequence, event.occurred_at, event.event_id, event.scope, event.standing)
        });
        // Delivered again: the same event, however often.
        stream.dedup_by(|(_, again), (_, event)| again == event);
        let own = scope_of(&stream, memory);
        let (of_stream, strange): (Vec<_>, Vec<_>) =
            stream.into_iter().partition(|(_, event)| own.zip(event.scope).is_none_or(|(own, of)| agree(own, of)));
        findings.extend(strange.iter().map(|(index, event)| changed(*index, event.scope, own)));
        // What stands in another scope is no part of this stream, whatever it says of its position.
        findings.extend(positions(&of_stream));
    }
    let is_isolation = |finding: &&BatchFinding| finding.violation.kind.is_isolation();
    let blamed: BTreeSet<EventId> = findings
        .iter()
        .filter(is_isolation)
        .filter_map(|finding| events.get(finding.index))
        .map(|event| event.event_id)
        .collect();
    findings.extend(flow::check(events, &blamed));
    findings
}

/// Whose the stream is: what is remembered of it, or else what most of its events say, and of as many the earlier position. Those of the highest
/// standing say it.
fn scope_of(stream: &[(usize, &BatchEvent)], memory: &mut StreamMemory) -> Option<StreamScope> {
    let (_, first) = stream.first()?;
    let standing = stream.iter().map(|(_, event)| event.standing).max().filter(|best| *best > Standing::Rejected);
    let heard = stream.iter().filter(|(_, event)| Some(event.standing) == standing);
    let scopes: Vec<StreamScope> = heard.filter_map(|(_, event)| event.scope).collect();
    let tenant = most(&counted(scopes.iter().map(|(tenant, _)| *tenant)));
    let mut counted = counted(scopes.into_iter());
    // Within its tenant a capsule says more of a stream than none.
    if counted.iter().any(|((of, capsule), _)| Some(*of) == tenant && capsule.is_some()) {
        counted.retain(|((of, capsule), _)| Some(*of) != tenant || capsule.is_some());
    }
    // What most say comes first, and so wins against as many others.
    counted.sort_by_key(|((of, _), _)| Some(*of) != tenant);
    let known = memory.scope_of(&first.aggregate_id).filter(|(_, known)| standing.is_none_or(|best| best <= *known));
    let of_tenant: Vec<_> = counted.iter().filter(|((of, _), _)| Some(*of) == tenant).copied().collect();
    let own = known.map(|(scope, _)| scope).or_else(|| most(&of_tenant));
    if let Some(standing) = standing {
        for (scope, count) in counted {
            memory.saw(&first.aggregate_id, scope, count, standing);
        }
    }
    own
}

/// Whether an event of one scope may be in a stream of the other: what belongs to a tenant as a whole names no capsule.
fn agree(own: StreamScope, of: StreamScope) -> bool {
    own.0 == of.0 && own.1.zip(of.1).is_none_or(|(own, of)| own == of)
}

/// How often each value is there, in the order of their first sights.
fn counted<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<(T, u32)> {
    let mut counted: Vec<(T, u32)> = Vec::new();
    for value in values {
        match counted.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counted.push((value, 1)),
        }
    }
    counted
}

/// What is there most often; of as many, what is first.
fn most<T: Copy>(counted: &[(T, u32)]) -> Option<T> {
    // The first of equals: `max_by_key` would take the last.
    counted.iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| *value)
}

fn changed(index: usize, found: Option<StreamScope>, own: Option<StreamScope>) -> BatchFinding {
    let another_tenant = found.map(|(tenant_id, _)| tenant_id) != own.map(|(tenant_id, _)| tenant_id);
    let (path, found) = if another_tenant {
        ("/tenant_id", "another tenant")
    } else {
        ("/capsule_id", "another capsule of the same tenant")
    };
    finding(index, ViolationKind::ScopeChanged, path, "the scope of the other events of its stream", found)
}

/// Positions that are taken twice, and times that go back, of a stream that is sorted by source, position and time. Of two events the later one is
/// blamed, or the one that is believed less.
fn positions(stream: &[(usize, &BatchEvent)]) -> Vec<BatchFinding> {
    let mut findings = Vec::new();
    for pair in stream.windows(2) {
        let [(first, before), (second, event)] = pair else { continue };
        if before.source != event.source {
            continue;
        }
        let (Some(earlier), Some(later)) = (before.sequence, event.sequence) else { continue };
        let index = if before.standing < event.standing { *first } else { *second };
        if earlier == later {
            // One id with two contents is told by the schema, if at all: a position is taken twice by two events.
            if before.event_id != event.event_id {
                let found = "a position that another event has";
                findings.push(finding(
                    index,
                    ViolationKind::SequenceReused,
                    "/sequence",
                    "a position of its own in its stream",
                    found,
                ));
            }
            continue;
        }
        let went_back = match (before.occurred_at, event.occurred_at) {
            (Some(before), Some(after)) => {
                before.as_millis().saturating_sub(after.as_millis()) > CLOCK_TOLERANCE_MILLIS
            }
            _ => false,
        };
        if went_back {
            let expected = format!("a time within {CLOCK_TOLERANCE_MILLIS} ms of the order of the positions");
            let found = "a time that contradicts its position";
            findings.push(finding(index, ViolationKind::SequenceOrder, "/occurred_at", &expected, found));
        }
    }
    findings
}

fn finding(index: usize, kind: ViolationKind, path: &str, expected: &str, found: &str) -> BatchFinding {
    let violation = Violation { kind, path: path.to_owned(), expected: expected.to_owned(), found: found.to_owned() };
    BatchFinding { index, violation }
}

#[cfg(test)]
#[path = "batch.test.rs"]
mod tests;
