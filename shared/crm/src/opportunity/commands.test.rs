use expect_test::expect;
use kernel::{Aggregate as _, DomainEvent};
use serde_json::json;

use super::*;
use crate::{
    given::{self, id},
    opportunity::{
        Opportunity,
        tests::{
            check, inputs, refused, state,
            wishes::{assign, change_line, deal, deal_with, in_every_status, one_of_each, patch, restore, win},
        },
    },
    reference::{AccountId, ContactId, LeadId},
};

#[path = "commands/fields.test.rs"]
mod fields;

/// The commands by what becomes of them.
fn grouped<'a>(outcomes: impl IntoIterator<Item = (String, &'a str)>) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for (outcome, command) in outcomes {
        match groups.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, commands)) => commands.push(command),
            None => groups.push((outcome, vec![command])),
        }
    }
    groups.into_iter().map(|(outcome, commands)| format!("{outcome}\n    {}\n", commands.join(", "))).collect()
}

/// A deal that is won twice, or sold more of after it was lost, makes a report that nobody can explain; and whoever is refused must
/// learn what can be done instead. Requirement: OPP-3, OPP-4, OPP-5, ALL-7
#[test]
fn every_status_takes_its_own_commands_and_names_them() {
    let mut told = String::new();
    for given in in_every_status() {
        let each = one_of_each();
        let outcomes = each.iter().map(|(name, when)| match given::decided::<Opportunity>(&inputs(), &given, when) {
            Ok(events) => (events.first().map_or("no event", DomainEvent::event_type).to_owned(), *name),
            Err(no) => (format!("{:?} {}: {}", no.refusal, no.code, no.detail), *name),
        });
        told += &format!("{}:\n{}", state(&given).status.as_str(), grouped(outcomes));
    }
    expect![[r#"
        open:
        OpportunityRenamed
            change its name
        OpportunityTagsChanged
            change its tags
        no event
            change nothing, push-close-date to where it is, reopen where it began, change-line to what it is, reorder-lines as they are, assign to its owner
        OpportunityStageChanged
            change-stage
        OpportunityCloseDatePushed
            push-close-date
        OpportunityForecastOverridden
            override-forecast
        OpportunityWon
            win
        OpportunityLost
            lose, lose otherwise
        OpportunityAbandoned
            abandon, abandon otherwise
        Unprocessable illegal_move: the record is `open`, which only allows `change-stage`, `win`, `lose`, `abandon`
            reopen
        OpportunityLineAdded
            add-line
        OpportunityLineChanged
            change-line
        OpportunityLineRemoved
            remove-line
        OpportunityLinesReordered
            reorder-lines
        OpportunityOwnerAssigned
            assign
        won:
        Unprocessable opportunity_closed: the opportunity is `won`; it can be reopened or assigned, and its tags can be changed
            change its name, push-close-date, override-forecast, add-line, change-line, remove-line, reorder-lines
        OpportunityTagsChanged
            change its tags
        no event
            change nothing, push-close-date to where it is, win, change-line to what it is, reorder-lines as they are, assign to its owner
        Unprocessable illegal_move: the record is `won`, which only allows `reopen`
            change-stage, lose, lose otherwise, abandon, abandon otherwise
        OpportunityReopened
            reopen, reopen where it began
        OpportunityOwnerAssigned
            assign
        lost:
        Unprocessable opportunity_closed: the opportunity is `lost`; it can be reopened or assigned, and its tags can be changed
            change its name, push-close-date, override-forecast, add-line, change-line, remove-line, reorder-lines
        OpportunityTagsChanged
            change its tags
        no event
            change nothing, push-close-date to where it is, lose, change-line to what it is, reorder-lines as they are, assign to its owner
        Unprocessable illegal_move: the record is `lost`, which only allows `reopen`
            change-stage, win, lose otherwise, abandon, abandon otherwise
        OpportunityReopened
            reopen, reopen where it began
        OpportunityOwnerAssigned
            assign
        abandoned:
        Unprocessable opportunity_closed: the opportunity is `abandoned`; it can be reopened or assigned, and its tags can be changed
            change its name, push-close-date, override-forecast, add-line, change-line, remove-line, reorder-lines
        OpportunityTagsChanged
            change its tags
        no event
            change nothing, push-close-date to where it is, abandon, change-line to what it is, reorder-lines as they are, assign to its owner
        Unprocessable illegal_move: the record is `abandoned`, which only allows `reopen`
            change-stage, win, lose, lose otherwise, abandon otherwise
        OpportunityReopened
            reopen, reopen where it began
        OpportunityOwnerAssigned
            assign
    "#]].assert_eq(&told);
}

/// Who owned a record before must stay visible, also of a deal that is closed. Requirement: ALL-5, OPP-4
#[test]
fn an_assignment_names_both_owners() {
    for given in in_every_status() {
        check(
            &given,
            &assign('2'),
            expect![[r#"
            OpportunityOwnerAssigned {"opportunity_id":"OPPORTUNITY","from":"user_01h2xcejqtf2nbrexx3vqjhp41","to":"user_01h2xcejqtf2nbrexx3vqjhp42","reason":"moved"}
        "#]],
        );
        check(&given, &assign('1'), expect![""]);
    }
}

/// A command on a deal that is not there must not make one. Requirement: ALL-7
#[test]
fn only_creation_begins_an_opportunity() {
    let each = one_of_each().into_iter().map(|(_, command)| command);
    for command in each.chain([OpportunityCommand::Archive, OpportunityCommand::Restore(None)]) {
        assert_eq!(refused(&[], &command), Rejection::not_found());
    }
    check(
        &[deal()],
        &deal(),
        expect![[r#"
        Conflict opportunity_exists : an opportunity with this id exists
    "#]],
    );
}

/// An archived record that still changes would surprise whoever restores it. Requirement: ALL-4
#[test]
fn an_archived_opportunity_takes_nothing_but_restore() {
    for given in in_every_status() {
        check(
            &given,
            &OpportunityCommand::Archive,
            expect![[r#"
            OpportunityArchived {"opportunity_id":"OPPORTUNITY","archived_at":"2025-11-20T22:00:00.123Z"}
        "#]],
        );
        check(&given, &OpportunityCommand::Restore(None), expect![""]);
        let archived = [&given[..], &[OpportunityCommand::Archive]].concat();
        for (name, command) in one_of_each() {
            assert_eq!(refused(&archived, &command).code, "opportunity_archived", "{name}");
        }
        check(&archived, &OpportunityCommand::Archive, expect![""]);
        check(
            &archived,
            &OpportunityCommand::Restore(None),
            expect![[r#"
            OpportunityRestored {"opportunity_id":"OPPORTUNITY"}
        "#]],
        );
        let restored = [&archived[..], &[OpportunityCommand::Restore(None)]].concat();
        assert_eq!(state(&restored), state(&given));
    }
}

/// A contact or an account may be archived by now: without changes the deal could never come back. What was closed comes back as it was
/// closed, and in use a deal is changed by those who may change it. Requirement: ALL-4, OPP-4
#[test]
fn an_archived_opportunity_comes_back_with_changes() {
    let archived = [deal(), OpportunityCommand::Archive];
    check(
        &archived,
        &restore(json!({"name": "Turbines", "account_id": id::<AccountId>('8')})),
        expect![[r#"
        OpportunityRestored {"opportunity_id":"OPPORTUNITY"}
        OpportunityRenamed {"opportunity_id":"OPPORTUNITY","name":"Turbines"}
        OpportunityAccountChanged {"opportunity_id":"OPPORTUNITY","from":"account_01h2xcejqtf2nbrexx3vqjhp47","to":"account_01h2xcejqtf2nbrexx3vqjhp48"}
    "#]],
    );
    check(
        &archived,
        &restore(json!({"primary_contact_id": id::<ContactId>('1')})),
        expect![[r#"
        OpportunityRestored {"opportunity_id":"OPPORTUNITY"}
        OpportunityPrimaryContactChanged {"opportunity_id":"OPPORTUNITY","from":null,"to":"contact_01h2xcejqtf2nbrexx3vqjhp41"}
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
        &[deal()],
        &restore(json!({"name": "Turbines"})),
        expect![[r#"
        Unprocessable not_archived : the record is in use; it can only be changed here while it comes back from the archive
    "#]],
    );
    check(&[deal()], &restore(json!({"name": "Engines"})), expect![""]);
    let [_, won, ..] = in_every_status();
    let archived = [&won[..], &[OpportunityCommand::Archive]].concat();
    check(
        &archived,
        &restore(json!({"tags": ["key"]})),
        expect![[r#"
        OpportunityRestored {"opportunity_id":"OPPORTUNITY"}
        OpportunityTagsChanged {"opportunity_id":"OPPORTUNITY","tags":["key"]}
    "#]],
    );
    check(
        &archived,
        &restore(json!({"name": "Turbines"})),
        expect![[r#"
        Unprocessable opportunity_closed : the opportunity is `won`; it can be reopened or assigned, and its tags can be changed
    "#]],
    );
}

/// What is read for a decision costs a request: for most commands nothing is. What is not read is not known, here as when they run.
/// Requirement: OPP-1, OPP-3, OPP-4, OPP-5, OPP-7
#[test]
fn a_decision_reads_what_it_needs_and_no_more() {
    let needed = |given: &[OpportunityCommand], when: &OpportunityCommand| {
        let needs = Opportunity::needs(given::state::<Opportunity>(&inputs(), given).as_ref(), when, &inputs());
        assert_eq!(needs.lineage_of, None);
        let mut types: Vec<_> = needs.published.iter().map(|id| id.aggregate_type().to_string()).collect();
        types.sort_unstable();
        if types.is_empty() { "nothing".to_owned() } else { types.join(", ") }
    };
    let contact = |last: char| id::<ContactId>(last);
    let given = [deal_with(json!({
        "primary_contact_id": contact('1'), "contact_roles": [{"contact_id": contact('2'), "role": "buyer"}],
        "amount": {"amount": "1", "currency": "EUR"}
    }))];
    let more = vec![
        ("archive", OpportunityCommand::Archive),
        ("restore", OpportunityCommand::Restore(None)),
        ("restore with another contact", restore(json!({"primary_contact_id": contact('3')}))),
        ("amount", patch(json!({"amount": {"amount": "2", "currency": "EUR"}}))),
        ("no amount", patch(json!({"amount": null}))),
        ("the same contact", patch(json!({"primary_contact_id": contact('1')}))),
        ("no contact", patch(json!({"primary_contact_id": null, "contact_roles": null}))),
        (
            "the same contact in another role",
            patch(json!({"contact_roles": [{"contact_id": contact('2'), "role": "x"}]})),
        ),
        (
            "one more contact in a role",
            patch(json!({"contact_roles": [
                {"contact_id": contact('2'), "role": "buyer"}, {"contact_id": contact('3'), "role": "user"}
            ]})),
        ),
        ("the price of a line", change_line(json!({"line_id": 1, "unit_price": {"amount": "1", "currency": "EUR"}}))),
        ("no price of a line", change_line(json!({"line_id": 1, "unit_price": null}))),
        ("win on a day", win(json!({"effective_on": "2025-06-01"}))),
        ("create once more", given[0].clone()),
    ];
    let each: Vec<_> = one_of_each().into_iter().chain(more).collect();
    let told = grouped(each.iter().map(|(name, when)| (needed(&given, when), *name)));
    expect![[r#"
        nothing
            change its name, change its tags, change nothing, push-close-date, push-close-date to where it is, change-line, change-line to what it is, remove-line, reorder-lines, reorder-lines as they are, assign, assign to its owner, archive, restore, no amount, the same contact, no contact, the same contact in another role, no price of a line
        financial_settings, sales_settings
            change-stage, reopen, reopen where it began
        sales_settings
            override-forecast
        exchange_rates, exchange_rates, financial_settings, sales_settings
            win, lose, lose otherwise, win on a day
        exchange_rates, exchange_rates, financial_settings
            abandon, abandon otherwise
        financial_settings, product
            add-line
        contact
            restore with another contact, one more contact in a role
        financial_settings
            amount, the price of a line
        contact, contact, financial_settings, sales_settings
            create once more
    "#]].assert_eq(&told);

    let many = json!({
        "primary_contact_id": contact('1'),
        "contact_roles": [{"contact_id": contact('1'), "role": "x"}, {"contact_id": contact('2'), "role": "x"}],
        "originating_lead_id": id::<LeadId>('1')
    });
    assert_eq!(needed(&[], &deal()), "financial_settings, sales_settings");
    assert_eq!(needed(&[], &deal_with(many)), "contact, contact, financial_settings, lead, sales_settings");
    assert_eq!(needed(&[deal_with(json!({}))], &win(json!({}))), "financial_settings, sales_settings");
}
