use dynamodb_entity::{DynamoDbEntity as _, PlatformLevel as _};
use dynamodb_store::local_table::LocalTable;
use event_schema::{Subject, Violation, ViolationKind};
use kernel::{Digest, Timestamp, TypedId as _, contract};

use super::{Identity, Severity, ViolationItem, ViolationRecords};

fn violation(kind: ViolationKind, path: &str) -> Violation {
    Violation { kind, path: path.to_owned(), expected: "an id".to_owned(), found: "nothing".to_owned() }
}

fn subject() -> Subject {
    Subject {
        event_id: Some(contract::uuid(1)),
        event_type: Some("LedgerOpened".to_owned()),
        tenant_id: Some(kernel::TenantId::from_uuid(contract::uuid(2))),
        ..Subject::default()
    }
}

fn now() -> Timestamp {
    "2026-11-20T22:00:00.123Z".parse().expect("a time")
}

async fn records() -> (LocalTable, ViolationRecords) {
    let table = LocalTable::start().await;
    let records = ViolationRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
    (table, records)
}

/// Two validators at once must not lose a count, and the first sight must stay the first.
#[tokio::test]
async fn observations_are_counted_in_one_record() {
    let (_table, records) = records().await;
    let (subject, violation) = (subject(), violation(ViolationKind::IsolationMissing, "/capsule_id"));
    let identity = Identity::of(&subject, &violation);
    let first = now();
    let seen = records.observe(&identity, &subject, &violation, first).await.expect("a record");
    assert_eq!((seen.count, seen.announced, seen.severity), (1, 0, Severity::Critical));
    for n in 2..=5 {
        let at = first.plus_seconds(n);
        let seen = records.observe(&identity, &subject, &violation, at).await.expect("a record");
        assert_eq!((i64::try_from(seen.count).expect("small"), seen.first_seen, seen.last_seen), (n, first, at));
    }
}

/// A late mark of a slow validator must not undo that of a faster one: the same threshold would be announced again.
#[tokio::test]
async fn what_was_announced_only_grows() {
    let (_table, records) = records().await;
    let (subject, violation) = (subject(), violation(ViolationKind::MissingField, "/data/name"));
    let identity = Identity::of(&subject, &violation);
    records.observe(&identity, &subject, &violation, now()).await.expect("a record");
    records.mark_announced(&identity, 10).await.expect("marked");
    records.mark_announced(&identity, 1).await.expect("nothing to do");
    let seen = records.observe(&identity, &subject, &violation, now()).await.expect("a record");
    assert_eq!((seen.announced, seen.count), (10, 2));
}

/// Violations of one kind at one place are one record per type, tenant and capsule; all else would mix customers or flood.
#[test]
fn a_violation_is_known_by_whose_and_where_it_is() {
    let (one, missing) = (subject(), violation(ViolationKind::MissingField, "/data/lines/1/amount"));
    let identity = Identity::of(&one, &missing);
    let another_event = Subject { event_id: Some(contract::uuid(9)), ..one.clone() };
    assert_eq!(identity, Identity::of(&another_event, &missing));
    assert_eq!(identity, Identity::of(&one, &violation(ViolationKind::MissingField, "/data/lines/7/amount")));
    let another_tenant = Subject { tenant_id: None, ..one.clone() };
    assert_ne!(identity, Identity::of(&another_tenant, &missing));
    assert_ne!(identity, Identity::of(&one, &violation(ViolationKind::NullField, "/data/lines/1/amount")));
    assert_ne!(identity, Identity::of(&one, &violation(ViolationKind::MissingField, "/data/lines/1/sku")));
}

/// The key is the one that the function's role may write, and no tenant's.
#[test]
fn the_record_stands_at_platform_level() {
    assert_eq!(ViolationItem::PK.iam_pattern(), format!("PLATFORM#VIOLATION#{}", "?".repeat(43)));
    assert_eq!(ViolationItem::sk_of(), "VIOLATION");
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
    let severities = [Severity::Critical, Severity::High, Severity::Medium];
    ViolationItem {
        digest: Digest::of(&[&seed.to_be_bytes()]),
        kind: text("kind"),
        violation_kind: text("violation"),
        severity: severities[usize::from(byte("severity")) % 3],
        path: text("path"),
        expected: text("expected"),
        found: text("found"),
        event_type: is_there("type").then(|| text("event")),
        tenant_id: is_there("tenant").then(|| kernel::TenantId::from_uuid(contract::uuid(seed.into()))),
        capsule_id: is_there("capsule").then(|| kernel::CapsuleId::from_uuid(contract::uuid(seed.into()))),
        last_event_id: is_there("last").then(|| contract::uuid(seed.into())),
        count: number("count"),
        announced: number("announced"),
        first_seen: time("first"),
        last_seen: time("last"),
    }
}

/// A record that does not come back as it was written would be counted anew; two in one key would count for each other.
#[test]
fn a_record_reads_back_and_has_a_key_of_its_own() {
    let mut keys = std::collections::BTreeSet::new();
    for record in (0..512).map(arbitrary) {
        assert!(keys.insert((record.pk(), record.sk())), "{record:?}");
        assert_eq!(ViolationItem::from_item(record.to_item().expect("an item")), Ok(record));
    }
}
