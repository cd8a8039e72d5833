use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use kernel::{Aggregate as _, Known, Published, TypedId as _};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, body},
    product::{
        Product, ProductCommand,
        tests::{check, drill, inputs, refused, set_price, state},
    },
};

/// The inputs of a tenant with other settings than the default.
fn inputs_with(settings: Value) -> Inputs<ProductId> {
    let mut terms =
        json!({"base_currency": "USD", "enabled_currencies": [], "time_zone": "Etc/UTC", "fiscal_calendars": []});
    terms.as_object_mut().expect("an object").extend(settings.as_object().expect("an object").clone());
    let inputs = inputs();
    let id = FinancialTerms::id(&inputs.scope).erase();
    let published = [(id, Published { archived: false, attributes: terms })].into();
    Inputs { known: Known { published, ..Known::default() }, ..inputs }
}

fn price(amount: &str, from: &str, until: Option<&str>) -> ProductCommand {
    let price = json!({"amount": amount, "currency": "EUR"});
    set_price(json!({"price": price, "effective_from": from, "effective_until": until}))
}

/// The prices that a product has, one per line.
fn prices(given: &[ProductCommand]) -> String {
    let state = state(given);
    let line = |price: &Price| {
        let until = price.effective_until.map_or_else(String::new, |until| until.to_string());
        format!("{} {} {}..{until}\n", price.price.currency(), price.price.amount(), price.effective_from)
    };
    state.prices.iter().map(line).collect()
}

fn check_prices(given: &[ProductCommand], then: Expect) {
    then.assert_eq(&prices(&[&[drill()][..], given].concat()));
}

/// Whoever reads the event must know the new price, and what is left of the others, without the stream before it. Requirement: PRO-2
#[test]
fn a_price_is_set_and_the_event_says_all_of_its_currency() {
    check(
        &[drill()],
        &price("9.5", "2026-01-01", None),
        expect![[r#"
        ProductPriceSet {"product_id":"PRODUCT","price":{"amount":"9.50","currency":"EUR"},"effective_from":"2026-01-01","effective_until":null,"prices":[{"price":{"amount":"9.50","currency":"EUR"},"effective_from":"2026-01-01"}]}
    "#]],
    );
    check(
        &[drill(), price("9.5", "2026-01-01", None), set_price(json!({"price": {"amount": "900", "currency": "JPY"}}))],
        &price("12", "2026-03-01", Some("2026-03-31")),
        expect![[r#"
            ProductPriceSet {"product_id":"PRODUCT","price":{"amount":"12.00","currency":"EUR"},"effective_from":"2026-03-01","effective_until":"2026-03-31","prices":[{"price":{"amount":"9.50","currency":"EUR"},"effective_from":"2026-01-01","effective_until":"2026-02-28"},{"price":{"amount":"12.00","currency":"EUR"},"effective_from":"2026-03-01","effective_until":"2026-03-31"},{"price":{"amount":"9.50","currency":"EUR"},"effective_from":"2026-04-01"}]}
        "#]],
    );
}

/// Nothing is edited and nothing overlaps: an invoice of the past must still be found right. Requirement: PRO-2
#[test]
fn a_price_supersedes_what_stood_on_its_days() {
    let year = || price("10", "2026-01-01", Some("2026-12-31"));
    // From a day on.
    check_prices(
        &[price("10", "2026-01-01", None), price("11", "2026-06-01", None)],
        expect![[r#"
        EUR 10.00 2026-01-01..2026-05-31
        EUR 11.00 2026-06-01..
    "#]],
    );
    // Until a day.
    check_prices(
        &[year(), price("11", "2025-06-01", Some("2026-03-31"))],
        expect![[r#"
        EUR 11.00 2025-06-01..2026-03-31
        EUR 10.00 2026-04-01..2026-12-31
    "#]],
    );
    // In between.
    check_prices(
        &[year(), price("11", "2026-06-01", Some("2026-06-30"))],
        expect![[r#"
        EUR 10.00 2026-01-01..2026-05-31
        EUR 11.00 2026-06-01..2026-06-30
        EUR 10.00 2026-07-01..2026-12-31
    "#]],
    );
    // One day alone.
    check_prices(
        &[year(), price("11", "2026-02-28", Some("2026-02-28"))],
        expect![[r#"
        EUR 10.00 2026-01-01..2026-02-27
        EUR 11.00 2026-02-28..2026-02-28
        EUR 10.00 2026-03-01..2026-12-31
    "#]],
    );
    // All days, and several at once.
    check_prices(
        &[year(), price("11", "2027-01-01", None), price("12", "2026-01-01", None)],
        expect![[r#"
        EUR 12.00 2026-01-01..
    "#]],
    );
    check_prices(
        &[year(), price("11", "2027-02-01", Some("2027-02-10")), price("12", "2026-12-31", Some("2027-02-01"))],
        expect![[r#"
            EUR 10.00 2026-01-01..2026-12-30
            EUR 12.00 2026-12-31..2027-02-01
            EUR 11.00 2027-02-02..2027-02-10
        "#]],
    );
    // Before and behind, with and without a gap.
    check_prices(
        &[year(), price("11", "2025-01-01", Some("2025-12-30")), price("12", "2027-01-01", None)],
        expect![[r#"
            EUR 11.00 2025-01-01..2025-12-30
            EUR 10.00 2026-01-01..2026-12-31
            EUR 12.00 2027-01-01..
        "#]],
    );
    // Up to both ends of the calendar.
    check_prices(
        &[price("10", "1900-01-01", None), price("11", "9999-12-31", Some("9999-12-31"))],
        expect![[r#"
            EUR 10.00 1900-01-01..9999-12-30
            EUR 11.00 9999-12-31..9999-12-31
        "#]],
    );
    // Currencies do not know each other.
    let yen = set_price(json!({"price": {"amount": "900", "currency": "JPY"}, "effective_from": "2026-02-01"}));
    check_prices(
        &[year(), yen, price("11", "2026-03-01", None)],
        expect![[r#"
        EUR 10.00 2026-01-01..2026-02-28
        EUR 11.00 2026-03-01..
        JPY 900 2026-02-01..
    "#]],
    );
}

/// A repeated price that writes again wakes every subscriber for nothing, and the same price under two rows reads like two. Requirement: PRO-2
#[test]
fn a_price_that_stands_already_is_not_set_again() {
    let given = [drill(), price("10", "2026-01-01", None)];
    for again in [
        price("10.00", "2026-01-01", None),
        price("10", "2026-03-01", None),
        price("10", "2026-03-01", Some("2026-03-31")),
    ] {
        check(&given, &again, expect![""]);
    }
    check_prices(
        &[price("10", "2026-01-01", Some("2026-01-31")), price("10", "2026-02-01", Some("2026-02-28"))],
        expect![[r#"
            EUR 10.00 2026-01-01..2026-02-28
        "#]],
    );
    check_prices(
        &[
            price("10", "2026-01-01", None),
            price("11", "2026-02-01", Some("2026-02-28")),
            price("10", "2026-02-01", None),
        ],
        expect![[r#"
            EUR 10.00 2026-01-01..
        "#]],
    );
}

/// A price that begins yesterday or tomorrow because of a time zone is wrong on the day it is looked at. Requirement: PRO-2
#[test]
fn a_price_begins_today_where_the_tenant_is() {
    let wish = set_price(json!({"price": {"amount": "1", "currency": "EUR"}}));
    for (time_zone, today) in [
        ("Etc/UTC", "2025-11-20"),
        ("Pacific/Auckland", "2025-11-21"),
        ("America/Los_Angeles", "2025-11-20"),
        ("Europe/Berlin", "2025-11-20"),
    ] {
        let inputs = inputs_with(json!({"time_zone": time_zone}));
        let state = given::state::<Product>(&inputs, &[drill(), wish.clone()]).expect("a state");
        assert_eq!(state.prices[0].effective_from.to_string(), today, "{time_zone}");
    }
    check(
        &[drill()],
        &set_price(json!({"price": {"amount": "1", "currency": "EUR"}, "effective_until": "2025-11-19"})),
        expect![[r#"
            InvalidField invalid_field /effective_until: must not be before the first day, which is `2025-11-20`
        "#]],
    );
}

/// A price in a currency that the tenant does not deal in cannot be paid. Requirement: PRO-2
#[test]
fn the_currency_must_be_one_of_the_tenant() {
    let wish = |currency: &str| set_price(json!({"price": {"amount": "1", "currency": currency}}));
    let enabled = inputs_with(json!({"base_currency": "CHF", "enabled_currencies": ["EUR"]}));
    let product = given::state::<Product>(&enabled, &[drill()]);
    for (currency, taken) in [("EUR", true), ("CHF", true), ("USD", false), ("ZZZ", false)] {
        let decided = Product::decide(product.as_ref(), &wish(currency), &enabled);
        assert_eq!(decided.is_ok(), taken, "{currency}");
        if let Err(no) = decided {
            assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/price/currency")));
        }
    }
    // Who set nothing deals in all of them.
    assert!(given::decided::<Product>(&inputs(), &[drill()], &wish("USD")).is_ok());
    assert_eq!(refused(&[drill()], &wish("ZZZ")).pointer.as_deref(), Some("/price/currency"));
}

/// Without the settings a price would be decided as if there were none. Requirement: PRO-2
#[test]
fn a_price_needs_the_settings_and_nothing_else_does() {
    let needed = |command: &ProductCommand| Product::needs(Some(&state(&[drill()])), command, &inputs()).published;
    let wish = price("1", "2026-01-01", None);
    assert_eq!(needed(&wish), [FinancialTerms::id(&inputs().scope).erase()]);
    assert_eq!(needed(&ProductCommand::Activate), []);
    let unreadable = inputs_with(json!({"time_zone": 7}));
    let no = Product::decide(Some(&state(&[drill()])), &wish, &unreadable).expect_err("unreadable");
    assert_eq!(no.refusal, kernel::Refusal::Unprocessable);
}

/// What people and programs send as a price and a day: taken, refused while it is read, or refused by a rule that names the field.
/// Requirement: PRO-2, ALL-7
#[test]
fn every_field_of_a_price_is_taken_up_to_its_limit_and_no_further() {
    const UNREAD: &str = "not read";
    let amount = |amount: Value| json!({"price": {"amount": amount, "currency": "EUR"}});
    let from = |day: Value| json!({"price": {"amount": "1", "currency": "EUR"}, "effective_from": day});
    let days = |from: &str, until: &str| json!({"price": {"amount": "1", "currency": "EUR"}, "effective_from": from, "effective_until": until});
    let nines = "9".repeat(limits::AMOUNT_DIGITS as usize);
    for (wish, then) in [
        (amount(json!("0")), "taken"),
        (amount(json!("-0")), "taken"),
        (amount(json!("0.00")), "taken"),
        (amount(json!("0.01")), "taken"),
        (amount(json!("-0.01")), "/price/amount"),
        (amount(json!("0.001")), "/price/amount"),
        (amount(json!("0.010000000")), "taken"),
        (amount(json!("0.0100000000")), UNREAD),
        (amount(json!(nines)), "taken"),
        (amount(json!(format!("9{nines}"))), UNREAD),
        (amount(json!("1".repeat(40))), UNREAD),
        (amount(json!("1e3")), UNREAD),
        (amount(json!("1E-2")), UNREAD),
        (amount(json!("NaN")), UNREAD),
        (amount(json!("Infinity")), UNREAD),
        (amount(json!("+1")), UNREAD),
        (amount(json!("1,5")), UNREAD),
        (amount(json!("١")), UNREAD),
        (amount(json!("")), UNREAD),
        (amount(json!(1.5)), UNREAD),
        (amount(json!(null)), UNREAD),
        (json!({"price": {"amount": "0.5", "currency": "JPY"}}), "/price/amount"),
        (json!({"price": {"amount": "0.001", "currency": "KWD"}}), "taken"),
        (json!({"price": {"amount": "1", "currency": "eur"}}), UNREAD),
        (json!({"price": {"amount": "1", "currency": "EURO"}}), UNREAD),
        (json!({"price": {"amount": "1", "currency": ""}}), UNREAD),
        (json!({"price": {"amount": "1"}}), UNREAD),
        (json!({"price": "1"}), UNREAD),
        (json!({"price": null}), UNREAD),
        (json!({}), UNREAD),
        (json!({"price": {"amount": "1", "currency": "EUR"}, "unit": "piece"}), UNREAD),
        (from(json!("0026-01-01")), "/effective_from"),
        (from(json!("1899-12-31")), "/effective_from"),
        (from(json!("1900-01-01")), "taken"),
        (from(json!("9999-12-31")), "taken"),
        (from(json!("10000-01-01")), UNREAD),
        (from(json!("-0001-01-01")), UNREAD),
        (from(json!("2024-02-29")), "taken"),
        (from(json!("2023-02-29")), UNREAD),
        (from(json!("2026-04-31")), UNREAD),
        (from(json!("2026-13-01")), UNREAD),
        (from(json!("2026-00-01")), UNREAD),
        (from(json!("2026-01-01T00:00:00Z")), UNREAD),
        (from(json!("01.01.2026")), UNREAD),
        (from(json!("")), UNREAD),
        (from(json!(20_260_101)), UNREAD),
        (from(json!(null)), "taken"),
        (days("2026-01-01", "2026-01-01"), "taken"),
        (days("2026-01-02", "2026-01-01"), "/effective_until"),
        (days("2026-01-01", "2026-02-30"), UNREAD),
    ] {
        let found = match serde_json::from_value::<SetPrice>(wish.clone()) {
            Err(_) => UNREAD.to_owned(),
            Ok(read) => match given::decided::<Product>(&inputs(), &[drill()], &ProductCommand::SetPrice(read)) {
                Ok(_) => "taken".to_owned(),
                Err(no) => no.pointer.unwrap_or_default(),
            },
        };
        assert_eq!(found, then, "{wish}");
    }
}

/// A state that grows with every price becomes too large to write; one that is full must still take another price on days that have
/// one. Requirement: PRO-2
#[test]
fn the_number_of_prices_has_a_limit() {
    let day = |year: usize| format!("{year}-01-01");
    let one = |year: usize| price(&format!("{year}"), &day(year), Some(&day(year)));
    let given: Vec<_> = [drill()].into_iter().chain((0..limits::PRICES).map(|n| one(2000 + n))).collect();
    let last = 2000 + limits::PRICES;
    check(
        &given,
        &one(last),
        expect![[r#"
        Unprocessable too_many_prices : a product has at most 200 prices, past ones and all currencies included: set one over the days of several that are not needed any more
    "#]],
    );
    let yen = set_price(json!({"price": {"amount": "1", "currency": "JPY"}}));
    assert_eq!(refused(&given, &yen).code, "too_many_prices");
    let decided = |when: &ProductCommand| given::decided::<Product>(&inputs(), &given, when);
    assert_eq!(decided(&price("7", &day(2000), Some(&day(2000)))).expect("in its place").len(), 1);
    let room = price("7", &day(2000), Some(&day(2001)));
    assert_eq!(decided(&room).expect("less than before").len(), 1);
    let given = [&given[..], &[room]].concat();
    assert_eq!(given::decided::<Product>(&inputs(), &given, &one(last)).expect("room").len(), 1);
}

/// One wish in a month: currency, amount, first day, last day.
type Set = (&'static str, u8, u8, Option<u8>);

fn any_set() -> impl Strategy<Value = Set> {
    (select(vec!["EUR", "JPY"]), 0..4_u8, 1..=20_u8, prop::option::of(0..10_u8))
        .prop_map(|(currency, amount, from, length)| (currency, amount, from, length.map(|length| from + length)))
}

fn january(day: u8) -> String {
    format!("2026-01-{day:02}")
}

proptest! {
    /// Whatever is set in whatever order, no day has two prices of one currency, and the price of a day is the one that was set last for
    /// it. Requirement: PRO-2
    #[test]
    fn the_price_of_any_day_is_the_last_one_that_was_set_for_it(sets in prop::collection::vec(any_set(), 1..12)) {
        let mut given = vec![drill()];
        let mut model: BTreeMap<(&str, u8), u8> = BTreeMap::new();
        for (currency, amount, from, until) in sets {
            given.push(set_price(json!({
                "price": {"amount": amount.to_string(), "currency": currency},
                "effective_from": january(from), "effective_until": until.map(january)
            })));
            model.extend((from..=until.unwrap_or(31)).map(|day| ((currency, day), amount)));
            let prices = state(&given).prices;
            for currency in ["EUR", "JPY"] {
                for day in 1..=31 {
                    let date: Date = body(json!(january(day)));
                    let found: Vec<_> = prices
                        .iter()
                        .filter(|price| price.price.currency().as_str() == currency && price.is_effective_on(date))
                        .map(|price| price.price.amount())
                        .collect();
                    let wanted: Vec<_> = model.get(&(currency, day)).map(|amount| (*amount).into()).into_iter().collect();
                    prop_assert_eq!(found, wanted, "{} on {}", currency, day);
                }
            }
            let days = |price: &Price| price.effective_until.is_none_or(|until| price.effective_from <= until);
            prop_assert!(prices.iter().all(days), "{prices:?}");
            let place = |price: &Price| (price.price.currency().clone(), price.effective_from);
            prop_assert!(prices.is_sorted_by_key(place), "{prices:?}");
        }
    }
}
