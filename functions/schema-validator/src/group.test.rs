use event_schema::ViolationKind;
use kernel::{TenantId, contract};

use super::*;

fn violation(kind: ViolationKind, path: &str) -> Violation {
    Violation { kind, path: path.to_owned(), expected: "an id".to_owned(), found: "nothing".to_owned() }
}

fn subject() -> Subject {
    Subject {
        event_id: Some(contract::uuid(1)),
        event_type: Some("LedgerOpened".to_owned()),
        tenant_id: Some(TenantId::from_uuid(contract::uuid(2))),
        ..Subject::default()
    }
}

/// Violations of one kind at one place are one record per type, tenant and capsule; all else would mix customers or flood.
#[test]
fn a_violation_is_known_by_whose_and_where_it_is() {
    let (one, missing) = (subject(), violation(ViolationKind::MissingField, "/data/lines/1/amount"));
    let known = identity(&one, &missing);
    let another_event = Subject { event_id: Some(contract::uuid(9)), ..one.clone() };
    assert_eq!(known, identity(&another_event, &missing));
    assert_eq!(known, identity(&one, &violation(ViolationKind::MissingField, "/data/lines/7/amount")));
    let another_tenant = Subject { tenant_id: None, ..one.clone() };
    assert_ne!(known, identity(&another_tenant, &missing));
    assert_ne!(known, identity(&one, &violation(ViolationKind::NullField, "/data/lines/1/amount")));
    assert_ne!(known, identity(&one, &violation(ViolationKind::MissingField, "/data/lines/1/sku")));
}

/// Whoever is grouped with a write that failed comes again: a message too many repeats work, one too few is lost.
#[test]
fn a_group_knows_what_contributed_and_how_often() {
    let mut groups = Groups::new(SeverityPolicy::default());
    let missing = || violation(ViolationKind::IsolationMissing, "/capsule_id");
    let last = Subject { event_id: Some(contract::uuid(9)), ..subject() };
    groups.add(0, &subject(), missing());
    groups.add(3, &subject(), violation(ViolationKind::NullField, "/data/name"));
    groups.add(3, &subject(), missing());
    groups.add(7, &last, missing());
    let groups = groups.into_groups();
    assert_eq!(groups.len(), 2);
    assert_eq!((groups[0].count, groups[0].messages.clone()), (3, BTreeSet::from([0, 3, 7])));
    assert_eq!((groups[1].count, groups[1].messages.clone()), (1, BTreeSet::from([3])));
    assert_eq!((groups[0].severity, groups[1].severity), (Severity::Critical, Severity::Medium));
    let item = groups[0].item(Timestamp::EPOCH);
    assert_eq!((item.count, item.last_event_id, item.violation_id), (3, last.event_id, groups[0].violation_id));
}
