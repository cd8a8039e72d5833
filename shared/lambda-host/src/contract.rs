//! The promises of [`execute`](crate::execute) under real concurrency, as tests that every store passes.
//!
//! A store's crate calls [`execute_contract!`](crate::execute_contract) once, beside `kernel::store_contract!`.

#![allow(clippy::expect_used, clippy::panic, reason = "test code that other crates' tests call")]

use std::{collections::BTreeSet, sync::Arc};

use kernel::{
    Aggregate, CorrelationId, KeyName, Listing, Needs, ReferenceRefusal, Scope, Store, TypedId as _, UserId,
    contract::{
        AmountAdded, BOOK, Ledger, LedgerClosed, LedgerEntered, LedgerEvent, LedgerId, LedgerMoved, LedgerPinned,
        LedgerRefolded, LedgerRemoved, LedgerState, added, ledger, opened, scope, uuid,
    },
};
use tokio::task::JoinSet;

use crate::{CommandRequest, ExecuteError, Execution, Idempotency, execute};

const FUNCTION: KeyName = KeyName::new("CONTRACT");

type Outcome = Result<Execution<Ledger>, ExecuteError>;

fn under(above: LedgerId) -> LedgerEvent {
    LedgerMoved { under: Some(above) }.into()
}

/// A request without conditions, always in the same scope and of the same user.
pub fn request<A: Aggregate>(id: A::Id, command: A::Command) -> CommandRequest<A> {
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

async fn run<S: Store>(store: &S, id: LedgerId, command: LedgerEvent) -> Outcome {
    execute(store, request(id, command)).await
}

/// Runs commands at the same time; the outcomes are in the order of the commands.
async fn together<S: Store + 'static>(store: &Arc<S>, requests: Vec<CommandRequest<Ledger>>) -> Vec<Outcome> {
    let mut tasks = JoinSet::new();
    for (place, request) in requests.into_iter().enumerate() {
        let store = Arc::clone(store);
        tasks.spawn(async move { (place, execute(&*store, request).await) });
    }
    let mut outcomes = tasks.join_all().await;
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Repeats what was only lost to others, as a client does.
async fn insist<S: Store>(store: &S, id: LedgerId, command: &LedgerEvent) -> Outcome {
    loop {
        match run(store, id, command.clone()).await {
            Err(ExecuteError::Conflict | ExecuteError::Busy(_)) => {}
            outcome => return outcome,
        }
    }
}

async fn state<S: Store>(store: &S, scope: &Scope, id: LedgerId) -> (u64, LedgerState) {
    let loaded = store.load::<Ledger>(scope, id, None).await.expect("a load");
    let snapshot = loaded.snapshot.expect("a ledger");
    (snapshot.version, snapshot.state)
}

/// An acknowledged append that is gone, or one that was refused and stands, are both a lie to a customer. Requirement: ALL-7
pub async fn sixteen_writers_lose_nothing<S: Store + 'static>(store: S) {
    const ROUNDS: u64 = 5;
    let (store, id) = (Arc::new(store), ledger(1));
    run(&*store, id, opened("a")).await.expect("a ledger");
    let (mut acknowledged, mut versions) = (0, BTreeSet::new());
    for _ in 0..ROUNDS {
        for outcome in together(&store, (0..16).map(|_| request(id, added(1))).collect()).await {
            match outcome {
                Ok(execution) => {
                    acknowledged += 1;
                    assert!(versions.insert(execution.snapshot.version), "two answers with one version");
                }
                Err(ExecuteError::Conflict | ExecuteError::Busy(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
    let (version, state) = state(&*store, &scope(1, 1), id).await;
    assert!(acknowledged >= ROUNDS, "somebody wins in every round");
    assert_eq!((version, state.total), (acknowledged + 1, acknowledged));
    let events = store.events::<Ledger>(&scope(1, 1), id, 0, 1_000).await.expect("the stream").events;
    let sequences: Vec<u64> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=version).collect::<Vec<_>>());
}

/// A client that loses its patience sends the same request again and again: it happens once, and every answer is the same.
/// Requirement: ALL-9
pub async fn fifty_duplicates_give_one_event_and_equal_answers<S: Store + 'static>(store: S) {
    let (store, id) = (Arc::new(store), ledger(1));
    run(&*store, id, opened("a")).await.expect("a ledger");
    let duplicate = || {
        let request = request(id, added(7));
        let idempotency = Idempotency::new(FUNCTION, request.user_id, "key", "POST", "/ledgers", b"{}");
        CommandRequest { idempotency: Some(idempotency), if_match: Some(1), ..request }
    };
    let outcomes = together(&store, (0..50).map(|_| duplicate()).collect()).await;
    let mut first = 0;
    for outcome in outcomes {
        let execution = outcome.expect("an answer for everybody");
        first += usize::from(!execution.replayed);
        assert_eq!((execution.snapshot.version, execution.snapshot.state.total, execution.status), (2, 7, 200));
    }
    assert_eq!(first, 1, "one did it, the others heard of it");
    assert_eq!(state(&*store, &scope(1, 1), id).await.0, 2);
}

/// A key that stands for another request must not answer for this one; another actor or scope has keys of its own.
/// Requirement: ALL-9
pub async fn a_key_stands_for_one_request_of_one_actor_in_one_scope<S: Store + 'static>(store: S) {
    let keyed = |scope: Scope, user: u128, method: &str, path: &str, body: &[u8]| {
        let user_id = UserId::from_uuid(uuid(user));
        let idempotency = Some(Idempotency::new(FUNCTION, user_id, "key", method, path, body));
        CommandRequest { scope, user_id, idempotency, ..request::<Ledger>(ledger(1), added(1)) }
    };
    for scope in [scope(1, 1), scope(2, 1), scope(1, 2)] {
        execute(&store, CommandRequest { scope, ..request::<Ledger>(ledger(1), opened("a")) }).await.expect("a ledger");
    }
    let here = scope(1, 1);
    assert!(!execute(&store, keyed(here, 9, "POST", "/l", b"{}")).await.expect("done").replayed);
    for (method, path, body) in [("POST", "/l", &b"{ }"[..]), ("PATCH", "/l", b"{}"), ("POST", "/m", b"{}")] {
        let outcome = execute(&store, keyed(here, 9, method, path, body)).await;
        assert!(matches!(outcome, Err(ExecuteError::KeyReused)), "{method} {path}: {outcome:?}");
    }
    for (scope, user) in [(here, 8), (scope(2, 1), 9), (scope(1, 2), 9)] {
        let execution = execute(&store, keyed(scope, user, "POST", "/l", b"{}")).await.expect("a request of its own");
        assert!(!execution.replayed);
    }
    assert_eq!(state(&store, &here, ledger(1)).await.1.total, 2);
}

/// A child under a parent that is gone, or a parent that went with its children: of the two exactly one may happen.
/// Requirement: ACC-5
pub async fn a_create_that_races_the_archive_of_its_parent_has_one_winner<S: Store + 'static>(store: S) {
    let store = Arc::new(store);
    for number in 1..=8 {
        let (parent, child) = (ledger(number), ledger(100 + number));
        run(&*store, parent, opened(format!("parent {number}"))).await.expect("a parent");
        run(&*store, child, opened(format!("child {number}"))).await.expect("a child");
        let race = vec![request(child, under(parent)), request(parent, LedgerClosed {}.into())];
        let outcomes = together(&store, race).await;
        match &outcomes[..] {
            [Ok(_), Err(ExecuteError::Blocked { .. } | ExecuteError::Conflict | ExecuteError::Busy(_))] => {}
            [Err(ExecuteError::Reference(refused)), Ok(_)] if refused.refusal == ReferenceRefusal::Archived => {}
            [Err(ExecuteError::Busy(_)), Ok(_)] => {}
            other => panic!("{other:?}"),
        }
        let closed = state(&*store, &scope(1, 1), parent).await.1.closed;
        let hangs = state(&*store, &scope(1, 1), child).await.1.under.is_some();
        assert!(closed != hangs, "closed: {closed}, has a child: {hangs}");
    }
}

/// Sixteen children of one parent meet at its anchor: that costs time and no child, and none is counted twice.
/// Requirement: ALL-7
pub async fn sixteen_children_of_one_parent_are_all_counted<S: Store + 'static>(store: S) {
    let store = Arc::new(store);
    let parent = ledger(1);
    run(&*store, parent, opened("parent")).await.expect("a parent");
    let mut tasks = JoinSet::new();
    for number in 2..18 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let child = ledger(number);
            insist(&*store, child, &opened(format!("child {number}"))).await.expect("a child");
            insist(&*store, child, &under(parent)).await.expect("under its parent");
        });
    }
    tasks.join_all().await;
    for number in 2..18 {
        let answer = insist(&*store, parent, &LedgerClosed {}.into()).await;
        assert!(matches!(answer, Err(ExecuteError::Blocked { .. })), "{} are left: {answer:?}", 18 - number);
        run(&*store, ledger(number), LedgerClosed {}.into()).await.expect("the child goes");
    }
    run(&*store, parent, LedgerClosed {}.into()).await.expect("the last child went");
}

/// A under B while B goes under A: at most one may win. Requirement: CON-4
pub async fn racing_moves_never_make_a_circle<S: Store + 'static>(store: S) {
    let store = Arc::new(store);
    for round in 0..6 {
        let ring = [10 * round + 1, 10 * round + 2, 10 * round + 3].map(ledger);
        for id in ring {
            run(&*store, id, opened(id.to_string())).await.expect("a ledger");
        }
        let [a, b, c] = ring;
        let moves = vec![request(a, under(b)), request(b, under(c)), request(c, under(a))];
        for outcome in together(&store, moves).await {
            match outcome {
                Ok(_) | Err(ExecuteError::Conflict | ExecuteError::Busy(_)) => {}
                Err(ExecuteError::Rejected(rejection)) => assert_eq!(rejection.code, "circle"),
                Err(error) => panic!("{error}"),
            }
        }
        let mut hanging = 0;
        for id in ring {
            hanging += usize::from(state(&*store, &scope(1, 1), id).await.1.under.is_some());
        }
        assert!(hanging < 3, "all three hang under each other");
    }
}

/// A main entry that left while it was chosen would be a dead end. Requirement: ACC-4
pub async fn a_pin_that_races_a_removal_has_one_winner<S: Store + 'static>(store: S) {
    let store = Arc::new(store);
    for number in 1..=6 {
        let (book, entry) = (ledger(number), ledger(100 + number));
        run(&*store, book, opened(format!("book {number}"))).await.expect("a book");
        run(&*store, entry, opened(format!("entry {number}"))).await.expect("an entry");
        run(&*store, entry, LedgerEntered { book, page: 1 }.into()).await.expect("entered");
        let race = vec![
            request(book, LedgerPinned { entry: Some(entry) }.into()),
            request(entry, LedgerRemoved { book }.into()),
        ];
        for outcome in together(&store, race).await {
            match outcome {
                Ok(_) | Err(ExecuteError::Reference(_) | ExecuteError::Conflict | ExecuteError::Busy(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        let pinned = state(&*store, &scope(1, 1), book).await.1.pinned.is_some();
        let entered = !state(&*store, &scope(1, 1), entry).await.1.books.is_empty();
        assert!(entered || !pinned, "pinned: {pinned}, entered: {entered}");
    }
}

/// A command on a state of an older fold decides on the new one and writes it, everywhere where it is shown: a list by reference
/// or a published item that still shows what the older fold made would contradict the record. Requirement: PLT-1
pub async fn a_command_on_an_older_fold_writes_the_new_one<S: Store + 'static>(store: S) {
    let (id, book) = (ledger(1), ledger(2));
    run(&store, book, opened("book")).await.expect("a book");
    run(&store, id, opened("a")).await.expect("a ledger");
    run(&store, id, LedgerEntered { book, page: 1 }.into()).await.expect("entered");
    let scope = scope(1, 1);
    let refolded = CommandRequest { if_match: Some(2), ..request::<LedgerRefolded>(id, added(1)) };
    let execution = execute(&store, refolded).await.expect("added");
    assert_eq!((execution.snapshot.version, execution.snapshot.state.total), (3, 2));
    let stored = store.load::<LedgerRefolded>(&scope, id, None).await.expect("a load").snapshot.expect("a ledger");
    assert_eq!(stored, execution.snapshot);

    let shown = LedgerRefolded::summary(&stored.state);
    assert_ne!(shown, Ledger::summary(&stored.state));
    let listing = Listing::By { list: Ledger::list(&stored.state), kind: BOOK, target: book.erase() };
    let page = store.list::<LedgerRefolded>(&scope, &listing, None, 10).await.expect("a page");
    assert_eq!(page.rows.into_iter().map(|row| row.summary).collect::<Vec<_>>(), std::slice::from_ref(&shown));
    let needs = Needs { published: vec![id.erase()], ..Needs::default() };
    let known = store.look_up(&scope, &needs).await.expect("known");
    let published = known.published.get(&id.erase()).and_then(|published| published.attributes.get("name"));
    assert_eq!(published, Some(&shown.name.into()));
}

/// What is too large for one transaction is a clear no, and leaves nothing behind. Requirement: ALL-7
pub async fn what_is_too_large_is_refused_in_words<S: Store + 'static>(store: S) {
    let id = ledger(1);
    run(&store, id, opened("a")).await.expect("a ledger");
    let huge = AmountAdded { amount: 1, note: "x".repeat(kernel::MAX_EVENT_BYTES) };
    let outcome = run(&store, id, huge.into()).await;
    assert!(matches!(outcome, Err(ExecuteError::TooLarge { .. })), "{outcome:?}");
    assert_eq!(state(&store, &scope(1, 1), id).await.0, 1);
}

/// Makes a test of every promise, on several threads. The expression gives a fresh store and what must live as long as it; it
/// may await.
#[macro_export]
macro_rules! execute_contract {
    ($fresh:expr) => {
        $crate::execute_contract!(@tests $fresh;
            sixteen_writers_lose_nothing,
            fifty_duplicates_give_one_event_and_equal_answers,
            a_key_stands_for_one_request_of_one_actor_in_one_scope,
            a_create_that_races_the_archive_of_its_parent_has_one_winner,
            sixteen_children_of_one_parent_are_all_counted,
            racing_moves_never_make_a_circle,
            a_pin_that_races_a_removal_has_one_winner,
            a_command_on_an_older_fold_writes_the_new_one,
            what_is_too_large_is_refused_in_words,
        );
    };
    (@tests $fresh:expr; $($case:ident),+ $(,)?) => {
        mod executing {
            #[allow(unused_imports, reason = "the expression may need them")]
            use super::*;
            $(
                #[doc = concat!("See `lambda_host::contract::", stringify!($case), "`.")]
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    let (store, _engine) = $fresh;
                    $crate::contract::$case(store).await;
                }
            )+
        }
    };
}
