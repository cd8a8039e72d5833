use expect_test::{Expect, expect};
use kernel::{Actor, DomainEvent, MAX_STATE_BYTES, STATE_RESERVE_BYTES, ServiceName, TypedId};
use serde_json::json;

use self::wishes::{
    abandon, add, add_line, assign, change_line, deal, deal_with, forecast, in_every_status, lose, patch, push,
    remove_line, reopen, reorder, restore, to_stage, win,
};
use super::*;
use crate::{
    given::{self, id},
    limits,
    reference::{AccountId, ContactId, LeadId, ProductId},
};

#[path = "opportunity/known.test.rs"]
pub(super) mod known;
#[path = "opportunity/laws.test.rs"]
mod laws;
#[path = "opportunity/wishes.test.rs"]
pub(super) mod wishes;

pub(super) use known::inputs;

pub(super) fn state(given: &[OpportunityCommand]) -> OpportunityState {
    state_in(&inputs(), given)
}

pub(super) fn state_in(inputs: &Inputs<OpportunityId>, given: &[OpportunityCommand]) -> OpportunityState {
    given::state::<Opportunity>(inputs, given).expect("a state")
}

pub(super) fn refused(given: &[OpportunityCommand], when: &OpportunityCommand) -> Rejection {
    refused_in(&inputs(), given, when)
}

pub(super) fn refused_in(
    inputs: &Inputs<OpportunityId>,
    given: &[OpportunityCommand],
    when: &OpportunityCommand,
) -> Rejection {
    given::decided::<Opportunity>(inputs, given, when).expect_err("a rejection")
}

pub(super) fn check(given: &[OpportunityCommand], when: &OpportunityCommand, then: Expect) {
    check_in(&inputs(), given, when, then);
}

pub(super) fn check_in(
    inputs: &Inputs<OpportunityId>,
    given: &[OpportunityCommand],
    when: &OpportunityCommand,
    then: Expect,
) {
    check_on(inputs, &given::state::<Opportunity>(inputs, given), when, then);
}

/// What becomes of a command on a state that was made with other inputs.
pub(super) fn check_on(
    inputs: &Inputs<OpportunityId>,
    state: &Option<OpportunityState>,
    when: &OpportunityCommand,
    then: Expect,
) {
    let decided = given::decide::<Opportunity>(inputs, state.as_ref(), when);
    then.assert_eq(&known::with_names_of_stages(given::told::<Opportunity>(inputs, decided)));
}

/// A record that a service makes would have no owner, and nobody would care for it. Requirement: ALL-1
#[test]
fn a_service_cannot_create_without_an_owner() {
    let inputs = Inputs { actor: Actor::Service(ServiceName::new("import")), ..inputs() };
    assert_eq!(refused_in(&inputs, &[], &deal()).code, "owner_required");
}

/// Whoever reads a deal is told which of its contacts, lead and products are put away; one that is left out looks as if it were there.
/// Requirement: OPP-1, OPP-5
#[test]
fn a_deal_refers_softly_to_its_contacts_lead_and_products() {
    let contact = |last: char| id::<ContactId>(last);
    let roles = json!([{"contact_id": contact('2'), "role": "buyer"}, {"contact_id": contact('1'), "role": "user"}]);
    let fields =
        json!({"primary_contact_id": contact('1'), "contact_roles": roles, "originating_lead_id": id::<LeadId>('1')});
    let given = [deal_with(fields), add("1"), add("2")];
    let told: Vec<_> = Opportunity::soft_references(&state(&given)).iter().map(ToString::to_string).collect();
    expect![[r#"
        contact_01h2xcejqtf2nbrexx3vqjhp41
        contact_01h2xcejqtf2nbrexx3vqjhp42
        lead_01h2xcejqtf2nbrexx3vqjhp41
        product_01h2xcejqtf2nbrexx3vqjhp41"#]]
    .assert_eq(&told.join("\n"));
    assert!(Opportunity::soft_references(&state(&[deal()])).is_empty());
}

/// A deal must be found by its account, its owner and its stage; while it is open its account must stay, and what is closed or put away
/// must hold nobody up. Requirement: OPP-1, ALL-4, ALL-6, ACC-5
#[test]
fn an_open_opportunity_alone_holds_its_account() {
    let seen = |given: &[OpportunityCommand]| {
        let state = state(given);
        let references = Opportunity::references(&state).into_iter().map(|reference| {
            let listed = reference.listed.map(|listed| listed.list.to_string());
            let counter = reference.counter.map(|counter| counter.to_string());
            format!("{}={} counts {counter:?} in {listed:?} {}", reference.kind, reference.target, reference.pointer)
        });
        let last = format!("{} open {}", Opportunity::list(&state), state.is_open());
        let lines = references.chain([last]).map(|line| line + "\n").collect();
        assert!(Opportunity::claims(&state).is_empty() && Opportunity::anchor(&state).is_none());
        known::with_names_of_stages(lines)
    };
    expect![[r#"
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp47 counts Some("OPPORTUNITY") in Some("OPPORTUNITY") /account_id
        OWNER=user_01h2xcejqtf2nbrexx3vqjhp41 counts None in Some("OPPORTUNITY") /owner_id
        STAGE=PROSPECTING counts None in Some("OPPORTUNITY") /stage_id
        OPPORTUNITY open true
    "#]]
    .assert_eq(&seen(&[deal()]));
    expect![[r#"
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp47 counts None in Some("OPPORTUNITY_ARCHIVED") /account_id
        OWNER=user_01h2xcejqtf2nbrexx3vqjhp41 counts None in Some("OPPORTUNITY_ARCHIVED") /owner_id
        STAGE=PROSPECTING counts None in Some("OPPORTUNITY_ARCHIVED") /stage_id
        OPPORTUNITY_ARCHIVED open false
    "#]]
    .assert_eq(&seen(&[deal(), OpportunityCommand::Archive]));
    let [open, won, lost, abandoned] = in_every_status();
    expect![[r#"
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp47 counts None in Some("OPPORTUNITY_CLOSED") /account_id
        OWNER=user_01h2xcejqtf2nbrexx3vqjhp41 counts None in Some("OPPORTUNITY_CLOSED") /owner_id
        STAGE=WON counts None in Some("OPPORTUNITY_CLOSED") /stage_id
        OPPORTUNITY_CLOSED open false
    "#]]
    .assert_eq(&seen(&won));
    expect![[r#"
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp47 counts None in Some("OPPORTUNITY_CLOSED") /account_id
        OWNER=user_01h2xcejqtf2nbrexx3vqjhp41 counts None in Some("OPPORTUNITY_CLOSED") /owner_id
        STAGE=LOST counts None in Some("OPPORTUNITY_CLOSED") /stage_id
        OPPORTUNITY_CLOSED open false
    "#]]
    .assert_eq(&seen(&lost));
    expect![[r#"
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp47 counts None in Some("OPPORTUNITY_CLOSED") /account_id
        OWNER=user_01h2xcejqtf2nbrexx3vqjhp41 counts None in Some("OPPORTUNITY_CLOSED") /owner_id
        STAGE=PROSPECTING counts None in Some("OPPORTUNITY_CLOSED") /stage_id
        OPPORTUNITY_CLOSED open false
    "#]]
    .assert_eq(&seen(&abandoned));
    assert_eq!(seen(&[&won[..], &[reopen("Prospecting")]].concat()), seen(&open));
    let moved = [deal(), patch(json!({"account_id": id::<AccountId>('8')})), assign('2'), to_stage("Proposal")];
    expect![[r#"
        ACCOUNT=account_01h2xcejqtf2nbrexx3vqjhp48 counts Some("OPPORTUNITY") in Some("OPPORTUNITY") /account_id
        OWNER=user_01h2xcejqtf2nbrexx3vqjhp42 counts None in Some("OPPORTUNITY") /owner_id
        STAGE=PROPOSAL counts None in Some("OPPORTUNITY") /stage_id
        OPPORTUNITY open true
    "#]]
    .assert_eq(&seen(&moved));
}

/// A list must show how a deal stands and what it is worth without loading each. Requirement: OPP-1, OPP-6
#[test]
fn a_summary_shows_what_a_forecast_needs() {
    let shown = |given: &[OpportunityCommand]| {
        let summary = serde_json::to_string(&Opportunity::summary(&state(given))).expect("JSON");
        known::with_names_of_stages(summary)
    };
    expect![[r#"{"name":"Engines","account_id":"account_01h2xcejqtf2nbrexx3vqjhp47","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp42","status":"open","pipeline_id":"PIPELINE","stage_id":"PROSPECTING","amount":{"amount":"1000.00","currency":"USD"},"weighted_amount":{"amount":"420.00","currency":"USD"},"close_date":"2026-03-31","probability":42,"forecast_category":"pipeline","archived_at":null}"#]].assert_eq(&shown(&[deal(), assign('2'), forecast(json!({"probability": 42}))]));
    expect![[r#"{"name":"Engines","account_id":"account_01h2xcejqtf2nbrexx3vqjhp47","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","status":"won","pipeline_id":"PIPELINE","stage_id":"WON","amount":null,"weighted_amount":null,"close_date":"2026-03-31","probability":100,"forecast_category":"closed","archived_at":"2025-11-20T22:00:00.123Z"}"#]].assert_eq(&shown(&[deal_with(json!({})), win(json!({})), OpportunityCommand::Archive]));
}

/// A type without a schema would pass the bus unchecked, and two types of one name could not be told apart.
#[test]
fn every_event_type_is_named_after_its_entity_and_registered_once() {
    let mut names: Vec<_> = OpportunityEvent::schemas().iter().map(|schema| schema.event_type).collect();
    assert_eq!(names.len(), 22);
    assert!(names.iter().all(|name| name.starts_with("Opportunity")));
    assert!(OpportunityEvent::schemas().iter().all(|schema| schema.aggregate_type == OpportunityId::PREFIX));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 22);
}

/// A command that fits the domain but not a transaction is refused where nobody expects it. Requirement: OPP-1, ALL-4
#[test]
fn the_largest_change_has_the_items_that_were_counted() {
    let all = json!({
        "name": "x", "account_id": id::<AccountId>('8'), "primary_contact_id": id::<ContactId>('1'),
        "contact_roles": [{"contact_id": id::<ContactId>('2'), "role": "x"}],
        "amount": {"amount": "2", "currency": "EUR"}, "next_step": "x", "tags": ["x"]
    });
    // A record comes on top.
    let items = |given: &[_], when: &_| given::commit::<Opportunity>(&inputs(), given, when).item_count() + 1;
    assert_eq!(items(&[deal()], &patch(all.clone())), LARGEST_CHANGE);
    assert_eq!(items(&[deal(), OpportunityCommand::Archive], &restore(all)), LARGEST_CHANGE);
}

/// A full record must still be closed, reopened, given to somebody else, put away and taken back. Requirement: OPP-4, ALL-4, ALL-5
#[test]
fn a_full_opportunity_can_still_be_brought_to_an_end() {
    let long = "\u{10348}".repeat(limits::SHORT_TEXT);
    let mut given = vec![deal()];
    let size = |given: &[OpportunityCommand]| serde_json::to_string(&state(given)).expect("JSON").len();
    let before = size(&given);
    for command in [
        to_stage("Proposal"),
        assign('2'),
        win(json!({})),
        reopen("Proposal"),
        abandon(json!({"note": long})),
        reopen("Proposal"),
        lose(json!({"reason": "other", "note": long})),
        OpportunityCommand::Archive,
    ] {
        let events = given::commit::<Opportunity>(&inputs(), &given, &command).events;
        assert!(events.iter().all(|event| Opportunity::is_essential(&event.data)), "{command:?}");
        given.push(command);
    }
    let grown = size(&given) - before;
    assert!((1_000..STATE_RESERVE_BYTES).contains(&grown), "{grown} bytes more");
    let restored = given::commit::<Opportunity>(&inputs(), &given, &OpportunityCommand::Restore(None)).events;
    assert!(restored.iter().all(|event| Opportunity::is_essential(&event.data)));
    let [open, ..] = in_every_status();
    for change in [
        patch(json!({"next_step": "call"})),
        push("2026-04-30"),
        forecast(json!({"probability": 42})),
        add("1"),
        change_line(json!({"line_id": 1, "quantity": "5"})),
        remove_line(1),
        reorder(&[2, 1]),
    ] {
        let events = given::commit::<Opportunity>(&inputs(), &open, &change).events;
        assert!(!events.iter().any(|event| Opportunity::is_essential(&event.data)), "{change:?}");
    }
}

/// An offer of as many lines as there may be must fit what is stored, with names as long as those of real articles. Requirement: OPP-5
#[test]
fn an_opportunity_with_all_of_its_lines_can_be_stored() {
    let name = "Cordless hammer drill 18 V, brushless, 2 x 5.0 Ah, with case and charger (Bürstenlos)";
    let article = known::product('1', json!({"sku": "HAMMER-DRILL-18V/2X5AH", "name": name}));
    let line = add_line(json!({
        "product_id": id::<ProductId>('1'), "quantity": "123456.5", "unit_price": {"amount": "12345.67", "currency": "USD"},
        "discount": {"kind": "amount", "amount": {"amount": "1234567.89", "currency": "USD"}}
    }));
    let given: Vec<_> = std::iter::once(deal()).chain(vec![line; limits::LINES]).collect();
    let state = state_in(&known::knowing([article]), &given);
    assert_eq!(state.lines.len(), limits::LINES);
    let stored = serde_json::to_string(&state).expect("JSON");
    assert!(stored.len() < MAX_STATE_BYTES, "{}", stored.len());
}

/// A status that messages call otherwise than answers do could not be searched for. Requirement: OPP-4
#[test]
fn messages_name_the_statuses_as_answers_do() {
    use OpportunityStatus::{Abandoned, Lost, Open, Won};
    assert_eq!([Open, Won, Lost, Abandoned].map(|status| json!(status)), ["open", "won", "lost", "abandoned"]);
    assert_eq!([Open, Won, Lost, Abandoned].map(OpportunityStatus::as_str), ["open", "won", "lost", "abandoned"]);
}
