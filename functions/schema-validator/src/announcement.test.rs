use event_schema::Registry;
use expect_test::expect_file;
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

/// Subscribers rely on this form; the file is what they read.
#[test]
fn an_announcement_has_this_wire_form() {
    let text = serde_json::to_string_pretty(&announcement(10)).expect("JSON");
    expect_file!["../../../events/violation-detected.json"].assert_eq(&(text + "\n"));
}

/// A field that is sometimes there and in no schema is one that a subscriber finds out about in production.
#[test]
fn an_announcement_has_a_schema_and_keeps_it() {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Announcement>();
    let text = serde_json::to_string_pretty(&event_schema::sorted(schema.to_value())).expect("JSON");
    expect_file!["../../../events/violation-detected.schema.json"].assert_eq(&(text + "\n"));
}
