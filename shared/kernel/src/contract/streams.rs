//! Streams and their states.

use super::{Ledger, LedgerRefolded, added, commit, ledger, load, open, opened, scope, stream};
use crate::{AppendError, Snapshot, Store};

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

/// After a change of `evolve` an old state would give wrong answers: it is folded again from its events.
pub async fn a_state_of_an_older_fold_is_rebuilt<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    store.append(&commit::<Ledger>(scope, id, None, vec![opened("a"), added(4)])).await.expect("written");
    assert!(!store.load::<Ledger>(&scope, id, None).await.expect("a load").rebuilt);
    let loaded = store.load::<LedgerRefolded>(&scope, id, None).await.expect("a load");
    assert!(loaded.rebuilt);
    let refolded = loaded.snapshot.expect("a state");
    assert_eq!((refolded.version, refolded.state.total), (2, 8));
    store.append(&commit(scope, id, Some(&refolded), vec![added(1)])).await.expect("one more");
    let loaded = store.load::<LedgerRefolded>(&scope, id, None).await.expect("a load");
    assert!(!loaded.rebuilt);
    let stored = loaded.snapshot.expect("a state");
    assert_eq!((stored.version, stored.state.total), (3, 10));
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
