use dynamodb_entity::{DynamoDbEntity as _, PlatformLevel as _};
use kernel::{Digest, TypedId as _, contract};

use super::*;

fn now() -> Timestamp {
    "2026-11-20T22:00:00.123Z".parse().unwrap()
}

/// Any content, of a number: texts with what keys, JSON and policies give a meaning, and with what they do not know.
fn arbitrary(seed: u32) -> ViolationItem {
    let byte = |name: &str| Digest::of(&[name.as_bytes(), &seed.to_be_bytes()]).first_byte();
    let text = |name: &str| {
        let letter = |n: u8| ["#", "a", "é", "\"", "\\", "\u{0}", "$?*", "{x}", " ", "🦀"][usize::from(n) % 10];
        (0..byte(name) % 9).map(|at| letter(byte(&format!("{name}{at}")))).collect::<String>()
    };
    let number = |name: &str| u64::MAX >> (byte(name) % 64);
    let time = |name: &str| now().plus_seconds(i64::from(byte(name)) * 86_400 * 300 - 1_000_000_000);
    let is_there = |name: &str| byte(name).is_multiple_of(2);
    let severity = |name: &str| Severity::ALL[usize::from(byte(name)) % 4];
    ViolationItem {
        violation_id: ViolationId::from_uuid(contract::uuid(u128::from(seed) + 1)),
        kind: text("kind"),
        violation_kind: text("violation"),
        severity: severity("severity"),
        path: text("path"),
        expected: text("expected"),
        found: text("found"),
        event_type: is_there("type").then(|| text("event")),
        tenant_id: is_there("tenant").then(|| TenantId::from_uuid(contract::uuid(seed.into()))),
        capsule_id: is_there("capsule").then(|| CapsuleId::from_uuid(contract::uuid(seed.into()))),
        last_event_id: is_there("last").then(|| contract::uuid(seed.into())),
        count: number("count"),
        announced: number("announced"),
        first_seen: time("first"),
        last_seen: time("last"),
        status: if is_there("status") { Status::Open } else { Status::Acknowledged },
        version: number("version"),
        acknowledgement: is_there("status").then(|| Acknowledgement {
            by: OperatorId::from_uuid(contract::uuid(seed.into())),
            at: time("at"),
            count: number("then"),
            severity: severity("before"),
        }),
    }
}

/// A record that does not come back as it was written would be counted anew; two in one key would count for each other.
#[test]
fn a_record_reads_back_and_has_a_key_of_its_own() {
    let mut keys = std::collections::BTreeSet::new();
    for record in (0..512).map(arbitrary) {
        assert!(keys.insert((record.pk(), record.sk())), "{record:?}");
        assert_eq!(ViolationItem::from_item(record.to_item().unwrap()), Ok(record));
    }
}

/// The keys are those that the roles may reach, and no tenant's; a pattern with `*` would match any number of segments.
#[test]
fn the_record_and_its_list_stand_at_platform_level() {
    let id = "?".repeat(26);
    assert_eq!(ViolationItem::PK.iam_pattern(), format!("PLATFORM#VIOLATION#violation_{id}"));
    assert_eq!(ViolationItem::sk_of(), "VIOLATION");
    assert_eq!(ViolationItem::GSI4.pk.iam_pattern(), "PLATFORM#LIST#VIOLATION#????");
}

/// A second acknowledgement must not replace who looks after it, and a version that stood still would let two operators overwrite each
/// other.
#[test]
fn a_status_is_set_once_and_counted() {
    let open = ViolationItem { status: Status::Open, version: 4, acknowledgement: None, ..arbitrary(1) };
    let by = OperatorId::from_uuid(contract::uuid(9));
    let taken = open.acknowledged(by, now()).unwrap();
    assert_eq!((taken.status, taken.version), (Status::Acknowledged, 5));
    let expected = Acknowledgement { by, at: now(), count: open.count, severity: open.severity };
    assert_eq!(taken.acknowledgement, Some(expected));
    assert_eq!(taken.acknowledged(OperatorId::from_uuid(contract::uuid(8)), now()), None);
    let again = taken.reopened().unwrap();
    assert_eq!((again.status, again.version, again.acknowledgement), (Status::Open, 6, None));
    assert_eq!(again.reopened(), None);
}

/// A list that moved an entry each time its violation is seen would cost two index writes for nothing.
#[test]
fn seeing_it_again_changes_nothing_that_the_index_carries() {
    let seen = arbitrary(3);
    let again =
        ViolationItem { count: seen.count.wrapping_add(1), last_seen: now(), found: "x".into(), ..seen.clone() };
    assert_eq!(again.index_keys(), seen.index_keys());
    assert_ne!(seen.index_keys(), seen.with_status_for_tests().index_keys(), "but another status does");
}

impl ViolationItem {
    fn with_status_for_tests(&self) -> Self {
        let status = if self.status == Status::Open { Status::Acknowledged } else { Status::Open };
        Self { status, ..self.clone() }
    }
}

/// What was merely odd when somebody took it up and reaches another tenant since is news.
#[test]
fn what_became_critical_since_is_told_apart() {
    let taken = |before, severity| ViolationItem {
        severity,
        acknowledgement: Some(Acknowledgement {
            by: OperatorId::from_uuid(contract::uuid(9)),
            at: now(),
            count: 1,
            severity: before,
        }),
        ..arbitrary(1)
    };
    assert!(taken(Severity::Medium, Severity::Critical).became_critical());
    assert!(!taken(Severity::Critical, Severity::Critical).became_critical());
    assert!(!taken(Severity::Medium, Severity::High).became_critical());
}
