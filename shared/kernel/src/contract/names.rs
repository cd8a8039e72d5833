//! Lists in the order of names.

use super::{CLOSED, Ledger, LedgerClosed, LedgerId, LedgerRenamed, OPEN, commit, ledger, open, scope};
use crate::{Cursor, KeyName, Listing, LoadError, Scope, SortName, Store};

fn by_name(list: KeyName, prefix: &str) -> Listing {
    Listing::ByName { list, prefix: SortName::prefix(prefix) }
}

/// The names of a list, so many rows a page.
async fn names<S: Store>(store: &S, scope: &Scope, listing: &Listing, limit: usize) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.list::<Ledger>(scope, listing, cursor.as_ref(), limit).await.expect("a page");
        assert!(page.rows.len() == limit || page.next.is_none(), "only the last page is short");
        seen.extend(page.rows.into_iter().map(|row| row.summary.name));
        cursor = page.next;
        if cursor.is_none() {
            return seen;
        }
    }
}

/// Opens ledgers 1, 2, .. under these names.
async fn open_all<S: Store>(store: &S, scope: Scope, names: &[&str]) {
    for (number, name) in (1..).zip(names) {
        open(store, scope, ledger(number), name).await;
    }
}

/// A name that stands where nobody looks for it, or a page that skips or repeats one, makes a list by name useless. Requirement: ALL-6
pub async fn a_list_is_read_in_the_order_of_its_names<S: Store>(store: S) {
    let (mine, other) = (scope(1, 1), scope(1, 2));
    open_all(
        &store,
        mine,
        &["beta", "Zürich", "ALPHA", "alphabet", "éclair", "Beta 2", "a", "日本", "b#c", "Ångström"],
    )
    .await;
    open(&store, other, ledger(1), "between").await;
    let expected = ["a", "ALPHA", "alphabet", "b#c", "beta", "Beta 2", "Zürich", "Ångström", "éclair", "日本"];
    for limit in [1, 2, 3, 10, 11] {
        assert_eq!(names(&store, &mine, &by_name(OPEN, ""), limit).await, expected, "pages of {limit}");
    }
}

/// Two companies of one name, or of names that only differ where nobody reads on, must both be shown, once each. Requirement: ALL-6
pub async fn equal_names_stand_in_the_order_of_creation<S: Store>(store: S) {
    let scope = scope(1, 1);
    let long = "x".repeat(SortName::MAX_BYTES);
    let (later, earlier) = (format!("{long}b"), format!("{long}a"));
    open_all(&store, scope, &["Straße", "STRASSE", &later, &earlier, "strasse", &long]).await;
    let expected = ["Straße", "STRASSE", "strasse", &later, &earlier, &long];
    for limit in [1, 2, 4, 6] {
        assert_eq!(names(&store, &scope, &by_name(OPEN, ""), limit).await, expected, "pages of {limit}");
    }
}

/// Whoever types the beginning of a name wants all that begin so, in any case, and nothing else. Requirement: ALL-6
pub async fn a_prefix_shows_the_names_that_begin_so<S: Store>(store: S) {
    let scope = scope(1, 1);
    open_all(&store, scope, &["Acme", "acme holding", "ACME GmbH", "Acm", "Bacme", "Acn", "Äcme"]).await;
    for limit in [1, 2, 3, 7] {
        let found = names(&store, &scope, &by_name(OPEN, "aCMe"), limit).await;
        assert_eq!(found, ["Acme", "ACME GmbH", "acme holding"], "pages of {limit}");
    }
    assert_eq!(names(&store, &scope, &by_name(OPEN, "acme h"), 7).await, ["acme holding"]);
    assert!(names(&store, &scope, &by_name(OPEN, "acme x"), 7).await.is_empty());
}

/// What is put away leaves the list, whatever its order. Requirement: ALL-4, ALL-6
pub async fn what_is_closed_is_listed_by_name_apart<S: Store>(store: S) {
    let scope = scope(1, 1);
    let closed = open(&store, scope, ledger(1), "b").await;
    open(&store, scope, ledger(2), "a").await;
    store.append(&commit(scope, ledger(1), Some(&closed), vec![LedgerClosed {}.into()])).await.expect("closed");
    assert_eq!(names(&store, &scope, &by_name(OPEN, ""), 2).await, ["a"]);
    assert_eq!(names(&store, &scope, &by_name(CLOSED, ""), 2).await, ["b"]);
    assert!(names(&store, &scope, &by_name(CLOSED, "a"), 2).await.is_empty());
}

/// A row that stays under its old name is found by nobody, and one that stands under both is counted twice. Requirement: ALL-6
pub async fn another_name_moves_the_row<S: Store>(store: S) {
    let scope = scope(1, 1);
    let first = open(&store, scope, ledger(1), "a").await;
    open(&store, scope, ledger(2), "b").await;
    let renamed = LedgerRenamed { name: "c".to_owned() };
    store.append(&commit(scope, ledger(1), Some(&first), vec![renamed.into()])).await.expect("renamed");
    assert_eq!(names(&store, &scope, &by_name(OPEN, ""), 1).await, ["b", "c"]);
    assert!(names(&store, &scope, &by_name(OPEN, "a"), 1).await.is_empty());
}

/// Personal data stands in no key that can be read: what has no other name is found in the other order alone. Requirement: ALL-6
pub async fn what_has_no_name_to_be_ordered_by_is_left_out<S: Store>(store: S) {
    let scope = scope(1, 1);
    let first = open(&store, scope, ledger(1), "ada").await;
    open(&store, scope, ledger(2), "bob@example.com").await;
    assert_eq!(names(&store, &scope, &by_name(OPEN, ""), 5).await, ["ada"]);
    assert_eq!(names(&store, &scope, &Listing::All(OPEN), 5).await, ["ada", "bob@example.com"]);
    let renamed = LedgerRenamed { name: "ada@example.com".to_owned() };
    store.append(&commit(scope, ledger(1), Some(&first), vec![renamed.into()])).await.expect("renamed");
    assert!(names(&store, &scope, &by_name(OPEN, ""), 5).await.is_empty(), "it leaves the list with its name");
}

/// A cursor that is taken into another order begins somewhere by chance. Requirement: ALL-6
pub async fn a_cursor_is_of_one_order_and_one_prefix<S: Store>(store: S) {
    let scope = scope(1, 1);
    open_all(&store, scope, &["aa", "ab", "b"]).await;
    let (by_creation, by_name, by_prefix) = (Listing::All(OPEN), by_name(OPEN, ""), by_name(OPEN, "a"));
    let first = async |listing: &Listing| {
        let page = store.list::<Ledger>(&scope, listing, None, 1).await.expect("a page");
        page.next.expect("a second page")
    };
    let (of_creation, of_name) = (first(&by_creation).await, first(&by_name).await);
    let beyond = store.list::<Ledger>(&scope, &by_name, None, 2).await.expect("a page").next.expect("a third row");
    let made_up = |place: &str| Cursor::from_client(format!("{OPEN} by name:{place}"));
    let id: LedgerId = ledger(1);
    for (listing, cursor) in [
        (&by_creation, of_name.clone()),
        (&by_name, of_creation.clone()),
        (&by_prefix, of_creation),
        (&by_name, made_up(&format!("6/{id}"))),
        (&by_name, made_up(&format!("6G/{id}"))),
        (&by_name, made_up(&format!("/{id}"))),
        (&by_name, made_up(&format!("{}/{id}", "61".repeat(SortName::MAX_BYTES + 1)))),
        (&by_name, made_up("61/account_01h2xcejqtf2nbrexx3vqjhp41")),
        (&by_name, made_up("61")),
        (&by_prefix, made_up(&format!("62/{id}"))),
    ] {
        let answer = store.list::<Ledger>(&scope, listing, Some(&cursor), 1).await;
        assert!(matches!(answer, Err(LoadError::Cursor)), "{listing:?} {cursor:?}: {answer:?}");
    }
    // A place in the whole list is one in a part of it.
    for (cursor, expected) in [(of_name, vec!["ab"]), (beyond, vec![])] {
        let page = store.list::<Ledger>(&scope, &by_prefix, Some(&cursor), 5).await.expect("a page");
        assert_eq!(page.rows.into_iter().map(|row| row.summary.name).collect::<Vec<_>>(), expected);
    }
}
