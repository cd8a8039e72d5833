use kernel::{CorrelationId, TypedId as _, UserId, contract::uuid};
use proptest::prelude::*;

use super::*;

pub(super) fn scope(tenant: u128, capsule: u128) -> Option<StreamScope> {
    Some((TenantId::from_uuid(uuid(tenant)), Some(CapsuleId::from_uuid(uuid(capsule)))))
}

pub(super) fn at(millis: i64) -> Option<Timestamp> {
    Timestamp::from_millis(1_763_676_000_000 + millis).ok()
}

/// An event of the stream 1 in the scope (1, 1): the `n`th, a second after the one before.
fn event(n: u64) -> BatchEvent {
    BatchEvent {
        event_id: uuid(1_000 + u128::from(n)),
        source: "eva.crm".to_owned(),
        standing: Standing::Committed,
        aggregate_id: UserId::from_uuid(uuid(1)).erase(),
        scope: scope(1, 1),
        sequence: Some(n),
        occurred_at: at(i64::try_from(n).unwrap() * 1_000),
        correlation_id: Some(CorrelationId::from_uuid(uuid(20 + u128::from(n)))),
        causation_id: Some(uuid(40 + u128::from(n))),
    }
}

fn found(events: &[BatchEvent]) -> Vec<(usize, ViolationKind, String)> {
    found_with(events, &mut StreamMemory::default())
}

fn found_with(events: &[BatchEvent], memory: &mut StreamMemory) -> Vec<(usize, ViolationKind, String)> {
    let findings = check_batch(events, memory).into_iter();
    findings.map(|finding| (finding.index, finding.violation.kind, finding.violation.path)).collect()
}

/// Alarms about what a standard queue does all day, late and repeated deliveries and gaps, would be switched off.
#[test]
fn late_and_repeated_deliveries_and_gaps_are_no_violation() {
    let events = [event(7), event(2), event(2), event(9), event(1), event(7)];
    assert_eq!(found(&events), []);
    assert_eq!(found(&[]), []);
}

/// A record in two scopes is the worst there is: one customer reads another's. The one that deviates is named, wherever it stands.
#[test]
fn a_stream_in_two_scopes_is_seen_at_the_event_that_deviates() {
    let strange = BatchEvent { scope: scope(1, 2), ..event(3) };
    let expected = |index| vec![(index, ViolationKind::ScopeChanged, "/capsule_id".to_owned())];
    assert_eq!(found(&[event(1), event(2), strange.clone()]), expected(2));
    assert_eq!(found(&[strange.clone(), event(1), event(2)]), expected(0));
    assert_eq!(found(&[strange, event(1)]), expected(0), "of as many, the earlier position is the stream's");
    let of_another_tenant = BatchEvent { scope: scope(2, 1), ..event(2) };
    let expected = vec![(1, ViolationKind::ScopeChanged, "/tenant_id".to_owned())];
    assert_eq!(found(&[event(1), of_another_tenant, event(3)]), expected);
}

/// Two streams in two scopes are what a CRM is.
#[test]
fn streams_are_looked_at_one_by_one() {
    let other = |n| BatchEvent {
        aggregate_id: UserId::from_uuid(uuid(2)).erase(),
        scope: scope(2, 2),
        event_id: uuid(5_000 + u128::from(n)),
        causation_id: Some(uuid(60 + u128::from(n))),
        ..event(n)
    };
    assert_eq!(found(&[event(1), other(1), event(2), other(2)]), []);
}

/// An event that names no scope is told about by name already; a second finding would blame its relatives.
#[test]
fn an_event_without_a_scope_changes_none() {
    let nobodys = BatchEvent { scope: None, ..event(2) };
    assert_eq!(found(&[event(1), nobodys.clone(), event(3)]), []);
    assert_eq!(found(&[nobodys]), []);
}

/// Whoever may put events on the bus could make all genuine events of a customer look forged, by naming the wrong one often enough.
#[test]
fn what_is_not_believed_decides_nothing() {
    let mut memory = StreamMemory::default();
    let strange = |n: u64, standing| BatchEvent {
        event_id: uuid(7_000 + u128::from(n)),
        source: "acme.score".to_owned(),
        standing,
        scope: scope(2, 2),
        ..event(n)
    };
    for standing in [Standing::Rejected, Standing::Registered] {
        let flood: Vec<_> = (1..=64).map(|n| strange(n, standing)).collect();
        assert_eq!(found_with(&flood, &mut memory), []);
    }
    let genuine: Vec<_> = (1..=40).map(event).collect();
    assert_eq!(found_with(&genuine, &mut memory), []);
    assert_eq!(found_with(&[event(41), strange(65, Standing::Rejected)], &mut memory).len(), 1);
    assert_eq!(found_with(&[strange(66, Standing::Registered)], &mut memory).len(), 1);
    // Of one batch, too.
    let mut both = genuine;
    both.extend((1..=64).map(|n| strange(n, Standing::Registered)));
    let found = found(&both);
    assert!(found.len() == 64 && found.iter().all(|(index, ..)| *index >= 40), "{found:?}");
}

/// A rejected event with a time of next year, or at a position that is taken, is wrong itself; the genuine ones around it are not.
#[test]
fn what_is_not_believed_is_blamed_for_both() {
    let rejected = |event: BatchEvent| BatchEvent { standing: Standing::Rejected, event_id: uuid(77), ..event };
    let ahead = rejected(BatchEvent { occurred_at: at(1_000_000), ..event(2) });
    assert_eq!(found(&[event(1), ahead, event(3)]), [(1, ViolationKind::SequenceOrder, "/occurred_at".to_owned())]);
    let earlier = rejected(BatchEvent { occurred_at: at(0), ..event(2) });
    assert_eq!(found(&[event(2), earlier]), [(1, ViolationKind::SequenceReused, "/sequence".to_owned())]);
}

/// A service may say some things of a record for the tenant as a whole, and some for a capsule.
#[test]
fn an_event_of_all_capsules_is_in_every_stream_of_its_tenant() {
    let of_tenant = |n| BatchEvent { scope: scope(1, 1).map(|(tenant, _)| (tenant, None)), ..event(n) };
    assert_eq!(found(&[of_tenant(1), of_tenant(2), event(3)]), []);
    let mut memory = StreamMemory::default();
    assert_eq!(found_with(&[of_tenant(1)], &mut memory), []);
    assert_eq!(found_with(&[event(2)], &mut memory), []);
    let elsewhere = BatchEvent { scope: scope(2, 1).map(|(tenant, _)| (tenant, None)), ..event(3) };
    assert_eq!(found_with(&[elsewhere, event(4)], &mut memory).len(), 1);
}

/// What says less than a capsule must not hide that a stream changes its capsule, nor hand it to another tenant.
#[test]
fn an_event_of_all_capsules_outvotes_none() {
    let of_tenant = |n: u64| BatchEvent { scope: scope(1, 1).map(|(tenant, _)| (tenant, None)), ..event(n) };
    let stranger = BatchEvent { scope: scope(2, 2), ..event(9) };
    let batch = [of_tenant(1), of_tenant(2), of_tenant(3), stranger.clone()];
    assert_eq!(found(&batch), [(3, ViolationKind::ScopeChanged, "/tenant_id".to_owned())]);
    let mut memory = StreamMemory::default();
    assert_eq!(found_with(&batch, &mut memory).len(), 1);
    assert_eq!(found_with(&[of_tenant(4), event(5)], &mut memory), []);
    for n in 10..100 {
        assert_eq!(found_with(&[of_tenant(n)], &mut memory), []);
    }
    let elsewhere = BatchEvent { scope: scope(1, 2), ..event(101) };
    assert_eq!(found_with(&[elsewhere], &mut memory), [(0, ViolationKind::ScopeChanged, "/capsule_id".to_owned())]);
}

/// A service that scores accounts numbers its own events of them from 1, as the account's own stream does.
#[test]
fn each_source_has_positions_of_its_own() {
    let score = |n: u64| BatchEvent {
        event_id: uuid(7_000 + u128::from(n)),
        source: "acme.score".to_owned(),
        causation_id: None,
        occurred_at: at(0),
        ..event(n)
    };
    assert_eq!(found(&[event(1), score(1), event(2), score(2)]), []);
}

/// What comes in two batches is no less wrong than in one.
#[test]
fn a_stream_that_changes_scope_between_batches_is_seen() {
    let mut memory = StreamMemory::default();
    assert_eq!(found_with(&[event(1), event(2)], &mut memory), []);
    let strange = BatchEvent { scope: scope(1, 2), ..event(3) };
    assert_eq!(found_with(&[strange], &mut memory).len(), 1);
    assert_eq!(found_with(&[event(4)], &mut memory), [], "and the genuine ones go on");
}

/// A consumer that gates on the sequence drops one of the two, and nobody knows which.
#[test]
fn two_events_at_one_position_are_seen() {
    let twin = BatchEvent { event_id: uuid(77), occurred_at: at(2_001), ..event(2) };
    let expected = |index| vec![(index, ViolationKind::SequenceReused, "/sequence".to_owned())];
    assert_eq!(found(&[event(1), event(2), twin.clone(), event(3)]), expected(2));
    assert_eq!(found(&[twin.clone(), event(2)]), expected(0), "the later of the two, whichever arrived first");
    assert_eq!(found(&[twin, event(2), event(2)]), expected(0));
}

/// Whoever rebuilds a state by time gets another one than by position; clocks that differ a little are no reason to call anybody.
#[test]
fn a_later_position_with_an_earlier_time_is_seen_beyond_the_tolerance() {
    let early = |millis: i64| BatchEvent { occurred_at: at(2_000 - millis), ..event(3) };
    for (millis, violations) in [(0, 0), (1, 0), (1_000, 0), (1_001, 1), (500_000, 1)] {
        assert_eq!(found(&[event(2), early(millis)]).len(), violations, "{millis} ms");
    }
    let expected = vec![(0, ViolationKind::SequenceOrder, "/occurred_at".to_owned())];
    assert_eq!(found(&[early(5_000), event(2)]), expected);
}

/// One event with a time of next year must not make every event after it a violation.
#[test]
fn one_wrong_time_is_one_finding() {
    let ahead = BatchEvent { occurred_at: at(1_000_000_000), ..event(2) };
    assert_eq!(found(&[event(1), ahead, event(3), event(4), event(5)]).len(), 1);
}

/// What a forger wrote beside a stream must not make its genuine events look reused or late.
#[test]
fn a_strange_event_disturbs_no_position() {
    let strange = BatchEvent { event_id: uuid(88), scope: scope(2, 2), occurred_at: at(-9_999), ..event(2) };
    let found = found(&[event(1), event(2), strange, event(3)]);
    assert_eq!(found, [(2, ViolationKind::ScopeChanged, "/tenant_id".to_owned())]);
}

/// Records and logs of findings are read by operators: they must not show whose data it is about.
#[test]
fn a_finding_holds_no_value() {
    let strange = BatchEvent { scope: scope(2, 2), ..event(3) };
    let twin = BatchEvent { event_id: uuid(77), ..event(2) };
    let early = BatchEvent { occurred_at: at(-500_000), ..event(9) };
    let findings = check_batch(&[event(1), event(2), strange, twin, early], &mut StreamMemory::default());
    assert_eq!(findings.len(), 3);
    let text = format!("{:?}", findings.iter().map(|finding| &finding.violation).collect::<Vec<_>>());
    for value in ["tenant_0", "capsule_0", "user_0", "2025-", "17636"] {
        assert!(!text.contains(value), "{text}");
    }
}

proptest! {
    /// An answer that depends on which message came first could not be looked into afterwards.
    #[test]
    fn the_order_of_arrival_changes_nothing(
        events in proptest::collection::vec((1_u64..6, 0_u128..3, 1_u128..3, 0_i64..8_000), 0..12),
        seed in any::<u64>(),
    ) {
        let events: Vec<_> = events.into_iter().map(|(n, id, tenant, millis)| BatchEvent {
            event_id: uuid(u128::from(n) * 10 + id), scope: scope(tenant, 1), occurred_at: at(millis),
            causation_id: Some(uuid(u128::from(n % 3) * 10)), ..event(n)
        }).collect();
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|index| seed.rotate_left(u32::try_from(*index).unwrap_or(0) * 7) ^ (*index as u64));
        let shuffled: Vec<_> = order.iter().map(|index| events[*index].clone()).collect();
        let blamed = |events: &[BatchEvent]| {
            let findings = check_batch(events, &mut StreamMemory::default());
            let mut blamed: Vec<_> =
                findings.into_iter().map(|finding| (format!("{:?}", events[finding.index]), finding.violation.kind)).collect();
            blamed.sort();
            blamed
        };
        prop_assert_eq!(blamed(&events), blamed(&shuffled));
    }
}
