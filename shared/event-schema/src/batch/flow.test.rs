use kernel::{CorrelationId, TypedId as _, UserId, contract::uuid};

use super::*;
use crate::{
    Standing, StreamMemory,
    batch::{
        SAME_FLOW, SAME_STREAM, check_batch,
        tests::{at, scope},
    },
};

/// The first event of the stream `n`, caused by the command 9 of the request 5.
fn caused(n: u128) -> BatchEvent {
    BatchEvent {
        event_id: uuid(1_000 + n),
        source: "eva.crm".to_owned(),
        standing: Standing::Committed,
        aggregate_id: UserId::from_uuid(uuid(n)).erase(),
        scope: scope(1, 1),
        sequence: Some(1),
        occurred_at: at(0),
        correlation_id: Some(CorrelationId::from_uuid(uuid(5))),
        causation_id: Some(uuid(9)),
    }
}

fn found(events: &[BatchEvent]) -> Vec<(usize, ViolationKind, String)> {
    let findings = check_batch(events, &mut StreamMemory::default()).into_iter();
    findings.map(|finding| (finding.index, finding.violation.kind, finding.violation.path)).collect()
}

/// A command on one customer's record that also changes another's is a leak that no stream shows: each stream stays in its own scope.
#[test]
fn one_command_in_two_scopes_is_seen_at_the_event_that_deviates() {
    let elsewhere = |tenant, capsule| BatchEvent { scope: scope(tenant, capsule), ..caused(3) };
    let tenant = vec![(2, ViolationKind::FlowScope, "/tenant_id".to_owned())];
    assert_eq!(found(&[caused(1), caused(2), elsewhere(2, 1)]), tenant);
    let capsule = vec![(0, ViolationKind::FlowScope, "/capsule_id".to_owned())];
    assert_eq!(found(&[elsewhere(1, 2), caused(1), caused(2)]), capsule);
    assert_eq!(found(&[caused(1), caused(2), caused(3)]), []);
}

/// What an event causes is found by the id of that event, in whichever order the two arrive.
#[test]
fn an_effect_in_another_scope_than_its_cause_is_seen() {
    let cause = caused(1);
    let effect = BatchEvent { scope: scope(2, 2), causation_id: Some(cause.event_id), occurred_at: at(5), ..caused(2) };
    assert_eq!(found(&[effect.clone(), cause.clone()]), [(0, ViolationKind::FlowScope, "/tenant_id".to_owned())]);
    assert_eq!(found(&[cause.clone(), BatchEvent { scope: scope(1, 1), ..effect }]), []);
    let early = BatchEvent { scope: scope(2, 2), occurred_at: at(-9), causation_id: Some(cause.event_id), ..caused(2) };
    assert_eq!(found(&[cause.clone(), early])[0].0, 1, "the cause decides, whatever its effects say of their time");
    let theirs = |n| BatchEvent { source: "acme.billing".to_owned(), causation_id: Some(cause.event_id), ..caused(n) };
    let strange = |n| BatchEvent { scope: scope(2, 2), ..theirs(n) };
    assert_eq!(found(&[strange(2), cause.clone(), theirs(3), strange(4), strange(5)]).len(), 3);
    let of_itself = BatchEvent { causation_id: Some(cause.event_id), ..cause };
    assert_eq!(found(&[of_itself]), []);
}

/// A nightly job that works for many tenants in one trace is no leak; an alarm about it would be switched off.
#[test]
fn a_request_may_be_about_many_tenants() {
    let other = BatchEvent { scope: scope(2, 2), causation_id: Some(uuid(8)), ..caused(2) };
    assert_eq!(found(&[caused(1), other]), []);
    let billing = |n, tenant| BatchEvent { source: "acme.billing".to_owned(), scope: scope(tenant, 1), ..caused(n) };
    assert_eq!(found(&[billing(1, 1), billing(2, 2), billing(3, 2)]), [], "a nightly run of another service");
    let unknown = |n| BatchEvent { causation_id: None, correlation_id: None, ..caused(n) };
    assert_eq!(found(&[unknown(1), BatchEvent { scope: scope(2, 2), ..unknown(2) }]), []);
}

/// What happens to a tenant as a whole causes things in its capsules.
#[test]
fn an_event_of_all_capsules_disturbs_none() {
    let of_tenant = BatchEvent { scope: scope(1, 1).map(|(tenant, _)| (tenant, None)), ..caused(1) };
    assert_eq!(found(&[of_tenant.clone(), caused(2), caused(3)]), []);
    assert_eq!(found(&[of_tenant.clone(), caused(2)]), []);
    let stranger = BatchEvent { scope: scope(2, 1), ..caused(2) };
    assert_eq!(found(&[of_tenant, stranger]).len(), 1);
}

/// Whoever follows a request through the log loses the event that names another one.
#[test]
fn effects_of_one_cause_are_of_one_request() {
    let other = BatchEvent { correlation_id: Some(CorrelationId::from_uuid(uuid(6))), ..caused(3) };
    let expected = vec![(1, ViolationKind::CorrelationMismatch, "/correlation_id".to_owned())];
    assert_eq!(found(&[caused(1), other, caused(2)]), expected);
}

/// One event that is delivered twice, or that its stream tells about already, is told about once.
#[test]
fn an_event_is_blamed_once() {
    let elsewhere = BatchEvent { scope: scope(2, 1), ..caused(3) };
    assert_eq!(found(&[caused(1), caused(2), elsewhere.clone(), elsewhere]).len(), 1);
    let own = |n: u64| BatchEvent { event_id: uuid(u128::from(n)), sequence: Some(n), ..caused(1) };
    let forged = BatchEvent { scope: scope(2, 1), ..own(3) };
    let expected = vec![(2, ViolationKind::ScopeChanged, "/tenant_id".to_owned())];
    assert_eq!(found(&[own(1), own(2), forged.clone(), forged]), expected);
}

/// Two that disagree are an effect and its cause: the earlier one is believed, whichever arrived first.
#[test]
fn of_two_the_later_one_is_blamed() {
    let later = BatchEvent { scope: scope(1, 2), occurred_at: at(1), ..caused(2) };
    let blamed = |index| vec![(index, ViolationKind::FlowScope, "/capsule_id".to_owned())];
    assert_eq!(found(&[caused(1), later.clone()]), blamed(1));
    assert_eq!(found(&[later, caused(1)]), blamed(0));
}

/// What the relations of the registry promise to readers is what the check holds events to, and nothing else.
#[test]
fn the_registry_says_what_is_checked() {
    let deviating = |event: BatchEvent, field: &str| match field {
        "tenant_id" => BatchEvent { scope: scope(2, 1), ..event },
        "capsule_id" => BatchEvent { scope: scope(1, 2), ..event },
        "correlation_id" => BatchEvent { correlation_id: Some(CorrelationId::from_uuid(uuid(6))), ..event },
        other => panic!("nobody checks {other}"),
    };
    for field in SAME_FLOW.share {
        let paths: Vec<_> = found(&[caused(1), caused(2), deviating(caused(3), field)]);
        assert_eq!(paths.iter().map(|(_, _, path)| path.as_str()).collect::<Vec<_>>(), [format!("/{field}")]);
    }
    let own = |n: u64| BatchEvent {
        event_id: uuid(u128::from(n)),
        sequence: Some(n),
        causation_id: Some(uuid(u128::from(n) + 50)),
        ..caused(1)
    };
    for field in SAME_STREAM.share {
        let paths = found(&[own(1), own(2), deviating(own(3), field)]);
        assert_eq!(paths.iter().map(|(_, _, path)| path.as_str()).collect::<Vec<_>>(), [format!("/{field}")]);
    }
}

/// What nobody believes must not make a genuine event look strange.
#[test]
fn a_rejected_event_decides_nothing() {
    let rejected = |n| BatchEvent { standing: Standing::Rejected, scope: scope(2, 2), ..caused(n) };
    let found = found(&[rejected(2), rejected(3), rejected(4), caused(1)]);
    assert_eq!(found.iter().map(|(index, ..)| *index).collect::<Vec<_>>(), [0, 1, 2]);
}

/// A registered service that takes the id of one of our events for its own must not make what that caused look strange.
#[test]
fn what_is_believed_less_judges_nothing_that_is_believed_more() {
    let cause = caused(1);
    let effect = BatchEvent { causation_id: Some(cause.event_id), ..caused(2) };
    let forged = BatchEvent {
        standing: Standing::Registered,
        source: "acme.score".to_owned(),
        scope: scope(2, 2),
        aggregate_id: UserId::from_uuid(uuid(8)).erase(),
        ..cause.clone()
    };
    assert_eq!(found(&[forged.clone(), effect.clone()]), []);
    assert_eq!(found(&[forged, cause, effect]), []);
}
