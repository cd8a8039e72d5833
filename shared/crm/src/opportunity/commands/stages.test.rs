use expect_test::expect;
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, at, body},
    opportunity::{
        Opportunity, OpportunityCommand,
        tests::{
            check, check_in, check_on, inputs,
            known::{extended, financial, knowing, pipeline, sales, shown, stage, stage_of},
            state,
            wishes::{deal, deal_with, forecast, push, to_stage, win},
        },
    },
};

fn change_stage(value: Value) -> OpportunityCommand {
    OpportunityCommand::ChangeStage(body(value))
}

fn moved(name: &str, day: &str) -> OpportunityCommand {
    change_stage(json!({"stage_id": stage(name), "effective_on": day}))
}

/// A deal that began on the first of the month.
fn begun() -> OpportunityCommand {
    deal_with(json!({"amount": {"amount": "1000", "currency": "USD"}, "effective_on": "2025-11-01"}))
}

/// How long deals stay in a stage, and with which amount they leave it, is what a pipeline is judged by. Requirement: OPP-3, ALL-10
#[test]
fn a_move_says_from_where_to_where_after_how_many_days() {
    check(
        &[begun()],
        &moved("Proposal", "2025-11-11"),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-11","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":10,"probability":50,"forecast_category":"best_case"}
    "#]],
    );
    check(
        &[begun()],
        &to_stage("Proposal"),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-20","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":19,"probability":50,"forecast_category":"best_case"}
    "#]],
    );
    let twice = [begun(), moved("Proposal", "2025-11-11")];
    check(
        &twice,
        &moved("Qualification", "2025-11-12"),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROPOSAL","to":"QUALIFICATION","effective_on":"2025-11-12","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":1,"probability":20,"forecast_category":"pipeline"}
    "#]],
    );
    let state = state(&twice);
    assert_eq!((state.stage_id, state.in_stage_since.to_string()), (stage("Proposal"), "2025-11-11".to_owned()));
    // No amount is said as such.
    let without = deal_with(json!({"effective_on": "2025-11-01"}));
    check(
        &[without],
        &to_stage("Proposal"),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-20","amount":null,"days_in_stage":19,"probability":50,"forecast_category":"best_case"}
    "#]],
    );
}

/// A repeated move that moves again would count two visits. Requirement: OPP-3, ALL-3
#[test]
fn a_deal_that_is_there_already_stays() {
    check(&[begun()], &to_stage("Prospecting"), expect![""]);
    check(&[begun(), moved("Proposal", "2025-11-11")], &moved("Proposal", "2025-11-11"), expect![""]);
    check(&[begun(), moved("Proposal", "2025-11-11")], &moved("Proposal", "2025-11-15"), expect![""]);
}

/// A deal that moves next week forecasts what nobody knows; one whose move is said late counts no negative days. Requirement: OPP-3, ALL-10
#[test]
fn a_move_is_on_the_day_that_is_said_and_not_after_tomorrow() {
    check(
        &[begun()],
        &moved("Proposal", "2025-10-31"),
        expect![[r#"
            OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-10-31","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":0,"probability":50,"forecast_category":"best_case"}
        "#]],
    );
    check(
        &[begun()],
        &moved("Proposal", "2025-11-22"),
        expect![[r#"
        InvalidField invalid_field /effective_on: must not be after tomorrow in the tenant's time zone
    "#]],
    );
    for (day, days) in [("2025-11-01", 0), ("2025-11-02", 1), ("2025-11-20", 19), ("2025-11-21", 20)] {
        let events = given::decided::<Opportunity>(&inputs(), &[begun()], &moved("Proposal", day)).expect("accepted");
        let [OpportunityEvent::StageChanged(changed)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((changed.effective_on.to_string().as_str(), changed.days_in_stage), (day, days));
    }
    // It began tomorrow and moves on today: who names no day means no day before.
    let tomorrow = deal_with(json!({"effective_on": "2025-11-21"}));
    check(
        std::slice::from_ref(&tomorrow),
        &to_stage("Proposal"),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-21","amount":null,"days_in_stage":0,"probability":50,"forecast_category":"best_case"}
    "#]],
    );
    check(
        &[tomorrow],
        &moved("Proposal", "2025-11-20"),
        expect![[r#"
            OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-20","amount":null,"days_in_stage":0,"probability":50,"forecast_category":"best_case"}
        "#]],
    );
}

/// What is moved in the evening in Tokyo is moved on the day that it is there. Requirement: OPP-3, ALL-10
#[test]
fn a_move_is_on_the_day_that_it_is_where_the_tenant_is() {
    for (zone, now, day, days) in [
        ("Etc/UTC", 0, "2025-11-20", 19),
        ("Asia/Tokyo", 0, "2025-11-21", 20),
        // 15:00 UTC is midnight in Tokyo, 10:00 UTC in Kiritimati.
        ("Asia/Tokyo", -7 * 3600 - 1, "2025-11-20", 19),
        ("Asia/Tokyo", -7 * 3600, "2025-11-21", 20),
        ("Pacific/Kiritimati", -12 * 3600 - 1, "2025-11-20", 19),
        ("Pacific/Kiritimati", -12 * 3600, "2025-11-21", 20),
        ("Etc/GMT+12", -10 * 3600 - 1, "2025-11-19", 18),
        ("Etc/GMT+12", -10 * 3600, "2025-11-20", 19),
    ] {
        let there = knowing([financial(json!({"time_zone": zone}))]);
        let inputs = Inputs { now: at(now), ..there };
        let events = given::decided::<Opportunity>(&inputs, &[begun()], &to_stage("Proposal")).expect("accepted");
        let [OpportunityEvent::StageChanged(changed)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((changed.effective_on.to_string().as_str(), changed.days_in_stage), (day, days), "{zone} {now}");
    }
}

/// A deal that goes to a stage of another pipeline, or is closed by a move, is counted where nobody looks; and whoever is refused must
/// learn where it can go. Requirement: OPP-2, OPP-3, ALL-7
#[test]
fn a_deal_goes_to_an_open_stage_of_its_own_pipeline() {
    let inputs = knowing([sales(|terms| terms["pipelines"].as_array_mut().expect("a list").push(pipeline('1')))]);
    for closed in ["Won", "Lost"] {
        check_in(
            &inputs,
            &[deal()],
            &to_stage(closed),
            expect![[r#"
            Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are `QUALIFICATION`, `PROPOSAL`, `NEGOTIATION`; to close it, `win`, `lose` or `abandon` it
        "#]],
        );
    }
    let to = |stage_id: StageId| change_stage(json!({"stage_id": stage_id}));
    check_in(
        &inputs,
        &[deal()],
        &to(stage_of('1', '1')),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are `QUALIFICATION`, `PROPOSAL`, `NEGOTIATION`; to close it, `win`, `lose` or `abandon` it
    "#]],
    );
    check_in(
        &inputs,
        &[deal()],
        &to(stage_of('2', '1')),
        expect![[r#"
        Unprocessable reference_not_found /stage_id: there is no such stage; the open ones of the pipeline are `PROSPECTING`, `QUALIFICATION`, `PROPOSAL`, `NEGOTIATION`
    "#]],
    );
    let own = deal_with(json!({"stage_id": stage_of('1', '1')}));
    check_in(
        &inputs,
        std::slice::from_ref(&own),
        &to(stage_of('1', '2')),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"stage_01h2xcejqtf2nbrexx3vqjhp11","to":"stage_01h2xcejqtf2nbrexx3vqjhp12","effective_on":"2025-11-20","amount":null,"days_in_stage":0,"probability":65,"forecast_category":"commit"}
    "#]],
    );
    check_in(
        &inputs,
        &[own],
        &to_stage("Proposal"),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are `stage_01h2xcejqtf2nbrexx3vqjhp12`; to close it, `win`, `lose` or `abandon` it
    "#]],
    );
}

/// A pipeline is changed while deals are in it: they must go on, out of a stage that is gone and in a pipeline that takes no new ones.
/// Requirement: OPP-2, OPP-3
#[test]
fn a_deal_goes_on_when_its_pipeline_changes() {
    let begun = Some(state(&[begun()]));
    let without_stage = knowing([sales(|terms| {
        let stages = terms["pipelines"][0]["stages"].as_array_mut().expect("a list");
        stages.retain(|stage| !["Prospecting", "Negotiation"].map(Value::from).contains(&stage["name"]));
    })]);
    check_on(&without_stage, &begun, &to_stage("Prospecting"), expect![""]);
    check_on(
        &without_stage,
        &begun,
        &to_stage("Negotiation"),
        expect![[r#"
        Unprocessable reference_not_found /stage_id: there is no such stage; the open ones of the pipeline are `QUALIFICATION`, `PROPOSAL`
    "#]],
    );
    check_on(
        &without_stage,
        &begun,
        &to_stage("Proposal"),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-20","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":19,"probability":50,"forecast_category":"best_case"}
    "#]],
    );
    let archived = knowing([sales(|terms| terms["pipelines"][0]["archived"] = json!(true))]);
    check_on(
        &archived,
        &begun,
        &to_stage("Proposal"),
        expect![[r#"
        OpportunityStageChanged {"opportunity_id":"OPPORTUNITY","from":"PROSPECTING","to":"PROPOSAL","effective_on":"2025-11-20","amount":{"amount":"1000.00","currency":"USD"},"days_in_stage":19,"probability":50,"forecast_category":"best_case"}
    "#]],
    );
    let gone = knowing([sales(|terms| terms["pipelines"] = json!([pipeline('1')]))]);
    check_on(
        &gone,
        &begun,
        &to_stage("Proposal"),
        expect![[r#"
        Unprocessable reference_not_found /stage_id: there is no such stage; the open ones of the pipeline are none
    "#]],
    );
    check_on(
        &gone,
        &begun,
        &change_stage(json!({"stage_id": stage_of('1', '1')})),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are none; to close it, `win`, `lose` or `abandon` it
    "#]],
    );
}

/// When a deal was expected before, and why it is not any more, is what a forecast is judged by. Requirement: OPP-3
#[test]
fn a_close_date_is_pushed_with_the_day_before_and_a_reason() {
    let pushed = OpportunityCommand::PushCloseDate(body(json!({"close_date": "2026-06-30", "reason": "budget round"})));
    check(
        &[deal()],
        &pushed,
        expect![[r#"
        OpportunityCloseDatePushed {"opportunity_id":"OPPORTUNITY","from":"2026-03-31","to":"2026-06-30","reason":"budget round"}
    "#]],
    );
    check(&[deal(), pushed.clone()], &pushed, expect![""]);
    // Back, and to a day of the past: whoever says so knows.
    check(
        &[deal(), pushed],
        &push("2020-02-29"),
        expect![[r#"
        OpportunityCloseDatePushed {"opportunity_id":"OPPORTUNITY","from":"2026-06-30","to":"2020-02-29"}
    "#]],
    );
    check(&[deal()], &push("2026-03-31"), expect![""]);
}

/// A year of two digits, as spreadsheets write it, is a deal that was expected in the first century. Requirement: OPP-1, OPP-3, ALL-7
#[test]
fn a_close_date_is_one_of_business() {
    let wishes = |day: &str| [(vec![], deal_with(json!({"close_date": day}))), (vec![deal()], push(day))];
    for (given, wish) in ["1900-01-01", "9999-12-31"].into_iter().flat_map(wishes) {
        assert!(given::decided::<Opportunity>(&inputs(), &given, &wish).is_ok(), "{wish:?}");
    }
    for (given, wish) in ["0000-01-01", "0026-03-31", "1899-12-31"].into_iter().flat_map(wishes) {
        let no = given::decided::<Opportunity>(&inputs(), &given, &wish).expect_err("a rejection");
        assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/close_date")), "{wish:?}");
    }
}

/// Whether a number is the stage's or somebody's own must be seen, and what is left out must stay. Requirement: OPP-1, OPP-3
#[test]
fn a_forecast_is_overridden_field_by_field_and_given_back() {
    let given = [deal(), forecast(json!({"probability": 42}))];
    check(
        &[deal()],
        &forecast(json!({"probability": 42})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":42,"probability_overridden":true,"forecast_category":"pipeline","forecast_category_overridden":false}
    "#]],
    );
    check(
        &[deal()],
        &forecast(json!({"forecast_category": "commit"})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":10,"probability_overridden":false,"forecast_category":"commit","forecast_category_overridden":true}
    "#]],
    );
    check(
        &[deal()],
        &forecast(json!({"probability": 0, "forecast_category": "omitted"})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":0,"probability_overridden":true,"forecast_category":"omitted","forecast_category_overridden":true}
    "#]],
    );
    check(
        &given,
        &forecast(json!({"forecast_category": "best_case"})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":42,"probability_overridden":true,"forecast_category":"best_case","forecast_category_overridden":true}
    "#]],
    );
    check(
        &given,
        &forecast(json!({"probability": null})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":10,"probability_overridden":false,"forecast_category":"pipeline","forecast_category_overridden":false}
    "#]],
    );
    let both = [&given[..], &[forecast(json!({"forecast_category": "best_case"}))]].concat();
    check(
        &both,
        &forecast(json!({"probability": null, "forecast_category": null})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":10,"probability_overridden":false,"forecast_category":"pipeline","forecast_category_overridden":false}
    "#]],
    );
    check(
        &both,
        &forecast(json!({"forecast_category": null})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":42,"probability_overridden":true,"forecast_category":"pipeline","forecast_category_overridden":false}
    "#]],
    );
    // Somebody's word may be that of the stage.
    check(
        &[deal()],
        &forecast(json!({"probability": 10})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":10,"probability_overridden":true,"forecast_category":"pipeline","forecast_category_overridden":false}
    "#]],
    );
    check(
        &[deal()],
        &forecast(json!({"forecast_category": "pipeline"})),
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":10,"probability_overridden":false,"forecast_category":"pipeline","forecast_category_overridden":true}
    "#]],
    );
}

/// A repeated override that says nothing new wakes every subscriber for nothing. Requirement: OPP-3, ALL-3
#[test]
fn a_forecast_that_is_so_already_gives_no_event() {
    check(&[deal()], &forecast(json!({})), expect![""]);
    check(&[deal()], &forecast(json!({"probability": null, "forecast_category": null})), expect![""]);
    let wish = forecast(json!({"probability": 42, "forecast_category": "commit"}));
    check(&[deal(), wish.clone()], &wish, expect![""]);
}

/// A deal that is counted as closed before it is won is counted twice. Requirement: OPP-1, OPP-3
#[test]
fn only_what_is_won_is_forecast_as_closed() {
    check(
        &[deal()],
        &forecast(json!({"forecast_category": "closed"})),
        expect![[r#"
        InvalidField invalid_field /forecast_category: `closed` is for opportunities that are won; win it
    "#]],
    );
}

/// What somebody said of one stage must not be taken for the next one's. Requirement: OPP-1, OPP-3, OPP-6
#[test]
fn the_next_stage_takes_an_override_back() {
    let wish = forecast(json!({"probability": 42, "forecast_category": "commit"}));
    let told = |state: OpportunityState| {
        let overridden = (state.probability_overridden, state.forecast_category_overridden);
        let weighted = state.weighted_amount.map(|amount| amount.amount().to_string());
        (state.probability.get(), state.forecast_category, overridden, weighted)
    };
    let overridden = told(state(&[deal(), wish.clone()]));
    assert_eq!(overridden, (42, ForecastCategory::Commit, (true, true), Some("420.00".to_owned())));
    let moved = told(state(&[deal(), wish, to_stage("Proposal")]));
    assert_eq!(moved, (50, ForecastCategory::BestCase, (false, false), Some("500.00".to_owned())));
}

/// An override is given back when the stage is gone, or says something else by now. Requirement: OPP-2, OPP-3
#[test]
fn an_override_is_given_back_to_the_stage_as_it_is_now() {
    let state = Some(state(&[deal(), forecast(json!({"probability": 42, "forecast_category": "commit"}))]));
    let wish = forecast(json!({"probability": null, "forecast_category": null}));
    let changed = knowing([sales(|terms| {
        let stage = &mut terms["pipelines"][0]["stages"][0];
        *stage = extended(stage.clone(), json!({"probability": 12, "forecast_category": "omitted"}));
    })]);
    check_on(
        &changed,
        &state,
        &wish,
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":12,"probability_overridden":false,"forecast_category":"omitted","forecast_category_overridden":false}
    "#]],
    );
    let gone = knowing([sales(|terms| {
        terms["pipelines"][0]["stages"].as_array_mut().expect("a list").remove(0);
    })]);
    check_on(
        &gone,
        &state,
        &wish,
        expect![[r#"
        OpportunityForecastOverridden {"opportunity_id":"OPPORTUNITY","probability":42,"probability_overridden":false,"forecast_category":"commit","forecast_category_overridden":false}
    "#]],
    );
}

/// A move that is decided by settings which nobody can read would be decided by others' settings. Requirement: OPP-2, SET-1
#[test]
fn settings_that_cannot_be_read_move_nothing() {
    let state = Some(state(&[deal()]));
    let refused = |settings, when: &OpportunityCommand| {
        let no = given::decide::<Opportunity>(&knowing([settings]), state.as_ref(), when).expect_err("a rejection");
        assert_eq!(no.code, "published_unreadable");
    };
    let financial = shown(FinancialTerms::id(&inputs().scope), json!([]));
    let sales = shown(SalesTerms::id(&inputs().scope), json!({}));
    refused(financial.clone(), &to_stage("Proposal"));
    refused(sales.clone(), &to_stage("Proposal"));
    refused(sales.clone(), &forecast(json!({"probability": 42})));
    refused(financial, &win(json!({})));
    refused(sales, &win(json!({})));
}
