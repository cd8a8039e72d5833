//! What is too much for one transaction.

use super::{
    AmountAdded, Ledger, LedgerAnnotated, LedgerMerged, LedgerRefolded, added, commit, ledger, load, open, opened,
    scope, stream,
};
use crate::{AppendError, Limit, MAX_BYTES, MAX_EVENT_BYTES, MAX_STATE_BYTES, Store};

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

/// A transaction over the engine's limit fails late and unclearly: it is refused before any call.
pub async fn a_command_over_the_item_budget_is_refused<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let fits: Vec<_> = std::iter::once(opened("a")).chain((0..95).map(|_| added(1))).collect();
    store
        .append(&commit::<Ledger>(scope, id, None, fits))
        .await
        .expect("96 events, state, published item, claim and anchor");
    let over: Vec<_> = std::iter::once(opened("b")).chain((0..96).map(|_| added(1))).collect();
    let answer = store.append(&commit::<Ledger>(scope, ledger(2), None, over)).await;
    assert!(matches!(answer, Err(AppendError::TooLarge { found: 101, limit: 100, .. })), "{answer:?}");
}

/// The items that a reference, an anchor or a list needs count like all others.
pub async fn the_item_budget_counts_everything_around_the_state<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    open(&store, scope, ledger(2), "book").await;
    let entered = || crate::contract::LedgerEntered { book: ledger(2), page: 1 }.into();
    let fits = [opened("a"), entered()].into_iter().chain((0..91).map(|_| added(1))).collect();
    let fits = commit::<Ledger>(scope, id, None, fits);
    assert_eq!(fits.item_count(), 99, "93 events, state, anchor, published item, claim, edge, the book's anchor");
    store.append(&fits).await.expect("it fits");
    let over = [opened("b"), entered()].into_iter().chain((0..93).map(|_| added(1))).collect();
    let answer = store.append(&commit::<Ledger>(scope, ledger(3), None, over)).await;
    assert!(matches!(answer, Err(AppendError::TooLarge { found: 101, limit: 100, .. })), "{answer:?}");
}

/// A transaction takes 4 MB. What is larger is refused by us, with a number, and not by the engine, with a text that quotes items.
pub async fn a_command_over_the_byte_budget_is_refused<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let large = || AmountAdded { amount: 1, note: "x".repeat(120_000) }.into();
    let fits = std::iter::once(opened("a")).chain((0..30).map(|_| large())).collect();
    let fits = commit::<Ledger>(scope, id, None, fits);
    store.append(&fits).await.expect("3.6 MB fit");
    let over = (0..36).map(|_| large()).collect();
    let answer = store.append(&commit(scope, id, Some(&fits.snapshot), over)).await;
    assert!(
        matches!(answer, Err(AppendError::TooLarge { found, limit: MAX_BYTES, .. }) if found > MAX_BYTES),
        "{answer:?}"
    );
    assert_eq!(load(&store, &scope, id).await.map(|snapshot| snapshot.version), Some(31));
}

/// A record that is full could never be put away any more: what ends it has some room of its own. Requirement: ALL-4
pub async fn a_full_state_can_still_be_ended<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let before = open(&store, scope, id, "a").await;
    let annotated = |before, note: usize| {
        let note = "x".repeat(note);
        commit(scope, id, Some(before), vec![LedgerAnnotated { note }.into()])
    };
    let empty = annotated(&before, 0).encode().expect("a state").state.len();
    let full = annotated(&before, MAX_STATE_BYTES - empty);
    store.append(&full).await.expect("full to the last byte");
    let merged = || LedgerMerged { into: ledger(2) }.into();
    let more = vec![merged(), LedgerAnnotated { note: "x".repeat(MAX_STATE_BYTES - empty) }.into()];
    let answer = store.append(&commit(scope, id, Some(&full.snapshot), more)).await;
    assert!(matches!(answer, Err(AppendError::TooLarge { what: Limit::StateBytes, .. })), "{answer:?}");
    let ended = commit(scope, id, Some(&full.snapshot), vec![merged()]);
    store.append(&ended).await.expect("ended");

    let loaded = store.load::<Ledger>(&scope, id, None).await.expect("a load");
    assert!(loaded.state_bytes > MAX_STATE_BYTES);
    let shorter = |by: usize| {
        let mut shorter = annotated(&ended.snapshot, MAX_STATE_BYTES - empty - by);
        shorter.state_bytes_before = loaded.state_bytes;
        shorter
    };
    store.append(&shorter(1)).await.expect("what shrinks is taken, also beyond the limit");
}

/// An event that no bus takes, or a state that costs a fortune to read, must not get into the table.
pub async fn one_event_and_one_state_have_limits_of_their_own<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let before = open(&store, scope, id, "a").await;
    let event = AmountAdded { amount: 1, note: "x".repeat(MAX_EVENT_BYTES) };
    let answer = store.append(&commit(scope, id, Some(&before), vec![event.into()])).await;
    assert!(matches!(answer, Err(AppendError::TooLarge { limit: MAX_EVENT_BYTES, .. })), "{answer:?}");
    let state = LedgerAnnotated { note: "x".repeat(MAX_STATE_BYTES) };
    let answer = store.append(&commit(scope, id, Some(&before), vec![state.into()])).await;
    assert!(matches!(answer, Err(AppendError::TooLarge { limit: MAX_STATE_BYTES, .. })), "{answer:?}");
    assert_eq!(load(&store, &scope, id).await, Some(before));
}
