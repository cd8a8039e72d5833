//! Lists, and what is in which scope.

use super::{
    BOOK, CLOSED, Ledger, LedgerClosed, LedgerEntered, OPEN, commit, ledger, load, open, opened, scope, stream,
};
use crate::{KeyName, Listing, LoadError, Store, TypedId as _};

/// The same ids in another tenant or capsule are other records: reading across would leak a customer's data. Requirement: ACS-6
pub async fn scopes_do_not_see_each_other<S: Store>(store: S) {
    let (mine, other_tenant, other_capsule) = (scope(1, 1), scope(2, 1), scope(1, 2));
    open(&store, mine, ledger(1), "a").await;
    for other in [other_tenant, other_capsule] {
        assert_eq!(load(&store, &other, ledger(1)).await, None);
        assert!(stream(&store, &other, ledger(1)).await.is_empty());
        let page = store.list::<Ledger>(&other, &Listing::All(OPEN), None, 10).await.expect("a list");
        assert!(page.rows.is_empty());
        open(&store, other, ledger(1), "a").await;
    }
}

/// A page that skips or repeats a record makes a client lose or double it. Requirement: ALL-6
pub async fn a_list_is_read_page_by_page_in_order<S: Store>(store: S) {
    let scope = scope(1, 1);
    for number in 1..=7 {
        open(&store, scope, ledger(number), &format!("name {number}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.list::<Ledger>(&scope, &Listing::All(OPEN), cursor.as_ref(), 3).await.expect("a page");
        assert!(page.rows.len() <= 3);
        seen.extend(page.rows.into_iter().map(|row| (row.id, row.summary.name)));
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
    assert!(store.list::<Ledger>(&scope, &Listing::All(OPEN), None, 10).await.expect("a list").rows.is_empty());
    assert_eq!(store.list::<Ledger>(&scope, &Listing::All(CLOSED), None, 10).await.expect("a list").rows.len(), 1);
}

/// A cursor that is taken into another list leaves out the rows before its place without a word. Requirement: ALL-6
pub async fn a_cursor_is_of_one_list<S: Store>(store: S) {
    let scope = scope(1, 1);
    for number in 1..=2 {
        open(&store, scope, ledger(number), &format!("book {number}")).await;
    }
    for (number, book) in [(3, 1), (4, 1), (5, 2), (6, 2)] {
        let entered = LedgerEntered { book: ledger(book), page: 1 };
        let events = vec![opened(format!("entry {number}")), entered.into()];
        store.append(&commit::<Ledger>(scope, ledger(number), None, events)).await.expect("an entry");
    }
    let of = |list: KeyName, book| Listing::By { list, kind: BOOK, target: ledger(book).erase() };
    let listings = [Listing::All(OPEN), Listing::All(CLOSED), of(OPEN, 1), of(OPEN, 2), of(CLOSED, 1)];
    for listing in [&listings[0], &listings[2], &listings[3]] {
        let page = store.list::<Ledger>(&scope, listing, None, 1).await.expect("a page");
        let cursor = page.next.expect("a second page");
        for other in &listings {
            let answer = store.list::<Ledger>(&scope, other, Some(&cursor), 1).await;
            if other == listing {
                assert!(answer.is_ok(), "{answer:?}");
            } else {
                assert!(matches!(answer, Err(LoadError::Cursor)), "{cursor:?} in {other:?}: {answer:?}");
            }
        }
    }
}

/// A cursor that a client made up must be an error and not a strange page. Requirement: ALL-6
pub async fn a_foreign_cursor_is_refused<S: Store>(store: S) {
    let cursor = crate::Cursor::from_client("account_01h2xcejqtf2nbrexx3vqjhp41#".to_owned());
    let answer = store.list::<Ledger>(&scope(1, 1), &Listing::All(OPEN), Some(&cursor), 10).await;
    assert!(matches!(answer, Err(LoadError::Cursor)), "{answer:?}");
}
