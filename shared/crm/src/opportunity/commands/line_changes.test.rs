//! What becomes of lines: they are changed, removed and put in another order, and there is a limit to them.

use expect_test::expect;
use serde_json::json;

use super::{line, money, off, offer, percent};
use crate::{
    given, limits,
    opportunity::{
        Opportunity, OpportunityCommand, OpportunityState,
        tests::{
            check, inputs,
            known::{extended, financial, knowing},
            refused, state,
            wishes::{add, change_line, deal, remove_line, reorder},
        },
    },
};

/// Each part of a line is changed alone, and what is left out stays. Requirement: OPP-5, ALL-3
#[test]
fn a_line_is_changed_part_by_part() {
    let given = [deal(), line(json!({"discount": percent("10")})), add("1")];
    check(
        &given,
        &change_line(json!({"line_id": 1, "quantity": "3"})),
        expect![[r#"
        OpportunityLineChanged {"opportunity_id":"OPPORTUNITY","line":{"line_id":1,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"3","unit_price":{"amount":"10.00","currency":"USD"},"discount":{"kind":"percent","percent":"10"},"amount":{"amount":"27.00","currency":"USD"}},"amount":{"amount":"37.00","currency":"USD"}}
    "#]],
    );
    check(
        &given,
        &change_line(json!({"line_id": 1, "unit_price": money("20 USD")})),
        expect![[r#"
        OpportunityLineChanged {"opportunity_id":"OPPORTUNITY","line":{"line_id":1,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"2","unit_price":{"amount":"20.00","currency":"USD"},"discount":{"kind":"percent","percent":"10"},"amount":{"amount":"36.00","currency":"USD"}},"amount":{"amount":"46.00","currency":"USD"}}
    "#]],
    );
    check(
        &given,
        &change_line(json!({"line_id": 1, "discount": off("5 USD")})),
        expect![[r#"
        OpportunityLineChanged {"opportunity_id":"OPPORTUNITY","line":{"line_id":1,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"2","unit_price":{"amount":"10.00","currency":"USD"},"discount":{"kind":"amount","amount":{"amount":"5.00","currency":"USD"}},"amount":{"amount":"15.00","currency":"USD"}},"amount":{"amount":"25.00","currency":"USD"}}
    "#]],
    );
    check(
        &given,
        &change_line(json!({"line_id": 1, "discount": null})),
        expect![[r#"
        OpportunityLineChanged {"opportunity_id":"OPPORTUNITY","line":{"line_id":1,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"2","unit_price":{"amount":"10.00","currency":"USD"},"discount":{"kind":"none"},"amount":{"amount":"20.00","currency":"USD"}},"amount":{"amount":"30.00","currency":"USD"}}
    "#]],
    );
    check(
        &given,
        &change_line(json!({"line_id": 2, "discount": percent("50")})),
        expect![[r#"
        OpportunityLineChanged {"opportunity_id":"OPPORTUNITY","line":{"line_id":2,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"1","unit_price":{"amount":"10.00","currency":"USD"},"discount":{"kind":"percent","percent":"50"},"amount":{"amount":"5.00","currency":"USD"}},"amount":{"amount":"23.00","currency":"USD"}}
    "#]],
    );
    let all = json!({"line_id": 2, "quantity": "4", "unit_price": money("1 USD"), "discount": off("3 USD")});
    expect![[r#"
        1 DR-1 2 x 10.00 = 18.00
        2 DR-1 4 x 1.00 = 1.00
        19.00 USD"#]]
    .assert_eq(&offer(&state(&[&given[..], &[change_line(all)]].concat())));
}

/// A repeated change that writes again wakes every subscriber for nothing. Requirement: OPP-5, ALL-3
#[test]
fn a_line_that_is_so_already_gives_no_event() {
    let given = [deal(), line(json!({"discount": off("5 USD")}))];
    for same in [
        json!({}),
        json!({"quantity": "2.000"}),
        json!({"unit_price": money("10 USD")}),
        json!({"discount": off("5.0 USD")}),
        json!({"quantity": "02", "unit_price": money("10.0 USD"), "discount": off("5 USD")}),
    ] {
        check(&given, &change_line(extended(json!({"line_id": 1}), same)), expect![""]);
    }
    check(&[deal(), add("1")], &change_line(json!({"line_id": 1, "discount": null})), expect![""]);
    check(&[deal(), add("1")], &change_line(json!({"line_id": 1, "discount": {"kind": "none"}})), expect![""]);
}

/// `null` removes in a merge patch; what every line has cannot go. A line that is not there is a mistake. Requirement: OPP-5, ALL-3
#[test]
fn a_line_is_changed_where_it_is_and_keeps_what_it_needs() {
    for field in ["quantity", "unit_price"] {
        let no = refused(&[deal(), add("1")], &change_line(json!({"line_id": 1, field: null})));
        assert_eq!((no.code, no.pointer), ("field_required", Some(format!("/{field}"))));
    }
    check(
        &[deal(), add("1")],
        &change_line(json!({"line_id": 2, "quantity": "1"})),
        expect![[r#"
        Unprocessable line_not_found /line_id: the opportunity has no line of this number
    "#]],
    );
    assert_eq!(refused(&[deal(), add("1")], &change_line(json!({"line_id": 0}))).code, "line_not_found");
    let removed = [deal(), add("1"), remove_line(1)];
    assert_eq!(refused(&removed, &change_line(json!({"line_id": 1}))).code, "line_not_found");
    // Less is sold: a discount that was smaller than the price is more now.
    let discounted = [deal(), line(json!({"discount": off("15 USD")}))];
    check(
        &discounted,
        &change_line(json!({"line_id": 1, "quantity": "1"})),
        expect![[r#"
            InvalidField invalid_field /quantity: must be at most quantity times price
        "#]],
    );
}

/// A currency that is withdrawn or disabled while a deal is open must not keep anybody from selling less, or from sending back what was
/// read. Requirement: OPP-5, ALL-3, ADR-4
#[test]
fn lines_in_a_currency_that_is_gone_can_still_be_changed() {
    let now = state(&[deal(), line(json!({"discount": off("5 USD")})), add("1")]);
    let written = serde_json::to_string(&now).expect("JSON").replace("USD", "ANX");
    let withdrawn = Some(serde_json::from_str::<OpportunityState>(&written).expect("a state"));
    let disabled = knowing([financial(json!({"base_currency": "EUR", "enabled_currencies": ["JPY"]}))]);
    for (inputs, state, currency) in [(disabled, Some(now), "USD"), (inputs(), withdrawn, "ANX")] {
        let decide = |when: OpportunityCommand| given::decide::<Opportunity>(&inputs, state.as_ref(), &when);
        let money = |amount: &str| json!({"amount": amount, "currency": currency});
        let sent = json!({
            "line_id": 1, "quantity": "2", "unit_price": money("10.00"),
            "discount": {"kind": "amount", "amount": money("5.00")}
        });
        assert_eq!(decide(change_line(sent)), Ok(Vec::new()), "{currency}");
        for fewer in [json!({"line_id": 1, "quantity": "1"}), json!({"line_id": 1, "discount": null})] {
            assert!(decide(change_line(fewer.clone())).is_ok_and(|events| events.len() == 1), "{currency} {fewer}");
        }
        assert!(decide(remove_line(1)).is_ok_and(|events| events.len() == 1), "{currency}");
        let dearer = decide(change_line(json!({"line_id": 1, "unit_price": money("11")}))).expect_err("a rejection");
        assert_eq!(dearer.code, "invalid_field", "{currency}");
    }
}

/// What is removed must leave the sum, and its number must never stand for something else. Requirement: OPP-5
#[test]
fn a_line_is_removed_with_its_amount_and_its_number() {
    let given = [deal(), add("1"), add("2"), add("3")];
    check(
        &given,
        &remove_line(2),
        expect![[r#"
        OpportunityLineRemoved {"opportunity_id":"OPPORTUNITY","line_id":2,"amount":{"amount":"40.00","currency":"USD"}}
    "#]],
    );
    expect![[r#"
        1 DR-1 1 x 10.00 = 10.00
        4 DR-1 4 x 10.00 = 40.00
        50.00 USD"#]]
    .assert_eq(&offer(&state(&[&given[..], &[remove_line(2), remove_line(3), add("4")]].concat())));
    check(
        &[deal(), add("1")],
        &remove_line(1),
        expect![[r#"
        OpportunityLineRemoved {"opportunity_id":"OPPORTUNITY","line_id":1,"amount":{"amount":"0.00","currency":"USD"}}
    "#]],
    );
    assert_eq!(offer(&state(&[deal(), add("1"), remove_line(1)])), "0.00 USD");
    // Once more is harmless; what never was is a mistake.
    check(&[&given[..], &[remove_line(3)]].concat(), &remove_line(3), expect![""]);
    for (given, line_id) in [(&given[..], 0), (&given[..], 4), (&[deal()][..], 1)] {
        let no = refused(given, &remove_line(line_id));
        assert_eq!((no.code, no.pointer.as_deref()), ("line_not_found", Some("/line_id")));
    }
}

/// An order that leaves a line out would hide it, and one that names another would invent it. Requirement: OPP-5
#[test]
fn lines_are_reordered_all_together() {
    let given = [deal(), add("1"), add("2"), add("3")];
    check(
        &given,
        &reorder(&[3, 1, 2]),
        expect![[r#"
        OpportunityLinesReordered {"opportunity_id":"OPPORTUNITY","line_ids":[3,1,2]}
    "#]],
    );
    expect![[r#"
        3 DR-1 3 x 10.00 = 30.00
        1 DR-1 1 x 10.00 = 10.00
        2 DR-1 2 x 10.00 = 20.00
        60.00 USD"#]]
    .assert_eq(&offer(&state(&[&given[..], &[reorder(&[3, 1, 2])]].concat())));
    check(&given, &reorder(&[1, 2, 3]), expect![""]);
    check(&given, &reorder(&[1, 2, 2, 3, 1]), expect![""]);
    check(
        &given,
        &reorder(&[]),
        expect![[r#"
        InvalidField invalid_field /line_ids: expected the numbers of all lines of the opportunity, each once
    "#]],
    );
    for order in [&[1, 2][..], &[1, 2, 4], &[1, 2, 3, 4], &[0, 1, 2, 3], &[2, 2, 1]] {
        assert_eq!(refused(&given, &reorder(order)), refused(&given, &reorder(&[])));
    }
    check(&[deal()], &reorder(&[]), expect![""]);
    assert_eq!(refused(&[deal()], &reorder(&[1])).code, "invalid_field");
}

/// A deal with more lines than can be stored would be lost, and its last line must still fit. Requirement: OPP-5
#[test]
fn a_deal_has_a_limited_number_of_lines() {
    let mut given = vec![deal()];
    given.extend(vec![add("1"); limits::LINES - 1]);
    let full = [&given[..], &[add("1")]].concat();
    assert_eq!(state(&full).lines.len(), limits::LINES);
    check(
        &full,
        &add("1"),
        expect![[r#"
        Unprocessable too_many_lines : an opportunity has at most 250 lines; remove one first
    "#]],
    );
    assert!(
        given::decided::<Opportunity>(&inputs(), &full, &change_line(json!({"line_id": 1, "quantity": "2"}))).is_ok()
    );
    let replaced = state(&[&full[..], &[remove_line(1), add("2")]].concat());
    let numbers = (replaced.lines.len(), replaced.lines.last().map(|line| line.line_id), replaced.lines_numbered);
    assert_eq!(numbers, (250, Some(251), 251));
}
