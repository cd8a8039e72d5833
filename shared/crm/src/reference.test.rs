//! What the aggregates say of their references, before a store that keeps them.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use kernel::{Aggregate, AppendError, Commit, Listing, MemoryStore, ReferenceRefusal, Rejection, Store as _, TypedId};
use personal_data::{EncryptedStore, LocalKeys, local_keys};
use serde_json::{Value, json};

use super::*;
use crate::{
    account::{self, Account, AccountCommand},
    contact::{self, Contact, ContactCommand},
    given::{body, commit_of, events_onto, id, inputs, scope},
};

type TestStore = EncryptedStore<MemoryStore, LocalKeys>;

fn store() -> TestStore {
    EncryptedStore::new(MemoryStore::new(), local_keys())
}

/// The answer of a store that never waits.
fn at_once<T>(answer: impl Future<Output = T>) -> T {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("the memory store never waits"),
    }
}

/// What one command would write, as a host works it out.
fn planned<A: Aggregate>(store: &TestStore, last: char, command: &A::Command) -> Result<Commit<A>, Rejection> {
    let before = at_once(store.load::<A>(&scope(), id(last), None)).expect("loaded").snapshot;
    let mut inputs = inputs(id(last));
    let needs = A::needs(before.as_ref().map(|snapshot| &snapshot.state), command, &inputs);
    inputs.known = at_once(store.look_up(&scope(), &needs)).expect("looked up");
    let mut events = events_onto::<A>(&inputs, before.as_ref(), command)?;
    at_once(store.seal::<A>(&scope(), inputs.id, &mut events)).expect("sealed");
    Ok(commit_of(&inputs, before.as_ref(), events))
}

/// One command as a host carries it out; the error is the store's.
fn run<A: Aggregate>(store: &TestStore, last: char, command: &A::Command) -> Result<(), AppendError> {
    at_once(store.append(&planned::<A>(store, last, command).expect("decided")))
}

fn of_account(store: &TestStore, last: char, command: &AccountCommand) -> Result<(), AppendError> {
    run::<Account>(store, last, command)
}

fn of_contact(store: &TestStore, last: char, command: &ContactCommand) -> Result<(), AppendError> {
    run::<Contact>(store, last, command)
}

fn refused(result: Result<(), AppendError>) -> (ReferenceRefusal, String) {
    match result {
        Err(AppendError::Reference(refused)) => (refused.refusal, refused.pointer),
        other => panic!("expected a refused reference, found {other:?}"),
    }
}

fn company() -> AccountCommand {
    AccountCommand::Create(Box::new(body(json!({"name": "Acme", "kind": "customer"}))))
}

fn primary(contact: Option<char>) -> AccountCommand {
    AccountCommand::Change(Box::new(body(json!({"primary_contact_id": contact.map(id::<ContactId>)}))))
}

fn person(fields: Value) -> ContactCommand {
    let mut fields = fields;
    fields["given_name"] = json!("Ada");
    ContactCommand::Create(Box::new(body(fields)))
}

fn change(fields: Value) -> ContactCommand {
    ContactCommand::Change(Box::new(body(fields)))
}

fn linked(account: char) -> Value {
    json!({"links": [{"account_id": id::<AccountId>(account), "role": "CTO"}]})
}

/// Account 1 and contact 1, who is linked to it.
fn company_with_contact() -> TestStore {
    let store = store();
    of_account(&store, '1', &company()).expect("created");
    of_contact(&store, '1', &person(linked('1'))).expect("created");
    store
}

/// A link to an account that is not there, or not in use, leads nowhere. Requirement: CON-3
#[test]
fn a_contact_is_linked_to_accounts_in_use_only() {
    let store = company_with_contact();
    let pointer = "/links/0/account_id".to_owned();
    assert_eq!(refused(of_contact(&store, '2', &person(linked('9')))), (ReferenceRefusal::Missing, pointer.clone()));
    of_account(&store, '1', &AccountCommand::Archive).expect("archived");
    assert_eq!(refused(of_contact(&store, '2', &person(linked('1')))), (ReferenceRefusal::Archived, pointer));
}

/// The contacts of an account must be found from the account, with their part in it, and archived ones apart. Requirement: CON-3
#[test]
fn an_account_lists_its_contacts() {
    let store = company_with_contact();
    let rows = |list: &KeyName| {
        let target = id::<AccountId>('1').erase();
        let listing = Listing::By { list: list.clone(), kind: ACCOUNT, target };
        let page = at_once(store.list::<Contact>(&scope(), &listing, None, 10)).expect("a page");
        let row = |row: kernel::ListRow<Contact>| row.link.and_then(|link| link.role).map(|role| role.to_string());
        page.rows.into_iter().map(row).collect::<Vec<_>>()
    };
    let cto = || vec![Some("CTO".to_owned())];
    assert_eq!((rows(&contact::LIST), rows(&contact::ARCHIVED_LIST)), (cto(), vec![]));
    of_contact(&store, '1', &ContactCommand::Archive).expect("archived");
    assert_eq!((rows(&contact::LIST), rows(&contact::ARCHIVED_LIST)), (vec![], cto()));
    of_contact(&store, '1', &ContactCommand::Restore(None)).expect("restored");
    of_contact(&store, '1', &change(json!({"links": []}))).expect("changed");
    assert_eq!((rows(&contact::LIST), rows(&contact::ARCHIVED_LIST)), (vec![], vec![]));
    assert_ne!(account::LIST, account::ARCHIVED_LIST);
}

/// A primary contact who works elsewhere is nobody to call. Requirement: ACC-4
#[test]
fn only_a_contact_of_the_account_can_be_its_primary_one() {
    let store = company_with_contact();
    of_contact(&store, '2', &person(json!({}))).expect("created");
    let not_held = (ReferenceRefusal::NotHeld, "/primary_contact_id".to_owned());
    assert_eq!(refused(of_account(&store, '1', &primary(Some('2')))), not_held);
    assert_eq!(refused(of_account(&store, '1', &primary(Some('9')))), not_held);
    of_account(&store, '1', &primary(Some('1'))).expect("linked");
    of_contact(&store, '2', &change(linked('1'))).expect("linked");
    of_contact(&store, '2', &ContactCommand::Archive).expect("archived");
    assert_eq!(refused(of_account(&store, '1', &primary(Some('2')))), not_held);
}

/// A primary contact who leaves unnoticed leaves the account with nobody. Requirement: ACC-4
#[test]
fn the_primary_contact_keeps_its_link_until_the_account_lets_it_go() {
    let leaving = [change(json!({"links": null})), ContactCommand::Archive];
    for leave in &leaving {
        let store = company_with_contact();
        of_account(&store, '1', &primary(Some('1'))).expect("linked");
        assert_eq!(refused(of_contact(&store, '1', leave)).0, ReferenceRefusal::Pinned);
        of_contact(&store, '1', &change(json!({"given_name": "Augusta"}))).expect("other changes are free");
        of_account(&store, '1', &primary(None)).expect("let go");
        of_contact(&store, '1', leave).expect("free");
    }
    for leave in &leaving {
        let store = company_with_contact();
        of_account(&store, '1', &primary(Some('1'))).expect("linked");
        of_account(&store, '1', &AccountCommand::Archive).expect("archived");
        of_contact(&store, '1', leave).expect("an archived account holds nobody");
    }
}

/// Two changes that each see no cycle make one together, if nobody looks at the whole. Requirement: CON-4
#[test]
fn of_two_contacts_who_go_under_each_other_at_once_one_stays() {
    let store = store();
    of_contact(&store, '1', &person(json!({}))).expect("created");
    of_contact(&store, '2', &person(json!({}))).expect("created");
    let planned = |last: char, manager: char| {
        planned::<Contact>(&store, last, &change(json!({"reports_to": id::<ContactId>(manager)})))
    };
    let (first, second) = (planned('1', '2').expect("no cycle yet"), planned('2', '1').expect("no cycle yet"));
    at_once(store.append(&first)).expect("the faster one");
    assert!(matches!(at_once(store.append(&second)), Err(AppendError::Contention(_))));
    assert_eq!(planned('2', '1').expect_err("a cycle").code, "reports_to_cycle");
}

/// What an archived contact held may be taken by strangers, and whom it referred to archived behind values that are taken too: it
/// must find a way back all the same. Requirement: ALL-4, CON-2, CON-3, CON-4
#[test]
fn an_archived_contact_comes_back_without_what_is_gone() {
    let store = company_with_contact();
    let mailbox = |address: &str| json!([{"address": address, "kind": "work"}]);
    of_contact(&store, '2', &person(json!({"emails": mailbox("m@example.com")}))).expect("a manager");
    let ada = json!({"emails": mailbox("ada@example.com"), "reports_to": id::<ContactId>('2')});
    of_contact(&store, '1', &change(ada)).expect("changed");
    for last in ['1', '2'] {
        of_contact(&store, last, &ContactCommand::Archive).expect("archived");
    }
    of_account(&store, '1', &AccountCommand::Archive).expect("archived");
    of_contact(&store, '3', &person(json!({"emails": mailbox("m@example.com")}))).expect("free");
    of_contact(&store, '4', &person(json!({"emails": mailbox("ada@example.com")}))).expect("free");

    let restore = |fields: Value| ContactCommand::Restore(Some(Box::new(body(fields))));
    of_contact(&store, '1', &ContactCommand::Restore(None)).expect_err("everything is gone");
    let (pointer, archived) = ("/reports_to".to_owned(), ReferenceRefusal::Archived);
    assert_eq!(refused(of_contact(&store, '1', &restore(json!({"emails": null, "links": null})))), (archived, pointer));
    of_contact(&store, '1', &restore(json!({"emails": null, "links": null, "reports_to": id::<ContactId>('3')})))
        .expect("restored under another manager");
    of_contact(&store, '2', &restore(json!({"emails": mailbox("n@example.com")}))).expect("restored elsewhere");
}

/// Somebody who is not there, or not in use, manages nobody. Requirement: CON-4
#[test]
fn a_manager_is_a_contact_in_use() {
    let store = store();
    let under = |manager: char| person(json!({"reports_to": id::<ContactId>(manager)}));
    let pointer = "/reports_to".to_owned();
    assert_eq!(refused(of_contact(&store, '1', &under('9'))), (ReferenceRefusal::Missing, pointer.clone()));
    of_contact(&store, '9', &person(json!({}))).expect("created");
    of_contact(&store, '1', &under('9')).expect("created");
    of_contact(&store, '9', &ContactCommand::Archive).expect("archived");
    assert_eq!(refused(of_contact(&store, '2', &under('9'))), (ReferenceRefusal::Archived, pointer));
}

/// Two records of one mailbox are two people to everybody who reads them; an archived one lets the address go.
/// Requirement: CON-2, ALL-4
#[test]
fn an_email_address_is_of_one_contact_in_use() {
    let store = store();
    let mailbox = |address: &str| person(json!({"emails": [{"address": address, "kind": "work"}]}));
    of_contact(&store, '1', &mailbox("ada@example.com")).expect("created");
    let taken = |result| match result {
        Err(AppendError::ClaimTaken { claim, holder }) => (claim.pointer, holder),
        other => panic!("expected a taken address, found {other:?}"),
    };
    let by = |last| ("/emails/0/address".to_owned(), id::<ContactId>(last).erase());
    assert_eq!(taken(of_contact(&store, '2', &mailbox("ADA@Example.com"))), by('1'));
    of_contact(&store, '1', &ContactCommand::Archive).expect("archived");
    of_contact(&store, '2', &mailbox("ADA@Example.com")).expect("free");
    assert_eq!(taken(of_contact(&store, '1', &ContactCommand::Restore(None))), by('2'));
}
