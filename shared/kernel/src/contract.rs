//! The promises of [`Store`](crate::Store), as tests that every store passes.
//!
//! A store's crate calls [`store_contract!`](crate::store_contract) once with an expression that makes a fresh store; every
//! case becomes a test of its own. The aggregate under test is a [`Ledger`]: small, with one unique value.

#![allow(clippy::expect_used, clippy::panic, reason = "test code that other crates' tests call")]

use serde::{Deserialize, Serialize};

use crate::{
    Actor, Aggregate, AppendError, CapsuleId, Claim, ClaimSet, CommandKey, CommandRecord, Commit, CorrelationId,
    Digest, EventContext, EventEnvelope, Inputs, KeyName, Rejection, Scope, ServiceName, Snapshot, Store, TenantId,
    Timestamp, TypedId, typed_id,
};
use schemars::JsonSchema;
use uuid::Uuid;

typed_id! {
    /// The id of a ledger.
    pub struct LedgerId = "ledger";
}

/// A ledger was opened under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerOpened {
    /// The name, unique in the capsule.
    pub name: String,
}

/// An amount was added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AmountAdded {
    /// How much.
    pub amount: u64,
    /// Text that makes the event as large as a test wants it.
    pub note: String,
}

/// The ledger was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerClosed {}

crate::domain_events! {
    /// What can happen to a ledger.
    pub enum LedgerEvent of LedgerId {
        /// Opened.
        Opened(LedgerOpened, 1),
        /// Added to.
        Added(AmountAdded, 1),
        /// Closed.
        Closed(LedgerClosed, 1),
    }
}

/// The fold of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerState {
    /// Its name.
    pub name: String,
    /// The sum.
    pub total: u64,
    /// Whether it is closed, and its name free again.
    pub closed: bool,
}

/// The aggregate under test; `FOLD` is the version of its fold.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerFold<const FOLD: u32>;

/// The aggregate under test.
pub type Ledger = LedgerFold<1>;

/// The same aggregate after a change of `evolve`: it counts every amount twice.
pub type LedgerRefolded = LedgerFold<2>;

/// The list of open ledgers.
pub const OPEN: KeyName = KeyName::new("LEDGER");
/// The list of closed ledgers.
pub const CLOSED: KeyName = KeyName::new("LEDGER_CLOSED");
const NAME: KeyName = KeyName::new("NAME");
const FUNCTION: KeyName = KeyName::new("CONTRACT");

impl<const FOLD: u32> Aggregate for LedgerFold<FOLD> {
    const FOLD_VERSION: u32 = FOLD;
    type Id = LedgerId;
    type State = LedgerState;
    type Command = LedgerEvent;
    type Event = LedgerEvent;
    type Summary = String;

    fn decide(
        _: Option<&LedgerState>,
        wish: &LedgerEvent,
        _: &Inputs<LedgerId>,
    ) -> Result<Vec<LedgerEvent>, Rejection> {
        Ok(vec![wish.clone()])
    }

    fn evolve(state: Option<LedgerState>, event: &LedgerEvent) -> Option<LedgerState> {
        match (state, event) {
            (None, LedgerEvent::Opened(opened)) => {
                Some(LedgerState { name: opened.name.clone(), total: 0, closed: false })
            }
            (Some(state), LedgerEvent::Added(added)) => {
                Some(LedgerState { total: state.total + added.amount * u64::from(FOLD), ..state })
            }
            (Some(state), LedgerEvent::Closed(_)) => Some(LedgerState { closed: true, ..state }),
            (state, _) => state,
        }
    }

    fn claims(state: &LedgerState) -> ClaimSet {
        if state.closed {
            return ClaimSet::new();
        }
        vec![Claim { name: NAME, value: state.name.clone(), pointer: "/name".to_owned() }]
    }

    fn list(state: &LedgerState) -> KeyName {
        if state.closed { CLOSED } else { OPEN }
    }

    fn summary(state: &LedgerState) -> String {
        state.name.clone()
    }
}

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

fn now() -> Timestamp {
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
    Commit::new(scope, id, before, events).expect("the events fold")
}

fn opened(name: &str) -> LedgerEvent {
    LedgerOpened { name: name.to_owned() }.into()
}

fn added(amount: u64) -> LedgerEvent {
    AmountAdded { amount, note: String::new() }.into()
}

fn record(key: &str, request: &str, id: LedgerId, version: u64) -> CommandRecord {
    CommandRecord {
        key: CommandKey { function: FUNCTION, digest: Digest::of(&[key.as_bytes()]) },
        request: Digest::of(&[request.as_bytes()]),
        aggregate_id: id.erase(),
        version,
        status: 200,
        expires_at: now().plus_seconds(crate::COMMAND_RECORD_SECONDS),
    }
}

async fn load<S: Store>(store: &S, scope: &Scope, id: LedgerId) -> Option<Snapshot<Ledger>> {
    store.load::<Ledger>(scope, id, None).await.expect("a load").snapshot
}

async fn stream<S: Store>(store: &S, scope: &Scope, id: LedgerId) -> Vec<EventEnvelope<LedgerEvent>> {
    let mut events = Vec::new();
    loop {
        let page = store.events::<Ledger>(scope, id, events.len() as u64, 1_000).await.expect("a page of events");
        events.extend(page.events);
        if !page.more {
            return events;
        }
    }
}

async fn open<S: Store>(store: &S, scope: Scope, id: LedgerId, name: &str) -> Snapshot<Ledger> {
    let commit = commit::<Ledger>(scope, id, None, vec![opened(name)]);
    store.append(&commit).await.expect("a new ledger");
    commit.snapshot
}

/// A stream that nobody wrote must not load as an empty state: a command on it would then invent an aggregate.
pub async fn a_stream_that_nobody_wrote_loads_as_nothing<S: Store>(store: S) {
    assert_eq!(load(&store, &scope(1, 1), ledger(1)).await, None);
    assert!(stream(&store, &scope(1, 1), ledger(1)).await.is_empty());
}

/// State without events or events without state would break every replay. Requirement: PLT-1
pub async fn events_and_state_are_written_together<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let commit = commit::<Ledger>(scope, id, None, vec![opened("a"), added(1), added(2)]);
    store.append(&commit).await.expect("written");
    let loaded = load(&store, &scope, id).await.expect("a state");
    assert_eq!((loaded.version, loaded.state.total), (3, 3));
    assert_eq!(loaded, commit.snapshot);
    let events = stream(&store, &scope, id).await;
    assert_eq!(events, commit.events);
    assert_eq!(Snapshot::fold(id, None, &events).expect("a fold"), Some(loaded), "state = fold(events)");
}

/// Two writers that decided on the same version must not both win: one decision would rest on a state that is gone.
pub async fn a_stale_append_is_refused_and_writes_nothing<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let first = open(&store, scope, id, "a").await;
    store.append(&commit(scope, id, Some(&first), vec![added(1)])).await.expect("the faster one");
    let late = store.append(&commit(scope, id, Some(&first), vec![added(10)])).await;
    assert!(matches!(late, Err(AppendError::Conflict)), "{late:?}");
    assert_eq!(load(&store, &scope, id).await.expect("a state").state.total, 1);
    assert_eq!(stream(&store, &scope, id).await.len(), 2);
}

/// A second creation under the same id would overwrite the first stream.
pub async fn a_stream_cannot_begin_twice<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    open(&store, scope, id, "a").await;
    let again = store.append(&commit::<Ledger>(scope, id, None, vec![opened("b")])).await;
    assert!(matches!(again, Err(AppendError::Conflict)), "{again:?}");
}

/// An append that skips sequences would leave a hole that no consumer can close.
pub async fn an_append_with_a_gap_is_refused<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let mut ahead = open(&store, scope, id, "a").await;
    ahead.version += 3;
    let gap = store.append(&commit(scope, id, Some(&ahead), vec![added(1)])).await;
    assert!(matches!(gap, Err(AppendError::Conflict)), "{gap:?}");
    assert_eq!(stream(&store, &scope, id).await.len(), 1);
}

/// The same ids in another tenant or capsule are other records: reading across would leak a customer's data. Requirement: ACS-6
pub async fn scopes_do_not_see_each_other<S: Store>(store: S) {
    let (mine, other_tenant, other_capsule) = (scope(1, 1), scope(2, 1), scope(1, 2));
    open(&store, mine, ledger(1), "a").await;
    for other in [other_tenant, other_capsule] {
        assert_eq!(load(&store, &other, ledger(1)).await, None);
        assert!(stream(&store, &other, ledger(1)).await.is_empty());
        let page = store.list::<Ledger>(&other, &OPEN, None, 10).await.expect("a list");
        assert!(page.rows.is_empty());
        open(&store, other, ledger(1), "a").await;
    }
}

/// Two holders of one unique value would make a search by it ambiguous; the answer must name the holder. Requirement: ALL-4
pub async fn a_unique_value_has_one_holder<S: Store>(store: S) {
    let scope = scope(1, 1);
    open(&store, scope, ledger(1), "a").await;
    let second = store.append(&commit::<Ledger>(scope, ledger(2), None, vec![opened("a")])).await;
    match second {
        Err(AppendError::ClaimTaken { claim, holder }) => {
            assert_eq!((claim.pointer.as_str(), holder), ("/name", ledger(1).erase()));
        }
        other => panic!("expected the holder, got {other:?}"),
    }
    assert_eq!(load(&store, &scope, ledger(2)).await, None, "nothing of the refused command is written");
}

/// A released value must be free for others at once, and only for those in the capsule. Requirement: ALL-4
pub async fn a_released_unique_value_is_free_again<S: Store>(store: S) {
    let scope = scope(1, 1);
    let first = open(&store, scope, ledger(1), "a").await;
    store.append(&commit(scope, ledger(1), Some(&first), vec![LedgerClosed {}.into()])).await.expect("closed");
    open(&store, scope, ledger(2), "a").await;
}

/// A repeated request must find what the first one did, or it does it twice. Requirement: ALL-9
pub async fn a_command_is_recorded_with_its_events<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let record = record("key", "request", id, 1);
    let mut commit = commit::<Ledger>(scope, id, None, vec![opened("a")]);
    commit.record = Some(record.clone());
    store.append(&commit).await.expect("written");
    let loaded = store.load::<Ledger>(&scope, id, Some(&record.key)).await.expect("a load");
    assert_eq!(loaded.record, Some(record.clone()));
    let elsewhere = store.load::<Ledger>(&self::scope(2, 1), id, Some(&record.key)).await.expect("a load");
    assert_eq!(elsewhere.record, None, "a key counts in its scope only");
}

/// The loser of two requests with one key must write nothing. Requirement: ALL-9
pub async fn a_recorded_command_is_not_written_twice<S: Store>(store: S) {
    let scope = scope(1, 1);
    let mut first = commit::<Ledger>(scope, ledger(1), None, vec![opened("a")]);
    first.record = Some(record("key", "request", ledger(1), 1));
    store.append(&first).await.expect("written");
    let mut second = commit::<Ledger>(scope, ledger(2), None, vec![opened("b")]);
    second.record = Some(record("key", "request", ledger(2), 1));
    let answer = store.append(&second).await;
    assert!(matches!(answer, Err(AppendError::CommandRecorded)), "{answer:?}");
    assert_eq!(load(&store, &scope, ledger(2)).await, None);
}

/// A command without events is remembered too, so that its repetition gets the same answer. Requirement: ALL-9
pub async fn a_command_without_events_is_recorded<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let before = open(&store, scope, id, "a").await;
    let mut commit = commit(scope, id, Some(&before), Vec::new());
    commit.record = Some(record("key", "request", id, 1));
    store.append(&commit).await.expect("written");
    assert_eq!(load(&store, &scope, id).await, Some(before));
}

/// A record counts for 24 hours by its own time, even where the engine has not removed it yet. Requirement: ALL-9
pub async fn an_expired_record_gives_way<S: Store>(store: S) {
    let scope = scope(1, 1);
    let mut first = commit::<Ledger>(scope, ledger(1), None, vec![opened("a")]);
    let mut old = record("key", "request", ledger(1), 1);
    old.expires_at = now().plus_seconds(-1);
    first.record = Some(old);
    store.append(&first).await.expect("written");
    let mut second = commit::<Ledger>(scope, ledger(2), None, vec![opened("b")]);
    second.record = Some(record("key", "request", ledger(2), 1));
    store.append(&second).await.expect("the old record gives way");
}

/// A page that skips or repeats a record makes a client lose or double it. Requirement: ALL-6
pub async fn a_list_is_read_page_by_page_in_order<S: Store>(store: S) {
    let scope = scope(1, 1);
    for number in 1..=7 {
        open(&store, scope, ledger(number), &format!("name {number}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.list::<Ledger>(&scope, &OPEN, cursor.as_ref(), 3).await.expect("a page");
        assert!(page.rows.len() <= 3);
        seen.extend(page.rows.into_iter().map(|row| (row.id, row.summary)));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (1..=7).map(|number| (ledger(number), format!("name {number}"))).collect();
    assert_eq!(seen, expected);
}

/// What is closed leaves the list that it stood in and enters the other. Requirement: ALL-4
pub async fn a_change_of_list_moves_the_row<S: Store>(store: S) {
    let scope = scope(1, 1);
    let first = open(&store, scope, ledger(1), "a").await;
    store.append(&commit(scope, ledger(1), Some(&first), vec![LedgerClosed {}.into()])).await.expect("closed");
    assert!(store.list::<Ledger>(&scope, &OPEN, None, 10).await.expect("a list").rows.is_empty());
    assert_eq!(store.list::<Ledger>(&scope, &CLOSED, None, 10).await.expect("a list").rows.len(), 1);
}

/// A cursor of another list, or one that a client made up, must be an error and not a strange page. Requirement: ALL-6
pub async fn a_foreign_cursor_is_refused<S: Store>(store: S) {
    let cursor = crate::Cursor::from_client("account_01h2xcejqtf2nbrexx3vqjhp41#".to_owned());
    let answer = store.list::<Ledger>(&scope(1, 1), &OPEN, Some(&cursor), 10).await;
    assert!(matches!(answer, Err(crate::LoadError::Cursor)), "{answer:?}");
}

/// After a change of `evolve` an old state would give wrong answers: it is folded again from its events.
pub async fn a_state_of_an_older_fold_is_rebuilt<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    store.append(&commit::<Ledger>(scope, id, None, vec![opened("a"), added(4)])).await.expect("written");
    let refolded = store.load::<LedgerRefolded>(&scope, id, None).await.expect("a load").snapshot.expect("a state");
    assert_eq!((refolded.version, refolded.state.total), (2, 8));
    store.append(&commit(scope, id, Some(&refolded), vec![added(1)])).await.expect("one more");
    let stored = store.load::<LedgerRefolded>(&scope, id, None).await.expect("a load").snapshot.expect("a state");
    assert_eq!((stored.version, stored.state.total), (3, 10));
}

/// A query that reads one page only would load half of a long stream, and then every append conflicts.
pub async fn a_stream_of_two_megabytes_loads_and_takes_one_more<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let mut snapshot = open(&store, scope, id, "a").await;
    for _ in 0..10 {
        let events = (0..20).map(|_| AmountAdded { amount: 1, note: "x".repeat(10_000) }.into()).collect();
        let commit = commit(scope, id, Some(&snapshot), events);
        store.append(&commit).await.expect("twenty more");
        snapshot = commit.snapshot;
    }
    let events = stream(&store, &scope, id).await;
    assert_eq!(events.len(), 201);
    let rebuilt = store.load::<LedgerRefolded>(&scope, id, None).await.expect("a load").snapshot.expect("a state");
    assert_eq!((rebuilt.version, rebuilt.state.total), (201, 400));
    store.append(&commit(scope, id, Some(&snapshot), vec![added(1)])).await.expect("one more");
}

/// A replayed answer shows the record as it was then, not as it is now. Requirement: ALL-9
pub async fn a_state_is_read_at_any_version<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    store.append(&commit::<Ledger>(scope, id, None, vec![opened("a"), added(1), added(2)])).await.expect("written");
    let at = |version| store.load_version::<Ledger>(&scope, id, version);
    assert_eq!(at(2).await.expect("a load").expect("a state").state.total, 1);
    assert_eq!(at(3).await.expect("a load").expect("a state").state.total, 3);
    assert_eq!(at(4).await.expect("a load"), None);
    assert_eq!(at(0).await.expect("a load"), None);
}

/// A transaction over the engine's limit fails late and unclearly: it is refused before any call.
pub async fn a_command_over_the_item_budget_is_refused<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let fits: Vec<_> = std::iter::once(opened("a")).chain((0..97).map(|_| added(1))).collect();
    store.append(&commit::<Ledger>(scope, id, None, fits)).await.expect("98 events, state and claim are 100 items");
    let over: Vec<_> = std::iter::once(opened("b")).chain((0..98).map(|_| added(1))).collect();
    let answer = store.append(&commit::<Ledger>(scope, ledger(2), None, over)).await;
    assert!(matches!(answer, Err(AppendError::TooLarge { found: 101, limit: 100, .. })), "{answer:?}");
}

/// Makes a test of every promise. The expression gives a fresh store and what must live as long as it; it may await:
/// `store_contract!((MemoryStore::new(), ()))`.
#[macro_export]
macro_rules! store_contract {
    ($fresh:expr) => {
        $crate::store_contract!(@tests $fresh;
            a_stream_that_nobody_wrote_loads_as_nothing,
            events_and_state_are_written_together,
            a_stale_append_is_refused_and_writes_nothing,
            a_stream_cannot_begin_twice,
            an_append_with_a_gap_is_refused,
            scopes_do_not_see_each_other,
            a_unique_value_has_one_holder,
            a_released_unique_value_is_free_again,
            a_command_is_recorded_with_its_events,
            a_recorded_command_is_not_written_twice,
            a_command_without_events_is_recorded,
            an_expired_record_gives_way,
            a_list_is_read_page_by_page_in_order,
            a_change_of_list_moves_the_row,
            a_foreign_cursor_is_refused,
            a_state_of_an_older_fold_is_rebuilt,
            a_stream_of_two_megabytes_loads_and_takes_one_more,
            a_state_is_read_at_any_version,
            a_command_over_the_item_budget_is_refused,
        );
    };
    (@tests $fresh:expr; $($case:ident),+ $(,)?) => {$(
        #[doc = concat!("See `kernel::contract::", stringify!($case), "`.")]
        #[tokio::test]
        async fn $case() {
            let (store, _engine) = $fresh;
            $crate::contract::$case(store).await;
        }
    )+};
}
