use expect_test::{Expect, expect};
use kernel::{Actor, DomainEvent, ServiceName, TypedId};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, body, id, user},
    record::AssignOwner,
    reference::ContactId,
};

fn inputs() -> Inputs<AccountId> {
    given::inputs(id('1'))
}

fn create(value: Value) -> AccountCommand {
    AccountCommand::Create(Box::new(body(value)))
}

fn patch(value: Value) -> AccountCommand {
    AccountCommand::Change(Box::new(body(value)))
}

fn acme() -> AccountCommand {
    create(json!({"name": "Acme", "kind": "prospect", "domains": ["acme.com"], "tags": ["Key"]}))
}

fn state(given: &[AccountCommand]) -> AccountState {
    given::state::<Account>(&inputs(), given).expect("a state")
}

fn refused(given: &[AccountCommand], when: &AccountCommand) -> Rejection {
    given::decided::<Account>(&inputs(), given, when).expect_err("a rejection")
}

fn check(given: &[AccountCommand], when: &AccountCommand, then: Expect) {
    given::check::<Account>(&inputs(), given, when, then);
}

/// A company that is entered must be found again with all that was typed, and with an owner. Requirement: ACC-1, ALL-1
#[test]
fn a_company_is_created_with_an_owner_and_normalised_values() {
    check(
        &[],
        &create(json!({
            "name": "  Acme Corporation ", "kind": "customer", "industry": "technology", "employee_count": 2822,
            "annual_revenue": {"amount": "1100040000", "currency": "USD"}, "website": "https://acme.com",
            "domains": ["Acme.com"], "phones": ["+1 415 555 0123"],
            "tax_ids": [{"country": "DE", "scheme": "VAT", "value": "DE123"}], "description": "x", "tags": ["Key", "key"]
        })),
        expect![[r#"
            AccountCreated {"account_id":"ACCOUNT","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","tags":["key"],"name":"Acme Corporation","kind":"customer","industry":"technology","employee_count":2822,"annual_revenue":{"amount":"1100040000.00","currency":"USD"},"website":"https://acme.com/","domains":["acme.com"],"phones":["+14155550123"],"tax_ids":[{"country":"DE","scheme":"VAT","value":"DE123"}],"description":"x"}
        "#]],
    );
}

/// A record that a service makes would have no owner, and nobody would care for it. Requirement: ALL-1
#[test]
fn a_service_cannot_create_without_an_owner() {
    let inputs = Inputs { actor: Actor::Service(ServiceName::new("import")), ..inputs() };
    let no = Account::decide(None, &acme(), &inputs).expect_err("a rejection");
    assert_eq!(no.code, "owner_required");
}

/// `AccountUpdated` for everything forces every subscriber to compare. Requirement: ALL-3
#[test]
fn a_patch_gives_one_event_per_meaning() {
    check(
        &[acme()],
        &patch(json!({
            "name": "Acme Inc", "kind": "customer", "industry": "medical", "employee_count": 3,
            "annual_revenue": {"amount": "1", "currency": "JPY"}, "website": "https://acme.com/", "domains": ["acme.org"],
            "phones": ["+4989123"], "tax_ids": [{"country": "US", "scheme": "EIN", "value": "1"}], "description": "d", "tags": []
        })),
        expect![[r#"
            AccountRenamed {"account_id":"ACCOUNT","name":"Acme Inc"}
            AccountKindChanged {"account_id":"ACCOUNT","from":"prospect","to":"customer"}
            AccountIndustryChanged {"account_id":"ACCOUNT","industry":"medical"}
            AccountEmployeeCountChanged {"account_id":"ACCOUNT","employee_count":3}
            AccountAnnualRevenueChanged {"account_id":"ACCOUNT","annual_revenue":{"amount":"1","currency":"JPY"}}
            AccountWebsiteChanged {"account_id":"ACCOUNT","website":"https://acme.com/"}
            AccountDomainsChanged {"account_id":"ACCOUNT","domains":["acme.org"]}
            AccountPhonesChanged {"account_id":"ACCOUNT","phones":["+4989123"]}
            AccountTaxIdsChanged {"account_id":"ACCOUNT","tax_ids":[{"country":"US","scheme":"EIN","value":"1"}]}
            AccountDescriptionChanged {"account_id":"ACCOUNT","description":"d"}
            AccountTagsChanged {"account_id":"ACCOUNT","tags":[]}
        "#]],
    );
}

/// A repeated patch that writes again fills the stream and wakes every subscriber for nothing. Requirement: ALL-3
#[test]
fn a_patch_that_changes_nothing_gives_no_event() {
    check(&[acme()], &patch(json!({})), expect![""]);
    check(
        &[acme()],
        &patch(
            json!({"name": " Acme ", "kind": "prospect", "industry": null, "domains": ["ACME.com"], "phones": null}),
        ),
        expect![""],
    );
}

/// `null` removes in a merge patch; a name cannot go. Requirement: ALL-3
#[test]
fn null_removes_what_can_be_removed() {
    let industry = patch(json!({"industry": "medical"}));
    check(
        &[acme(), industry],
        &patch(json!({"industry": null, "domains": null})),
        expect![[r#"
            AccountIndustryChanged {"account_id":"ACCOUNT","industry":null}
            AccountDomainsChanged {"account_id":"ACCOUNT","domains":[]}
        "#]],
    );
    check(
        &[acme()],
        &patch(json!({"name": null})),
        expect![[r#"
            Unprocessable field_required /name: the field cannot be removed
        "#]],
    );
    check(
        &[acme()],
        &patch(json!({"kind": null})),
        expect![[r#"
            Unprocessable field_required /kind: the field cannot be removed
        "#]],
    );
}

/// A value that the lists of today do not know must be refused where it is new, and must not hold up other changes where it
/// stands already. Requirement: ACC-1, ADR-4
#[test]
fn lists_of_today_are_asked_of_new_values_only() {
    for (fields, pointer) in [
        (json!({"domains": ["acme.com", "www.acme.org"]}), "/domains/1"),
        (json!({"annual_revenue": {"amount": "1.001", "currency": "EUR"}}), "/annual_revenue"),
        (json!({"annual_revenue": {"amount": "1", "currency": "ZZZ"}}), "/annual_revenue"),
        (json!({"tax_ids": [{"country": "XX", "scheme": "VAT", "value": "1"}]}), "/tax_ids/0/country"),
    ] {
        let no = refused(&[acme()], &patch(fields.clone()));
        assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some(pointer)), "{fields}");
        let mut created = json!({"name": "A", "kind": "other"});
        created.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        assert_eq!(refused(&[], &create(created)).code, "invalid_field");
    }
    // A state from when the lists were others.
    let mut state = state(&[acme()]);
    state.domains = body(json!(["gmail.com"]));
    let wish = patch(json!({"domains": ["gmail.com", "acme.org"], "name": "B"}));
    assert_eq!(Account::decide(Some(&state), &wish, &inputs()).expect("accepted").len(), 2);
}

/// A switch that fires twice makes reports count twice. Requirement: ACC-2
#[test]
fn an_account_is_activated_and_deactivated_once() {
    check(&[acme()], &AccountCommand::Activate, expect![""]);
    check(
        &[acme()],
        &AccountCommand::Deactivate,
        expect![[r#"
            AccountDeactivated {"account_id":"ACCOUNT"}
        "#]],
    );
    check(&[acme(), AccountCommand::Deactivate], &AccountCommand::Deactivate, expect![""]);
    check(
        &[acme(), AccountCommand::Deactivate],
        &AccountCommand::Activate,
        expect![[r#"
            AccountActivated {"account_id":"ACCOUNT"}
        "#]],
    );
}

/// Who owned a record before must stay visible. Requirement: ALL-5
#[test]
fn an_assignment_names_both_owners() {
    let assign = |last| AccountCommand::Assign(AssignOwner { owner_id: user(last), reason: "moved".parse().ok() });
    check(
        &[acme()],
        &assign('2'),
        expect![[r#"
            AccountOwnerAssigned {"account_id":"ACCOUNT","from":"user_01h2xcejqtf2nbrexx3vqjhp41","to":"user_01h2xcejqtf2nbrexx3vqjhp42","reason":"moved"}
        "#]],
    );
    check(&[acme()], &assign('1'), expect![""]);
}

/// An archived record that still changes would surprise whoever restores it. Requirement: ALL-4
#[test]
fn an_archived_account_takes_nothing_but_restore() {
    check(
        &[acme()],
        &AccountCommand::Archive,
        expect![[r#"
            AccountArchived {"account_id":"ACCOUNT","archived_at":"2025-11-20T22:00:00.123Z"}
        "#]],
    );
    let archived = [acme(), AccountCommand::Archive];
    let assign = AccountCommand::Assign(AssignOwner { owner_id: user('2'), reason: None });
    for refused in [patch(json!({})), AccountCommand::Activate, AccountCommand::Deactivate, assign] {
        check(
            &archived,
            &refused,
            expect![[r#"
                Unprocessable account_archived : the account is archived; restore it first
            "#]],
        );
    }
    check(&archived, &AccountCommand::Archive, expect![""]);
    check(
        &archived,
        &AccountCommand::Restore(None),
        expect![[r#"
            AccountRestored {"account_id":"ACCOUNT"}
        "#]],
    );
    check(&[acme()], &AccountCommand::Restore(None), expect![""]);
}

/// A full record must go away and come back. Requirement: ALL-4, ACC-2
#[test]
fn a_full_account_can_still_be_put_away() {
    let mut given = vec![acme(), primary(json!(id::<ContactId>('2')))];
    let assign = AccountCommand::Assign(AssignOwner { owner_id: user('2'), reason: None });
    for command in [
        AccountCommand::Deactivate,
        AccountCommand::Activate,
        assign,
        AccountCommand::Archive,
        AccountCommand::Restore(None),
    ] {
        let events = given::commit::<Account>(&inputs(), &given, &command).events;
        assert!(events.iter().all(|event| Account::is_essential(&event.data)), "{command:?}");
        given.push(command);
    }
    let change = patch(json!({"primary_contact_id": id::<ContactId>('2')}));
    let events = given::commit::<Account>(&inputs(), &given, &change).events;
    assert!(!events.iter().any(|event| Account::is_essential(&event.data)), "a change is none");
}

/// A domain may be taken by now: without changes the account could never come back. Requirement: ALL-4
#[test]
fn an_archived_account_comes_back_with_changes() {
    let restore = |fields: Value| AccountCommand::Restore(Some(Box::new(body(fields))));
    let archived = [acme(), AccountCommand::Archive];
    check(
        &archived,
        &restore(json!({"domains": [], "industry": "steel"})),
        expect![[r#"
        AccountRestored {"account_id":"ACCOUNT"}
        AccountIndustryChanged {"account_id":"ACCOUNT","industry":"steel"}
        AccountDomainsChanged {"account_id":"ACCOUNT","domains":[]}
    "#]],
    );
    check(
        &archived,
        &restore(json!({"name": null})),
        expect![[r#"
        Unprocessable field_required /name: the field cannot be removed
    "#]],
    );
    check(
        &[acme()],
        &restore(json!({"industry": "steel"})),
        expect![[r#"
        Unprocessable not_archived : the record is in use; it can only be changed here while it comes back from the archive
    "#]],
    );
    check(&[acme()], &restore(json!({})), expect![""]);
}

/// A command on an account that is not there must not make one. Requirement: ALL-7
#[test]
fn only_creation_begins_an_account() {
    for command in [patch(json!({})), AccountCommand::Activate, AccountCommand::Archive, AccountCommand::Restore(None)]
    {
        check(
            &[],
            &command,
            expect![[r#"
                NotFound not_found : no such record
            "#]],
        );
    }
    check(
        &[acme()],
        &acme(),
        expect![[r#"
            Conflict account_exists : an account with this id exists
        "#]],
    );
}

/// An archived account must give its domains back and leave its list; a restored one must take both again. Requirement: ALL-4, ACC-1
#[test]
fn an_archived_account_holds_no_domain_and_leaves_the_list() {
    let seen = |commands: &[AccountCommand]| {
        let state = state(commands);
        let claims = Account::claims(&state).into_iter().map(|claim| format!("{}={}", claim.name, claim.value));
        (claims.collect::<Vec<_>>(), Account::list(&state))
    };
    assert_eq!(seen(&[acme()]), (vec!["DOMAIN=acme.com".to_owned()], LIST));
    assert_eq!(seen(&[acme(), AccountCommand::Archive]), (vec![], ARCHIVED_LIST));
    assert_eq!(seen(&[acme(), AccountCommand::Archive, AccountCommand::Restore(None)]).1, LIST);
}

/// Who looks for a company by the beginning of its name must find it under the one that it has now. Requirement: ALL-6
#[test]
fn an_account_is_listed_by_its_name() {
    let renamed = [acme(), patch(json!({"name": "Ädelstein"}))];
    assert_eq!(Account::sort_name(&state(&renamed)), SortName::of("äDELSTEIN"));
}

/// A type without a schema would pass the bus unchecked, and two types of one name could not be told apart.
#[test]
fn every_event_type_is_named_after_its_entity_and_registered_once() {
    let mut names: Vec<_> = AccountEvent::schemas().iter().map(|schema| schema.event_type).collect();
    assert_eq!(names.len(), 18);
    assert!(names.iter().all(|name| name.starts_with("Account")));
    assert!(AccountEvent::schemas().iter().all(|schema| schema.aggregate_type == AccountId::PREFIX));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 18);
}

fn primary(contact: Value) -> AccountCommand {
    patch(json!({"primary_contact_id": contact}))
}

/// A primary contact who works elsewhere is nobody to call: the link is checked, and kept, through what the anchor pins.
/// Requirement: ACC-4
#[test]
fn the_primary_contact_is_pinned() {
    let (ada, bob) = (id::<ContactId>('2'), id::<ContactId>('3'));
    check(
        &[acme()],
        &primary(json!(ada)),
        expect![[r#"
            AccountPrimaryContactChanged {"account_id":"ACCOUNT","from":null,"to":"contact_01h2xcejqtf2nbrexx3vqjhp42"}
        "#]],
    );
    let given = [acme(), primary(json!(ada))];
    check(&given, &primary(json!(ada)), expect![""]);
    check(
        &given,
        &primary(json!(bob)),
        expect![[r#"
            AccountPrimaryContactChanged {"account_id":"ACCOUNT","from":"contact_01h2xcejqtf2nbrexx3vqjhp42","to":"contact_01h2xcejqtf2nbrexx3vqjhp43"}
        "#]],
    );
    check(
        &given,
        &primary(json!(null)),
        expect![[r#"
            AccountPrimaryContactChanged {"account_id":"ACCOUNT","from":"contact_01h2xcejqtf2nbrexx3vqjhp42","to":null}
        "#]],
    );
    let pin = |given: &[AccountCommand]| Account::anchor(&state(given)).expect("an anchor").pinned;
    let pinned = Pin { kind: reference::ACCOUNT, holder: ada.erase(), pointer: "/primary_contact_id".to_owned() };
    assert_eq!(pin(&[acme()]), None);
    assert_eq!(pin(&given), Some(pinned.clone()));
    assert_eq!(
        given::commit::<Account>(&inputs(), &[acme()], &given[1]).anchor.expect("a change").new_pin(),
        Some(&pinned)
    );
}

/// An archived account takes no change: it would hold its primary contact for ever. Requirement: ACC-4, ALL-4
#[test]
fn an_archived_account_lets_its_primary_contact_go() {
    let given = [acme(), primary(json!(id::<ContactId>('2')))];
    check(
        &given,
        &AccountCommand::Archive,
        expect![[r#"
            AccountPrimaryContactChanged {"account_id":"ACCOUNT","from":"contact_01h2xcejqtf2nbrexx3vqjhp42","to":null}
            AccountArchived {"account_id":"ACCOUNT","archived_at":"2025-11-20T22:00:00.123Z"}
        "#]],
    );
    let archived = [&given[..], &[AccountCommand::Archive]].concat();
    assert_eq!(Account::anchor(&state(&archived)), Some(Anchor::default()));
    let restored = [&archived[..], &[AccountCommand::Restore(None)]].concat();
    assert_eq!(Account::anchor(&state(&restored)), Some(Anchor { alive: true, ..Anchor::default() }));
}

/// A contact cannot be linked to an account that is not there yet. Requirement: ACC-4
#[test]
fn an_account_is_created_without_a_primary_contact() {
    let wish = json!({"name": "A", "kind": "other", "primary_contact_id": id::<ContactId>('2')});
    assert!(serde_json::from_value::<CreateAccount>(wish).is_err());
}

/// A state from before the field must load. Requirement: ACC-4
#[test]
fn a_state_without_a_primary_contact_is_readable() {
    let old = serde_json::to_value(state(&[acme()])).expect("JSON");
    assert_eq!(old.get("primary_contact_id"), None);
    assert_eq!(body::<AccountState>(old), state(&[acme()]));
}

/// A change that fits the domain but not a transaction is refused where nobody expects it. Requirement: ACC-1, ACC-4
#[test]
fn the_largest_change_has_the_items_that_were_counted() {
    let domains =
        |start: usize| (start..start + crate::limits::DOMAINS).map(|n| format!("d{n}.com")).collect::<Vec<_>>();
    let full = create(json!({"name": "Acme", "kind": "prospect", "domains": domains(0)}));
    let all = patch(json!({
        "name": "A", "kind": "customer", "industry": "x", "employee_count": 3, "website": "https://acme.com/",
        "annual_revenue": {"amount": "1", "currency": "JPY"}, "domains": domains(100), "phones": ["+4989123"],
        "tax_ids": [{"country": "US", "scheme": "EIN", "value": "1"}], "description": "d", "tags": ["x"],
        "primary_contact_id": id::<ContactId>('2')
    }));
    // A record comes on top.
    assert_eq!(given::commit::<Account>(&inputs(), &[full], &all).item_count() + 1, LARGEST_CHANGE);
}

proptest! {
    /// The state that is stored must be the fold of the stream, and a repeated command must do nothing, whatever came before.
    /// Requirement: PLT-1, ALL-3
    #[test]
    fn any_commands_keep_the_laws(commands in prop::collection::vec(any_command(), 1..20)) {
        given::check_laws::<Account>(&inputs(), &[&[acme()][..], &commands].concat(), |state| {
            assert!(state.archived_at.is_none() || state.primary_contact_id.is_none());
        });
    }
}

fn any_command() -> impl Strategy<Value = AccountCommand> {
    let owner = |last| AccountCommand::Assign(AssignOwner { owner_id: user(last), reason: None });
    prop_oneof![
        4 => any_patch().prop_map(patch),
        1 => select(vec![
            acme(), AccountCommand::Activate, AccountCommand::Deactivate, AccountCommand::Archive,
            AccountCommand::Restore(None), AccountCommand::Restore(Some(Box::new(body(json!({"industry": "x"}))))),
            owner('1'), owner('2'),
        ]),
    ]
}

fn any_patch() -> impl Strategy<Value = Value> {
    let fields = vec![
        json!({"name": "Acme"}),
        json!({"name": "Other"}),
        json!({"kind": "customer"}),
        json!({"industry": null}),
        json!({"industry": "x"}),
        json!({"annual_revenue": {"amount": "1.5", "currency": "EUR"}}),
        json!({"annual_revenue": {"amount": "1.50", "currency": "EUR"}}),
        json!({"domains": null}),
        json!({"domains": ["acme.com", "acme.org"]}),
        json!({"domains": ["gmail.com"]}),
        json!({"tags": ["B", "a"]}),
        json!({"primary_contact_id": null}),
        json!({"primary_contact_id": id::<ContactId>('2')}),
        json!({"primary_contact_id": id::<ContactId>('3')}),
        json!({"phones": ["+49 89 1"]}),
        json!({"description": "d"}),
    ];
    given::patches(fields)
}
