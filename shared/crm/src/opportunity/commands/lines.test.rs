use expect_test::expect;
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, at, id},
    opportunity::{
        Opportunity, OpportunityCommand,
        tests::{
            check, check_in, check_on, inputs,
            known::{archived, extended, financial, knowing, product, shown},
            refused_in, state, state_in,
            wishes::{add, add_line, change_line, deal, deal_with, patch, remove_line},
        },
    },
};

#[path = "line_changes.test.rs"]
mod line_changes;

fn line(fields: Value) -> OpportunityCommand {
    add_line(extended(json!({"product_id": id::<ProductId>('1'), "quantity": "2"}), fields))
}

fn money(text: &str) -> Value {
    let (amount, currency) = text.split_once(' ').expect("two words");
    json!({"amount": amount, "currency": currency})
}

fn priced(price: &str) -> OpportunityCommand {
    line(json!({"unit_price": money(price)}))
}

fn percent(percent: &str) -> Value {
    json!({"kind": "percent", "percent": percent})
}

fn off(amount: &str) -> Value {
    json!({"kind": "amount", "amount": money(amount)})
}

fn no_amount() -> OpportunityCommand {
    deal_with(json!({}))
}

/// The lines, one per row, and the amount of the deal.
fn offer(state: &OpportunityState) -> String {
    let row = |line: &Line| {
        let Line { line_id, sku, quantity, unit_price, amount, .. } = line;
        format!("{line_id} {sku} {quantity} x {} = {}\n", unit_price.amount(), amount.amount())
    };
    let rows: String = state.lines.iter().map(row).collect();
    let amount = state.amount.as_ref().map(|amount| format!("{} {}", amount.amount(), amount.currency()));
    rows + &amount.unwrap_or_default()
}

/// What is sold must be found again as it was sold, and the deal must be worth what is sold: what was guessed before does not count.
/// Requirement: OPP-5, PRO-3
#[test]
fn a_line_has_article_price_and_amount_and_the_deal_their_sum() {
    check(
        &[deal()],
        &line(json!({})),
        expect![[r#"
        OpportunityLineAdded {"opportunity_id":"OPPORTUNITY","line":{"line_id":1,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"2","unit_price":{"amount":"10.00","currency":"USD"},"discount":{"kind":"none"},"amount":{"amount":"20.00","currency":"USD"}},"amount":{"amount":"20.00","currency":"USD"}}
    "#]],
    );
    let second = line(json!({
        "product_id": id::<ProductId>('2'), "quantity": "1.50", "unit_price": money("20 USD"), "discount": percent("12.50")
    }));
    check(
        &[deal(), add("2")],
        &second,
        expect![[r#"
        OpportunityLineAdded {"opportunity_id":"OPPORTUNITY","line":{"line_id":2,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp42","sku":"DR-2","name":"Drill","quantity":"1.5","unit_price":{"amount":"20.00","currency":"USD"},"discount":{"kind":"percent","percent":"12.5"},"amount":{"amount":"26.25","currency":"USD"}},"amount":{"amount":"46.25","currency":"USD"}}
    "#]],
    );
    expect![[r#"
        1 DR-1 2 x 10.00 = 20.00
        2 DR-2 1.5 x 20.00 = 26.25
        3 DR-1 2 x 10.00 = 19.50
        65.75 USD"#]]
    .assert_eq(&offer(&state(&[deal(), add("2"), second, line(json!({"discount": off("0.5 USD")}))])));
}

/// A product that is renamed or retired must not change what was offered. Requirement: OPP-5, PRO-3
#[test]
fn a_line_keeps_the_article_as_it_was() {
    let state = Some(state(&[deal(), add("2")]));
    let later = knowing([product('1', json!({"sku": "DR-9", "name": "Other", "status": "retired", "prices": []}))]);
    check_on(
        &later,
        &state,
        &change_line(json!({"line_id": 1, "quantity": "3"})),
        expect![[r#"
        OpportunityLineChanged {"opportunity_id":"OPPORTUNITY","line":{"line_id":1,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"3","unit_price":{"amount":"10.00","currency":"USD"},"discount":{"kind":"none"},"amount":{"amount":"30.00","currency":"USD"}},"amount":{"amount":"30.00","currency":"USD"}}
    "#]],
    );
}

/// A deal without an amount is in the books' currency, and one with an amount in its own: another price would mix them.
/// Requirement: OPP-5, SET-1
#[test]
fn the_price_is_the_one_in_force_in_the_currency_of_the_deal() {
    let amount_of = |inputs: &Inputs<OpportunityId>, given: &[OpportunityCommand]| {
        let amount = state_in(inputs, given).amount.expect("an amount");
        format!("{} {}", amount.amount(), amount.currency())
    };
    let in_yen = knowing([financial(json!({"base_currency": "JPY"}))]);
    assert_eq!(amount_of(&inputs(), &[no_amount(), add("2")]), "20.00 USD");
    assert_eq!(amount_of(&in_yen, &[no_amount(), add("2")]), "1800 JPY");
    assert_eq!(amount_of(&in_yen, &[deal_with(json!({"amount": money("1 KWD")})), add("2")]), "2.010 KWD");
    // A price that is agreed decides, where nothing else did.
    assert_eq!(amount_of(&inputs(), &[no_amount(), priced("7 EUR")]), "14.00 EUR");
    assert_eq!(amount_of(&inputs(), &[no_amount(), priced("0 EUR")]), "0.00 EUR");
}

/// What is not sold, not any more, or has no price, must not be promised. Requirement: PRO-3, OPP-5
#[test]
fn only_an_active_product_with_a_price_in_force_is_sold() {
    let prices = |from: &str, until: Option<&str>| {
        let price = json!({"price": money("10.00 USD"), "effective_from": from});
        let price = until.map_or(price.clone(), |until| extended(price, json!({"effective_until": until})));
        json!({"prices": [price]})
    };
    let mut told = String::new();
    for (name, shown) in [
        ("draft", product('1', json!({"status": "draft"}))),
        ("retired", product('1', json!({"status": "retired"}))),
        ("archived", archived(product('1', json!({})))),
        ("archived draft", archived(product('1', json!({"status": "draft"})))),
        ("unreadable", shown(id::<ProductId>('1'), json!({"name": "Drill"}))),
        ("no price", product('1', json!({"prices": []}))),
        (
            "price in euros",
            product('1', json!({"prices": [{"price": money("9.00 EUR"), "effective_from": "2025-01-01"}]})),
        ),
        ("until yesterday", product('1', prices("2025-01-01", Some("2025-11-19")))),
        ("until today", product('1', prices("2025-01-01", Some("2025-11-20")))),
        ("from today", product('1', prices("2025-11-20", None))),
        ("from tomorrow", product('1', prices("2025-11-21", None))),
    ] {
        let inputs = knowing([shown]);
        let listed = given::decided::<Opportunity>(&inputs, &[deal()], &add("1"));
        let agreed = given::decided::<Opportunity>(&inputs, &[deal()], &priced("7 USD"));
        let then = match (listed, agreed) {
            (Ok(_), Ok(_)) => "sold".to_owned(),
            (Err(one), Err(other)) => {
                assert_eq!(one, other, "also at an agreed price");
                format!("{:?} {} {}: {}", one.refusal, one.code, one.pointer.unwrap_or_default(), one.detail)
            }
            differ => panic!("{differ:?}"),
        };
        told += &format!("{name}: {then}\n");
    }
    expect![[r#"
        draft: Unprocessable product_not_active /product_id: the product is `draft`; only an active one can be sold
        retired: Unprocessable product_not_active /product_id: the product is `retired`; only an active one can be sold
        archived: Unprocessable reference_archived /product_id: the record is archived; restore it first
        archived draft: Unprocessable reference_archived /product_id: the record is archived; restore it first
        unreadable: Unprocessable published_unreadable : what the product shows of itself cannot be read; change it once more
        no price: Unprocessable price_missing /product_id: the product has no price in `USD`, the currency of the opportunity, that is in force on 2025-11-20; set one first
        price in euros: Unprocessable price_missing /product_id: the product has no price in `USD`, the currency of the opportunity, that is in force on 2025-11-20; set one first
        until yesterday: Unprocessable price_missing /product_id: the product has no price in `USD`, the currency of the opportunity, that is in force on 2025-11-20; set one first
        until today: sold
        from today: sold
        from tomorrow: Unprocessable price_missing /product_id: the product has no price in `USD`, the currency of the opportunity, that is in force on 2025-11-20; set one first
    "#]].assert_eq(&told);
    check(
        &[deal()],
        &line(json!({"product_id": id::<ProductId>('9')})),
        expect![[r#"
        Unprocessable reference_not_found /product_id: there is no such record
    "#]],
    );
    // The list price in another currency than the one that is agreed is none.
    let euros =
        knowing([product('1', json!({"prices": [{"price": money("9.00 EUR"), "effective_from": "2025-01-01"}]}))]);
    assert!(given::decided::<Opportunity>(&euros, &[no_amount()], &priced("7 EUR")).is_ok());
    assert_eq!(refused_in(&euros, &[no_amount()], &priced("7 USD")).code, "price_missing");
}

/// A price that begins on Friday is in force when it is Friday where the tenant is. Requirement: PRO-3, OPP-5, ALL-10
#[test]
fn the_price_is_that_of_today_where_the_tenant_is() {
    let new = json!({"price": money("11.00 USD"), "effective_from": "2025-11-21"});
    let old = json!({"price": money("10.00 USD"), "effective_from": "2025-01-01", "effective_until": "2025-11-20"});
    for (zone, now, price) in [
        ("Etc/UTC", 0, "10.00"),
        ("Etc/UTC", 2 * 3600, "11.00"),
        ("Asia/Tokyo", -7 * 3600 - 1, "10.00"),
        ("Asia/Tokyo", -7 * 3600, "11.00"),
        ("Pacific/Kiritimati", -12 * 3600 - 1, "10.00"),
        ("Pacific/Kiritimati", -12 * 3600, "11.00"),
    ] {
        let known = knowing([financial(json!({"time_zone": zone})), product('1', json!({"prices": [old, new]}))]);
        let inputs = Inputs { now: at(now), ..known };
        let state = state_in(&inputs, &[deal_with(json!({"effective_on": "2025-11-01"})), add("1")]);
        assert_eq!(state.amount.map(|amount| amount.amount().to_string()).as_deref(), Some(price), "{zone} {now}");
    }
}

/// One euro and one dollar are two of nothing; and a price must be one that the tenant can be paid. Requirement: OPP-5, SET-1
#[test]
fn a_deal_has_one_currency_that_the_tenant_deals_in() {
    let inputs = knowing([financial(json!({"enabled_currencies": ["EUR", "JPY"]}))]);
    let given = [deal_with(json!({"amount": money("1 EUR")}))];
    let with_line = [&given[..], &[add("1")]].concat();
    check_in(
        &inputs,
        &given,
        &priced("7 USD"),
        expect![[r#"
            Unprocessable currency_mixed /unit_price/currency: the opportunity is in `EUR`; one opportunity has one currency: remove its amount first
        "#]],
    );
    let mut told = String::new();
    for price in ["7 USD", "7 KWD", "7 ANX", "7 EUR", "7.005 EUR", "-0.01 EUR", "-0 EUR"] {
        let added = given::decided::<Opportunity>(&inputs, &with_line, &priced(price));
        let fields = json!({"line_id": 1, "unit_price": money(price)});
        let changed = given::decided::<Opportunity>(&inputs, &with_line, &change_line(fields));
        let then = match (added, changed) {
            (Ok(_), Ok(_)) => "taken".to_owned(),
            (Err(one), Err(other)) => {
                assert_eq!(one, other);
                format!("{:?} {} {}: {}", one.refusal, one.code, one.pointer.unwrap_or_default(), one.detail)
            }
            differ => panic!("{differ:?}"),
        };
        told += &format!("{price}: {then}\n");
    }
    expect![[r#"
        7 USD: Unprocessable currency_mixed /unit_price/currency: the opportunity is in `EUR`; one opportunity has one currency
        7 KWD: InvalidField invalid_field /unit_price/currency: the currency is not enabled; enable it in the financial settings
        7 ANX: InvalidField invalid_field /unit_price: expected an ISO 4217 code such as `EUR`
        7 EUR: taken
        7.005 EUR: InvalidField invalid_field /unit_price: an amount in this currency has at most 2 decimal places
        -0.01 EUR: InvalidField invalid_field /unit_price/amount: must not be negative
        -0 EUR: taken
    "#]].assert_eq(&told);
    // A currency that was enabled once: the line names no price, and nobody may agree another in it.
    let entered = state_in(&inputs, &[deal_with(json!({"amount": money("1 JPY")}))]);
    let since = knowing([financial(json!({"enabled_currencies": ["EUR"]}))]);
    check_on(
        &since,
        &Some(entered),
        &add("1"),
        expect![[r#"
            Unprocessable currency_not_enabled /unit_price: the opportunity is in `JPY`: the currency is not enabled; enable it in the financial settings
        "#]],
    );
    // Without lines the amount can go, and the currency with it.
    let emptied = [&with_line[..], &[remove_line(1)]].concat();
    assert_eq!(refused_in(&inputs, &emptied, &priced("900 JPY")).code, "currency_mixed");
    let free = [&emptied[..], &[patch(json!({"amount": null})), priced("900 JPY")]].concat();
    expect![[r#"
        2 DR-1 2 x 900 = 1800
        1800 JPY"#]]
    .assert_eq(&offer(&state_in(&inputs, &free)));
}

/// A discount that is more than the price, or in other money, pays the customer. Requirement: OPP-5
#[test]
fn a_discount_is_at_most_the_price_and_in_its_currency() {
    let mut told = String::new();
    for discount in [
        off("0 USD"),
        off("20 USD"),
        off("20.01 USD"),
        off("1 EUR"),
        off("-1 USD"),
        off("-0 USD"),
        off("0.001 USD"),
        off("0.01 USD"),
        off("1 ZZZ"),
        percent("100"),
        percent("0.0001"),
        json!({"kind": "none"}),
    ] {
        let added = given::decided::<Opportunity>(&inputs(), &[deal()], &line(json!({"discount": discount})));
        let other = line(json!({"discount": off("0.77 USD")}));
        let fields = json!({"line_id": 1, "discount": discount});
        let changed = given::decided::<Opportunity>(&inputs(), &[deal(), other], &change_line(fields));
        let then = match (added.as_deref(), changed.as_deref()) {
            (Ok([OpportunityEvent::LineAdded(added)]), Ok([OpportunityEvent::LineChanged(changed)])) => {
                assert_eq!(added.line, changed.line);
                let discount = serde_json::to_string(&added.line.discount).expect("JSON");
                format!("{discount} {}", added.line.amount.amount())
            }
            (Err(one), Err(other)) => {
                assert_eq!(one, other);
                format!("{:?} {} {}: {}", one.refusal, one.code, one.pointer.clone().unwrap_or_default(), one.detail)
            }
            differ => panic!("{differ:?}"),
        };
        told += &format!("{discount}: {then}\n");
    }
    expect![[r#"
        {"amount":{"amount":"0","currency":"USD"},"kind":"amount"}: InvalidField invalid_field /discount/amount/amount: must be more than 0
        {"amount":{"amount":"20","currency":"USD"},"kind":"amount"}: {"kind":"amount","amount":{"amount":"20.00","currency":"USD"}} 0.00
        {"amount":{"amount":"20.01","currency":"USD"},"kind":"amount"}: InvalidField invalid_field /discount: must be at most quantity times price
        {"amount":{"amount":"1","currency":"EUR"},"kind":"amount"}: Unprocessable currency_mixed /discount/amount/currency: the price is in `USD`; a discount is in the same currency
        {"amount":{"amount":"-1","currency":"USD"},"kind":"amount"}: InvalidField invalid_field /discount/amount/amount: must be more than 0
        {"amount":{"amount":"-0","currency":"USD"},"kind":"amount"}: InvalidField invalid_field /discount/amount/amount: must be more than 0
        {"amount":{"amount":"0.001","currency":"USD"},"kind":"amount"}: InvalidField invalid_field /discount/amount: an amount in this currency has at most 2 decimal places
        {"amount":{"amount":"0.01","currency":"USD"},"kind":"amount"}: {"kind":"amount","amount":{"amount":"0.01","currency":"USD"}} 19.99
        {"amount":{"amount":"1","currency":"ZZZ"},"kind":"amount"}: InvalidField invalid_field /discount/amount: expected an ISO 4217 code such as `EUR`
        {"kind":"percent","percent":"100"}: {"kind":"percent","percent":"100"} 0.00
        {"kind":"percent","percent":"0.0001"}: {"kind":"percent","percent":"0.0001"} 20.00
        {"kind":"none"}: {"kind":"none"} 20.00
    "#]].assert_eq(&told);
}

/// A cent that is rounded the other way on each of a thousand lines is ten units in the end. Requirement: OPP-5, OPP-6, SET-1
#[test]
fn a_line_is_rounded_half_to_even_at_the_smallest_unit() {
    for (quantity, price, discount, amount) in [
        ("3", "19.99 USD", json!({"kind": "none"}), "59.97"),
        ("0.5", "0.01 USD", json!({"kind": "none"}), "0.00"),
        ("0.5", "0.03 USD", json!({"kind": "none"}), "0.02"),
        ("0.500001", "0.01 USD", json!({"kind": "none"}), "0.01"),
        ("1", "0.05 USD", percent("50"), "0.03"),
        ("1", "0.03 USD", percent("50"), "0.01"),
        ("1", "100 USD", percent("33.3333"), "66.67"),
        // Quantity times price is rounded before the discount is.
        ("0.5", "0.01 USD", percent("50"), "0.00"),
        ("0.5", "101 JPY", json!({"kind": "none"}), "50"),
        ("1.5", "1 JPY", percent("25"), "2"),
        ("0.5", "1.005 KWD", json!({"kind": "none"}), "0.502"),
        ("0.3333", "10 KWD", percent("0.5"), "3.316"),
        ("0.25", "0.0006 CLF", json!({"kind": "none"}), "0.0002"),
        ("3", "0.0005 CLF", percent("10"), "0.0013"),
        ("999999999999.999999", "0.01 USD", percent("99.9999"), "10000.00"),
    ] {
        let currency = price.split_once(' ').expect("two words").1;
        let listed = json!({"prices": [{"price": money(&format!("1 {currency}")), "effective_from": "2025-01-01"}]});
        let fields = json!({"quantity": quantity, "unit_price": money(price), "discount": discount});
        let state = state_in(&knowing([product('1', listed)]), &[no_amount(), line(fields)]);
        let shown = state.amount.expect("an amount");
        assert_eq!(shown.amount().to_string(), amount, "{quantity} x {price} with {discount}");
        assert_eq!(shown.currency().as_str(), currency);
    }
}

/// An amount beyond any economy is a typing error, and must not end in a wrong one. Requirement: OPP-5
#[test]
fn amounts_that_are_too_large_are_refused() {
    let largest = priced("499999999999999999.99 USD");
    let given = [deal(), largest.clone()];
    assert_eq!(
        offer(&state(&given)),
        "1 DR-1 2 x 499999999999999999.99 = 999999999999999999.98\n999999999999999999.98 USD"
    );
    check(
        &[deal()],
        &priced("500000000000000000 USD"),
        expect![[r#"
        InvalidField invalid_field /quantity: quantity times price: the result has more than 18 digits before the decimal point
    "#]],
    );
    check(
        &given,
        &add("1"),
        expect![[r#"
        Unprocessable amount_too_large : the amount of all lines: the result has more than 18 digits before the decimal point
    "#]],
    );
    check(
        &given,
        &change_line(json!({"line_id": 1, "quantity": "3"})),
        expect![[r#"
        InvalidField invalid_field /quantity: quantity times price: the result has more than 18 digits before the decimal point
    "#]],
    );
    let full = [deal(), add("1"), priced("499999999999999994.99 USD")];
    check(
        &full,
        &change_line(json!({"line_id": 1, "quantity": "1.001"})),
        expect![[r#"
        OpportunityLineChanged {"opportunity_id":"OPPORTUNITY","line":{"line_id":1,"product_id":"product_01h2xcejqtf2nbrexx3vqjhp41","sku":"DR-1","name":"Drill","quantity":"1.001","unit_price":{"amount":"10.00","currency":"USD"},"discount":{"kind":"none"},"amount":{"amount":"10.01","currency":"USD"}},"amount":{"amount":"999999999999999999.99","currency":"USD"}}
    "#]],
    );
    check(
        &full,
        &change_line(json!({"line_id": 1, "quantity": "1.002"})),
        expect![[r#"
        Unprocessable amount_too_large : the amount of all lines: the result has more than 18 digits before the decimal point
    "#]],
    );
}

/// A line that is decided by settings which nobody can read would be in a currency that nobody deals in. Requirement: OPP-5, SET-1
#[test]
fn settings_that_cannot_be_read_sell_nothing() {
    let state = Some(state(&[deal(), add("1")]));
    let unreadable = knowing([shown(FinancialTerms::id(&inputs().scope), json!({"base_currency": 1}))]);
    let price = change_line(json!({"line_id": 1, "unit_price": money("11 USD")}));
    for when in [add("1"), price] {
        let no = given::decide::<Opportunity>(&unreadable, state.as_ref(), &when).expect_err("a rejection");
        assert_eq!(no.code, "published_unreadable");
    }
}
