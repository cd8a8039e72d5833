use expect_test::expect;
use kernel::in_clear;
use serde_json::{Value, json};

use super::*;
use crate::{
    contact::{
        ContactCommand,
        tests::{ada, check, refused, state},
    },
    given::{at, body},
};

fn grant(purpose: &str, basis: &str) -> ContactCommand {
    ContactCommand::GrantConsent(body(json!({"purpose": purpose, "basis": basis, "source": "form"})))
}

fn withdraw(purpose: &str) -> ContactCommand {
    ContactCommand::WithdrawConsent(body(json!({"purpose": purpose})))
}

fn opt_out(value: Value) -> ContactCommand {
    ContactCommand::OptOut(body(value))
}

fn opt_in(value: Value) -> ContactCommand {
    ContactCommand::OptIn(body(value))
}

fn purpose(text: &str) -> Purpose {
    text.parse().expect("a purpose")
}

/// A consent that cannot be proven with its ground, time and source is none. Requirement: CON-6
#[test]
fn a_consent_is_recorded_with_its_ground_and_source() {
    check(
        &[ada()],
        &grant("Newsletter", "consent"),
        expect![[r#"
        ContactConsentGranted {"contact_id":"CONTACT","purpose":"newsletter","basis":"consent","granted_at":"2025-11-20T22:00:00.123Z","source":"form"}
    "#]],
    );
    let earlier = |seconds: i64| {
        let granted_at = at(seconds);
        json!({"purpose": "newsletter", "basis": "contract", "source": "paper", "granted_at": granted_at})
    };
    check(
        &[ada()],
        &ContactCommand::GrantConsent(body(earlier(-86_400))),
        expect![[r#"
        ContactConsentGranted {"contact_id":"CONTACT","purpose":"newsletter","basis":"contract","granted_at":"2025-11-19T22:00:00.123Z","source":"paper"}
    "#]],
    );
    check(
        &[ada()],
        &ContactCommand::GrantConsent(body(earlier(1))),
        expect![[r#"
        InvalidField invalid_field /granted_at: must not be in the future
    "#]],
    );
    assert!(serde_json::from_value::<GrantConsent>(json!({"purpose": "x", "basis": "consent"})).is_err());
}

/// A form that is sent twice grants once; another ground for the same purpose is another consent. Requirement: CON-6
#[test]
fn a_standing_consent_is_not_recorded_again() {
    let given = [ada(), grant("newsletter", "consent")];
    check(&given, &grant("NEWSLETTER", "consent"), expect![""]);
    let proof = |source: &str, since: i64| {
        let granted_at = at(since);
        let body =
            body(json!({"purpose": "newsletter", "basis": "consent", "source": source, "granted_at": granted_at}));
        ContactCommand::GrantConsent(body)
    };
    check(&given, &proof("form", 0), expect![""]);
    check(
        &given,
        &proof("call", 0),
        expect![[r#"
        ContactConsentGranted {"contact_id":"CONTACT","purpose":"newsletter","basis":"consent","granted_at":"2025-11-20T22:00:00.123Z","source":"call"}
    "#]],
    );
    check(
        &given,
        &proof("form", -60),
        expect![[r#"
        ContactConsentGranted {"contact_id":"CONTACT","purpose":"newsletter","basis":"consent","granted_at":"2025-11-20T21:59:00.123Z","source":"form"}
    "#]],
    );
    check(
        &given,
        &grant("newsletter", "legitimate_interest"),
        expect![[r#"
        ContactConsentGranted {"contact_id":"CONTACT","purpose":"newsletter","basis":"legitimate_interest","granted_at":"2025-11-20T22:00:00.123Z","source":"form"}
    "#]],
    );
}

/// What was granted and withdrawn must stay provable: a withdrawal ends all grounds of its purpose and no other, and what is
/// granted anew stands beside what was withdrawn. Requirement: CON-6
#[test]
fn consents_are_never_overwritten() {
    let given = [ada(), grant("newsletter", "consent"), grant("newsletter", "contract"), grant("billing", "contract")];
    check(
        &given,
        &withdraw("Newsletter"),
        expect![[r#"
        ContactConsentWithdrawn {"contact_id":"CONTACT","purpose":"newsletter","withdrawn_at":"2025-11-20T22:00:00.123Z"}
    "#]],
    );
    check(&given, &withdraw("surveys"), expect![""]);
    let withdrawn = [&given[..], &[withdraw("newsletter")]].concat();
    check(&withdrawn, &withdraw("newsletter"), expect![""]);
    let again =
        [&withdrawn[..], &[grant("newsletter", "consent"), withdraw("newsletter"), grant("newsletter", "consent")]]
            .concat();
    let consents = state(&again).consents;
    let lines = consents.iter().map(|consent| {
        let ended = if consent.withdrawn_at.is_some() { "withdrawn" } else { "standing" };
        format!("{} {:?} {ended}\n", consent.purpose, consent.basis)
    });
    expect![[r#"
        newsletter Consent withdrawn
        newsletter Contract withdrawn
        billing Contract standing
        newsletter Consent withdrawn
        newsletter Consent standing
    "#]]
    .assert_eq(&lines.collect::<String>());
}

/// A state that grows with every click on a form becomes too large to write. Requirement: CON-6
#[test]
fn the_number_of_consents_has_a_limit() {
    let given: Vec<_> =
        [ada()].into_iter().chain((0..limits::CONSENTS).map(|n| grant(&format!("p{n}"), "consent"))).collect();
    assert_eq!(refused(&given, &grant("one more", "consent")).code, "too_many_consents");
    check(&given, &grant("p0", "consent"), expect![""]);
}

/// Whoever said no once and is contacted all the same will complain, and be right. Requirement: CON-6
#[test]
fn an_opt_out_wins_over_every_consent() {
    let may = |given: &[ContactCommand]| {
        let state = state(given);
        [Channel::Email, Channel::Call].map(|channel| state.may_contact(channel, &purpose("newsletter")))
    };
    let granted = [ada(), grant("newsletter", "consent")];
    let refused = [&granted[..], &[opt_out(json!({"channel": "email"}))]].concat();
    let granted_anew = [&refused[..], &[withdraw("newsletter"), grant("newsletter", "consent")]].concat();
    let wanted_again = [&refused[..], &[opt_in(json!({"channel": "email", "source": "call"}))]].concat();
    assert_eq!(may(&[ada()]), [false, false]);
    assert_eq!(may(&granted), [true, true]);
    assert_eq!(may(&[&granted[..], &[withdraw("newsletter")]].concat()), [false, false]);
    assert_eq!(may(&refused), [false, true]);
    assert_eq!(may(&granted_anew), [false, true]);
    assert_eq!(may(&wanted_again), [true, true]);
    assert!(!state(&granted).may_contact(Channel::Email, &purpose("billing")));
}

/// Since when a channel is refused must be known, and must not move when the wish is repeated. Requirement: CON-6
#[test]
fn an_opt_out_is_recorded_once_and_lifted_with_a_source() {
    check(
        &[ada()],
        &opt_out(json!({"channel": "call", "source": "letter"})),
        expect![[r#"
        ContactOptedOut {"contact_id":"CONTACT","channel":"call","since":"2025-11-20T22:00:00.123Z","source":"letter"}
    "#]],
    );
    check(&[ada()], &opt_in(json!({"channel": "call", "source": "call"})), expect![""]);
    let refused = [ada(), opt_out(json!({"channel": "call"}))];
    check(&refused, &opt_out(json!({"channel": "call", "source": "letter"})), expect![""]);
    check(
        &refused,
        &opt_in(json!({"channel": "call", "source": "form"})),
        expect![[r#"
        ContactOptedIn {"contact_id":"CONTACT","channel":"call","source":"form"}
    "#]],
    );
    let shown = in_clear(|| serde_json::to_value(state(&refused))).expect("JSON");
    assert_eq!(shown["opt_outs"], json!([{"channel": "call", "since": at(0)}]));
    assert!(serde_json::from_value::<OptIn>(json!({"channel": "call"})).is_err());
}
