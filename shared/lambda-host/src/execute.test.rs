use std::sync::{Arc, Mutex};

use kernel::{
    Cursor, EventPage, ListPage, Listing, Loaded, MemoryStore, Needs,
    contract::{Ledger, LedgerClosed, LedgerEvent, LedgerMoved, added, ledger, opened, scope, uuid},
};

use api::Problem;
use axum::response::IntoResponse as _;
use kernel::LoadError;

use super::*;
use crate::contract;

const FUNCTION: KeyName = KeyName::new("TEST");

fn request(command: LedgerEvent) -> CommandRequest<Ledger> {
    contract::request(ledger(1), command)
}

fn with_key(key: &str, body: &str, command: LedgerEvent) -> CommandRequest<Ledger> {
    let request = request(command);
    let idempotency = Idempotency::new(FUNCTION, request.user_id, key, "POST", "/ledgers", body.as_bytes());
    CommandRequest { idempotency: Some(idempotency), ..request }
}

async fn total(store: &impl Store) -> (u64, u64) {
    let loaded = store.load::<Ledger>(&scope(1, 1), ledger(1), None).await.expect("a load");
    loaded.snapshot.map_or((0, 0), |snapshot| (snapshot.version, snapshot.state.total))
}

/// What happens to an append before or after it reaches the store.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Nothing.
    None,
    /// The write stands, the answer is lost.
    LostAnswer,
    /// The write never arrives, and nobody knows.
    LostRequest,
    /// Somebody is busy with an item.
    Contention,
    /// Another writer appends first.
    Overtaken,
    /// The answer is lost, and another writer appends before anybody looks.
    LostAnswerThenOvertaken,
    /// Nobody knows, and the write comes to stand only when the next one is sent.
    Late,
    /// Nobody knows, and the write comes to stand only after the command was answered, if it still can.
    InFlight,
    /// The same, and another writer appends meanwhile.
    InFlightAndOvertaken,
    /// The own stream is being written to.
    Collision,
    /// No answer ever comes.
    Silence,
}

/// A store in memory whose appends suffer the given faults, one after the other, then none.
struct Faulty {
    inner: Arc<MemoryStore>,
    faults: Mutex<Vec<Fault>>,
    late: Mutex<Option<LateWrite>>,
    in_flight: Mutex<Option<LateWrite>>,
    /// What a twin does between the two items of the next batched read.
    twin: Mutex<Option<CommandRequest<Ledger>>>,
    /// How often the index shows no holders yet.
    unindexed: Mutex<u32>,
}

type LateWrite = Box<dyn FnOnce() -> futures_util::future::BoxFuture<'static, bool> + Send>;

impl Faulty {
    fn new(faults: &[Fault]) -> Self {
        let faults = Mutex::new(faults.iter().rev().copied().collect());
        Self {
            inner: Arc::new(MemoryStore::new()),
            faults,
            late: Mutex::default(),
            in_flight: Mutex::default(),
            twin: Mutex::default(),
            unindexed: Mutex::default(),
        }
    }

    /// Another writer that adds 100.
    async fn overtake(&self) {
        execute(&*self.inner, request(added(100))).await.expect("the other writer wins");
    }

    /// Lets a write come to stand that is still on its way, if it can. Tells whether there was one and it did.
    async fn settle(&self) -> bool {
        let write = self.in_flight.lock().expect("no panic").take();
        match write {
            Some(write) => write().await,
            None => false,
        }
    }

    /// The write of a commit, for later.
    fn later<A: Aggregate>(&self, commit: &Commit<A>) -> LateWrite {
        let (inner, commit) = (Arc::clone(&self.inner), commit.clone());
        Box::new(move || Box::pin(async move { inner.append(&commit).await.is_ok() }))
    }
}

impl Store for Faulty {
    async fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        let first = self.inner.load(scope, id, command).await?;
        let twin = self.twin.lock().expect("no panic").take();
        let Some(twin) = twin else { return Ok(first) };
        execute(&*self.inner, twin).await.expect("the twin wins");
        Ok(Loaded { record: first.record, ..self.inner.load(scope, id, None).await? })
    }

    async fn record(&self, scope: &Scope, command: &CommandKey) -> Result<Option<CommandRecord>, LoadError> {
        self.inner.record(scope, command).await
    }

    async fn look_up(&self, scope: &Scope, needs: &Needs) -> Result<Known, LoadError> {
        self.inner.look_up(scope, needs).await
    }

    async fn append<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        let late = self.late.lock().expect("no panic").take();
        if let Some(late) = late {
            assert!(late().await, "nobody was faster");
        }
        let fault = self.faults.lock().expect("no panic").pop().unwrap_or(Fault::None);
        match fault {
            Fault::None => self.inner.append(commit).await,
            Fault::LostRequest => Err(AppendError::Unknown(StoreError::finding("lost"))),
            Fault::Contention => Err(AppendError::Contention(StoreError::finding("busy"))),
            Fault::LostAnswer => {
                self.inner.append(commit).await?;
                Err(AppendError::Unknown(StoreError::finding("lost")))
            }
            Fault::Late => {
                *self.late.lock().expect("no panic") = Some(self.later(commit));
                Err(AppendError::Unknown(StoreError::finding("lost")))
            }
            Fault::InFlight | Fault::InFlightAndOvertaken => {
                *self.in_flight.lock().expect("no panic") = Some(self.later(commit));
                if fault == Fault::InFlightAndOvertaken {
                    self.overtake().await;
                }
                Err(AppendError::Unknown(StoreError::finding("lost")))
            }
            Fault::Collision => Err(AppendError::Conflict),
            Fault::Silence => std::future::pending().await,
            Fault::Overtaken => {
                self.overtake().await;
                self.inner.append(commit).await
            }
            Fault::LostAnswerThenOvertaken => {
                self.inner.append(commit).await?;
                self.overtake().await;
                Err(AppendError::Unknown(StoreError::finding("lost")))
            }
        }
    }

    async fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        self.inner.events::<A>(scope, id, after, limit).await
    }

    async fn list<A: Aggregate>(
        &self,
        scope: &Scope,
        listing: &Listing,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        self.inner.list(scope, listing, cursor, limit).await
    }

    async fn holders(
        &self,
        scope: &Scope,
        blocking: &Blocking,
        target: &AnyId,
        limit: usize,
    ) -> Result<Vec<AnyId>, LoadError> {
        let is_unindexed = {
            let mut left = self.unindexed.lock().expect("no panic");
            let is_unindexed = *left > 0;
            *left = left.saturating_sub(1);
            is_unindexed
        };
        if is_unindexed { Ok(Vec::new()) } else { self.inner.holders(scope, blocking, target, limit).await }
    }
}

/// Runs one command that adds 1 under the faults and checks the promise: it is written exactly once when the answer says so,
/// and not at all otherwise.
async fn check(faults: &[Fault], keyed: bool) -> Result<u64, ExecuteError> {
    let store = Faulty::new(faults);
    execute(&*store.inner, request(opened("a"))).await.expect("a ledger");
    let wish = if keyed { with_key("k", "b", added(1)) } else { request(added(1)) };
    let outcome = execute(&store, wish).await;
    store.settle().await;
    let own = total(&store).await.1 % 100;
    match &outcome {
        Ok(execution) => {
            assert_eq!(own, 1, "{faults:?}: answered with success, written {own} times");
            assert_eq!(execution.snapshot.state.total % 100, 1, "{faults:?}: the answer shows the own write");
        }
        Err(ExecuteError::Busy(_)) => assert!(own <= 1, "{faults:?}: written {own} times"),
        Err(error) => assert_eq!(own, 0, "{faults:?}: answered with `{error}`, written {own} times"),
    }
    outcome.map(|execution| execution.snapshot.version)
}

/// A lost answer that is taken for a failure writes twice; one that is taken for a success loses the command.
#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_settled_by_looking() {
    use Fault::{Contention, Late, LostAnswer, LostAnswerThenOvertaken, LostRequest, Overtaken};
    for keyed in [false, true] {
        for faults in [
            vec![LostAnswer],
            vec![LostRequest],
            vec![LostRequest, LostAnswer],
            vec![LostRequest, LostRequest, LostAnswer],
            vec![Contention, LostAnswer],
            vec![Overtaken, LostAnswer],
            vec![LostAnswerThenOvertaken],
            vec![Contention; 6],
            vec![Overtaken, Overtaken],
            vec![Late],
            vec![Overtaken, Overtaken, Late],
        ] {
            check(&faults, keyed).await.unwrap_or_else(|error| panic!("{faults:?} keyed={keyed}: {error}"));
        }
    }
}

/// A "no" while the own write is still on its way is a lie: it may come to stand afterwards. Once another event stands in its
/// place, it cannot. Requirement: ALL-7, ALL-9
#[tokio::test(start_paused = true)]
async fn no_is_not_said_while_a_write_is_on_its_way() {
    use Fault::{Collision, InFlight, InFlightAndOvertaken, Overtaken};
    for keyed in [false, true] {
        let outcome = check(&[&[InFlight][..], &[Collision; 20]].concat(), keyed).await;
        assert!(matches!(outcome, Err(ExecuteError::Busy(_))), "keyed={keyed}: {outcome:?}");
        let outcome = check(&[InFlightAndOvertaken, Overtaken, Overtaken, Overtaken], keyed).await;
        assert!(matches!(outcome, Err(ExecuteError::Conflict)), "keyed={keyed}: {outcome:?}");
        check(&[InFlight], keyed).await.expect("the second write");
        check(&[InFlightAndOvertaken], keyed).await.expect("the second write");
    }
}

/// A command that changes nothing writes its record alone, and nothing in the stream tells what became of that: after a "no" its
/// key would answer with success. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn no_is_not_said_while_a_record_alone_is_on_its_way() {
    let store = Faulty::new(&[Fault::InFlightAndOvertaken]);
    execute(&*store.inner, request(opened("a"))).await.expect("a ledger");
    execute(&*store.inner, request(LedgerClosed {}.into())).await.expect("closed");
    let wish = || CommandRequest { if_match: Some(2), ..with_key("k", "b", LedgerClosed {}.into()) };
    let outcome = execute(&store, wish()).await;
    assert!(matches!(outcome, Err(ExecuteError::Busy(_))), "{outcome:?}");
    assert!(store.settle().await, "the record comes to stand");
    assert!(execute(&store, wish()).await.expect("the key tells").replayed);
}

/// A batched read is no snapshot: without a second look the loser of two equal requests hears 412 for what its twin did.
/// Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_twin_between_the_items_of_a_batched_read_is_seen() {
    let store = Faulty::new(&[]);
    execute(&*store.inner, request(opened("a"))).await.expect("a ledger");
    let wish = || CommandRequest { if_match: Some(1), ..with_key("k", "b", added(1)) };
    *store.twin.lock().expect("no panic") = Some(wish());
    let execution = execute(&store, wish()).await.expect("the twin's answer");
    assert!(execution.replayed);
    assert_eq!(total(&store).await, (2, 1));
}

/// A function that is stopped by its time-out says nothing, and the gateway says 502. Requirement: ALL-7
#[tokio::test(start_paused = true)]
async fn a_store_that_never_answers_is_busy_before_the_function_times_out() {
    let store = Faulty::new(&[Fault::Silence]);
    let started = Instant::now();
    let outcome = execute(&store, request(opened("a"))).await;
    assert!(matches!(outcome, Err(ExecuteError::Busy(_))), "{outcome:?}");
    assert!(started.elapsed() < Duration::from_secs(12), "{:?}", started.elapsed());
}

/// The client must see its own version after a lost answer, not that of whoever came later.
#[tokio::test(start_paused = true)]
async fn a_settled_command_answers_with_its_own_version() {
    assert_eq!(check(&[Fault::LostAnswerThenOvertaken], false).await.expect("settled"), 2);
}

/// Clocks of two machines differ: a stream whose times run backwards has no answer to what was when. Requirement: ALL-1
#[tokio::test(start_paused = true)]
async fn times_never_run_backwards_in_a_stream() {
    let store = MemoryStore::new();
    let tomorrow = clock::now().plus_seconds(86_400);
    let ahead = EventContext {
        scope: scope(1, 1),
        occurred_at: tomorrow,
        actor: Actor::User(UserId::from_uuid(uuid(9))),
        correlation_id: CorrelationId::from_uuid(uuid(1)),
        causation_id: uuid(2),
    };
    let events = ahead.record::<Ledger>(ledger(1), 0, vec![opened("a")], clock::fresh_uuid);
    let commit = Commit::<Ledger>::new(scope(1, 1), ledger(1), None, events).expect("a commit");
    store.append(&commit).await.expect("by a clock that is ahead");
    let after = execute(&store, request(added(1))).await.expect("added").snapshot;
    assert_eq!((after.created_at, after.updated_at), (tomorrow, tomorrow));
}

/// Endless repetition holds a function until its time-out: after three conflicts the client hears 409. Requirement: ALL-7
#[tokio::test(start_paused = true)]
async fn the_third_conflict_is_final() {
    let outcome = check(&[Fault::Overtaken; 3], false).await;
    assert!(matches!(outcome, Err(ExecuteError::Conflict)), "{outcome:?}");
}

/// A busy neighbour is not a conflict: it has a longer budget, and then a 503. Requirement: ALL-7
#[tokio::test(start_paused = true)]
async fn a_busy_store_is_tried_longer_and_then_called_busy() {
    let outcome = check(&[Fault::Contention; 8], false).await;
    assert!(matches!(outcome, Err(ExecuteError::Busy(_))), "{outcome:?}");
}

/// The same key and request must do it once and answer the same, from many callers too. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_repeated_key_gives_the_same_answer_and_no_second_event() {
    let store = MemoryStore::new();
    let first = execute(&store, with_key("k", "b", opened("a"))).await.expect("made");
    execute(&store, request(added(5))).await.expect("changed since");
    let again = execute(&store, with_key("k", "b", opened("a"))).await.expect("replayed");
    assert!(again.replayed && !first.replayed);
    assert_eq!((again.snapshot, again.status), (first.snapshot, first.status), "as it was then");
    assert_eq!(total(&store).await, (2, 5));
}

/// One key for two requests hides the second one: it is an error. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_key_that_was_used_for_another_request_is_refused() {
    let store = MemoryStore::new();
    execute(&store, with_key("k", "b", opened("a"))).await.expect("made");
    let other = execute(&store, with_key("k", "other", added(1))).await;
    assert!(matches!(other, Err(ExecuteError::KeyReused)), "{other:?}");
}

/// A replay is decided before If-Match: the client cannot know that its first request came through. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_replay_comes_before_if_match() {
    let store = MemoryStore::new();
    execute(&store, request(opened("a"))).await.expect("made");
    let wish = || CommandRequest { if_match: Some(1), ..with_key("k", "b", added(1)) };
    execute(&store, wish()).await.expect("first");
    assert!(execute(&store, wish()).await.expect("replayed").replayed);
}

/// A writer that saw an old version must not overwrite what it did not see. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn another_version_than_the_one_seen_is_refused_and_writes_nothing() {
    let store = MemoryStore::new();
    execute(&store, request(opened("a"))).await.expect("made");
    let wish = CommandRequest { if_match: Some(2), ..request(added(1)) };
    let outcome = execute(&store, wish).await;
    assert!(matches!(outcome, Err(ExecuteError::VersionMismatch { current: 1 })), "{outcome:?}");
    assert_eq!(total(&store).await, (1, 0));
}

/// Two requests of two users, or of two routes, under one key are two requests. Requirement: ALL-9
#[test]
fn a_key_counts_per_function_and_actor_and_the_request_is_told_apart() {
    let users = [UserId::from_uuid(uuid(1)), UserId::from_uuid(uuid(2))];
    let of = |user, path: &str, body: &[u8]| Idempotency::new(FUNCTION, user, "k", "POST", path, body);
    assert_ne!(of(users[0], "/a", b"").key, of(users[1], "/a", b"").key);
    assert_eq!(of(users[0], "/a", b"").key, of(users[0], "/b", b"").key);
    assert_ne!(of(users[0], "/a", b"").request, of(users[0], "/b", b"").request);
    assert_ne!(of(users[0], "/a", b"x").request, of(users[0], "/a", b"").request);
    assert_ne!(of(users[0], "/a", b"").request, of(users[0], "/", b"a").request, "parts do not run together");
    let other_key = Idempotency::new(FUNCTION, users[0], "another", "POST", "/a", b"");
    assert_ne!(
        of(users[0], "/a", b"").request,
        other_key.request,
        "a short body is not found by trying from its digest"
    );
}

/// Closes a ledger with so many others under it, in an index that shows none of them so often.
async fn blocked(children: u128, unindexed: u32) -> (Vec<AnyId>, bool) {
    let store = Faulty::new(&[]);
    execute(&store, request(opened("parent"))).await.expect("a parent");
    for number in 2..children + 2 {
        let child = ledger(number);
        execute(&store, contract::request::<Ledger>(child, opened(format!("child {number}")))).await.expect("a child");
        let moved = LedgerMoved { under: Some(ledger(1)) };
        execute(&store, contract::request::<Ledger>(child, moved.into())).await.expect("under its parent");
    }
    *store.unindexed.lock().expect("no panic") = unindexed;
    match execute(&store, request(LedgerClosed {}.into())).await {
        Err(ExecuteError::Blocked { ids, more, .. }) => (ids, more),
        other => panic!("{other:?}"),
    }
}

/// Who refers to a record since a moment ago is not in the index yet: a no that names nobody leaves people searching. Requirement: ACC-5
#[tokio::test(start_paused = true)]
async fn holders_that_the_index_does_not_show_yet_are_looked_for_again() {
    assert_eq!(blocked(1, 0).await, (vec![ledger(2).erase()], false));
    assert_eq!(blocked(1, 2).await, (vec![ledger(2).erase()], false));
    assert_eq!(blocked(1, u32::MAX).await, (vec![], false), "and no is said all the same");
}

/// Whoever puts away the fifty that are named must know that it was not all. Requirement: ACC-5
#[tokio::test(start_paused = true)]
async fn it_is_said_when_more_stand_in_the_way_than_are_named() {
    for (children, named, more) in [(SHOWN_HOLDERS, SHOWN_HOLDERS, false), (SHOWN_HOLDERS + 1, SHOWN_HOLDERS, true)] {
        let (ids, is_more) = blocked(children as u128, 0).await;
        assert_eq!((ids.len(), is_more), (named, more));
        assert_eq!(ids[0], ledger(children as u128 + 1).erase(), "the newest first");
    }
}

/// A list of ids that is taken for all of them, or for none at all, sends people the wrong way. Requirement: ACC-5, ALL-7
#[tokio::test]
async fn the_refusal_says_how_far_its_ids_go() {
    let said = async |ids: Vec<AnyId>, more| {
        let blocked = ExecuteError::Blocked { counters: vec![KeyName::new("LEDGER")], ids, more };
        let response = Problem::from(blocked).into_response();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        (body["detail"].as_str().expect("a detail").to_owned(), body["ids"].as_array().expect("ids").len())
    };
    let all = "other records still refer to this one: ledger".to_owned();
    assert_eq!(said(vec![ledger(2).erase()], false).await, (all.clone(), 1));
    assert_eq!(said(vec![ledger(2).erase()], true).await, (format!("{all}; only the newest of them are named"), 1));
    let none = format!("{all}; they are too new to be named, ask again in a moment");
    assert_eq!(said(vec![], false).await, (none, 0));
}
