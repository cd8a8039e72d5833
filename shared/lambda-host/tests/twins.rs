//! Requests that come twice with one key, on an engine that shows the items of a transaction one after the other.
//!
//! DynamoDB writes a transaction in two phases, and a read that is no transaction sees each item as soon as that one is applied. The
//! engines of the other tests apply all at once.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::{
    ops::RangeInclusive,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use kernel::{
    Aggregate, AnyId, AppendError, Blocking, CommandKey, CommandRecord, Commit, Cursor, EventPage, KeyName, Known,
    ListPage, Listing, LoadError, Loaded, MemoryStore, Needs, Scope, Store, StoreError,
    contract::{Ledger, LedgerClosed, LedgerEvent, LedgerId, added, ledger, opened, scope},
};
use lambda_host::{CommandRequest, ExecuteError, Execution, Idempotency, contract, execute};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

/// What is seen last of a transaction.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Last {
    /// The record of the command.
    Record,
    /// The events and the state.
    Stream,
    /// The events; others may write behind them, for a write looks at the state.
    Events,
}

/// A transaction that is being applied.
#[derive(Clone)]
struct Applying {
    until: Instant,
    /// The sequences of its events.
    events: RangeInclusive<u64>,
}

/// A store in memory in which a part of the first transaction of a command is applied later than the rest.
struct TwoPhases {
    inner: MemoryStore,
    last: Last,
    lag: Duration,
    /// Whether that transaction's answer is lost.
    loses_the_answer: bool,
    applying: Mutex<Option<Applying>>,
    events_read: AtomicUsize,
}

impl TwoPhases {
    fn new(last: Last, lag: Duration) -> Self {
        let (applying, events_read) = Default::default();
        Self { inner: MemoryStore::new(), last, lag, loses_the_answer: false, applying, events_read }
    }

    fn applying(&self) -> Option<Applying> {
        let applying = self.applying.lock().expect("no panic").clone();
        applying.filter(|applying| Instant::now() < applying.until)
    }

    fn is_applying(&self) -> bool {
        self.applying().is_some()
    }

    /// The first transaction is the one that takes its time.
    async fn write<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        self.inner.append(commit).await?;
        let mut applying = self.applying.lock().expect("no panic");
        if applying.is_some() {
            return Ok(());
        }
        let events = commit.expected_version + 1..=commit.expected_version + commit.events.len() as u64;
        *applying = Some(Applying { until: Instant::now() + self.lag, events });
        if self.loses_the_answer { Err(AppendError::Unknown(StoreError::finding("lost"))) } else { Ok(()) }
    }

    /// Requests take their time, each another.
    async fn travel(&self) {
        sleep(Duration::from_micros(fastrand::u64(500..2_500))).await;
    }
}

impl Store for TwoPhases {
    async fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        self.travel().await;
        let loaded = self.inner.load::<A>(scope, id, command).await?;
        let loaded = match self.last {
            _ if !self.is_applying() => loaded,
            Last::Record => Loaded { record: None, ..loaded },
            Last::Events => loaded,
            Last::Stream => {
                let version = loaded.snapshot.as_ref().map_or(0, |snapshot| snapshot.version);
                let snapshot = self.inner.load_version::<A>(scope, id, version.saturating_sub(1)).await?;
                Loaded { snapshot, ..loaded }
            }
        };
        self.travel().await;
        Ok(loaded)
    }

    async fn record(&self, scope: &Scope, command: &CommandKey) -> Result<Option<CommandRecord>, LoadError> {
        self.travel().await;
        match self.last {
            Last::Record if self.is_applying() => Err(LoadError::Unavailable(StoreError::finding("being written"))),
            _ => self.inner.record(scope, command).await,
        }
    }

    async fn look_up(&self, scope: &Scope, needs: &Needs) -> Result<Known, LoadError> {
        self.inner.look_up(scope, needs).await
    }

    async fn append<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        self.travel().await;
        match self.last {
            _ if !self.is_applying() => self.write(commit).await,
            Last::Record if commit.record.is_none() => self.write(commit).await,
            // An item that is being applied can be neither checked nor written. The others are checked all the same.
            Last::Record if !commit.events.is_empty() => match fastrand::u8(0..4) {
                0 => {
                    let beside_the_record = Commit { record: None, ..commit.clone() };
                    Err(self.inner.append(&beside_the_record).await.expect_err("the twin's change is in the way"))
                }
                1 | 2 => Err(AppendError::Conflict),
                _ => Err(AppendError::Contention(StoreError::finding("TransactionConflict"))),
            },
            Last::Events => self.write(commit).await,
            Last::Record | Last::Stream => Err(AppendError::Contention(StoreError::finding("TransactionConflict"))),
        }
    }

    async fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        let hidden = self.applying().filter(|_| self.last != Last::Record).map(|applying| applying.events);
        let hidden = |sequence| hidden.as_ref().is_some_and(|hidden| hidden.contains(&sequence));
        // A limit counts what is seen.
        let mut page = self.inner.events::<A>(scope, id, after, usize::MAX).await?;
        page.events.retain(|event| !hidden(event.sequence));
        page.more = page.events.len() > limit;
        page.events.truncate(limit);
        self.events_read.fetch_add(page.events.len(), Ordering::Relaxed);
        Ok(page)
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
        self.inner.holders(scope, blocking, target, limit).await
    }
}

fn request(id: LedgerId, command: LedgerEvent) -> CommandRequest<Ledger> {
    contract::request(id, command)
}

fn with_key(request: CommandRequest<Ledger>) -> CommandRequest<Ledger> {
    let idempotency = Idempotency::new(KeyName::new("TEST"), request.user_id, "key", "POST", "/", b"");
    CommandRequest { idempotency: Some(idempotency), ..request }
}

fn send(
    store: &Arc<TwoPhases>,
    request: CommandRequest<Ledger>,
) -> JoinHandle<Result<Execution<Ledger>, ExecuteError>> {
    let store = Arc::clone(store);
    tokio::spawn(async move { execute(&*store, request).await })
}

/// Sends some requests at once, all with one key: one is carried out, and the others get its answer.
async fn assert_one_answer(store: &Arc<TwoPhases>, requests: Vec<CommandRequest<Ledger>>) {
    let sent: Vec<_> = requests.into_iter().map(|request| send(store, with_key(request))).collect();
    let mut answers = Vec::new();
    for sent in sent {
        answers.push(sent.await.expect("no panic").expect("the answer of the one that was carried out"));
    }
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    let first = answers.first().expect("answers").snapshot.clone();
    assert!(answers.iter().all(|answer| answer.snapshot == first), "{answers:#?}");
}

/// Every order with some lags, each several times.
fn stores() -> impl Iterator<Item = TwoPhases> {
    let lags = [0, 1, 3, 10, 30, 60].map(Duration::from_millis);
    let kinds = [Last::Record, Last::Stream, Last::Events].into_iter();
    kinds.flat_map(move |last| lags.into_iter().flat_map(move |lag| (0..20).map(move |_| TwoPhases::new(last, lag))))
}

/// Runs what begins with an open ledger, or with none, on all stores.
async fn twins(is_open: bool, requests: impl Fn() -> Vec<CommandRequest<Ledger>>) {
    for store in stores() {
        if is_open {
            execute(&store.inner, request(ledger(1), opened("a"))).await.expect("a ledger");
        }
        assert_one_answer(&Arc::new(store), requests()).await;
    }
}

/// The twin's own unique value would be told as somebody else's: 409 for what was done. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_creation_that_comes_twice_does_not_meet_itself() {
    twins(false, || (0..5).map(|number| request(ledger(10 + number), opened("a"))).collect()).await;
}

/// The twin's own change would be told as somebody else's: 412 for what was done. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_change_that_comes_twice_does_not_miss_its_version() {
    let change = || CommandRequest { if_match: Some(1), ..request(ledger(1), added(7)) };
    twins(true, || (0..5).map(|_| change()).collect()).await;
}

/// What its twin did leaves nothing to do; that is the twin's answer, not one of its own. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn an_end_that_comes_twice_is_one_end() {
    twins(true, || (0..5).map(|_| request(ledger(1), LedgerClosed {}.into())).collect()).await;
}

/// Others may write behind events that are not to be seen yet: a stream with a hole is 500 for a request that was carried out.
/// Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_stream_with_a_hole_is_waited_for() {
    for store in stores().filter(|store| store.last == Last::Events) {
        execute(&store.inner, request(ledger(1), opened("a"))).await.expect("a ledger");
        let store = Arc::new(store);
        execute(&*store, with_key(request(ledger(1), added(7)))).await.expect("the first");
        let others: Vec<_> = (0..3).map(|_| send(&store, request(ledger(1), added(100)))).collect();
        sleep(Duration::from_millis(8)).await;
        let again = execute(&*store, with_key(request(ledger(1), added(7)))).await.expect("the first one's answer");
        assert_eq!((again.replayed, again.snapshot.version, again.snapshot.state.total), (true, 2, 7));
        for other in others {
            other.await.expect("no panic").expect("written behind it");
        }
    }
}

/// A write whose answer is lost and whose event is not to be seen yet would be done twice. Requirement: PLT-1, ALL-9
#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_settled_by_the_whole_stream() {
    for (store, has_key) in
        stores().flat_map(|store| [false, true].map(|has_key| (TwoPhases::new(store.last, store.lag), has_key)))
    {
        execute(&store.inner, request(ledger(1), opened("a"))).await.expect("a ledger");
        let store = TwoPhases { loses_the_answer: true, ..store };
        let wish = request(ledger(1), added(7));
        let wish = if has_key { with_key(wish) } else { wish };
        let stranger = async {
            sleep(Duration::from_millis(8)).await;
            execute(&store, request(ledger(1), added(100))).await
        };
        let (done, other) = tokio::join!(execute(&store, wish), stranger);
        let (done, other) = (done.expect("it stands"), other.expect("written behind it"));
        assert_eq!((done.snapshot.version, done.snapshot.state.total), (2, 7), "{:?} {:?}", store.last, store.lag);
        assert_eq!((other.snapshot.version, other.snapshot.state.total), (3, 107), "{:?} {:?}", store.last, store.lag);
        let loaded = store.inner.load::<Ledger>(&scope(1, 1), ledger(1), None).await.expect("a load");
        assert_eq!(loaded.snapshot, Some(other.snapshot));
    }
}

/// A no that is one must stay one, whatever else is being written. Requirement: ALL-7
#[tokio::test(start_paused = true)]
async fn a_true_no_stays_a_no() {
    for store in stores().filter(|store| store.last == Last::Events) {
        execute(&store.inner, request(ledger(1), opened("a"))).await.expect("a ledger");
        let store = Arc::new(store);
        let other = send(&store, request(ledger(1), added(100)));
        let wish = with_key(CommandRequest { if_match: Some(7), ..request(ledger(1), added(7)) });
        let refused = execute(&*store, wish).await;
        assert!(matches!(refused, Err(ExecuteError::VersionMismatch { .. })), "{refused:?}");
        other.await.expect("no panic").expect("written");
    }
}

/// The answer of a twin is the state that stands there, not a stream that is read from its beginning.
#[tokio::test(start_paused = true)]
async fn a_twins_answer_costs_no_stream() {
    for _ in 0..50 {
        let store = TwoPhases::new(Last::Record, Duration::from_millis(10));
        execute(&store.inner, request(ledger(1), opened("a"))).await.expect("a ledger");
        execute(&store.inner, request(ledger(1), added(1))).await.expect("a longer stream");
        let change = || CommandRequest { if_match: Some(2), ..request(ledger(1), added(7)) };
        let store = Arc::new(store);
        assert_one_answer(&store, (0..5).map(|_| change()).collect()).await;
        assert_eq!(store.events_read.load(Ordering::Relaxed), 0);
    }
}
