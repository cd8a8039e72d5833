use event_schema::Registry;
use expect_test::expect;
use governance::{Severity, Status, ViolationId, ViolationItem};
use kernel::{Timestamp, TypedId as _, contract};

use super::{Announcement, passed};
use crate::payload::BusEvent;

fn item() -> ViolationItem {
    let first_seen = "2026-11-20T22:00:01.000Z".parse().expect("a time");
    ViolationItem {
        violation_id: ViolationId::from_uuid(contract::uuid(7)),
        kind: "violation".to_owned(),
        violation_kind: "isolation_missing".to_owned(),
        severity: Severity::Critical,
        path: "/capsule_id".to_owned(),
        expected: String::new(),
        found: String::new(),
        event_type: None,
        tenant_id: None,
        capsule_id: None,
        last_event_id: None,
        count: 12,
        announced: 1,
        first_seen,
        last_seen: first_seen,
        status: Status::Open,
        version: 1,
        acknowledgement: None,
    }
}

fn announcement(threshold: u64) -> Announcement {
    let sample = include_str!("../../../events/bus-event.json").replace("\"capsule_id\":", "\"capsule\":");
    let event = BusEvent::parse(&sample).expect("an event");
    let context = event_schema::BusContext { source: &event.source, detail_type: &event.detail_type };
    let rejected =
        Registry::embedded().expect("a registry").validate(event.detail.get(), context).expect_err("invalid");
    let now: Timestamp = "2026-11-20T22:05:00.000Z".parse().expect("a time");
    let violation = &rejected.violations[0];
    Announcement::of(&item(), threshold, &rejected.subject, violation, now)
}

/// Announcing each of a million equal violations would flood whoever watches; a batch that jumps over a threshold must not hide it.
#[test]
fn thresholds_are_the_powers_of_ten_and_none_is_left_out() {
    assert_eq!([passed(0, 0), passed(0, 1), passed(1, 9), passed(10, 99)], [vec![], vec![1], vec![], vec![]]);
    assert_eq!(passed(0, 10_000), [1, 10, 100, 1_000, 10_000]);
    assert_eq!(passed(10, 1_000), [100, 1_000]);
    assert_eq!(passed(0, u64::MAX).last(), Some(&10_000_000_000_000_000_000));
    assert_eq!(passed(u64::MAX, u64::MAX), [0; 0]);
}

/// An announcement that is repeated after a crash must be recognised; the next threshold must not be taken for it.
#[test]
fn an_announcement_of_one_threshold_is_always_the_same_event() {
    assert_eq!(announcement(10).event_id, announcement(10).event_id);
    assert_ne!(announcement(10).event_id, announcement(100).event_id);
    assert_eq!(announcement(10).aggregate_id, announcement(100).aggregate_id);
    assert_eq!(announcement(10).event_id.get_version_num(), 7);
}

/// Subscribers rely on this form.
#[test]
fn an_announcement_has_this_wire_form() {
    let text = serde_json::to_string_pretty(&announcement(10)).expect("JSON");
    expect![[r#"
        {
          "event_id": "01a1faf9-3ee8-7b2c-83d7-b68f0dd7c92f",
          "event_type": "EventSchemaViolationDetected",
          "schema_version": 1,
          "tenant_id": "tenant_01h2xcejqtf2nbrexx3vqjhp41",
          "aggregate_type": "violation",
          "aggregate_id": "violation_01kahmg3r7e008000000000007",
          "occurred_at": "2026-11-20T22:05:00.000Z",
          "actor": "service:schema-validator",
          "correlation_id": "5759e988bd862e3fe1be46a994272793",
          "causation_id": "0188bac7-4afa-78aa-bc3b-bd1eef28d881",
          "data": {
            "violation_id": "violation_01kahmg3r7e008000000000007",
            "record_key": "PLATFORM#VIOLATION#violation_01kahmg3r7e008000000000007",
            "event_type": "AccountCreated",
            "kind": "isolation_missing",
            "path": "/capsule_id",
            "issue": "`/capsule_id`: expected an id that starts with `capsule_`, found nothing",
            "impact": "consumers cannot tell whose event this is: it may be lost or shown to another tenant or capsule",
            "threshold": 10,
            "count": 12,
            "severity": "critical",
            "offending_event_id": "0188bac7-4afa-78aa-bc3b-bd1eef28d881"
          }
        }"#]]
    .assert_eq(&text);
}
