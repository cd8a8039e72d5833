use expect_test::expect;
use kernel::{Aggregate as _, Inputs, Known, Needs, in_clear};
use serde_json::json;

use super::*;
use crate::{
    contact::{
        Contact,
        tests::{ada, check, create, inputs, patch, refused, state},
    },
    given::{self, id},
    reference::AccountId,
};

fn account(last: char) -> AccountId {
    id(last)
}

fn contact(last: char) -> ContactId {
    id(last)
}

/// A person who is entered must be found again with all that was typed, and with an owner. Requirement: CON-1, ALL-1
#[test]
fn a_person_is_created_with_an_owner_and_normalised_values() {
    check(
        &[],
        &create(json!({
            "given_name": " Ada ", "family_name": "Lovelace", "job_title": "Countess", "department": "Engines", "locale": "en-gb",
            "time_zone": "Europe/London", "birthday": "1915-12-10",
            "emails": [{"address": "Ada@Example.com", "kind": "work", "status": "verified"}],
            "phones": [{"e164": "+44 20 7946 0000", "raw": "020 7946 0000 ext. 7", "kind": "work"}],
            "links": [{"account_id": account('7'), "role": "CTO", "from": "2020-01-01"}],
            "reports_to": contact('8'), "lifecycle": "sql", "tags": ["VIP", "vip"]
        })),
        expect![[r#"
            ContactCreated {"contact_id":"CONTACT","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","tags":["vip"],"given_name":"Ada","family_name":"Lovelace","job_title":"Countess","department":"Engines","locale":"en-GB","time_zone":"Europe/London","birthday":"1915-12-10","emails":[{"address":"Ada@Example.com","kind":"work","is_primary":true,"status":"verified"}],"phones":[{"e164":"+442079460000","raw":"020 7946 0000 ext. 7","kind":"work","is_primary":true}],"links":[{"account_id":"account_01h2xcejqtf2nbrexx3vqjhp47","role":"CTO","is_primary":true,"from":"2020-01-01"}],"reports_to":"contact_01h2xcejqtf2nbrexx3vqjhp48","lifecycle":"sql"}
        "#]],
    );
    check(
        &[],
        &create(json!({"given_name": "Ada"})),
        expect![[r#"
        ContactCreated {"contact_id":"CONTACT","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","tags":[],"given_name":"Ada","emails":[],"phones":[],"links":[],"lifecycle":"subscriber"}
    "#]],
    );
}

/// Somebody without a name and an address cannot be told from anybody else, also not after a change. Requirement: CON-1
#[test]
fn a_name_or_an_email_address_must_exist() {
    let email = json!([{"address": "ada@example.com", "kind": "work"}]);
    check(
        &[],
        &create(json!({"job_title": "Countess"})),
        expect![[r#"
        Unprocessable name_or_email_required : a contact needs a name or an email address
    "#]],
    );
    for enough in [json!({"given_name": "Ada"}), json!({"family_name": "Lovelace"}), json!({"emails": email})] {
        let field = enough.as_object().expect("an object").keys().next().expect("a field").clone();
        assert!(given::decided::<Contact>(&inputs(), &[], &create(enough.clone())).is_ok(), "{field}");
        assert_eq!(refused(&[create(enough)], &patch(json!({field: null}))).code, "name_or_email_required");
    }
    let swapped = patch(json!({"given_name": null, "emails": email}));
    assert!(given::decided::<Contact>(&inputs(), &[create(json!({"given_name": "Ada"}))], &swapped).is_ok());
}

/// `ContactUpdated` for everything forces every subscriber to compare. Requirement: ALL-3, CON-1
#[test]
fn a_patch_gives_one_event_per_meaning() {
    check(
        &[ada()],
        &patch(json!({
            "given_name": "Augusta", "family_name": null, "job_title": "Countess", "department": "Engines", "locale": "en-GB",
            "time_zone": "Europe/London", "birthday": "1915-12-10",
            "emails": [{"address": "ada@example.com", "kind": "work"}, {"address": "a@x.com", "kind": "other", "is_primary": true}],
            "phones": [{"e164": "+4989123", "kind": "mobile"}], "links": [], "reports_to": contact('9'), "tags": ["vip"]
        })),
        expect![[r#"
            ContactNameChanged {"contact_id":"CONTACT","given_name":"Augusta","family_name":null}
            ContactJobTitleChanged {"contact_id":"CONTACT","job_title":"Countess"}
            ContactDepartmentChanged {"contact_id":"CONTACT","department":"Engines"}
            ContactLocaleChanged {"contact_id":"CONTACT","locale":"en-GB"}
            ContactTimeZoneChanged {"contact_id":"CONTACT","time_zone":"Europe/London"}
            ContactBirthdayChanged {"contact_id":"CONTACT","birthday":"1915-12-10"}
            ContactEmailsChanged {"contact_id":"CONTACT","emails":[{"address":"ada@example.com","kind":"work","is_primary":false,"status":"unverified"},{"address":"a@x.com","kind":"other","is_primary":true,"status":"unverified"}]}
            ContactPhonesChanged {"contact_id":"CONTACT","phones":[{"e164":"+4989123","kind":"mobile","is_primary":true}]}
            ContactLinksChanged {"contact_id":"CONTACT","links":[]}
            ContactReportsToChanged {"contact_id":"CONTACT","from":"contact_01h2xcejqtf2nbrexx3vqjhp48","to":"contact_01h2xcejqtf2nbrexx3vqjhp49"}
            ContactTagsChanged {"contact_id":"CONTACT","tags":["vip"]}
        "#]],
    );
}

/// A repeated patch that writes again fills the stream and wakes every subscriber for nothing. Requirement: ALL-3
#[test]
fn a_patch_that_changes_nothing_gives_no_event() {
    check(&[ada()], &patch(json!({})), expect![""]);
    check(
        &[ada()],
        &patch(json!({
            "given_name": " Ada ", "job_title": null, "emails": [{"address": "Ada@Example.com", "kind": "work"}],
            "phones": [], "links": [{"account_id": account('7')}], "reports_to": contact('8')
        })),
        expect![""],
    );
}

/// How somebody writes the address is shown to people; only another mailbox is another claim. Requirement: CON-2
#[test]
fn another_spelling_of_an_address_is_a_change_and_no_other_claim() {
    let respelled = patch(json!({"emails": [{"address": "ADA@example.com", "kind": "work"}]}));
    check(
        &[ada()],
        &respelled,
        expect![[r#"
        ContactEmailsChanged {"contact_id":"CONTACT","emails":[{"address":"ADA@example.com","kind":"work","is_primary":true,"status":"unverified"}]}
    "#]],
    );
    let commit = given::commit::<Contact>(&inputs(), &[ada()], &respelled);
    assert_eq!((commit.acquired, commit.released), (Vec::new(), Vec::new()));
}

/// The time zone of today's database is asked of new values only: what was dropped must not hold up other changes.
/// Requirement: CON-1, ADR-4
#[test]
fn the_lists_of_today_are_asked_of_new_values_only() {
    let mars = json!({"given_name": "A", "time_zone": "Mars/Olympus_Mons"});
    for no in [refused(&[], &create(mars.clone())), refused(&[ada()], &patch(mars.clone()))] {
        assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/time_zone")));
    }
    let mut old = state(&[ada()]);
    old.time_zone = "Mars/Olympus_Mons".parse().ok();
    assert_eq!(Contact::decide(Some(&old), &patch(mars), &inputs()).expect("accepted").len(), 1);
}

/// A birthday in the future is a typing error, and so is one before 1900; tomorrow is today already further east.
/// Requirement: CON-1
#[test]
fn a_birthday_is_of_somebody_who_lives() {
    // The tests begin on 2025-11-20, UTC.
    for (day, accepted) in
        [("1899-12-31", false), ("1900-01-01", true), ("2025-11-20", true), ("2025-11-21", true), ("2025-11-22", false)]
    {
        let birthday = json!({"given_name": "A", "birthday": day});
        for (given, when) in [(vec![], create(birthday.clone())), (vec![ada()], patch(birthday.clone()))] {
            let decided = given::decided::<Contact>(&inputs(), &given, &when);
            assert_eq!(decided.is_ok(), accepted, "{day}");
            if let Err(no) = decided {
                assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/birthday")));
            }
        }
    }
}

/// Two primary addresses, one mailbox twice, or a link that ends before it begins: whoever reads them picks by chance.
/// Requirement: CON-2, CON-3
#[test]
fn lists_that_contradict_themselves_are_refused_by_field() {
    let email = |address: &str, is_primary: bool| json!({"address": address, "kind": "work", "is_primary": is_primary});
    let phone = |e164: &str, is_primary: bool| json!({"e164": e164, "kind": "work", "is_primary": is_primary});
    let link = |last, is_primary: bool| json!({"account_id": account(last), "is_primary": is_primary});
    for (list, elements, pointer) in [
        ("emails", json!([email("a@x.com", false), email("b@x.com", false)]), "/emails"),
        ("emails", json!([email("a@x.com", true), email("b@x.com", true)]), "/emails/1/is_primary"),
        ("emails", json!([email("a@x.com", true), email("A@X.com", false)]), "/emails/1/address"),
        ("phones", json!([phone("+4989", false), phone("+4990", false)]), "/phones"),
        ("phones", json!([phone("+4989", true), phone("+49 89", false)]), "/phones/1/e164"),
        ("links", json!([link('7', false), link('8', false)]), "/links"),
        ("links", json!([link('7', true), link('8', false), link('7', false)]), "/links/2/account_id"),
        ("links", json!([{"account_id": account('7'), "from": "0026-01-02"}]), "/links/0/from"),
        ("links", json!([{"account_id": account('7'), "until": "1899-12-31"}]), "/links/0/until"),
        ("links", json!([{"account_id": account('7'), "from": "2020-01-02", "until": "2020-01-01"}]), "/links/0/until"),
    ] {
        let body = json!({"given_name": "A", list: elements});
        for no in [refused(&[], &create(body.clone())), refused(&[ada()], &patch(body.clone()))] {
            assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some(pointer)), "{body}");
        }
    }
}

/// A list without a limit lets one body fill a state. Requirement: CON-2, CON-3
#[test]
fn lists_have_limits() {
    let emails = |count: usize| -> serde_json::Value {
        (0..count).map(|n| json!({"address": format!("a{n}@x.com"), "kind": "work", "is_primary": n == 0})).collect()
    };
    let read = |count| in_clear(|| serde_json::from_value::<CreateContact>(json!({"emails": emails(count)})));
    assert!(read(limits::EMAILS).is_ok());
    assert!(read(limits::EMAILS + 1).is_err());
}

/// Where somebody worked must stay visible after the link has ended. Requirement: CON-3
#[test]
fn a_link_that_has_ended_stays_a_reference() {
    let link = json!([{"account_id": account('7'), "from": "1900-01-01", "until": "1900-01-01"}]);
    let references = Contact::references(&state(&[create(json!({"given_name": "A", "links": link}))]));
    assert!(references.iter().any(|reference| reference.target == account('7').erase() && reference.counter.is_some()));
}

fn reports_to(last: char) -> crate::contact::ContactCommand {
    patch(json!({"reports_to": contact(last)}))
}

fn somebody() -> crate::contact::ContactCommand {
    create(json!({"given_name": "A"}))
}

fn under(chain: &[ContactId], cut: bool) -> Inputs<ContactId> {
    let chain: Vec<_> = chain.iter().map(|id| id.erase()).collect();
    let lineage = Lineage { cut, ..given::lineage(&chain) };
    Inputs { known: Known { lineage, ..Known::default() }, ..inputs() }
}

/// A chain of managers that bites its tail has no top: whoever walks it never ends. Requirement: CON-4
#[test]
fn nobody_reports_to_themselves() {
    let cycle = |inputs: &Inputs<ContactId>, last| {
        let no = given::decided::<Contact>(inputs, &[somebody()], &reports_to(last)).expect_err("a rejection");
        assert_eq!((no.code, no.pointer.as_deref()), ("reports_to_cycle", Some("/reports_to")));
    };
    cycle(&inputs(), '1');
    cycle(&under(&[contact('9'), contact('1')], false), '9');
    cycle(&under(&[contact('9'), contact('8'), contact('1'), contact('2')], false), '9');
    // The last parent that was read counts too, even though its own step was cut off.
    let mut cut = under(&[contact('9')], true);
    cut.known.lineage.steps[0].1 = Some(contact('1').erase());
    cycle(&cut, '9');
}

/// A chain that is read before every decision must have an end. Requirement: CON-4
#[test]
fn a_chain_of_managers_has_an_end() {
    let chain = vec![contact('9'); limits::REPORTING_DEPTH];
    assert!(given::decided::<Contact>(&under(&chain, false), &[somebody()], &reports_to('9')).is_ok());
    for inputs in [under(&chain, true), under(&[&chain[..], &[contact('8')]].concat(), false)] {
        for (given, when) in [
            (vec![somebody()], reports_to('9')),
            (vec![], create(json!({"given_name": "A", "reports_to": contact('9')}))),
        ] {
            let no = given::decided::<Contact>(&inputs, &given, &when).expect_err("a rejection");
            assert_eq!((no.code, no.pointer.as_deref()), ("reports_to_too_deep", Some("/reports_to")));
        }
    }
}

/// A decision without the chain would let a cycle pass; one that reads it for every rename would cost a read too many.
/// Requirement: CON-4
#[test]
fn the_chain_is_needed_for_a_new_manager_only() {
    let needs =
        |given: &[_], when: &_| Contact::needs(given::state::<Contact>(&inputs(), given).as_ref(), when, &inputs());
    let chain_of = |last| Needs { lineage_of: Some(contact(last).erase()), ..Needs::default() };
    assert_eq!(needs(&[], &ada()), chain_of('8'));
    assert_eq!(needs(&[ada()], &reports_to('9')), chain_of('9'));
    for when in [reports_to('8'), patch(json!({"reports_to": null})), patch(json!({"given_name": "A"}))] {
        assert!(needs(&[ada()], &when).is_empty());
    }
    assert!(needs(&[], &create(json!({"given_name": "A"}))).is_empty());
}
