//! The event that tells of a violation: `EventSchemaViolationDetected`.

use event_schema::{Subject, Violation};
use kernel::{
    Actor, AggregateType, CapsuleId, CausationId, CorrelationId, EventId, ServiceName, TenantId, Timestamp,
    TypedId as _,
};
use serde::Serialize;

use dynamodb_entity::DynamoDbEntity as _;
use governance::{Severity, ViolationId, ViolationItem};

/// The type of the event.
pub const EVENT_TYPE: &str = "EventSchemaViolationDetected";

const ACTOR: Actor = Actor::Service(ServiceName::new("schema-validator"));

/// The wire form, as far as a platform-level event has it: the tenant is the offending event's, if that names one; there is no
/// capsule and no sequence, because the count of the record is what orders the announcements.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Announcement {
    /// The same for the same violation and threshold, so that an announcement that is repeated after a crash is one event.
    pub event_id: EventId,
    /// `EventSchemaViolationDetected`.
    pub event_type: &'static str,
    /// The version of the shape of `data`.
    pub schema_version: u32,
    /// The tenant of the offending event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// `violation`.
    pub aggregate_type: AggregateType,
    /// The violation.
    pub aggregate_id: ViolationId,
    /// When it was announced.
    pub occurred_at: Timestamp,
    /// The validator.
    pub actor: Actor,
    /// The request that caused the offending event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<CorrelationId>,
    /// The offending event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub causation_id: Option<CausationId>,
    /// What was detected.
    pub data: ViolationDetected,
}

/// What was detected: names, ids, types and lengths, never a value of the event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ViolationDetected {
    /// The violation.
    pub violation_id: ViolationId,
    /// The partition key of its record.
    pub record_key: String,
    /// The type of the offending event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// What is wrong.
    pub kind: &'static str,
    /// Where, a JSON pointer.
    pub path: String,
    /// What is wrong, in words.
    pub issue: String,
    /// What follows from it.
    pub impact: &'static str,
    /// The threshold that the count passed.
    pub threshold: u64,
    /// How often it was seen so far, at least.
    pub count: u64,
    /// How bad it is.
    pub severity: Severity,
    /// The offending event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offending_event_id: Option<EventId>,
    /// Its capsule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capsule_id: Option<CapsuleId>,
}

impl Announcement {
    /// The announcement of a record that reached a threshold.
    #[must_use]
    pub fn of(item: &ViolationItem, threshold: u64, subject: &Subject, violation: &Violation, now: Timestamp) -> Self {
        let violation_id = item.violation_id;
        let salt = violation_id.to_string();
        Self {
            // As if made at first sight: the same for the same record and threshold.
            event_id: ViolationId::derived(item.first_seen, &[salt.as_bytes(), &threshold.to_be_bytes()]).uuid(),
            event_type: EVENT_TYPE,
            schema_version: 1,
            tenant_id: subject.tenant_id,
            aggregate_type: AggregateType::of::<ViolationId>(),
            aggregate_id: violation_id,
            occurred_at: now,
            actor: ACTOR,
            correlation_id: subject.correlation_id,
            causation_id: subject.event_id,
            data: ViolationDetected {
                violation_id,
                record_key: item.pk(),
                event_type: subject.event_type.clone(),
                kind: violation.kind.as_str(),
                path: violation.path.clone(),
                issue: violation.issue(),
                impact: violation.impact(),
                threshold,
                count: item.count,
                severity: item.severity,
                offending_event_id: subject.event_id,
                capsule_id: subject.capsule_id,
            },
        }
    }
}

/// The thresholds that a count has passed and that were not announced, the lowest first: 1, 10, 100 and so on.
#[must_use]
pub fn passed(announced: u64, count: u64) -> Vec<u64> {
    let thresholds = std::iter::successors(Some(1_u64), |threshold| threshold.checked_mul(10));
    thresholds.skip_while(|threshold| *threshold <= announced).take_while(|threshold| *threshold <= count).collect()
}

#[cfg(test)]
#[path = "announcement.test.rs"]
mod tests;
