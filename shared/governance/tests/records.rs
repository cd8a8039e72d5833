//! The records on a real engine.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]

use dynamodb_store::local_table::LocalTable;
use governance::{Place, RecordError, Selection, Severity, Status, ViolationId, ViolationItem, ViolationRecords};
use kernel::{OperatorId, TenantId, Timestamp, TypedId as _, contract::uuid};

fn now() -> Timestamp {
    "2026-11-20T22:00:00.123Z".parse().unwrap()
}

fn seen(n: u64) -> ViolationItem {
    let first_seen = now().plus_seconds(i64::try_from(n).unwrap());
    ViolationItem {
        violation_id: ViolationId::from_uuid(uuid(1_000 + u128::from(n))),
        kind: ViolationItem::KIND.to_owned(),
        violation_kind: "isolation_missing".to_owned(),
        severity: if n.is_multiple_of(2) { Severity::Critical } else { Severity::Medium },
        path: "/capsule_id".to_owned(),
        expected: "an id".to_owned(),
        found: "nothing".to_owned(),
        event_type: Some("LedgerOpened".to_owned()),
        tenant_id: Some(tenant(u128::from(n % 3))),
        capsule_id: None,
        last_event_id: Some(uuid(1)),
        count: 1,
        announced: 0,
        first_seen,
        last_seen: first_seen,
        status: Status::Open,
        version: 1,
        acknowledgement: None,
    }
}

fn tenant(n: u128) -> TenantId {
    TenantId::from_uuid(uuid(n))
}

fn operator() -> OperatorId {
    OperatorId::from_uuid(uuid(7))
}

async fn records() -> (LocalTable, ViolationRecords) {
    let table = LocalTable::in_process().await;
    let records = ViolationRecords::new(table.client().clone(), LocalTable::NAME.to_owned());
    (table, records)
}

/// Two validators at once must not lose a count, and the first sight must stay the first.
#[tokio::test]
async fn observations_are_counted_in_one_record() {
    let (_table, records) = records().await;
    let first = records.observe(&seen(1)).await.unwrap();
    assert_eq!((first.count, first.announced, first.version), (1, 0, 1));
    for n in 1..=3 {
        let at = now().plus_seconds(100 * n);
        let again =
            records.observe(&ViolationItem { count: 4, first_seen: at, last_seen: at, ..seen(1) }).await.unwrap();
        assert_eq!((again.count, again.first_seen, again.last_seen), (1 + 4 * n.unsigned_abs(), first.first_seen, at));
    }
}

/// A late mark of a slow validator must not undo that of a faster one: the same threshold would be announced again.
#[tokio::test]
async fn what_was_announced_only_grows() {
    let (_table, records) = records().await;
    let id = records.observe(&seen(1)).await.unwrap().violation_id;
    records.mark_announced(id, 10).await.unwrap();
    records.mark_announced(id, 1).await.unwrap();
    let again = records.observe(&seen(1)).await.unwrap();
    assert_eq!((again.announced, again.count), (10, 2));
}

/// Who takes a violation up must not lose what is counted meanwhile, and to count must not put it back.
#[tokio::test]
async fn a_status_and_a_count_do_not_overwrite_each_other() {
    let (_table, records) = records().await;
    let open = records.observe(&seen(1)).await.unwrap();
    records.observe(&seen(1)).await.unwrap();
    let taken = records.set_status(&open, &open.acknowledged(operator(), now()).unwrap()).await.unwrap();
    assert_eq!((taken.status, taken.version, taken.count), (Status::Acknowledged, 2, 2));
    let again = records.observe(&seen(1)).await.unwrap();
    assert_eq!((again.status, again.version, again.count), (Status::Acknowledged, 2, 3));
    assert_eq!(again.acknowledgement.map(|taken| (taken.by, taken.count)), Some((operator(), 1)));
    let reopened = records.set_status(&again, &again.reopened().unwrap()).await.unwrap();
    assert_eq!((reopened.status, reopened.version, reopened.acknowledgement), (Status::Open, 3, None));
    assert_eq!(records.get(open.violation_id).await.unwrap(), Some(reopened));
}

/// Of two operators at once one has to be told that the other was faster.
#[tokio::test]
async fn a_status_is_set_by_who_saw_the_one_before() {
    let (_table, records) = records().await;
    let open = records.observe(&seen(1)).await.unwrap();
    let taken = open.acknowledged(operator(), now()).unwrap();
    records.set_status(&open, &taken).await.unwrap();
    assert!(matches!(records.set_status(&open, &taken).await, Err(RecordError::Conflict)));
    let nobody = seen(9);
    assert!(matches!(records.set_status(&nobody, &nobody).await, Err(RecordError::Conflict)));
    assert_eq!(records.get(nobody.violation_id).await.unwrap(), None, "nothing comes into being");
}

async fn all(records: &ViolationRecords, selection: &Selection, limit: usize) -> Vec<Vec<ViolationId>> {
    let (mut pages, mut after): (_, Option<Place>) = (Vec::new(), None);
    loop {
        let page = records.list(selection, after, limit).await.unwrap();
        pages.push(page.records.iter().map(|record| record.violation_id).collect());
        after = page.next;
        if after.is_none() {
            return pages;
        }
    }
}

/// A page that lacks one, or shows one twice, hides a violation from whoever works through them.
#[tokio::test]
async fn the_list_has_every_violation_once_the_newest_first() {
    let (_table, records) = records().await;
    let mut expected = Vec::new();
    for n in 0..25 {
        expected.insert(0, records.observe(&seen(n)).await.unwrap().violation_id);
    }
    let pages = all(&records, &Selection::default(), 10).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    assert_eq!(pages.concat(), expected);
    assert_eq!(all(&records, &Selection::default(), 25).await.len(), 1, "no empty page at the end");
}

/// Whoever asks for what is critical, or of one tenant, must get all of it and nothing else, with either status.
#[tokio::test]
async fn the_list_is_selected_by_status_severity_and_tenant() {
    let (_table, records) = records().await;
    let mut items = Vec::new();
    for n in 0..24 {
        items.push(records.observe(&seen(n)).await.unwrap());
    }
    for item in items.iter_mut().skip(12) {
        *item = records.set_status(item, &item.acknowledged(operator(), now()).unwrap()).await.unwrap();
    }
    for status in [Status::Open, Status::Acknowledged] {
        for severity in [None, Some(Severity::Critical), Some(Severity::Medium), Some(Severity::Low)] {
            for tenant_id in [None, Some(tenant(1)), Some(tenant(9))] {
                let selection = Selection { status, severity, tenant_id };
                let fits = |item: &&ViolationItem| {
                    item.status == status
                        && severity.is_none_or(|severity| item.severity == severity)
                        && tenant_id.is_none_or(|_| item.tenant_id == tenant_id)
                };
                let expected: Vec<_> = items.iter().rev().filter(fits).map(|item| item.violation_id).collect();
                assert_eq!(all(&records, &selection, 3).await.concat(), expected, "{selection:?}");
            }
        }
    }
}
