//! Owning references through anchors, lists by reference, chains of parents, and what is published.

use super::{
    BOOK, CLOSED, ENTRIES, Ledger, LedgerClosed, LedgerEntered, LedgerEvent, LedgerId, LedgerMerged, LedgerMoved,
    LedgerPinned, LedgerRemoved, LedgerReopened, OPEN, UNDER, commit, ledger, load, open, opened, scope,
};
use crate::{
    Aggregate, AppendError, Blocking, Commit, KeyName, Lineage, Listing, MAX_LINEAGE, Needs, ReferenceRefusal,
    RefusedReference, Scope, Snapshot, Store, TypedId as _,
};

fn entered(book: u128, page: u32) -> LedgerEvent {
    LedgerEntered { book: ledger(book), page }.into()
}

fn under(above: u128) -> LedgerEvent {
    LedgerMoved { under: Some(ledger(above)) }.into()
}

fn closed() -> LedgerEvent {
    LedgerClosed {}.into()
}

fn pinned(entry: u128) -> LedgerEvent {
    LedgerPinned { entry: Some(ledger(entry)) }.into()
}

fn change(before: &Snapshot<Ledger>, events: Vec<LedgerEvent>) -> Commit<Ledger> {
    commit(scope(1, 1), before.id, Some(before), events)
}

async fn append<S: Store>(store: &S, commit: Commit<Ledger>) -> Snapshot<Ledger> {
    store.append(&commit).await.expect("written");
    commit.snapshot
}

/// Appends what must be refused for a reference, and checks that nothing of it was written.
async fn refusal<S: Store>(store: &S, commit: Commit<Ledger>) -> RefusedReference {
    let (scope, id) = (commit.scope, commit.snapshot.id);
    let before = load(store, &scope, id).await;
    match store.append(&commit).await {
        Err(AppendError::Reference(refused)) => {
            assert_eq!(load(store, &scope, id).await, before, "nothing of the refused command is written");
            refused
        }
        other => panic!("expected a refused reference, got {other:?}"),
    }
}

async fn entries<S: Store>(store: &S, scope: &Scope, list: KeyName, book: u128) -> Vec<(LedgerId, Option<u32>)> {
    let listing = Listing::By { list, kind: BOOK, target: ledger(book).erase() };
    let page = store.list::<Ledger>(scope, &listing, None, 100).await.expect("a list");
    assert_eq!(page.next, None);
    page.rows.into_iter().map(|row| (row.id, row.link.map(|link| link.page))).collect()
}

async fn lineage<S: Store>(store: &S, of: u128) -> Lineage {
    let needs = Needs { published: Vec::new(), lineage_of: Some(ledger(of).erase()) };
    store.look_up(&scope(1, 1), &needs).await.expect("a chain").lineage
}

/// A record that refers to another must be found from there, or nobody sees the contacts of a company. Requirement: CON-3
pub async fn a_reference_stands_in_the_list_of_its_target<S: Store>(store: S) {
    let scope = scope(1, 1);
    open(&store, scope, ledger(1), "book").await;
    open(&store, scope, ledger(2), "other book").await;
    for (number, page) in [(4, 7), (3, 9)] {
        let events = vec![opened(format!("entry {number}")), entered(1, page)];
        append(&store, commit(scope, ledger(number), None, events)).await;
    }
    assert_eq!(entries(&store, &scope, OPEN, 1).await, [(ledger(3), Some(9)), (ledger(4), Some(7))]);
    assert!(entries(&store, &scope, OPEN, 2).await.is_empty());
    assert!(entries(&store, &scope, CLOSED, 1).await.is_empty());
    assert!(entries(&store, &self::scope(2, 1), OPEN, 1).await.is_empty());
    let listing = Listing::By { list: OPEN, kind: BOOK, target: ledger(1).erase() };
    let first = store.list::<Ledger>(&scope, &listing, None, 1).await.expect("a page");
    let second = store.list::<Ledger>(&scope, &listing, first.next.as_ref(), 1).await.expect("a page");
    assert_eq!((first.rows[0].summary.name.as_str(), second.rows[0].summary.name.as_str()), ("entry 3", "entry 4"));
    assert_eq!(second.next, None);
}

/// A reference into another tenant must be refused exactly like one to nothing: the answer would tell what others have.
/// Requirement: ACS-6
pub async fn a_reference_to_nothing_or_to_another_scope_is_refused<S: Store>(store: S) {
    open(&store, scope(2, 1), ledger(1), "book of another tenant").await;
    open(&store, scope(1, 2), ledger(1), "book of another capsule").await;
    for book in [1, 8] {
        let created = commit(scope(1, 1), ledger(2), None, vec![opened("entry"), entered(book, 1)]);
        let expected = RefusedReference {
            target: ledger(book).erase(),
            pointer: "/books/0".to_owned(),
            refusal: ReferenceRefusal::Missing,
        };
        assert_eq!(refusal(&store, created).await, expected);
    }
}

/// A child under an archived parent could never be found from there. Requirement: ALL-4
pub async fn a_reference_to_what_is_put_away_is_refused<S: Store>(store: S) {
    let scope = scope(1, 1);
    let book = open(&store, scope, ledger(1), "book").await;
    append(&store, change(&book, vec![closed()])).await;
    let entry = open(&store, scope, ledger(2), "entry").await;
    let refused = refusal(&store, change(&entry, vec![entered(1, 1)])).await;
    assert_eq!(refused.refusal, ReferenceRefusal::Archived);

    let merged = open(&store, scope, ledger(3), "merged book").await;
    append(&store, change(&merged, vec![LedgerMerged { into: ledger(4) }.into()])).await;
    let refused = refusal(&store, change(&entry, vec![entered(3, 1)])).await;
    assert_eq!(refused.refusal, ReferenceRefusal::MergedInto(ledger(4).erase()));
}

/// Whoever decides on what was loaded a moment ago may be wrong by now: of a new child and the archive of its parent, exactly
/// one must win, whichever comes first. Requirement: ACC-5
pub async fn a_create_that_races_the_archive_of_its_parent_has_one_winner<S: Store>(store: S) {
    let scope = scope(1, 1);
    for (number, child_first) in [(1, true), (2, false)] {
        let parent = open(&store, scope, ledger(number), &format!("parent {number}")).await;
        let archive = change(&parent, vec![closed()]);
        let created = vec![opened(format!("child {number}")), under(number)];
        let create = commit::<Ledger>(scope, ledger(10 + number), None, created);
        if child_first {
            append(&store, create).await;
            let answer = store.append(&archive).await;
            assert!(
                matches!(&answer, Err(AppendError::Blocked { by }) if by == <Ledger as Aggregate>::BLOCKING),
                "{answer:?}"
            );
            assert!(!load(&store, &scope, parent.id).await.expect("the parent").state.closed);
        } else {
            append(&store, archive).await;
            assert_eq!(refusal(&store, create).await.refusal, ReferenceRefusal::Archived);
        }
    }
}

/// A count that stays up would keep a parent alive for ever, one that goes down too early would let it go too soon.
/// Requirement: ACC-5
pub async fn a_parent_can_go_when_its_last_child_went<S: Store>(store: S) {
    let scope = scope(1, 1);
    let mut parent = open(&store, scope, ledger(1), "parent").await;
    let mut children = Vec::new();
    for number in 2..=4 {
        let events = vec![opened(format!("child {number}")), under(1)];
        children.push(append(&store, commit(scope, ledger(number), None, events)).await);
    }
    let away: [LedgerEvent; 3] =
        [closed(), LedgerMoved { under: None }.into(), LedgerMerged { into: ledger(2) }.into()];
    for (child, away) in children.iter().zip(away) {
        let answer = store.append(&change(&parent, vec![closed()])).await;
        assert!(matches!(answer, Err(AppendError::Blocked { .. })), "{answer:?}");
        append(&store, change(child, vec![away])).await;
    }
    parent = append(&store, change(&parent, vec![closed()])).await;
    assert!(parent.state.closed);
}

/// What is put away leaves the list in use, stays in that of the archive, does not count, and may only come back while its
/// target is there. Requirement: ALL-4
pub async fn an_archived_holder_keeps_its_references_without_counting<S: Store>(store: S) {
    let scope = scope(1, 1);
    let book = open(&store, scope, ledger(1), "book").await;
    let entry = append(&store, commit(scope, ledger(2), None, vec![opened("entry"), entered(1, 3)])).await;
    let entry = append(&store, change(&entry, vec![closed()])).await;
    assert!(entries(&store, &scope, OPEN, 1).await.is_empty());
    assert_eq!(entries(&store, &scope, CLOSED, 1).await, [(ledger(2), Some(3))]);

    let reopened = append(&store, change(&entry, vec![LedgerReopened {}.into()])).await;
    assert_eq!(entries(&store, &scope, OPEN, 1).await, [(ledger(2), Some(3))]);
    let entry = append(&store, change(&reopened, vec![closed()])).await;
    append(&store, change(&book, vec![closed()])).await;
    let refused = refusal(&store, change(&entry, vec![LedgerReopened {}.into()])).await;
    assert_eq!(refused.refusal, ReferenceRefusal::Archived);
    assert_eq!(entries(&store, &scope, CLOSED, 1).await, [(ledger(2), Some(3))]);
}

/// A refusal that does not name who stands in the way leaves people searching; one that names others sends them wrong. Requirement: ACC-5
pub async fn the_holders_that_count_are_named<S: Store>(store: S) {
    let scope = scope(1, 1);
    let entries = Blocking { counter: ENTRIES, kind: BOOK, list: OPEN };
    for number in [1, 2] {
        open(&store, scope, ledger(number), &format!("book {number}")).await;
    }
    for (number, book) in [(3, 1), (4, 1), (5, 2), (6, 1)] {
        let events = vec![opened(format!("entry {number}")), entered(book, 1)];
        append(&store, commit(scope, ledger(number), None, events)).await;
    }
    let fourth = load(&store, &scope, ledger(4)).await.expect("an entry");
    append(&store, change(&fourth, vec![closed()])).await;
    let of =
        async |scope: &Scope, limit| store.holders(scope, &entries, &ledger(1).erase(), limit).await.expect("holders");
    assert_eq!(of(&scope, 10).await, [ledger(6).erase(), ledger(3).erase()]);
    assert_eq!(of(&scope, 1).await, [ledger(6).erase()]);
    assert!(of(&super::scope(1, 2), 10).await.is_empty(), "of another capsule");
}

/// A reference that was taken back must leave no row behind, and may be made again. Requirement: CON-3
pub async fn a_reference_that_is_taken_back_leaves_the_list<S: Store>(store: S) {
    let scope = scope(1, 1);
    open(&store, scope, ledger(1), "book").await;
    open(&store, scope, ledger(2), "other book").await;
    let entry = append(&store, commit(scope, ledger(3), None, vec![opened("entry"), entered(1, 1)])).await;
    let moved = vec![LedgerRemoved { book: ledger(1) }.into(), entered(2, 5)];
    let entry = append(&store, change(&entry, moved)).await;
    assert!(entries(&store, &scope, OPEN, 1).await.is_empty());
    assert_eq!(entries(&store, &scope, OPEN, 2).await, [(ledger(3), Some(5))]);
    append(&store, change(&entry, vec![entered(1, 2)])).await;
    assert_eq!(entries(&store, &scope, OPEN, 1).await, [(ledger(3), Some(2))]);
}

/// A primary contact that does not belong to the account, or leaves it, would be a dead end on the account. Requirement: ACC-4
pub async fn a_pinned_holder_keeps_its_reference<S: Store>(store: S) {
    let scope = scope(1, 1);
    let book = open(&store, scope, ledger(1), "book").await;
    let stranger = open(&store, scope, ledger(3), "stranger").await;
    let refused = refusal(&store, change(&book, vec![pinned(3)])).await;
    assert_eq!((refused.refusal, refused.pointer.as_str()), (ReferenceRefusal::NotHeld, "/pinned"));

    let entry = append(&store, commit(scope, ledger(2), None, vec![opened("entry"), entered(1, 1)])).await;
    let book = append(&store, change(&book, vec![pinned(2)])).await;
    for away in [closed(), LedgerRemoved { book: ledger(1) }.into()] {
        let refused = refusal(&store, change(&entry, vec![away])).await;
        assert_eq!((refused.refusal, refused.target), (ReferenceRefusal::Pinned, ledger(1).erase()));
    }
    let book = append(&store, change(&book, vec![LedgerPinned { entry: None }.into()])).await;
    append(&store, change(&entry, vec![closed()])).await;
    let refused = refusal(&store, change(&book, vec![pinned(2)])).await;
    assert_eq!(refused.refusal, ReferenceRefusal::NotHeld, "an archived entry is none to pin");
    append(&store, change(&stranger, vec![entered(1, 2)])).await;
    append(&store, change(&book, vec![pinned(3)])).await;
}

/// Of pinning an entry and taking it out, decided at the same moment, exactly one must win. Requirement: ACC-4
pub async fn a_pin_that_races_a_removal_has_one_winner<S: Store>(store: S) {
    let scope = scope(1, 1);
    for (number, pin_first) in [(1, true), (2, false)] {
        let book = open(&store, scope, ledger(number), &format!("book {number}")).await;
        let events = vec![opened(format!("entry {number}")), entered(number, 1)];
        let entry = append(&store, commit(scope, ledger(10 + number), None, events)).await;
        let pin = change(&book, vec![pinned(10 + number)]);
        let removal = change(&entry, vec![LedgerRemoved { book: ledger(number) }.into()]);
        let (first, second) = if pin_first { (pin, removal) } else { (removal, pin) };
        append(&store, first).await;
        let expected = if pin_first { ReferenceRefusal::Pinned } else { ReferenceRefusal::NotHeld };
        assert_eq!(refusal(&store, second).await.refusal, expected);
    }
}

/// A under B while B goes under A: each decision is right for itself, together they are a circle. Requirement: CON-4
pub async fn two_moves_cannot_make_a_circle<S: Store>(store: S) {
    let scope = scope(1, 1);
    let [a, b, c] = [
        open(&store, scope, ledger(1), "a").await,
        open(&store, scope, ledger(2), "b").await,
        open(&store, scope, ledger(3), "c").await,
    ];
    let known = |lineage| crate::Known { lineage, ..Default::default() };
    let b_under_c = change(&b, vec![under(3)]).resting_on(&known(lineage(&store, 3).await));
    let c_under_a = change(&c, vec![under(1)]).resting_on(&known(lineage(&store, 1).await));
    let a_under_b = change(&a, vec![under(2)]).resting_on(&known(lineage(&store, 2).await));
    append(&store, b_under_c).await;
    append(&store, c_under_a).await;
    let answer = store.append(&a_under_b).await;
    assert!(matches!(answer, Err(AppendError::Contention(_))), "{answer:?}");
    assert_eq!(load(&store, &scope, a.id).await.expect("a").state.under, None);

    let steps = [(2, Some(3)), (3, Some(1)), (1, None)];
    let steps = steps.map(|(id, parent)| (ledger(id).erase(), parent.map(|parent| ledger(parent).erase())));
    assert_eq!(lineage(&store, 2).await, Lineage { steps: steps.to_vec(), cut: false });
}

/// A chain without an end would be read for ever, and a chain of another scope must not be seen at all. Requirement: CON-4
pub async fn a_chain_of_parents_is_read_up_to_its_limit<S: Store>(store: S) {
    let scope = scope(1, 1);
    open(&store, scope, ledger(1), "1").await;
    let longest = MAX_LINEAGE as u128;
    for number in 2..=longest + 1 {
        let events = vec![opened(number.to_string()), under(number - 1)];
        append(&store, commit(scope, ledger(number), None, events)).await;
    }
    let fits = lineage(&store, longest).await;
    assert_eq!((fits.steps.len(), fits.cut), (MAX_LINEAGE, false));
    let over = lineage(&store, longest + 1).await;
    assert_eq!((over.steps.len(), over.cut), (MAX_LINEAGE, true));
    assert!(over.contains(&ledger(1).erase()) && !over.contains(&ledger(90).erase()));
    let needs = Needs { published: Vec::new(), lineage_of: Some(ledger(1).erase()) };
    let elsewhere = store.look_up(&self::scope(2, 1), &needs).await.expect("nothing");
    assert_eq!(elsewhere, crate::Known::default());
}

/// A soft reference must be checked against what is true now, and against nothing of another scope. Requirement: ALL-4
pub async fn what_is_published_is_read_as_it_is_now<S: Store>(store: S) {
    let scope = scope(1, 1);
    let first = open(&store, scope, ledger(1), "a").await;
    open(&store, scope, ledger(2), "b").await;
    open(&store, self::scope(2, 1), ledger(3), "of another tenant").await;
    append(&store, change(&first, vec![closed()])).await;
    let wanted = [1, 2, 3, 4].map(|number| ledger(number).erase());
    let needs = Needs { published: wanted.to_vec(), lineage_of: None };
    let known = store.look_up(&scope, &needs).await.expect("what is published").published;
    let seen: Vec<_> =
        known.iter().map(|(id, item)| (id.clone(), item.archived, item.attributes["name"].clone())).collect();
    assert_eq!(seen, [(ledger(1).erase(), true, "a".into()), (ledger(2).erase(), false, "b".into())]);
}

/// Two references to one target touch one anchor, which a transaction may name once only. Requirement: PLT-1
pub async fn two_references_to_one_target_count_both<S: Store>(store: S) {
    let scope = scope(1, 1);
    let target = open(&store, scope, ledger(1), "target").await;
    let both = commit::<Ledger>(scope, ledger(2), None, vec![opened("both"), entered(1, 1), under(1)]);
    assert_eq!(both.touched.len(), 1);
    assert_eq!(both.touched[0].counts(), [(ENTRIES, 1), (UNDER, 1)]);
    let both = append(&store, both).await;
    let answer = store.append(&change(&target, vec![closed()])).await;
    assert!(matches!(answer, Err(AppendError::Blocked { .. })), "{answer:?}");
    append(&store, change(&both, vec![LedgerMoved { under: None }.into()])).await;
    append(&store, change(&target, vec![closed()])).await;
}

/// An item cannot be written twice in one transaction: a reference to oneself is a mistake of the code, told before any call.
/// Requirement: PLT-1
pub async fn a_reference_to_oneself_is_refused_before_any_call<S: Store>(store: S) {
    let mine = open(&store, scope(1, 1), ledger(1), "a").await;
    let closed = append(&store, change(&mine, vec![closed()])).await;
    for (before, events) in [
        (&mine, vec![entered(1, 1)]),
        (&mine, vec![under(1)]),
        (&closed, vec![entered(1, 1)]),
        (&closed, vec![pinned(1)]),
    ] {
        let answer = store.append(&change(before, events)).await;
        assert!(matches!(answer, Err(AppendError::Failed(_))), "{answer:?}");
    }
}
