//! Unique values.

use super::{Ledger, LedgerClosed, LedgerReopened, commit, ledger, load, open, opened, scope};
use crate::{AppendError, Store, TypedId as _};

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

/// A personal value is hashed with another key than a public one, and must still have one holder only. Requirement: CON-2
pub async fn a_personal_unique_value_has_one_holder<S: Store>(store: S) {
    let scope = scope(1, 1);
    let first = open(&store, scope, ledger(1), "ada@example.com").await;
    let second = store.append(&commit::<Ledger>(scope, ledger(2), None, vec![opened("ada@example.com")])).await;
    assert!(matches!(second, Err(AppendError::ClaimTaken { .. })), "{second:?}");
    open(&store, self::scope(2, 1), ledger(2), "ada@example.com").await;
    store.append(&commit(scope, ledger(1), Some(&first), vec![LedgerClosed {}.into()])).await.expect("closed");
    open(&store, scope, ledger(2), "ada@example.com").await;
}

/// Taking a value back must fail when somebody else has it by now, and change nothing. Requirement: ALL-4
pub async fn a_value_that_was_given_away_is_not_taken_back<S: Store>(store: S) {
    let scope = scope(1, 1);
    let mine = open(&store, scope, ledger(1), "a").await;
    let close = commit(scope, ledger(1), Some(&mine), vec![LedgerClosed {}.into()]);
    store.append(&close).await.expect("closed");
    open(&store, scope, ledger(2), "a").await;
    let back = commit(scope, ledger(1), Some(&close.snapshot), vec![LedgerReopened {}.into()]);
    let answer = store.append(&back).await;
    assert!(
        matches!(&answer, Err(AppendError::ClaimTaken { holder, .. }) if *holder == ledger(2).erase()),
        "{answer:?}"
    );
    assert_eq!(load(&store, &scope, ledger(1)).await, Some(close.snapshot));
}
