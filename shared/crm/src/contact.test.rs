use std::{cell::RefCell, collections::HashSet};

use expect_test::{Expect, expect};
use kernel::{Actor, DomainEvent, ServiceName, TypedId, in_clear};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, at, body, id, user},
    record::AssignOwner,
    reference::AccountId,
    value::EmailAddress,
};

pub(super) fn inputs() -> Inputs<ContactId> {
    given::inputs(id('1'))
}

pub(super) fn create(value: Value) -> ContactCommand {
    ContactCommand::Create(Box::new(body(value)))
}

pub(super) fn patch(value: Value) -> ContactCommand {
    ContactCommand::Change(Box::new(body(value)))
}

pub(super) fn ada() -> ContactCommand {
    create(json!({
        "given_name": "Ada", "family_name": "Lovelace",
        "emails": [{"address": "Ada@Example.com", "kind": "work"}], "links": [{"account_id": id::<AccountId>('7')}],
        "reports_to": id::<ContactId>('8')
    }))
}

pub(super) fn state(given: &[ContactCommand]) -> ContactState {
    given::state::<Contact>(&inputs(), given).expect("a state")
}

pub(super) fn refused(given: &[ContactCommand], when: &ContactCommand) -> Rejection {
    given::decided::<Contact>(&inputs(), given, when).expect_err("a rejection")
}

pub(super) fn check(given: &[ContactCommand], when: &ContactCommand, then: Expect) {
    given::check::<Contact>(&inputs(), given, when, then);
}

fn assign(last: char) -> ContactCommand {
    ContactCommand::Assign(AssignOwner { owner_id: user(last), reason: "moved".parse().ok() })
}

/// One command of every kind but creation, archive and restore.
fn one_of_each() -> Vec<ContactCommand> {
    vec![
        patch(json!({})),
        ContactCommand::Advance(body(json!({"to": "lead"}))),
        ContactCommand::Reset(body(json!({"to": "subscriber", "reason": "x"}))),
        ContactCommand::GrantConsent(body(json!({"purpose": "newsletter", "basis": "consent", "source": "form"}))),
        ContactCommand::WithdrawConsent(body(json!({"purpose": "newsletter"}))),
        ContactCommand::OptOut(body(json!({"channel": "email"}))),
        ContactCommand::OptIn(body(json!({"channel": "email", "source": "call"}))),
        assign('2'),
    ]
}

/// Who owned a record before must stay visible. Requirement: ALL-5
#[test]
fn an_assignment_names_both_owners() {
    check(
        &[ada()],
        &assign('2'),
        expect![[r#"
        ContactOwnerAssigned {"contact_id":"CONTACT","from":"user_01h2xcejqtf2nbrexx3vqjhp41","to":"user_01h2xcejqtf2nbrexx3vqjhp42","reason":"moved"}
    "#]],
    );
    check(&[ada()], &assign('1'), expect![""]);
}

/// A record that a service makes would have no owner, and nobody would care for it. Requirement: ALL-1
#[test]
fn a_service_cannot_create_without_an_owner() {
    let inputs = Inputs { actor: Actor::Service(ServiceName::new("import")), ..inputs() };
    assert_eq!(Contact::decide(None, &ada(), &inputs).expect_err("a rejection").code, "owner_required");
}

/// A command on a contact that is not there must not make one. Requirement: ALL-7
#[test]
fn only_creation_begins_a_contact() {
    for command in one_of_each().into_iter().chain([ContactCommand::Archive, ContactCommand::Restore(None)]) {
        assert_eq!(refused(&[], &command), Rejection::not_found());
    }
    check(
        &[ada()],
        &ada(),
        expect![[r#"
        Conflict contact_exists : a contact with this id exists
    "#]],
    );
}

/// An archived record that still changes would surprise whoever restores it. Requirement: ALL-4
#[test]
fn an_archived_contact_takes_nothing_but_restore() {
    check(
        &[ada()],
        &ContactCommand::Archive,
        expect![[r#"
        ContactArchived {"contact_id":"CONTACT","archived_at":"2025-11-20T22:00:00.123Z"}
    "#]],
    );
    let archived = [ada(), ContactCommand::Archive];
    for command in one_of_each() {
        assert_eq!(refused(&archived, &command).code, "contact_archived");
    }
    check(&archived, &ContactCommand::Archive, expect![""]);
    check(
        &archived,
        &ContactCommand::Restore(None),
        expect![[r#"
        ContactRestored {"contact_id":"CONTACT"}
    "#]],
    );
    check(&[ada()], &ContactCommand::Restore(None), expect![""]);
}

/// What the contact held may be taken, and whom it referred to archived: without changes it could never come back. In use it is
/// changed by those who may change it. Requirement: ALL-4
#[test]
fn an_archived_contact_comes_back_with_changes() {
    let restore = |fields: Value| ContactCommand::Restore(Some(Box::new(body(fields))));
    let archived = [ada(), ContactCommand::Archive];
    check(
        &archived,
        &restore(json!({"emails": [], "job_title": "CTO"})),
        expect![[r#"
        ContactRestored {"contact_id":"CONTACT"}
        ContactJobTitleChanged {"contact_id":"CONTACT","job_title":"CTO"}
        ContactEmailsChanged {"contact_id":"CONTACT","emails":[]}
    "#]],
    );
    check(
        &archived,
        &restore(json!({})),
        expect![[r#"
        ContactRestored {"contact_id":"CONTACT"}
    "#]],
    );
    check(
        &archived,
        &restore(json!({"birthday": "1066-01-01"})),
        expect![[r#"
        InvalidField invalid_field /birthday: must not be before 1900-01-01 and not in the future
    "#]],
    );
    check(
        &[ada()],
        &restore(json!({"job_title": "CTO"})),
        expect![[r#"
        Unprocessable not_archived : the record is in use; it can only be changed here while it comes back from the archive
    "#]],
    );
    check(
        &[&archived[..], &[restore(json!({"job_title": "CTO"}))]].concat(),
        &restore(json!({"job_title": "CTO"})),
        expect![""],
    );
}

/// An archived contact must give its addresses back, leave its list and count nowhere; a restored one must take all of it again.
/// Requirement: ALL-4, CON-2, CON-3, CON-4
#[test]
fn an_archived_contact_holds_nothing_that_others_need() {
    let seen = |given: &[ContactCommand]| {
        let state = state(given);
        let claims = Contact::claims(&state).into_iter();
        let claims = claims.map(|claim| format!("{}={} {} {}", claim.name, claim.value, claim.personal, claim.pointer));
        let references = Contact::references(&state).into_iter().map(|reference| {
            let list = reference.listed.map(|listed| listed.list.to_string());
            let counter = reference.counter.map(|counter| counter.to_string());
            format!("{}={} counts {counter:?} in {list:?} {}", reference.kind, reference.target, reference.pointer)
        });
        let anchor = Contact::anchor(&state).expect("an anchor");
        let last = format!("{:?} alive {} under {:?}", Contact::list(&state), anchor.alive, anchor.parent);
        claims.chain(references).chain([last]).map(|line| line + "\n").collect::<String>()
    };
    let in_use = seen(&[ada()]);
    expect![[r#"
        EMAIL=ada@example.com true /emails/0/address
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp47 counts Some("CONTACT") in Some("CONTACT") /links/0/account_id
        MANAGER=contact_01h2xcejqtf2nbrexx3vqjhp48 counts Some("REPORT") in None /reports_to
        CONTACT alive true under Some(contact_01h2xcejqtf2nbrexx3vqjhp48)
    "#]]
    .assert_eq(&in_use);
    expect![[r#"
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp47 counts None in Some("CONTACT_ARCHIVED") /links/0/account_id
        MANAGER=contact_01h2xcejqtf2nbrexx3vqjhp48 counts None in None /reports_to
        CONTACT_ARCHIVED alive false under Some(contact_01h2xcejqtf2nbrexx3vqjhp48)
    "#]]
    .assert_eq(&seen(&[ada(), ContactCommand::Archive]));
    assert_eq!(seen(&[ada(), ContactCommand::Archive, ContactCommand::Restore(None)]), in_use);
}

/// What everybody may read must not name anybody. Requirement: CON-1
#[test]
fn nothing_of_a_person_is_published() {
    let published = |given: &[ContactCommand]| Contact::published(&state(given)).expect("published");
    assert_eq!(published(&[ada()]), Published { archived: false, attributes: json!({}) });
    assert_eq!(published(&[ada(), ContactCommand::Archive]), Published { archived: true, attributes: json!({}) });
}

/// A list must name people without loading each. Requirement: CON-1, CON-2
#[test]
fn a_summary_shows_the_primary_address() {
    let given = [
        ada(),
        patch(json!({"emails": [
            {"address": "ada@example.com", "kind": "work"}, {"address": "ada@home.example", "kind": "personal", "is_primary": true}
        ]})),
    ];
    let summary = in_clear(|| serde_json::to_string(&Contact::summary(&state(&given)))).expect("JSON");
    expect![[r#"{"given_name":"Ada","family_name":"Lovelace","job_title":null,"primary_email":"ada@home.example","lifecycle":"subscriber","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","archived_at":null}"#]].assert_eq(&summary);
}

/// A type without a schema would pass the bus unchecked, and two types of one name could not be told apart.
#[test]
fn every_event_type_is_named_after_its_entity_and_registered_once() {
    let schemas = ContactEvent::schemas();
    assert!(schemas.iter().all(|schema| schema.event_type.starts_with("Contact")));
    assert!(schemas.iter().all(|schema| schema.aggregate_type == ContactId::PREFIX));
    let names: HashSet<_> = schemas.iter().map(|schema| schema.event_type).collect();
    assert_eq!((schemas.len(), names.len()), (21, 21));
    assert!(crate::event_schemas().iter().any(|schema| schema.event_type == "ContactCreated"));
}

fn emails(start: usize) -> Value {
    let email = |n: usize| json!({"address": format!("a{n}@example.com"), "kind": "work", "is_primary": n == start});
    (start..start + limits::EMAILS).map(email).collect()
}

fn links(start: u8) -> Value {
    let alphabet = b"0123456789abcdefghjkmnpqrstvwxyz";
    let account = |n: u8| id::<AccountId>(char::from(alphabet[usize::from(n)]));
    let count = u8::try_from(limits::ACCOUNT_LINKS).expect("few");
    (start..start + count).map(|n| json!({"account_id": account(n), "is_primary": n == start})).collect()
}

/// A chain of other contacts that is as long as it may be.
fn longest_chain(marker: u8) -> Vec<kernel::AnyId> {
    let contact = |n: usize| {
        let uuid = kernel::uuid::Builder::from_unix_timestamp_millis(n as u64, &[marker; 10]).into_uuid();
        ContactId::from_uuid(uuid).erase()
    };
    (0..limits::REPORTING_DEPTH).map(contact).collect()
}

/// A command that fits the domain but not a transaction is refused where nobody expects it. Requirement: CON-2, CON-3, CON-4
#[test]
fn the_largest_commands_have_the_items_that_were_counted() {
    let (first, second) = (longest_chain(1), longest_chain(2));
    let mut inputs = inputs();
    inputs.known.lineage = given::lineage(&first);
    let full = create(json!({"given_name": "A", "emails": emails(0), "links": links(0), "reports_to": first[0]}));
    // A record comes on top.
    let items = |inputs: &_, given: &[_], when: &_| given::commit::<Contact>(inputs, given, when).item_count() + 1;
    assert_eq!(items(&inputs, &[], &full), LARGEST_CREATION);
    assert_eq!(items(&inputs, std::slice::from_ref(&full), &ContactCommand::Archive), LARGEST_MOVE);
    assert_eq!(items(&inputs, &[full.clone(), ContactCommand::Archive], &ContactCommand::Restore(None)), LARGEST_MOVE);

    inputs.known.lineage = given::lineage(&second);
    let mut all = json!({
        "given_name": "B", "job_title": "x", "department": "x", "locale": "de", "time_zone": "UTC", "birthday": "2000-01-01",
        "phones": [{"e164": "+4989123", "kind": "work"}], "reports_to": second[0], "tags": ["x"]
    });
    all["emails"] = emails(100);
    assert_eq!(items(&inputs, std::slice::from_ref(&full), &patch(all.clone())), LARGEST_WITHOUT_LINKS);
    all["links"] = links(20);
    assert!(items(&inputs, std::slice::from_ref(&full), &patch(all.clone())) > kernel::MAX_ITEMS);
    let restore = ContactCommand::Restore(Some(Box::new(body(all.clone()))));
    assert_eq!(items(&inputs, &[full.clone(), ContactCommand::Archive], &restore), LARGEST_RESTORE);
    all.as_object_mut().expect("an object").remove("emails");
    assert_eq!(items(&inputs, &[full], &patch(all)), LARGEST_WITHOUT_EMAILS);
}

/// Nobody may be kept from saying no because the record of a person is full, and a full record must go away and come back.
/// Requirement: CON-6, ALL-4
#[test]
fn a_full_contact_still_takes_every_no() {
    let long = "\u{10348}".repeat(limits::SHORT_TEXT);
    let consents = (0..limits::CONSENTS).map(|n| {
        let consent = json!({"purpose": format!("p{n}"), "basis": "consent", "source": long});
        ContactCommand::GrantConsent(body(consent))
    });
    let mut given: Vec<_> = std::iter::once(ada()).chain(consents).collect();
    let size = |given: &[ContactCommand]| in_clear(|| serde_json::to_string(&state(given))).expect("JSON").len();
    let before = size(&given);
    let opt_out = |channel: &str| ContactCommand::OptOut(body(json!({"channel": channel, "source": long})));
    let withdraw = |n: usize| ContactCommand::WithdrawConsent(body(json!({"purpose": format!("p{n}")})));
    let every_no = ["email", "call"].map(opt_out).into_iter().chain((0..limits::CONSENTS).map(withdraw));
    for no in every_no.chain([ContactCommand::Archive]) {
        let events = given::commit::<Contact>(&inputs(), &given, &no).events;
        assert!(events.iter().all(|event| Contact::is_essential(&event.data)), "{no:?}");
        given.push(no);
    }
    let grown = size(&given) - before;
    assert!((4_000..kernel::STATE_RESERVE_BYTES).contains(&grown), "{grown} bytes more");
    let restored = given::commit::<Contact>(&inputs(), &given, &ContactCommand::Restore(None)).events;
    assert!(restored.iter().all(|event| Contact::is_essential(&event.data)));
}

proptest! {
    /// Whatever came before: the stored state is the fold of the stream, a repeated command does nothing, every list has one
    /// primary element, no consent is lost or changed but by its withdrawal, and a refused channel stays refused.
    /// Requirement: PLT-1, ALL-3, CON-1, CON-2, CON-3, CON-6
    #[test]
    fn any_commands_keep_the_laws(commands in prop::collection::vec(any_command(), 1..30)) {
        let before: RefCell<Vec<Consent>> = RefCell::default();
        given::check_laws::<Contact>(&inputs(), &[&[ada()][..], &commands].concat(), |state| {
            assert!(state.given_name.is_some() || state.family_name.is_some() || !state.emails.is_empty());
            let primary = |marks: Vec<bool>| assert_eq!(marks.iter().filter(|mark| **mark).count(), usize::from(!marks.is_empty()));
            primary(state.emails.iter().map(|email| email.is_primary).collect());
            primary(state.phones.iter().map(|phone| phone.is_primary).collect());
            primary(state.links.iter().map(|link| link.is_primary).collect());
            let addresses: HashSet<_> = state.emails.iter().map(|email| email.address.value().map(EmailAddress::normalised)).collect();
            assert_eq!(addresses.len(), state.emails.len());
            let before = before.replace(state.consents.clone());
            assert!(before.len() <= state.consents.len());
            for (old, new) in before.iter().zip(&state.consents) {
                let withdrawn_at = old.withdrawn_at.or(new.withdrawn_at);
                assert_eq!(&Consent { withdrawn_at, ..old.clone() }, new);
            }
            for opt_out in &state.opt_outs {
                assert!(!state.consents.iter().any(|consent| state.may_contact(opt_out.channel, &consent.purpose)));
            }
        });
    }

    /// A client that sends back what it read changes nothing. Requirement: ALL-3
    #[test]
    fn sending_back_the_record_gives_no_event(commands in prop::collection::vec(any_command(), 0..20)) {
        let mut state = given::state::<Contact>(&inputs(), &[ada()]);
        for command in &commands {
            let events = Contact::decide(state.as_ref(), command, &inputs()).unwrap_or_default();
            state = events.iter().fold(state, Contact::evolve);
        }
        let state = state.expect("a state");
        if state.archived_at.is_none() {
            let mut record = in_clear(|| serde_json::to_value(&state)).expect("JSON");
            let fields = record.as_object_mut().expect("an object");
            for not_changed_here in ["owner_id", "archived_at", "lifecycle", "consents", "opt_outs"] {
                fields.remove(not_changed_here);
            }
            prop_assert_eq!(Contact::decide(Some(&state), &patch(record), &inputs()), Ok(Vec::new()));
        }
    }
}

fn any_command() -> impl Strategy<Value = ContactCommand> {
    let others = one_of_each().into_iter().chain([
        ada(),
        ContactCommand::Archive,
        ContactCommand::Restore(None),
        ContactCommand::Restore(Some(Box::new(body(json!({"job_title": "CTO", "emails": []}))))),
        ContactCommand::Advance(body(json!({"to": "sql"}))),
        ContactCommand::GrantConsent(body(
            json!({"purpose": "Newsletter", "basis": "contract", "source": "x", "granted_at": at(-60)}),
        )),
        ContactCommand::GrantConsent(body(json!({"purpose": "billing", "basis": "legal_obligation", "source": "x"}))),
        ContactCommand::OptOut(body(json!({"channel": "call", "source": "call"}))),
    ]);
    prop_oneof![1 => any_patch().prop_map(patch), 1 => select(others.collect::<Vec<_>>())]
}

fn any_patch() -> impl Strategy<Value = Value> {
    let (one, two) =
        (json!({"address": "ada@example.com", "kind": "work"}), json!({"address": "b@x.com", "kind": "other"}));
    let primary = json!({"address": "c@x.com", "kind": "other", "is_primary": true, "status": "bounced"});
    let phone = json!({"e164": "+49 89 1", "raw": "089 1", "kind": "work"});
    let (seven, nine) = (json!({"account_id": id::<AccountId>('7')}), json!({"account_id": id::<AccountId>('9')}));
    let main = json!({"account_id": id::<AccountId>('9'), "is_primary": true, "from": "2020-01-01", "role": "CTO"});
    let fields = vec![
        json!({"given_name": null}),
        json!({"given_name": "Ada"}),
        json!({"family_name": null}),
        json!({"job_title": "Countess"}),
        json!({"department": null}),
        json!({"locale": "en-gb"}),
        json!({"time_zone": "Europe/London"}),
        json!({"birthday": "1915-12-10"}),
        json!({"birthday": null}),
        json!({"emails": null}),
        json!({"emails": [one]}),
        json!({"emails": [one, two]}),
        json!({"emails": [one, primary]}),
        json!({"phones": [phone]}),
        json!({"phones": null}),
        json!({"links": [seven]}),
        json!({"links": [seven, nine]}),
        json!({"links": [seven, main]}),
        json!({"links": null}),
        json!({"reports_to": id::<ContactId>('8')}),
        json!({"reports_to": null}),
        json!({"reports_to": id::<ContactId>('1')}),
        json!({"tags": ["B", "a"]}),
    ];
    given::patches(fields)
}
