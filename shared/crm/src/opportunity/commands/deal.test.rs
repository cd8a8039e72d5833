use expect_test::expect;
use kernel::Aggregate as _;
use serde_json::{Value, json};

use super::*;
use crate::{
    forecast::ForecastCategory,
    given::{self, at, id},
    opportunity::{
        Opportunity,
        tests::{
            check, check_in, check_on, inputs,
            known::{
                archived, extended, financial, knowing, pipeline, sales, shown, stage, stage_of, with_names_of_stages,
            },
            refused, refused_in, state, state_in,
            wishes::{add, create, deal, deal_with, patch, remove_line},
        },
    },
    reference::PipelineId,
};

fn contact(last: char) -> ContactId {
    id(last)
}

fn role(last: char, role: &str) -> Value {
    json!({"contact_id": contact(last), "role": role})
}

fn dollars(amount: &str) -> Value {
    json!({"amount": amount, "currency": "USD"})
}

/// What is entered must be found again with all that was typed, and with an owner; a deal goes through the default pipeline without any
/// set-up and is forecast as its stage says. Requirement: OPP-1, OPP-2, ALL-1, ALL-10
#[test]
fn a_deal_is_created_with_an_owner_and_the_forecast_of_its_stage() {
    check(
        &[],
        &create(json!({
            "name": "  Engines ", "account_id": id::<AccountId>('7'), "primary_contact_id": contact('1'),
            "contact_roles": [role('2', "buyer"), role('1', " user ")], "stage_id": stage("Proposal"), "amount": dollars("1000.5"),
            "close_date": "2026-03-31", "next_step": "call", "originating_lead_id": id::<LeadId>('1'), "tags": ["Key", "key"],
            "effective_on": "2025-11-01"
        })),
        expect![[r#"
            OpportunityCreated {"opportunity_id":"OPPORTUNITY","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","tags":["key"],"name":"Engines","account_id":"account_01h2xcejqtf2nbrexx3vqjhp47","primary_contact_id":"contact_01h2xcejqtf2nbrexx3vqjhp41","contact_roles":[{"contact_id":"contact_01h2xcejqtf2nbrexx3vqjhp42","role":"buyer"},{"contact_id":"contact_01h2xcejqtf2nbrexx3vqjhp41","role":"user"}],"pipeline_id":"PIPELINE","stage_id":"PROPOSAL","effective_on":"2025-11-01","amount":{"amount":"1000.50","currency":"USD"},"close_date":"2026-03-31","probability":50,"forecast_category":"best_case","next_step":"call","originating_lead_id":"lead_01h2xcejqtf2nbrexx3vqjhp41"}
        "#]],
    );
    check(
        &[],
        &deal_with(json!({})),
        expect![[r#"
        OpportunityCreated {"opportunity_id":"OPPORTUNITY","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","tags":[],"name":"Engines","account_id":"account_01h2xcejqtf2nbrexx3vqjhp47","contact_roles":[],"pipeline_id":"PIPELINE","stage_id":"PROSPECTING","effective_on":"2025-11-20","close_date":"2026-03-31","probability":10,"forecast_category":"pipeline"}
    "#]],
    );
}

/// What is known of a new deal must be in its state, and nothing else. Requirement: OPP-1, OPP-6
#[test]
fn a_new_deal_is_open_and_has_no_lines() {
    let state = serde_json::to_string_pretty(&state(&[deal()])).expect("JSON");
    expect![[r#"
        {
          "owner_id": "user_01h2xcejqtf2nbrexx3vqjhp41",
          "tags": [],
          "status": "open",
          "archived_at": null,
          "name": "Engines",
          "account_id": "account_01h2xcejqtf2nbrexx3vqjhp47",
          "contact_roles": [],
          "pipeline_id": "PIPELINE",
          "stage_id": "PROSPECTING",
          "in_stage_since": "2025-11-20",
          "amount": {
            "amount": "1000.00",
            "currency": "USD"
          },
          "weighted_amount": {
            "amount": "100.00",
            "currency": "USD"
          },
          "close_date": "2026-03-31",
          "probability": 10,
          "probability_overridden": false,
          "forecast_category": "pipeline",
          "forecast_category_overridden": false,
          "lines": [],
          "lines_numbered": 0
        }"#]]
    .assert_eq(&with_names_of_stages(state));
}

/// `OpportunityUpdated` for everything forces every subscriber to compare. Requirement: ALL-3, OPP-1
#[test]
fn a_patch_gives_one_event_per_meaning() {
    check(
        &[deal()],
        &patch(json!({
            "name": "Turbines", "account_id": id::<AccountId>('8'), "primary_contact_id": contact('1'),
            "contact_roles": [role('2', "buyer")], "amount": {"amount": "5", "currency": "EUR"}, "next_step": "call",
            "tags": ["key"]
        })),
        expect![[r#"
            OpportunityRenamed {"opportunity_id":"OPPORTUNITY","name":"Turbines"}
            OpportunityAccountChanged {"opportunity_id":"OPPORTUNITY","from":"account_01h2xcejqtf2nbrexx3vqjhp47","to":"account_01h2xcejqtf2nbrexx3vqjhp48"}
            OpportunityPrimaryContactChanged {"opportunity_id":"OPPORTUNITY","from":null,"to":"contact_01h2xcejqtf2nbrexx3vqjhp41"}
            OpportunityContactRolesChanged {"opportunity_id":"OPPORTUNITY","contact_roles":[{"contact_id":"contact_01h2xcejqtf2nbrexx3vqjhp42","role":"buyer"}]}
            OpportunityAmountChanged {"opportunity_id":"OPPORTUNITY","from":{"amount":"1000.00","currency":"USD"},"to":{"amount":"5.00","currency":"EUR"}}
            OpportunityNextStepChanged {"opportunity_id":"OPPORTUNITY","next_step":"call"}
            OpportunityTagsChanged {"opportunity_id":"OPPORTUNITY","tags":["key"]}
        "#]],
    );
}

/// A repeated patch that writes again fills the stream and wakes every subscriber for nothing. Requirement: ALL-3
#[test]
fn a_patch_that_changes_nothing_gives_no_event() {
    check(&[deal()], &patch(json!({})), expect![""]);
    let same = json!({
        "name": " Engines ", "account_id": id::<AccountId>('7'), "primary_contact_id": null, "contact_roles": [],
        "amount": dollars("1000.0"), "next_step": null, "tags": null
    });
    check(&[deal()], &patch(same), expect![""]);
}

/// `null` removes in a merge patch; what every deal has cannot go. Requirement: ALL-3, OPP-1
#[test]
fn null_removes_what_can_be_removed() {
    let full = deal_with(json!({
        "primary_contact_id": contact('1'), "contact_roles": [role('2', "buyer")], "amount": dollars("1"), "next_step": "call",
        "tags": ["key"]
    }));
    check(
        &[full],
        &patch(
            json!({"primary_contact_id": null, "contact_roles": null, "amount": null, "next_step": null, "tags": null}),
        ),
        expect![[r#"
            OpportunityPrimaryContactChanged {"opportunity_id":"OPPORTUNITY","from":"contact_01h2xcejqtf2nbrexx3vqjhp41","to":null}
            OpportunityContactRolesChanged {"opportunity_id":"OPPORTUNITY","contact_roles":[]}
            OpportunityAmountChanged {"opportunity_id":"OPPORTUNITY","from":{"amount":"1.00","currency":"USD"},"to":null}
            OpportunityNextStepChanged {"opportunity_id":"OPPORTUNITY","next_step":null}
            OpportunityTagsChanged {"opportunity_id":"OPPORTUNITY","tags":[]}
        "#]],
    );
    for field in ["name", "account_id"] {
        let no = refused(&[deal()], &patch(json!({ field: null })));
        assert_eq!((no.code, no.pointer), ("field_required", Some(format!("/{field}"))));
    }
}

/// What a deal refers to must be there when it is referred to, and the answer must name the field. Requirement: OPP-1, ALL-4, ALL-7
#[test]
fn references_are_to_records_that_are_there() {
    let inputs = knowing([archived(shown(contact('3'), json!({}))), archived(shown(id::<LeadId>('3'), json!({})))]);
    for (code, last) in [("reference_not_found", '9'), ("reference_archived", '3')] {
        let primary = json!({"primary_contact_id": contact(last)});
        let second = json!({"contact_roles": [role('1', "buyer"), role(last, "user")]});
        let lead = json!({"originating_lead_id": id::<LeadId>(last)});
        let (first, roles) = ("/primary_contact_id", "/contact_roles/1/contact_id");
        for (given, when, pointer) in [
            (vec![], deal_with(primary.clone()), first),
            (vec![], deal_with(second.clone()), roles),
            (vec![], deal_with(lead), "/originating_lead_id"),
            (vec![deal()], patch(primary), first),
            (vec![deal()], patch(second), roles),
        ] {
            let no = refused_in(&inputs, &given, &when);
            assert_eq!((no.code, no.pointer.as_deref()), (code, Some(pointer)));
        }
    }
}

/// What a deal refers to may be archived later: that must not hold up other changes, nor the record that is sent back.
/// Requirement: OPP-1, ALL-3
#[test]
fn what_was_referred_to_already_may_be_gone() {
    let given = deal_with(
        json!({"primary_contact_id": contact('1'), "contact_roles": [role('1', "buyer"), role('2', "user")]}),
    );
    let later = knowing(['1', '2'].map(|last| archived(shown(contact(last), json!({})))));
    let state = Some(state(&[given]));
    let fields = json!({
        "primary_contact_id": contact('1'), "contact_roles": [role('2', "user"), role('1', "champion"), role('3', "user")]
    });
    check_on(
        &later,
        &state,
        &patch(fields),
        expect![[r#"
        OpportunityContactRolesChanged {"opportunity_id":"OPPORTUNITY","contact_roles":[{"contact_id":"contact_01h2xcejqtf2nbrexx3vqjhp42","role":"user"},{"contact_id":"contact_01h2xcejqtf2nbrexx3vqjhp41","role":"champion"},{"contact_id":"contact_01h2xcejqtf2nbrexx3vqjhp43","role":"user"}]}
    "#]],
    );
    let swapped = patch(json!({"primary_contact_id": contact('2')}));
    check_on(
        &later,
        &state,
        &swapped,
        expect![[r#"
        Unprocessable reference_archived /primary_contact_id: the record is archived; restore it first
    "#]],
    );
}

/// A person with two roles would be written to twice, and counted twice. Requirement: OPP-1
#[test]
fn a_contact_has_one_role() {
    let twice = json!({"contact_roles": [role('1', "buyer"), role('2', "user"), role('1', "user")]});
    for (given, when) in [(vec![], deal_with(twice.clone())), (vec![deal()], patch(twice))] {
        check(
            &given,
            &when,
            expect![[r#"
            InvalidField invalid_field /contact_roles/2/contact_id: stands in the list already; name it once
        "#]],
        );
    }
    let again = json!({"contact_roles": [role('1', "buyer"), role('1', "buyer")]});
    assert_eq!(state(&[deal_with(again)]).contact_roles.len(), 1);
}

/// An amount that cannot be paid, or in a currency that nobody keeps books in, cannot be reported. Requirement: OPP-1, SET-1
#[test]
fn an_amount_is_one_that_the_tenant_can_be_paid() {
    let inputs =
        knowing([financial(json!({"base_currency": "CHF", "enabled_currencies": ["JPY", "KWD", "CLF", "USD"]}))]);
    let mut told = String::new();
    let of = |currency: &'static str, amounts: &'static str| amounts.split(' ').map(move |amount| (amount, currency));
    let dollars = of("USD", "0 -0.00 0.01 0.001 1.500 -0.01 999999999999999999.99 0.123456789");
    let others = of("CHF", "5").chain(of("EUR", "5")).chain(of("ZZZ", "1")).chain(of("ANX", "1"));
    let places = of("JPY", "1 1.0 1.5").chain(of("KWD", "0.125 0.1255")).chain(of("CLF", "0.0001 0.00001"));
    for (amount, currency) in dollars.chain(others).chain(places) {
        let fields = json!({"amount": {"amount": amount, "currency": currency}});
        let created = given::decided::<Opportunity>(&inputs, &[], &deal_with(fields.clone()));
        let changed = given::decided::<Opportunity>(&inputs, &[deal_with(json!({}))], &patch(fields));
        let then = match (created.as_deref(), changed.as_deref()) {
            (Ok([OpportunityEvent::Created(created)]), Ok([OpportunityEvent::AmountChanged(changed)])) => {
                assert_eq!(created.amount, changed.to);
                serde_json::to_string(&created.amount).expect("JSON")
            }
            (Err(one), Err(other)) => {
                assert_eq!(one, other);
                format!("{:?} {} {}: {}", one.refusal, one.code, one.pointer.clone().unwrap_or_default(), one.detail)
            }
            other => panic!("created and changed differ: {other:?}"),
        };
        told += &format!("{amount} {currency}: {then}\n");
    }
    expect![[r#"
        0 USD: {"amount":"0.00","currency":"USD"}
        -0.00 USD: {"amount":"0.00","currency":"USD"}
        0.01 USD: {"amount":"0.01","currency":"USD"}
        0.001 USD: InvalidField invalid_field /amount: an amount in this currency has at most 2 decimal places
        1.500 USD: {"amount":"1.50","currency":"USD"}
        -0.01 USD: InvalidField invalid_field /amount/amount: must not be negative
        999999999999999999.99 USD: {"amount":"999999999999999999.99","currency":"USD"}
        0.123456789 USD: InvalidField invalid_field /amount: an amount in this currency has at most 2 decimal places
        5 CHF: {"amount":"5.00","currency":"CHF"}
        5 EUR: InvalidField invalid_field /amount/currency: the currency is not enabled; enable it in the financial settings
        1 ZZZ: InvalidField invalid_field /amount: expected an ISO 4217 code such as `EUR`
        1 ANX: InvalidField invalid_field /amount: expected an ISO 4217 code such as `EUR`
        1 JPY: {"amount":"1","currency":"JPY"}
        1.0 JPY: {"amount":"1","currency":"JPY"}
        1.5 JPY: InvalidField invalid_field /amount: an amount in this currency has at most 0 decimal places
        0.125 KWD: {"amount":"0.125","currency":"KWD"}
        0.1255 KWD: InvalidField invalid_field /amount: an amount in this currency has at most 3 decimal places
        0.0001 CLF: {"amount":"0.0001","currency":"CLF"}
        0.00001 CLF: InvalidField invalid_field /amount: an amount in this currency has at most 4 decimal places
    "#]].assert_eq(&told);
}

/// Currencies are disabled and withdrawn while deals are open: what was written stays, and is not written anew.
/// Requirement: OPP-1, ALL-3, SET-1
#[test]
fn an_amount_in_a_currency_that_is_gone_stays() {
    let state = state(&[deal_with(json!({"amount": {"amount": "5", "currency": "EUR"}}))]);
    let later = knowing([financial(json!({"enabled_currencies": ["JPY"]}))]);
    let set = |amount: &str| patch(json!({"amount": {"amount": amount, "currency": "EUR"}}));
    for same in ["5", "5.00", "5.000"] {
        check_on(&later, &Some(state.clone()), &set(same), expect![""]);
    }
    check_on(
        &later,
        &Some(state.clone()),
        &set("6"),
        expect![[r#"
        InvalidField invalid_field /amount/currency: the currency is not enabled; enable it in the financial settings
    "#]],
    );
    check_on(
        &later,
        &Some(state.clone()),
        &patch(json!({"amount": dollars("6")})),
        expect![[r#"
        OpportunityAmountChanged {"opportunity_id":"OPPORTUNITY","from":{"amount":"5.00","currency":"EUR"},"to":{"amount":"6.00","currency":"USD"}}
    "#]],
    );
}

/// The amount of a deal with lines is their sum: one that is typed over would be another than what is sold. Requirement: OPP-5
#[test]
fn the_amount_of_a_deal_with_lines_cannot_be_set() {
    let given = [deal(), add("2")];
    for amount in [dollars("21"), Value::Null, json!({"amount": "20", "currency": "EUR"})] {
        check(
            &given,
            &patch(json!({"amount": amount})),
            expect![[r#"
            Unprocessable amount_of_lines /amount: the amount of an opportunity with lines is their sum; change the lines
        "#]],
        );
    }
    check(
        &given,
        &patch(json!({"amount": dollars("20"), "next_step": "call"})),
        expect![[r#"
        OpportunityNextStepChanged {"opportunity_id":"OPPORTUNITY","next_step":"call"}
    "#]],
    );
    check(
        &[&given[..], &[remove_line(1)]].concat(),
        &patch(json!({"amount": dollars("21")})),
        expect![[r#"
        OpportunityAmountChanged {"opportunity_id":"OPPORTUNITY","from":{"amount":"0.00","currency":"USD"},"to":{"amount":"21.00","currency":"USD"}}
    "#]],
    );
    check(
        &[&given[..], &[remove_line(1)]].concat(),
        &patch(json!({"amount": null})),
        expect![[r#"
        OpportunityAmountChanged {"opportunity_id":"OPPORTUNITY","from":{"amount":"0.00","currency":"USD"},"to":null}
    "#]],
    );
}

/// A deal that begins yesterday or tomorrow because of a time zone is in another quarter. Requirement: ALL-10, OPP-1
#[test]
fn a_deal_begins_on_the_day_that_it_is_where_the_tenant_is() {
    let begins = |inputs: &Inputs<OpportunityId>, fields: Value| {
        let decided = given::decided::<Opportunity>(inputs, &[], &deal_with(fields));
        decided.map(|events| events.iter().fold(None, Opportunity::evolve).expect("a state").in_stage_since.to_string())
    };
    for (zone, today, tomorrow, after) in [
        ("Etc/UTC", "2025-11-20", "2025-11-21", "2025-11-22"),
        ("Asia/Tokyo", "2025-11-21", "2025-11-22", "2025-11-23"),
        ("Pacific/Kiritimati", "2025-11-21", "2025-11-22", "2025-11-23"),
        ("America/Los_Angeles", "2025-11-20", "2025-11-21", "2025-11-22"),
    ] {
        let inputs = knowing([financial(json!({"time_zone": zone}))]);
        assert_eq!(begins(&inputs, json!({})).as_deref(), Ok(today), "{zone}");
        for allowed in ["1900-01-01", "2001-02-03", today, tomorrow] {
            assert_eq!(begins(&inputs, json!({"effective_on": allowed})).as_deref(), Ok(allowed), "{zone}");
        }
        for refused in ["0025-11-20", "1899-12-31", after, "9999-12-31"] {
            let no = begins(&inputs, json!({"effective_on": refused})).expect_err("a rejection");
            assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/effective_on")), "{zone}");
        }
    }
    // Kiritimati is 14 hours ahead: its day begins at 10:00 UTC.
    let kiritimati = knowing([financial(json!({"time_zone": "Pacific/Kiritimati"}))]);
    for (seconds, day) in [(-12 * 3600 - 1, "2025-11-20"), (-12 * 3600, "2025-11-21")] {
        let inputs = Inputs { now: at(seconds), ..kiritimati.clone() };
        assert_eq!(begins(&inputs, json!({})).as_deref(), Ok(day));
    }
}

/// A deal that begins in a stage that says it is over, or in a pipeline that was given up, is in no forecast; and whoever is refused must
/// learn where it can begin. Requirement: OPP-1, OPP-2
#[test]
fn a_deal_begins_in_an_open_stage_of_a_pipeline_in_use() {
    let inputs = knowing([sales(|terms| {
        let pipelines = terms["pipelines"].as_array_mut().expect("a list");
        pipelines.extend([pipeline('1'), extended(pipeline('2'), json!({"archived": true}))]);
    })]);
    let begin = |stage_id: StageId| deal_with(json!({"stage_id": stage_id}));
    let own = state_in(&inputs, &[begin(stage_of('1', '2'))]);
    let expected = (id::<PipelineId>('1'), stage_of('1', '2'), 65, ForecastCategory::Commit);
    assert_eq!((own.pipeline_id, own.stage_id, own.probability.get(), own.forecast_category), expected);
    check_in(
        &inputs,
        &[],
        &begin(stage_of('1', '8')),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are `stage_01h2xcejqtf2nbrexx3vqjhp11`, `stage_01h2xcejqtf2nbrexx3vqjhp12`
    "#]],
    );
    check_in(
        &inputs,
        &[],
        &begin(stage_of('1', '9')),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are `stage_01h2xcejqtf2nbrexx3vqjhp11`, `stage_01h2xcejqtf2nbrexx3vqjhp12`
    "#]],
    );
    check_in(
        &inputs,
        &[],
        &begin(stage_of('2', '1')),
        expect![[r#"
        Unprocessable pipeline_archived /stage_id: the pipeline of the stage is archived; choose a stage of another one
    "#]],
    );
    check_in(
        &inputs,
        &[],
        &begin(stage_of('3', '1')),
        expect![[r#"
        Unprocessable reference_not_found /stage_id: there is no such stage; the open ones of the pipeline are `PROSPECTING`, `QUALIFICATION`, `PROPOSAL`, `NEGOTIATION`
    "#]],
    );
    let none_open = knowing([sales(|terms| {
        let stages = terms["pipelines"][0]["stages"].as_array_mut().expect("a list");
        stages.retain(|stage| stage["kind"] != "open");
    })]);
    check_in(
        &none_open,
        &[],
        &begin(stage("Won")),
        expect![[r#"
        Unprocessable illegal_move /stage_id: this is no open stage of its pipeline; legal are none
    "#]],
    );
    check_in(
        &none_open,
        &[],
        &begin(stage("Proposal")),
        expect![[r#"
        Unprocessable reference_not_found /stage_id: there is no such stage; the open ones of the pipeline are none
    "#]],
    );
}

/// A deal that is decided by settings which nobody can read would be decided by others' settings. Requirement: OPP-2, SET-1
#[test]
fn settings_that_cannot_be_read_decide_nothing() {
    let unreadable = [
        shown(FinancialTerms::id(&inputs().scope), json!({"base_currency": 1})),
        shown(SalesTerms::id(&inputs().scope), json!({})),
    ];
    for settings in unreadable {
        assert_eq!(refused_in(&knowing([settings]), &[], &deal()).code, "published_unreadable");
    }
}
