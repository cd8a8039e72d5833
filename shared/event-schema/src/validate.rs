//! The check of one event.

mod fast;
mod isolation;
mod related;
mod relations;
mod schema;

use std::collections::BTreeSet;

use kernel::{AggregateType, AnyId, CapsuleId, CausationId, CorrelationId, EventId, TenantId, Timestamp};
use serde_json::{Map, Value};

use crate::{
    Registry, Violation, ViolationKind,
    field::{is_event_type, shape},
    json::parse,
    registry::EventType,
};

/// An event with more violations is broken as a whole; the isolation fields come first, so they are never cut off.
const MAX_VIOLATIONS: usize = 20;

/// What the bus says about an event from outside.
#[derive(Clone, Copy, Debug)]
pub struct BusContext<'a> {
    /// The `source` of the EventBridge envelope.
    pub source: &'a str,
    /// Its `detail-type`.
    pub detail_type: &'a str,
}

/// Who and what an event is about, as far as the fields have the right form. Safe to log: names and ids only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub event_id: Option<EventId>,
    /// Its type, or the detail-type where the event names none.
    pub event_type: Option<String>,
    /// Whether the type is registered. Only then is it a name that the platform chose.
    pub known_type: bool,
    /// The kind of aggregate: `account`.
    pub aggregate_type: Option<AggregateType>,
    /// The aggregate.
    pub aggregate_id: Option<AnyId>,
    /// The tenant it claims.
    pub tenant_id: Option<TenantId>,
    /// The capsule it claims.
    pub capsule_id: Option<CapsuleId>,
    /// Its position in the stream of its aggregate.
    pub sequence: Option<u64>,
    /// When it was recorded.
    pub occurred_at: Option<Timestamp>,
    /// The request that caused it.
    pub correlation_id: Option<CorrelationId>,
    /// The command or the event that caused it.
    pub causation_id: Option<CausationId>,
}

/// An event without violations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatedEvent {
    /// Its id.
    pub event_id: EventId,
    /// Its type.
    pub event_type: String,
    /// The aggregate whose stream it is in.
    pub aggregate_id: AnyId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Its capsule; a platform-level event has none.
    pub capsule_id: Option<CapsuleId>,
    /// Its position in the stream, from 1; nothing where the schema asks for none.
    pub sequence: Option<u64>,
    /// When it was recorded.
    pub occurred_at: Timestamp,
    /// The request that caused it.
    pub correlation_id: CorrelationId,
    /// The command or the event that caused it; nothing where the schema asks for none.
    pub causation_id: Option<CausationId>,
}

/// An event with violations: at least one, isolation first, no two of one kind at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// What is known about the event.
    pub subject: Box<Subject>,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
}

impl Subject {
    /// The event, if it has every id that one has.
    fn validated(&self) -> Option<ValidatedEvent> {
        Some(ValidatedEvent {
            event_id: self.event_id?,
            event_type: self.event_type.clone()?,
            aggregate_id: self.aggregate_id.clone()?,
            tenant_id: self.tenant_id?,
            capsule_id: self.capsule_id,
            sequence: self.sequence,
            occurred_at: self.occurred_at?,
            correlation_id: self.correlation_id?,
            causation_id: self.causation_id,
        })
    }
}

impl Rejected {
    /// The event, when whoever knows better took out all that was wrong with it.
    ///
    /// # Errors
    /// [`Rejected`], with what is left, or because it lacks an id that every event has.
    pub fn reconsidered(self) -> Result<ValidatedEvent, Self> {
        let findings = Findings { violations: self.violations, ..Findings::default() };
        findings.accept(&self.subject).ok_or_else(|| findings.reject(*self.subject))
    }
}

impl Registry {
    /// Checks one event: `detail` is the exact text of its wire form.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong, isolation first.
    pub fn validate(&self, detail: &str, context: BusContext<'_>) -> Result<ValidatedEvent, Rejected> {
        match fast::check(self, detail, context) {
            Some(valid) => Ok(valid),
            None => self.explain(detail, context),
        }
    }

    /// The same answer as [`validate`](Self::validate), always from the whole document: what finds the words for what is wrong. Nearly all events
    /// are valid and never come here.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong, isolation first.
    pub fn explain(&self, detail: &str, context: BusContext<'_>) -> Result<ValidatedEvent, Rejected> {
        let mut findings = Findings::default();
        let Ok(document) = parse(detail) else {
            let found = format!("text of {} bytes that is not JSON, or is nested too deep", detail.len());
            findings.add(ViolationKind::Malformed, "", "a JSON object", found);
            return Err(findings.reject(self.outside(context)));
        };
        let Value::Object(event) = &document.value else {
            findings.add(ViolationKind::Malformed, "", "a JSON object", shape(Some(&document.value)));
            return Err(findings.reject(self.outside(context)));
        };

        let subject = self.subject(event, context);
        let event_type = subject.event_type.as_deref().and_then(|name| self.get(name));
        let related = if event_type.is_none() { self.related(&subject) } else { Vec::new() };
        isolation::check(event, event_type, &subject, context, &related, &mut findings);
        for path in &document.duplicates {
            findings.add(ViolationKind::DuplicateField, path, "every name once", "a name twice");
        }
        relations::check(event, event_type, &subject, context, &mut findings);
        check_type(event, event_type, &mut findings, &document.value);
        related::check(&related, &document.value, &mut findings);
        match findings.accept(&subject) {
            Some(valid) => Ok(valid),
            None => Err(findings.reject(subject)),
        }
    }

    /// What is known about an event that cannot be read.
    fn outside(&self, context: BusContext<'_>) -> Subject {
        self.subject(&Map::new(), context)
    }

    fn subject(&self, event: &Map<String, Value>, context: BusContext<'_>) -> Subject {
        fn read<T: std::str::FromStr>(event: &Map<String, Value>, field: &str) -> Option<T> {
            event.get(field).and_then(Value::as_str)?.parse().ok()
        }
        let named = event.get("event_type").and_then(Value::as_str).unwrap_or(context.detail_type);
        let event_type = Some(named).filter(|name| is_event_type(name)).map(str::to_owned);
        Subject {
            event_id: read(event, "event_id"),
            known_type: event_type.as_deref().is_some_and(|name| self.get(name).is_some()),
            event_type,
            aggregate_type: read(event, "aggregate_type"),
            aggregate_id: read(event, "aggregate_id"),
            tenant_id: read(event, "tenant_id"),
            capsule_id: read(event, "capsule_id"),
            sequence: event.get("sequence").and_then(Value::as_u64),
            occurred_at: read(event, "occurred_at"),
            correlation_id: read(event, "correlation_id"),
            causation_id: read(event, "causation_id"),
        }
    }
}

/// The type, its version, and the schema of both.
fn check_type(event: &Map<String, Value>, event_type: Option<&EventType>, findings: &mut Findings, document: &Value) {
    let found = event.get("event_type");
    if !found.is_some_and(Value::is_string) {
        findings.add(
            missing_or(found, ViolationKind::WrongForm),
            "/event_type",
            "the name of an event type",
            shape(found),
        );
    }
    let Some(event_type) = event_type else {
        findings.add(ViolationKind::UnknownType, "/event_type", "a registered event type", shape(found));
        return;
    };
    let found = event.get("schema_version");
    let known = found.and_then(Value::as_u64).and_then(|version| event_type.versions.get(&version));
    match (known, event_type.versions.last_key_value()) {
        (Some(known), _) => schema::check(known, document, findings),
        // The newest version says most about an event that does not name its own.
        (None, Some((_, newest))) => {
            let kind = missing_or(found, ViolationKind::UnknownVersion);
            findings.add(kind, "/schema_version", "a registered version of the type", shape(found));
            schema::check(newest, document, findings);
        }
        (None, None) => {}
    }
}

/// The kind for a field that is missing or null, or else the given one.
fn missing_or(found: Option<&Value>, other: ViolationKind) -> ViolationKind {
    match found {
        None => ViolationKind::MissingField,
        Some(Value::Null) => ViolationKind::NullField,
        Some(_) => other,
    }
}

/// The violations so far.
#[derive(Default)]
struct Findings {
    violations: Vec<Violation>,
    seen: BTreeSet<(ViolationKind, String)>,
}

impl Findings {
    /// Adds a violation, unless one of its kind stands at its place in another element already. `path` is a safe path.
    fn add(&mut self, kind: ViolationKind, path: &str, expected: impl Into<String>, found: impl Into<String>) {
        let violation = Violation { kind, path: path.to_owned(), expected: expected.into(), found: found.into() };
        if self.violations.len() < MAX_VIOLATIONS && self.seen.insert((kind, violation.path_pattern())) {
            self.violations.push(violation);
        }
    }

    /// Whether something is known to be wrong with exactly this field.
    fn blame(&self, path: &str) -> bool {
        self.violations.iter().any(|violation| violation.path == path)
    }

    fn accept(&self, subject: &Subject) -> Option<ValidatedEvent> {
        if self.violations.is_empty() { subject.validated() } else { None }
    }

    /// An event that the schema accepts and that still lacks an id cannot be: then the schema is too weak, and that is said.
    fn reject(mut self, subject: Subject) -> Rejected {
        if self.violations.is_empty() {
            self.add(
                ViolationKind::Schema,
                "",
                "an event with its ids",
                "an event that its schema accepts without them",
            );
        }
        Rejected { subject: Box::new(subject), violations: self.violations }
    }
}

#[cfg(test)]
#[path = "validate.test.rs"]
mod tests;
