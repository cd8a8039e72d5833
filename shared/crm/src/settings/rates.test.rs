use expect_test::{Expect, expect};
use kernel::{DomainEvent as _, MAX_STATE_BYTES, TypedId as _};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, body, scope},
    limits,
    value::{Currency, Date},
};

fn inputs() -> Inputs<ExchangeRatesId> {
    given::inputs(RateTable::id(&scope(), &"EUR".parse().expect("a code"), 2026))
}

fn wish(to: &str, date: &str, rate: &str) -> Value {
    json!({"from": "EUR", "to": to, "date": date, "rate": rate})
}

fn record(to: &str, date: &str, rate: &str) -> ExchangeRatesCommand {
    ExchangeRatesCommand::Record(body(wish(to, date, rate)))
}

fn refused(given: &[ExchangeRatesCommand], when: &ExchangeRatesCommand) -> Rejection {
    given::decided::<ExchangeRates>(&inputs(), given, when).expect_err("a rejection")
}

fn check(given: &[ExchangeRatesCommand], when: &ExchangeRatesCommand, then: Expect) {
    given::check::<ExchangeRates>(&inputs(), given, when, then);
}

/// A rate that is overwritten leaves nobody who can say why a deal has the old one. Requirement: SET-2
#[test]
fn rates_are_added_and_never_changed() {
    let first = record("USD", "2026-03-02", "1.0825");
    check(
        &[],
        &first,
        expect![[r#"
            ExchangeRatesCreated {"exchange_rates_id":"EXCHANGE_RATES","from":"EUR","year":2026}
            ExchangeRatesRateRecorded {"exchange_rates_id":"EXCHANGE_RATES","from":"EUR","to":"USD","date":"2026-03-02","rate":"1.0825"}
        "#]],
    );
    let recorded = [first.clone()];
    check(
        &recorded,
        &record("USD", "2026-03-03", "1.09"),
        expect![[r#"
            ExchangeRatesRateRecorded {"exchange_rates_id":"EXCHANGE_RATES","from":"EUR","to":"USD","date":"2026-03-03","rate":"1.09"}
        "#]],
    );
    check(
        &recorded,
        &record("JPY", "2026-03-02", "169.5"),
        expect![[r#"
            ExchangeRatesRateRecorded {"exchange_rates_id":"EXCHANGE_RATES","from":"EUR","to":"JPY","date":"2026-03-02","rate":"169.5"}
        "#]],
    );
    // A correction is one entry more, and the last one counts.
    check(
        &recorded,
        &record("USD", "2026-03-02", "1.0852"),
        expect![[r#"
            ExchangeRatesRateRecorded {"exchange_rates_id":"EXCHANGE_RATES","from":"EUR","to":"USD","date":"2026-03-02","rate":"1.0852"}
        "#]],
    );
    let corrected = [first.clone(), record("USD", "2026-03-02", "1.0852")];
    check(
        &corrected,
        &first,
        expect![[r#"
            ExchangeRatesRateRecorded {"exchange_rates_id":"EXCHANGE_RATES","from":"EUR","to":"USD","date":"2026-03-02","rate":"1.0825"}
        "#]],
    );
    let table = given::state::<ExchangeRates>(&inputs(), &corrected).expect("a state");
    let day: Date = "2026-03-02".parse().expect("a date");
    let counting = table.last(&"USD".parse().expect("a code"), day).expect("a rate");
    assert_eq!((table.rate_count(), counting.rate.to_string()), (1, "1.0852".to_owned()));
}

/// A job that runs twice a day must not record every rate twice. Requirement: SET-2, ALL-3
#[test]
fn the_rate_that_counts_is_not_recorded_again() {
    let given = [record("USD", "2026-03-02", "1.0825")];
    check(&given, &record("USD", "2026-03-02", "1.0825"), expect![""]);
    check(&given, &record("USD", "2026-03-02", "01.08250"), expect![""]);
}

/// The same currency twice, or one that nobody knows, is a typing error that no deal would ever find. Requirement: SET-2
#[test]
fn a_rate_is_between_two_currencies_of_today() {
    for given in [&[][..], &[record("USD", "2026-03-02", "1.0825")]] {
        let no = refused(given, &record("EUR", "2026-03-02", "1"));
        assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/to")));
        let no = refused(given, &record("ZZZ", "2026-03-02", "1"));
        assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/to")));
        let from = body(json!({"from": "ZZZ", "to": "EUR", "date": "2026-03-02", "rate": "1"}));
        let no = refused(given, &ExchangeRatesCommand::Record(from));
        assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/from")));
    }
}

/// A year of two digits begins a table that no deal ever asks. Requirement: SET-2, ALL-7
#[test]
fn a_rate_is_of_a_day_of_business() {
    for (day, is_taken) in [("0026-03-02", false), ("1899-12-31", false), ("1900-01-01", true), ("9999-12-31", true)] {
        match given::decided::<ExchangeRates>(&inputs(), &[], &record("USD", day, "1.0825")) {
            Ok(_) => assert!(is_taken, "{day}"),
            Err(no) => assert_eq!((no.pointer.as_deref(), is_taken), (Some("/date"), false), "{day}"),
        }
    }
}

/// What is no rate, no day or no code must be refused while it is read. Requirement: SET-2, ALL-7
#[test]
fn every_field_of_a_rate_has_a_form() {
    let read = |field: &str, value: Value| {
        let mut wish = wish("USD", "2026-03-02", "1.0825");
        wish[field] = value;
        serde_json::from_value::<RecordRate>(wish)
    };
    let (whole, fraction) = ("9".repeat(18), "9".repeat(9));
    for (field, value) in
        [("rate", json!(format!("{whole}.{fraction}"))), ("rate", json!("0.000000001")), ("date", json!("2024-02-29"))]
    {
        assert!(read(field, value.clone()).is_ok(), "{field} {value}");
    }
    for (field, value) in [
        ("rate", json!(format!("{whole}9"))),
        ("rate", json!(format!("1.{fraction}9"))),
        ("rate", json!("1".repeat(40))),
        ("rate", json!("0")),
        ("rate", json!("0.0000000000")),
        ("rate", json!("-1")),
        ("rate", json!("1e3")),
        ("rate", json!("1E-3")),
        ("rate", json!("NaN")),
        ("rate", json!("Infinity")),
        ("rate", json!("1,0825")),
        ("rate", json!(1.0825)),
        ("rate", json!(null)),
        ("date", json!("2025-02-29")),
        ("date", json!("2026-02-30")),
        ("date", json!("26-03-02")),
        ("date", json!("02.03.2026")),
        ("from", json!("eur")),
        ("to", json!("US")),
        ("to", json!("USDT")),
        ("to", json!(null)),
        ("source", json!("ECB")),
    ] {
        assert!(read(field, value.clone()).is_err(), "{field} {value}");
    }
}

/// So many rates of the year, each with the longest decimal.
fn table(count: usize) -> RateTable {
    let codes = ["AED", "AUD", "BRL", "CAD", "CHF", "CNY"];
    let days = (1..=12).flat_map(|month| (1..=28).map(move |day| format!("2026-{month:02}-{day:02}")));
    let rate = format!("{}.{}", "9".repeat(18), "9".repeat(9));
    let mut table = RateTable::empty("EUR".parse().expect("a code"), 2026);
    for (day, code) in days.flat_map(|day| codes.map(|code| (day.clone(), code))).take(count) {
        let rates = table.rates.entry(code.parse().expect("a code")).or_default();
        rates.insert(day.parse().expect("a date"), rate.parse().expect("a rate"));
    }
    table
}

/// A year without a limit fills the state; a full one must still take corrections, and fit with the longest rates of all.
/// Requirement: SET-2
#[test]
fn the_rates_of_a_year_are_limited() {
    let decide = |table: &RateTable, command| ExchangeRates::decide(Some(table), &command, &inputs());
    let new = || record("USD", "2026-12-31", "1.2");
    let (full, before) = (table(limits::RATES), table(limits::RATES - 1));
    assert_eq!((full.rate_count(), decide(&before, new()).map(|events| events.len())), (limits::RATES, Ok(1)));
    let no = decide(&full, new()).expect_err("a rejection");
    assert_eq!((no.code, no.pointer.as_deref()), ("too_many_rates", None));
    assert!(no.detail.contains("2000"), "{}", no.detail);
    assert_eq!(decide(&full, record("AED", "2026-01-01", "1.2")).map(|events| events.len()), Ok(1), "a correction");

    let bytes = serde_json::to_string(&full).expect("JSON").len();
    // With all codes of ISO 4217 instead of six, and what stands around a state.
    assert!(bytes + 200 * r#""USD":{},"#.len() + 1_024 < MAX_STATE_BYTES, "{bytes}");
}

/// Others decide by what is published: it must be what was recorded. Requirement: SET-2
#[test]
fn what_is_published_is_what_was_recorded() {
    let given = [record("USD", "2026-03-02", "1.0825")];
    let state = given::state::<ExchangeRates>(&inputs(), &given).expect("a state");
    let published = ExchangeRates::published(&state).expect("published");
    let known = kernel::Known { published: [(inputs().id.erase(), published)].into(), ..kernel::Known::default() };
    let (from, to): (Currency, Currency) = ("EUR".parse().expect("a code"), "USD".parse().expect("a code"));
    let on = "2026-03-05".parse().expect("a date");
    let found = RateTable::in_force(&known, &scope(), &from, &to, on).expect("readable").expect("a rate");
    assert_eq!((found.date.to_string(), found.rate.to_string()), ("2026-03-02".to_owned(), "1.0825".to_owned()));
}

/// A type without a schema would pass the bus unchecked.
#[test]
fn every_event_type_is_named_after_its_entity_and_registered_once() {
    let names: Vec<_> = ExchangeRatesEvent::schemas().iter().map(|schema| schema.event_type).collect();
    assert_eq!(names, ["ExchangeRatesCreated", "ExchangeRatesRateRecorded"]);
}

proptest! {
    /// The state that is stored must be the fold of the stream, and a repeated command must do nothing, whatever came before.
    /// Requirement: PLT-1, SET-2
    #[test]
    fn any_commands_keep_the_laws(commands in prop::collection::vec(any_command(), 1..20)) {
        given::check_laws::<ExchangeRates>(&inputs(), &commands, |state| {
            assert!(state.rates.values().flat_map(|days| days.keys()).all(|day| day.year() == 2026));
        });
    }
}

fn any_command() -> impl Strategy<Value = ExchangeRatesCommand> {
    let (to, days) = (select(vec!["USD", "JPY", "EUR"]), select(vec!["2026-01-01", "2026-06-30", "2026-12-31"]));
    (to, days, select(vec!["1", "1.5", "1.50", "2"])).prop_map(|(to, day, rate)| record(to, day, rate))
}
