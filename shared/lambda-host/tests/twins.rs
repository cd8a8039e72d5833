//! Requests that come twice with one key, on an engine that shows the items of a transaction one after the other.
//!
//! DynamoDB writes a transaction in two phases, and a read that is no transaction sees each item as soon as that one is applied. The
//! engines of the other tests apply all at once.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use kernel::{
    Aggregate, AppendError, CommandKey, CommandRecord, Commit, CorrelationId, Cursor, EventPage, KeyName, Known,
    ListPage, Listing, LoadError, Loaded, MemoryStore, Needs, Scope, Store, StoreError, TypedId as _, UserId,
    contract::{AmountAdded, Ledger, LedgerClosed, LedgerEvent, LedgerId, LedgerOpened, ledger, scope, uuid},
};
use lambda_host::{CommandRequest, Execution, Idempotency, execute};
use tokio::time::{Instant, sleep};

/// What is seen last of a transaction.
#[derive(Clone, Copy, Debug)]
enum Last {
    /// The record of the command.
    Record,
    /// The events and the state.
    Stream,
}

/// A store in memory in which a part of a recorded command is applied later than the rest.
struct TwoPhases {
    inner: MemoryStore,
    last: Last,
    lag: Duration,
    /// Until when the last transaction is being applied.
    until: Mutex<Option<Instant>>,
}

impl TwoPhases {
    fn new(last: Last, lag: Duration) -> Arc<Self> {
        Arc::new(Self { inner: MemoryStore::new(), last, lag, until: Mutex::default() })
    }

    fn is_applying(&self) -> bool {
        self.until.lock().expect("no panic").is_some_and(|until| Instant::now() < until)
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
        if self.is_applying() {
            // An item that is being applied can be neither checked nor written. The others are checked all the same.
            if matches!(self.last, Last::Record) && !commit.events.is_empty() && fastrand::bool() {
                let beside_the_record = Commit { record: None, ..commit.clone() };
                return Err(self.inner.append(&beside_the_record).await.expect_err("the twin's change is in the way"));
            }
            return Err(AppendError::Contention(StoreError::finding("TransactionConflict")));
        }
        let written = self.inner.append(commit).await;
        if written.is_ok() && commit.record.is_some() {
            *self.until.lock().expect("no panic") = Some(Instant::now() + self.lag);
        }
        written
    }

    async fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        let mut page = self.inner.events::<A>(scope, id, after, limit).await?;
        if matches!(self.last, Last::Stream) && self.is_applying() {
            page.events.pop();
        }
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
}

fn request(id: LedgerId, command: LedgerEvent) -> CommandRequest<Ledger> {
    CommandRequest {
        scope: scope(1, 1),
        user_id: UserId::from_uuid(uuid(9)),
        id,
        command,
        if_match: None,
        idempotency: None,
        correlation_id: CorrelationId::from_uuid(uuid(1)),
        status: 200,
    }
}

fn opened() -> LedgerEvent {
    LedgerOpened { name: "a".to_owned() }.into()
}

/// Sends some requests at once, all with one key: one is carried out, and the others get its answer.
async fn assert_one_answer(store: Arc<TwoPhases>, requests: Vec<CommandRequest<Ledger>>) {
    let sent: Vec<_> = requests
        .into_iter()
        .map(|request| {
            let idempotency = Idempotency::new(KeyName::new("TEST"), request.user_id, "key", "POST", "/", b"");
            let (store, request) = (Arc::clone(&store), CommandRequest { idempotency: Some(idempotency), ..request });
            tokio::spawn(async move { execute(&*store, request).await })
        })
        .collect();
    let mut answers: Vec<Execution<Ledger>> = Vec::new();
    for sent in sent {
        answers.push(sent.await.expect("no panic").expect("the answer of the one that was carried out"));
    }
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    let first = answers.first().expect("answers").snapshot.clone();
    assert!(answers.iter().all(|answer| answer.snapshot == first), "{answers:#?}");
}

/// Runs what begins with an open ledger, or with none, under every order and some lags.
async fn twins(is_open: bool, requests: impl Fn() -> Vec<CommandRequest<Ledger>>) {
    for last in [Last::Record, Last::Stream] {
        for lag in [0, 1, 3, 10, 30] {
            for _ in 0..20 {
                let store = TwoPhases::new(last, Duration::from_millis(lag));
                if is_open {
                    execute(&store.inner, request(ledger(1), opened())).await.expect("a ledger");
                }
                assert_one_answer(store, requests()).await;
            }
        }
    }
}

/// The twin's own unique value would be told as somebody else's: 409 for what was done. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_creation_that_comes_twice_does_not_meet_itself() {
    twins(false, || (0..5).map(|number| request(ledger(10 + number), opened())).collect()).await;
}

/// The twin's own change would be told as somebody else's: 412 for what was done. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn a_change_that_comes_twice_does_not_miss_its_version() {
    let added: LedgerEvent = AmountAdded { amount: 7, note: String::new() }.into();
    let change = || CommandRequest { if_match: Some(1), ..request(ledger(1), added.clone()) };
    twins(true, || (0..5).map(|_| change()).collect()).await;
}

/// What its twin did leaves nothing to do; that is the twin's answer, not one of its own. Requirement: ALL-9
#[tokio::test(start_paused = true)]
async fn an_end_that_comes_twice_is_one_end() {
    twins(true, || (0..5).map(|_| request(ledger(1), LedgerClosed {}.into())).collect()).await;
}
