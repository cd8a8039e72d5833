use expect_test::expect;
use serde_json::{Value, json};

use super::*;
use crate::{
    forecast::ForecastCategory,
    given::{self, body},
    opportunity::{
        Opportunity, OpportunityCommand,
        tests::{
            check, check_in, check_on, inputs,
            known::{extended, knowing, pipeline, sales, stage, stage_of},
            refused_in, state, state_in,
            wishes::{abandon, deal, deal_with, lose, reopen, to_stage, win},
        },
    },
};

#[path = "books.test.rs"]
mod books;

fn reopen_with(fields: Value) -> OpportunityCommand {
    let wish = json!({"stage_id": stage("Proposal"), "reason": "they called"});
    OpportunityCommand::Reopen(body(extended(wish, fields)))
}

fn money(text: &str) -> Value {
    let (amount, currency) = text.split_once(' ').expect("two words");
    json!({"amount": amount, "currency": currency})
}

/// A deal that began on the first of the month.
fn begun(amount: &str) -> OpportunityCommand {
    deal_with(json!({"amount": money(amount), "effective_on": "2025-11-01"}))
}

fn closing(inputs: &Inputs<OpportunityId>, given: &[OpportunityCommand]) -> Closing {
    state_in(inputs, given).closing.expect("a closed deal")
}

/// What was agreed, when, and what it is worth must be written down with the closing: nobody can work it out later.
/// Requirement: OPP-4, OPP-7, ALL-10
#[test]
fn a_closing_writes_down_what_counts_for_good() {
    check(
        &[begun("1000 USD")],
        &win(json!({})),
        expect![[r#"
            OpportunityWon {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"WON","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":19,"closing":{"effective_on":"2025-11-20","fiscal":{"year":2025,"quarter":4,"period":11,"starts_on":"2025-11-01"},"base":{"rate":"1","rate_date":null,"amount":{"amount":"1000.00","currency":"USD"}}}}
        "#]],
    );
    check(
        &[begun("1000 USD")],
        &lose(json!({"reason": "other", "note": "went bankrupt", "effective_on": "2025-11-11"})),
        expect![[r#"
            OpportunityLost {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"LOST","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":10,"closing":{"effective_on":"2025-11-11","fiscal":{"year":2025,"quarter":4,"period":11,"starts_on":"2025-11-01"},"base":{"rate":"1","rate_date":null,"amount":{"amount":"1000.00","currency":"USD"}},"reason":"other","note":"went bankrupt"}}
        "#]],
    );
    check(
        &[begun("1000 USD")],
        &abandon(json!({"note": "silence", "effective_on": "2025-11-02"})),
        expect![[r#"
            OpportunityAbandoned {"opportunity_id":"OPPORTUNITY","stage_id":"PROSPECTING","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":1,"closing":{"effective_on":"2025-11-02","fiscal":{"year":2025,"quarter":4,"period":11,"starts_on":"2025-11-01"},"base":{"rate":"1","rate_date":null,"amount":{"amount":"1000.00","currency":"USD"}},"note":"silence"}}
        "#]],
    );
    // What has no amount has none in any currency.
    check(
        &[deal_with(json!({}))],
        &win(json!({})),
        expect![[r#"
            OpportunityWon {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"WON","amount":null,"days_in_stage":0,"closing":{"effective_on":"2025-11-20","fiscal":{"year":2025,"quarter":4,"period":11,"starts_on":"2025-11-01"}}}
        "#]],
    );
    check(
        &[deal_with(json!({}))],
        &abandon(json!({})),
        expect![[r#"
            OpportunityAbandoned {"opportunity_id":"OPPORTUNITY","stage_id":"PROSPECTING","amount":null,"days_in_stage":0,"closing":{"effective_on":"2025-11-20","fiscal":{"year":2025,"quarter":4,"period":11,"starts_on":"2025-11-01"}}}
        "#]],
    );
}

/// A deal that is over and still counts among what may come makes a forecast too high. Requirement: OPP-1, OPP-4, OPP-6
#[test]
fn what_is_won_is_certain_and_what_is_not_counts_nothing() {
    let told = |given: &[OpportunityCommand]| {
        let state = state(given);
        let overridden = (state.probability_overridden, state.forecast_category_overridden);
        assert_eq!(overridden, (false, false));
        let weighted = state.weighted_amount.map(|amount| amount.amount().to_string());
        (state.stage_id, state.probability.get(), state.forecast_category, weighted.unwrap_or_default())
    };
    let forecast =
        OpportunityCommand::OverrideForecast(body(json!({"probability": 42, "forecast_category": "commit"})));
    let open = [deal(), to_stage("Negotiation"), forecast];
    let closed = |last: OpportunityCommand| told(&[&open[..], &[last]].concat());
    assert_eq!(closed(win(json!({}))), (stage("Won"), 100, ForecastCategory::Closed, "1000.00".to_owned()));
    let lost = closed(lose(json!({"reason": "price"})));
    assert_eq!(lost, (stage("Lost"), 0, ForecastCategory::Omitted, "0.00".to_owned()));
    assert_eq!(closed(abandon(json!({}))), (stage("Negotiation"), 0, ForecastCategory::Omitted, "0.00".to_owned()));
}

/// A client that did not hear the answer asks again; whoever says something else of a closed deal must not be heard silently.
/// Requirement: OPP-4, ALL-3, ALL-9
#[test]
fn to_close_once_more_is_harmless_when_it_says_the_same() {
    let wins = [
        (json!({}), true),
        (json!({"stage_id": stage("Won")}), true),
        (json!({"effective_on": "2025-11-20"}), true),
        (json!({"stage_id": stage("Won"), "effective_on": "2025-11-20"}), true),
        (json!({"stage_id": stage("Lost")}), false),
        (json!({"effective_on": "2025-11-19"}), false),
        (json!({"effective_on": "2025-11-21"}), false),
    ];
    let loss = json!({"reason": "other", "note": "x"});
    let losses = [
        (loss.clone(), true),
        (extended(loss.clone(), json!({"stage_id": stage("Lost"), "effective_on": "2025-11-20"})), true),
        (extended(loss.clone(), json!({"stage_id": stage("Won")})), false),
        (extended(loss.clone(), json!({"effective_on": "2025-11-19"})), false),
        (extended(loss.clone(), json!({"note": "y"})), false),
        (extended(loss.clone(), json!({"note": null})), false),
        (extended(loss.clone(), json!({"reason": "price"})), false),
    ];
    let ends = [
        (json!({"note": "x"}), true),
        (json!({"note": "x", "effective_on": "2025-11-20"}), true),
        (json!({}), false),
        (json!({"note": "y"}), false),
        (json!({"note": "x", "effective_on": "2025-11-21"}), false),
    ];
    let repeated = |given: &[OpportunityCommand], again: OpportunityCommand, harmless: bool| {
        let decided = given::decided::<Opportunity>(&inputs(), given, &again);
        match decided {
            Ok(events) => assert!(harmless && events.is_empty(), "{again:?}"),
            Err(no) => assert_eq!((no.code, harmless), ("illegal_move", false), "{again:?}"),
        }
    };
    for (again, harmless) in wins {
        repeated(&[deal(), win(json!({}))], win(again), harmless);
    }
    for (again, harmless) in losses {
        repeated(&[deal(), lose(loss.clone())], lose(again), harmless);
    }
    for (again, harmless) in ends {
        repeated(&[deal(), abandon(json!({"note": "x"}))], abandon(again), harmless);
    }
}

/// A deal that is won in a stage of what is lost is counted on both sides; and whoever is refused must learn where it can end.
/// Requirement: OPP-2, OPP-4, ALL-7
#[test]
fn a_deal_ends_in_a_stage_of_its_pipeline_that_says_so() {
    let won_twice = |terms: &mut Value| {
        let mut own = pipeline('1');
        let mut second = own["stages"][2].clone();
        second["stage_id"] = json!(stage_of('1', '7'));
        own["stages"].as_array_mut().expect("a list").push(second);
        terms["pipelines"].as_array_mut().expect("a list").push(own);
    };
    let inputs = knowing([sales(won_twice)]);
    let own = [deal_with(json!({"stage_id": stage_of('1', '1')}))];
    let ends = |wish: OpportunityCommand| state_in(&inputs, &[&own[..], &[wish]].concat()).stage_id;
    assert_eq!(ends(win(json!({}))), stage_of('1', '8'));
    assert_eq!(ends(win(json!({"stage_id": stage_of('1', '7')}))), stage_of('1', '7'));
    assert_eq!(ends(lose(json!({"reason": "price"}))), stage_of('1', '9'));
    assert_eq!(ends(lose(json!({"reason": "price", "stage_id": stage_of('1', '9')}))), stage_of('1', '9'));
    check_in(
        &inputs,
        &own,
        &win(json!({"stage_id": stage_of('1', '9')})),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no stage of its pipeline for that; legal are `stage_01h2xcejqtf2nbrexx3vqjhp18`, `stage_01h2xcejqtf2nbrexx3vqjhp17`
    "#]],
    );
    check_in(
        &inputs,
        &own,
        &win(json!({"stage_id": stage_of('1', '2')})),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no stage of its pipeline for that; legal are `stage_01h2xcejqtf2nbrexx3vqjhp18`, `stage_01h2xcejqtf2nbrexx3vqjhp17`
    "#]],
    );
    check_in(
        &inputs,
        &own,
        &win(json!({"stage_id": stage("Won")})),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no stage of its pipeline for that; legal are `stage_01h2xcejqtf2nbrexx3vqjhp18`, `stage_01h2xcejqtf2nbrexx3vqjhp17`
    "#]],
    );
    check_in(
        &inputs,
        &own,
        &lose(json!({"reason": "price", "stage_id": stage_of('1', '8')})),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no stage of its pipeline for that; legal are `stage_01h2xcejqtf2nbrexx3vqjhp19`
    "#]],
    );
}

/// A pipeline is changed while deals are in it: they must end all the same, and where that cannot be the answer must say so.
/// Requirement: OPP-2, OPP-4
#[test]
fn a_deal_ends_when_its_pipeline_changes() {
    let open = Some(state(&[begun("1000 USD")]));
    let archived = knowing([sales(|terms| terms["pipelines"][0]["archived"] = json!(true))]);
    let without_its_stage = knowing([sales(|terms| {
        terms["pipelines"][0]["stages"].as_array_mut().expect("a list").remove(0);
    })]);
    for inputs in [&archived, &without_its_stage] {
        let events = given::decide::<Opportunity>(inputs, open.as_ref(), &win(json!({}))).expect("accepted");
        assert!(
            matches!(&events[..], [OpportunityEvent::Won(won)] if won.to == stage("Won") && won.days_in_stage == 19)
        );
    }
    let gone = knowing([sales(|terms| terms["pipelines"] = json!([pipeline('1')]))]);
    check_on(
        &gone,
        &open,
        &win(json!({})),
        expect![[r#"
            Unprocessable illegal_move /stage_id: this is no stage of its pipeline for that; legal are none
        "#]],
    );
    assert!(given::decide::<Opportunity>(&gone, open.as_ref(), &abandon(json!({}))).is_ok());
}

/// Why deals are lost is a report by the tenant's own list; what is on no list is told in words. Requirement: OPP-4
#[test]
fn a_loss_has_a_reason_of_the_tenant() {
    let given = [begun("1000 USD")];
    for reason in ["unknown", "price", "competitor", "no_budget", "timing"] {
        let lost = state(&[&given[..], &[lose(json!({"reason": reason}))]].concat()).closing.expect("a closed deal");
        assert_eq!((lost.reason.map(|code| code.to_string()).as_deref(), lost.note), (Some(reason), None));
    }
    check(
        &given,
        &lose(json!({"reason": "weather"})),
        expect![[r#"
        InvalidField invalid_field /reason: expected the code of a loss reason of the tenant: `unknown`, `other`, `price`, `competitor`, `no_budget`, `timing`
    "#]],
    );
    check(
        &given,
        &lose(json!({"reason": "other"})),
        expect![[r#"
        Unprocessable field_required /note: `other` needs a note that says what
    "#]],
    );
    check(
        &given,
        &lose(json!({"reason": "other", "note": null})),
        expect![[r#"
        Unprocessable field_required /note: `other` needs a note that says what
    "#]],
    );
    let lost = state(&[&given[..], &[lose(json!({"reason": "other", "note": "🦀 and العربية"}))]].concat());
    assert_eq!(
        lost.closing.and_then(|closing| closing.note).map(|note| note.to_string()).as_deref(),
        Some("🦀 and العربية")
    );

    let own = knowing([sales(|terms| {
        let reason = |code: &str| json!({"code": code, "name": "Name"});
        terms["loss_reasons"] = json!([reason("unknown"), reason("other"), reason("weather")]);
    })]);
    assert_eq!(closing(&own, &[&given[..], &[lose(json!({"reason": "weather"}))]].concat()).note, None);
    check_in(
        &own,
        &given,
        &lose(json!({"reason": "price"})),
        expect![[r#"
        InvalidField invalid_field /reason: expected the code of a loss reason of the tenant: `unknown`, `other`, `weather`
    "#]],
    );
}

/// A deal that is entered, or whose day is set right, after it was signed belongs into the quarter in which it was; one that closes next
/// week belongs nowhere yet. Requirement: OPP-4, OPP-7, ALL-10
#[test]
fn a_deal_closes_on_the_day_that_is_said_and_not_after_tomorrow() {
    let given = [begun("1000 USD")];
    let closings: [fn(Value) -> OpportunityCommand; 3] =
        [win, |fields| lose(extended(json!({"reason": "price"}), fields)), abandon];
    for close in closings {
        for day in ["2025-09-30", "2025-11-01", "2025-11-19", "2025-11-20", "2025-11-21"] {
            let closed = closing(&inputs(), &[&given[..], &[close(json!({"effective_on": day}))]].concat());
            assert_eq!(closed.effective_on.to_string(), day);
        }
        let no = refused_in(&inputs(), &given, &close(json!({"effective_on": "2025-11-22"})));
        assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/effective_on")));
        // It was closed today by mistake: it goes on, and is closed on the day that it was.
        let mistake = [&given[..], &[close(json!({})), reopen_with(json!({}))]].concat();
        let mended = closing(&inputs(), &[&mistake[..], &[close(json!({"effective_on": "2025-09-30"}))]].concat());
        assert_eq!((mended.effective_on.to_string().as_str(), mended.fiscal.quarter), ("2025-09-30", 3));
        // It began tomorrow, and is closed today.
        let tomorrow = deal_with(json!({"effective_on": "2025-11-21"}));
        assert_eq!(closing(&inputs(), &[tomorrow, close(json!({}))]).effective_on.to_string(), "2025-11-21");
    }
}

/// A deal that comes back must be forecast as its stage says, and nothing of its end may be left. Requirement: OPP-4, OPP-6, OPP-7
#[test]
fn a_closed_deal_is_reopened_in_an_open_stage() {
    let won = [begun("1000 USD"), win(json!({"effective_on": "2025-11-11"}))];
    check(
        &won,
        &reopen_with(json!({})),
        expect![[r#"
        OpportunityReopened {"opportunity_id":"OPPORTUNITY","from":"WON","to":"PROPOSAL","effective_on":"2025-11-20","reason":"they called","probability":50,"forecast_category":"best_case"}
    "#]],
    );
    let abandoned = [begun("1000 USD"), abandon(json!({"effective_on": "2025-11-11"}))];
    check(
        &abandoned,
        &reopen_with(json!({"effective_on": "2025-11-11"})),
        expect![[r#"
        OpportunityReopened {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-11","reason":"they called","probability":50,"forecast_category":"best_case"}
    "#]],
    );
    let again = |given: &[OpportunityCommand]| {
        let state = state(&[given, &[reopen_with(json!({}))]].concat());
        let weighted = state.weighted_amount.map(|amount| amount.amount().to_string());
        assert_eq!((state.status, state.closing, weighted.as_deref()), (OpportunityStatus::Open, None, Some("500.00")));
        assert_eq!(
            (state.stage_id, state.probability.get(), state.forecast_category),
            (stage("Proposal"), 50, ForecastCategory::BestCase)
        );
        assert_eq!(state.in_stage_since.to_string(), "2025-11-20");
    };
    again(&won);
    again(&abandoned);
    // The same once more is harmless, wherever it was reopened; another stage is a move.
    let reopened = [&won[..], &[reopen("Proposal")]].concat();
    check(&reopened, &reopen("Proposal"), expect![""]);
    check(
        &reopened,
        &reopen("Negotiation"),
        expect![[r#"
        Unprocessable illegal_move : the record is `open`, which only allows `change-stage`, `win`, `lose`, `abandon`
    "#]],
    );
    // What is closed again is written down anew.
    let closed_again = closing(&inputs(), &[&reopened[..], &[win(json!({"effective_on": "2025-11-21"}))]].concat());
    assert_eq!(closed_again.effective_on.to_string(), "2025-11-21");
}

/// Where a deal can go on, and that it cannot be closed once more, must be in the answer. Requirement: OPP-2, OPP-4, ALL-7
#[test]
fn a_deal_is_reopened_in_its_own_pipeline() {
    let inputs = knowing([sales(|terms| terms["pipelines"].as_array_mut().expect("a list").push(pipeline('1')))]);
    let abandoned = [deal(), abandon(json!({}))];
    for closed in ["Won", "Lost"] {
        check_in(
            &inputs,
            &abandoned,
            &reopen(closed),
            expect![[r#"
                Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are `PROSPECTING`, `QUALIFICATION`, `PROPOSAL`, `NEGOTIATION`
            "#]],
        );
    }
    let in_stage = |stage_id: StageId| reopen_with(json!({"stage_id": stage_id}));
    check_in(
        &inputs,
        &abandoned,
        &in_stage(stage_of('1', '1')),
        expect![[r#"
            Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are `PROSPECTING`, `QUALIFICATION`, `PROPOSAL`, `NEGOTIATION`
        "#]],
    );
    check_in(
        &inputs,
        &abandoned,
        &in_stage(stage_of('2', '1')),
        expect![[r#"
        Unprocessable reference_not_found /stage_id: there is no such stage; the open ones of the pipeline are `PROSPECTING`, `QUALIFICATION`, `PROPOSAL`, `NEGOTIATION`
    "#]],
    );
    assert!(given::decided::<Opportunity>(&inputs, &abandoned, &reopen("Prospecting")).is_ok());
    let gone = knowing([sales(|terms| terms["pipelines"] = json!([pipeline('1')]))]);
    check_on(
        &gone,
        &Some(state(&abandoned)),
        &reopen("Prospecting"),
        expect![[r#"
        Unprocessable reference_not_found /stage_id: there is no such stage; the open ones of the pipeline are none
    "#]],
    );
    let archived = knowing([sales(|terms| terms["pipelines"][0]["archived"] = json!(true))]);
    assert!(given::decide::<Opportunity>(&archived, Some(&state(&abandoned)), &reopen("Proposal")).is_ok());
}

/// A deal that goes on before it ended would be open and closed on one day's report. Requirement: OPP-4, ALL-10
#[test]
fn a_deal_is_not_reopened_before_it_was_closed() {
    let closings: [fn(Value) -> OpportunityCommand; 3] =
        [win, |fields| lose(extended(json!({"reason": "price"}), fields)), abandon];
    for close in closings {
        let given = [begun("1000 USD"), close(json!({"effective_on": "2025-11-11"}))];
        for day in ["2025-11-10", "2025-11-22"] {
            let no = refused_in(&inputs(), &given, &reopen_with(json!({"effective_on": day})));
            assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/effective_on")), "{day}");
        }
        for day in ["2025-11-11", "2025-11-12", "2025-11-21"] {
            let state = state(&[&given[..], &[reopen_with(json!({"effective_on": day}))]].concat());
            assert_eq!(state.in_stage_since.to_string(), day);
        }
        // It was closed tomorrow, and goes on today.
        let tomorrow = [begun("1000 USD"), close(json!({"effective_on": "2025-11-21"})), reopen_with(json!({}))];
        assert_eq!(state(&tomorrow).in_stage_since.to_string(), "2025-11-21");
    }
    check(
        &[begun("1000 USD"), abandon(json!({"effective_on": "2025-11-11"}))],
        &reopen_with(json!({"effective_on": "2025-11-10"})),
        expect![[r#"
            InvalidField invalid_field /effective_on: must not be before it was closed, on 2025-11-11
        "#]],
    );
}
