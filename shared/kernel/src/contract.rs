//! The promises of [`Store`](crate::Store), as tests that every store passes.
//!
//! A store's crate calls [`store_contract!`](crate::store_contract) once with an expression that makes a fresh store; every
//! case becomes a test of its own. The aggregate under test is a [`Ledger`].

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test code that other crates' tests call"
)]

pub mod claims;
pub mod commands;
mod ledger;
pub mod limits;
pub mod lists;
pub mod names;
pub mod references;
pub mod streams;

use uuid::Uuid;

pub use ledger::*;

use crate::{
    Actor, Aggregate, CapsuleId, CommandKey, CommandRecord, Commit, CorrelationId, Digest, EventContext, EventEnvelope,
    KeyName, Scope, ServiceName, Snapshot, Store, TenantId, Timestamp, TypedId,
};

const FUNCTION: KeyName = KeyName::new("CONTRACT");

/// A UUIDv7 made from a time and a number: the kernel has no clock and no random source.
#[must_use]
pub fn uuid(number: u128) -> Uuid {
    let time = 1_763_676_000_000_u128 + number;
    Uuid::from_u128((time << 80) | (7 << 76) | (2 << 62) | (number & 0xffff_ffff))
}

/// The scope of tenant and capsule number `n`.
#[must_use]
pub fn scope(tenant: u128, capsule: u128) -> Scope {
    Scope::establish(TenantId::from_uuid(uuid(tenant)), CapsuleId::from_uuid(uuid(capsule)))
}

/// Ledger number `n`.
#[must_use]
pub fn ledger(number: u128) -> LedgerId {
    LedgerId::from_uuid(uuid(number))
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1_763_676_000_000).expect("a time in 2025")
}

/// The commit of some events after a snapshot. Event ids are unique in every commit.
///
/// # Panics
/// When the events do not fold: a mistake of the test.
pub fn commit<A: Aggregate<Event = LedgerEvent, Id = LedgerId>>(
    scope: Scope,
    id: LedgerId,
    before: Option<&Snapshot<A>>,
    events: Vec<LedgerEvent>,
) -> Commit<A> {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let context = EventContext {
        scope,
        occurred_at: now(),
        actor: Actor::Service(ServiceName::new("contract")),
        correlation_id: CorrelationId::from_uuid(uuid(1)),
        causation_id: uuid(2),
    };
    let version = before.map_or(0, |snapshot| snapshot.version);
    let events = context.record::<A>(id, version, events, || uuid(NEXT.fetch_add(1, Ordering::Relaxed).into()));
    Commit::new(scope, id, before.cloned(), events).expect("the events fold")
}

/// A ledger begins.
pub fn opened(name: impl Into<String>) -> LedgerEvent {
    LedgerOpened { name: name.into() }.into()
}

/// An amount comes to a ledger.
#[must_use]
pub fn added(amount: u64) -> LedgerEvent {
    AmountAdded { amount, note: String::new() }.into()
}

pub(crate) fn record(key: &str, request: &str, id: LedgerId, version: u64) -> CommandRecord {
    CommandRecord {
        key: CommandKey { function: FUNCTION, digest: Digest::of(&[key.as_bytes()]) },
        request: Digest::of(&[request.as_bytes()]),
        aggregate_id: id.erase(),
        version,
        status: 200,
        expires_at: now().plus_seconds(crate::COMMAND_RECORD_SECONDS),
    }
}

pub(crate) async fn load<S: Store>(store: &S, scope: &Scope, id: LedgerId) -> Option<Snapshot<Ledger>> {
    store.load::<Ledger>(scope, id, None).await.expect("a load").snapshot
}

pub(crate) async fn stream<S: Store>(store: &S, scope: &Scope, id: LedgerId) -> Vec<EventEnvelope<LedgerEvent>> {
    let mut events = Vec::new();
    loop {
        let page = store.events::<Ledger>(scope, id, events.len() as u64, 1_000).await.expect("a page of events");
        events.extend(page.events);
        if !page.more {
            return events;
        }
    }
}

pub(crate) async fn open<S: Store>(store: &S, scope: Scope, id: LedgerId, name: &str) -> Snapshot<Ledger> {
    let commit = commit::<Ledger>(scope, id, None, vec![opened(name)]);
    store.append(&commit).await.expect("a new ledger");
    commit.snapshot
}

/// Makes a test of every promise. The expression gives a fresh store and what must live as long as it; it may await:
/// `store_contract!((MemoryStore::new(), ()))`.
#[macro_export]
macro_rules! store_contract {
    ($fresh:expr) => {
        $crate::store_contract!(@tests $fresh;
            streams::a_stream_that_nobody_wrote_loads_as_nothing,
            streams::events_and_state_are_written_together,
            streams::a_stale_append_is_refused_and_writes_nothing,
            streams::a_stream_cannot_begin_twice,
            streams::an_append_with_a_gap_is_refused,
            streams::a_state_of_an_older_fold_is_rebuilt,
            streams::a_state_is_read_at_any_version,
            limits::a_stream_of_two_megabytes_loads_and_takes_one_more,
            limits::a_command_over_the_item_budget_is_refused,
            limits::the_item_budget_counts_everything_around_the_state,
            limits::a_command_over_the_byte_budget_is_refused,
            limits::a_full_state_can_still_be_ended,
            limits::one_event_and_one_state_have_limits_of_their_own,
            claims::a_unique_value_has_one_holder,
            claims::a_released_unique_value_is_free_again,
            claims::a_personal_unique_value_has_one_holder,
            claims::a_value_that_was_given_away_is_not_taken_back,
            commands::a_command_is_recorded_with_its_events,
            commands::a_record_is_found_by_itself,
            commands::a_recorded_command_is_not_written_twice,
            commands::a_command_without_events_is_recorded,
            commands::an_expired_record_gives_way,
            lists::scopes_do_not_see_each_other,
            lists::a_list_is_read_page_by_page_in_order,
            lists::a_change_of_list_moves_the_row,
            lists::a_cursor_is_of_one_list,
            lists::a_foreign_cursor_is_refused,
            names::a_list_is_read_in_the_order_of_its_names,
            names::equal_names_stand_in_the_order_of_creation,
            names::a_prefix_shows_the_names_that_begin_so,
            names::what_is_closed_is_listed_by_name_apart,
            names::another_name_moves_the_row,
            names::what_has_no_name_to_be_ordered_by_is_left_out,
            names::a_cursor_is_of_one_order_and_one_prefix,
            references::a_reference_stands_in_the_list_of_its_target,
            references::a_reference_to_nothing_or_to_another_scope_is_refused,
            references::a_reference_to_what_is_put_away_is_refused,
            references::a_create_that_races_the_archive_of_its_parent_has_one_winner,
            references::a_parent_can_go_when_its_last_child_went,
            references::an_archived_holder_keeps_its_references_without_counting,
            references::the_holders_that_count_are_named,
            references::a_reference_that_is_taken_back_leaves_the_list,
            references::a_pinned_holder_keeps_its_reference,
            references::a_pin_that_races_a_removal_has_one_winner,
            references::two_moves_cannot_make_a_circle,
            references::a_chain_of_parents_is_read_up_to_its_limit,
            references::what_is_published_is_read_as_it_is_now,
            references::two_references_to_one_target_count_both,
            references::a_reference_to_oneself_is_refused_before_any_call,
        );
    };
    (@tests $fresh:expr; $($group:ident :: $case:ident),+ $(,)?) => {$(
        #[doc = concat!("See `kernel::contract::", stringify!($group), "::", stringify!($case), "`.")]
        #[tokio::test]
        async fn $case() {
            let (store, _engine) = $fresh;
            $crate::contract::$group::$case(store).await;
        }
    )+};
}
