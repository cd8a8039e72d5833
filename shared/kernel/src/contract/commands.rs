//! The records of commands.

use super::{Ledger, commit, ledger, load, now, open, opened, record, scope};
use crate::{AppendError, Store};

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

/// Whoever is about to refuse looks for the record alone, and must find what stands beside the events. Requirement: ALL-9
pub async fn a_record_is_found_by_itself<S: Store>(store: S) {
    let (scope, id) = (scope(1, 1), ledger(1));
    let record = record("key", "request", id, 1);
    assert_eq!(store.record(&scope, &record.key).await.expect("a read"), None);
    let mut commit = commit::<Ledger>(scope, id, None, vec![opened("a")]);
    commit.record = Some(record.clone());
    store.append(&commit).await.expect("written");
    assert_eq!(store.record(&scope, &record.key).await.expect("a read"), Some(record.clone()));
    let elsewhere = store.record(&self::scope(1, 2), &record.key).await.expect("a read");
    assert_eq!(elsewhere, None, "a key counts in its scope only");
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
