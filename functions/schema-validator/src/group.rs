//! The violations of a batch, grouped: what is the same violation is counted, logged, measured and written down once.

use std::collections::{BTreeSet, HashMap};

use event_schema::{Subject, Violation};
use governance::{Severity, Status, ViolationId, ViolationItem};
use kernel::{AggregateType, Timestamp, TypedId as _};
use lambda_host::metrics;

use crate::policy::SeverityPolicy;

/// The same violation, as often as the batch has it.
#[derive(Clone, Debug)]
pub struct Group {
    /// Which violation it is.
    pub violation_id: ViolationId,
    /// How bad it is.
    pub severity: Severity,
    /// The last event that has it.
    pub subject: Subject,
    /// As that event has it.
    pub violation: Violation,
    /// In how many events it was seen.
    pub count: u64,
    /// The messages that contributed, by their places in the batch: those that come again when it cannot be written down, and no other.
    pub messages: BTreeSet<usize>,
}

/// The groups of a batch, in the order of their first violations.
#[derive(Debug, Default)]
pub struct Groups {
    policy: SeverityPolicy,
    groups: Vec<Group>,
    places: HashMap<ViolationId, usize>,
}

/// What makes two observations the same violation: whose and which events have it, what it is and where.
#[must_use]
pub fn identity(subject: &Subject, violation: &Violation) -> ViolationId {
    let text = |id: Option<String>| id.unwrap_or_default();
    ViolationId::derived(
        Timestamp::EPOCH,
        &[
            text(subject.tenant_id.map(|id| id.to_string())).as_bytes(),
            text(subject.capsule_id.map(|id| id.to_string())).as_bytes(),
            subject.event_type.as_deref().unwrap_or_default().as_bytes(),
            violation.kind.as_str().as_bytes(),
            violation.path_pattern().as_bytes(),
        ],
    )
}

impl Groups {
    /// No violations yet.
    #[must_use]
    pub fn new(policy: SeverityPolicy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// A violation of an event, which came in a message.
    pub fn add(&mut self, message: usize, subject: &Subject, violation: Violation) {
        let violation_id = identity(subject, &violation);
        let place = *self.places.entry(violation_id).or_insert(self.groups.len());
        match self.groups.get_mut(place) {
            Some(group) => {
                group.subject.clone_from(subject);
                group.violation = violation;
                group.count = group.count.saturating_add(1);
                group.messages.insert(message);
            }
            None => self.groups.push(Group {
                violation_id,
                severity: self.policy.of(violation.kind),
                subject: subject.clone(),
                violation,
                count: 1,
                messages: BTreeSet::from([message]),
            }),
        }
    }

    /// The groups.
    #[must_use]
    pub fn into_groups(self) -> Vec<Group> {
        self.groups
    }
}

impl Group {
    /// What is added to the record.
    #[must_use]
    pub fn item(&self, now: Timestamp) -> ViolationItem {
        let Self { violation_id, severity, subject, violation, count, .. } = self;
        ViolationItem {
            violation_id: *violation_id,
            kind: ViolationItem::KIND.to_owned(),
            violation_kind: violation.kind.as_str().to_owned(),
            severity: *severity,
            path: violation.path_pattern(),
            expected: violation.expected.clone(),
            found: violation.found.clone(),
            event_type: subject.event_type.clone(),
            tenant_id: subject.tenant_id,
            capsule_id: subject.capsule_id,
            last_event_id: subject.event_id,
            count: *count,
            announced: 0,
            first_seen: now,
            last_seen: now,
            status: Status::Open,
            version: 1,
            acknowledgement: None,
        }
    }

    /// One warning, however many events it is about, with the last of them as the example.
    pub fn log(&self) {
        let Self { subject, violation, count, severity, .. } = self;
        let entity = subject.aggregate_type.as_ref().map_or("unknown", AggregateType::as_str);
        let (event, severity) = (self.event_name(), severity.as_str());
        let id = subject.event_id.map(|id| id.to_string());
        let trace_id = subject.correlation_id.map(|id| id.to_string());
        let (kind, path, issue, impact) =
            (violation.kind.as_str(), &violation.path, violation.issue(), violation.impact());
        // The text of a line is a constant: two calls.
        macro_rules! warn_of {
            ($text:literal) => {
                tracing::warn!(
                    entity,
                    event,
                    issue,
                    impact,
                    count,
                    severity,
                    event.id = id,
                    path,
                    kind,
                    trace_id,
                    $text
                )
            };
        }
        if violation.kind.is_isolation() {
            warn_of!("Capsule isolation violation detected");
        } else {
            warn_of!("Event schema violation detected");
        }
    }

    /// Counts all of it, and what is critical a second time, for an alarm of its own.
    pub fn measure(&self) {
        // A type that nobody registered is text from outside: as a dimension it could become any number of metrics.
        let event_type = if self.subject.known_type { self.event_name() } else { "unknown" };
        let dimensions = [("EventType", event_type), ("Kind", self.violation.kind.as_str())];
        metrics::count(metrics::SCHEMA_VIOLATIONS, self.count, &dimensions);
        if self.severity == Severity::Critical {
            metrics::count(metrics::CRITICAL_SCHEMA_VIOLATIONS, self.count, &dimensions);
        }
    }

    fn event_name(&self) -> &str {
        self.subject.event_type.as_deref().unwrap_or("unknown")
    }
}

#[cfg(test)]
#[path = "group.test.rs"]
mod tests;
