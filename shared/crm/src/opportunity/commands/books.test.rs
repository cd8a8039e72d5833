//! What a closing writes down for the books: the fiscal date, and the amount in the base currency.

use expect_test::expect;
use kernel::{Inputs, Scope, TypedId as _};
use serde_json::{Value, json};

use super::{begun, closing, money};
use crate::{
    given::{self, at, id, scope},
    opportunity::{
        Closing, FiscalDate, Opportunity, OpportunityEvent,
        tests::{
            known::{financial, knowing, rates, shown},
            refused_in,
            wishes::{deal_with, win},
        },
    },
    published::RateTable,
    value::Currency,
};

/// A deal that is closed on the last evening of the year in Tokyo, or on the first morning in Kiritimati, is in the year that it is there.
/// Requirement: OPP-7, ALL-10, SET-3
#[test]
fn the_fiscal_date_is_that_of_the_day_where_the_tenant_is() {
    let months = |start_month: u8, named_by: &str| json!({"months": {"start_month": start_month, "start_day": 1, "named_by": named_by}});
    let retail = json!({"weeks": {
        "pattern": "4-5-4", "week_starts_on": "sunday", "end_month": 1, "ends_on": "nearest_to_month_end", "named_by": "start_year"
    }});
    let from = |day: &str, calendar: &Value| json!({"effective_from": day, "calendar": calendar});
    let (federal, japanese) = (months(10, "end_year"), months(4, "start_year"));
    let none: &[Value] = &[];
    let switched = [from("2020-01-01", &federal), from("2025-11-21", &japanese)];
    let mut told = String::new();
    for (name, calendars, zone, days) in [
        ("calendar year", none, "Etc/UTC", &["2025-11-20", "2025-11-21"][..]),
        ("federal year", &[from("2020-01-01", &federal)], "Etc/UTC", &["2025-09-30", "2025-10-01", ""]),
        (
            "retail year",
            &[from("2020-01-01", &retail)],
            "Etc/UTC",
            &["2025-02-01", "2025-02-02", "2025-11-01", "2025-11-02"],
        ),
        ("before the first calendar", &[from("2025-11-20", &federal)], "Etc/UTC", &["2025-11-19", "2025-11-20"]),
        ("before a switch", &switched, "Etc/UTC", &[""]),
        ("a switch in Tokyo", &switched, "Asia/Tokyo", &[""]),
        ("a switch in Kiritimati", &switched, "Pacific/Kiritimati", &["2025-11-20", ""]),
    ] {
        let inputs = knowing([financial(json!({"time_zone": zone, "fiscal_calendars": calendars}))]);
        let given = deal_with(json!({"effective_on": "2024-12-31"}));
        for day in days {
            let wish = if day.is_empty() { json!({}) } else { json!({"effective_on": day}) };
            let Closing { effective_on, fiscal, .. } = closing(&inputs, &[given.clone(), win(wish)]);
            let FiscalDate { year, quarter, period, .. } = fiscal;
            told += &format!("{name}, {effective_on}: {year} Q{quarter} P{period}\n");
        }
    }
    expect![[r#"
        calendar year, 2025-11-20: 2025 Q4 P11
        calendar year, 2025-11-21: 2025 Q4 P11
        federal year, 2025-09-30: 2025 Q4 P12
        federal year, 2025-10-01: 2026 Q1 P1
        federal year, 2025-11-20: 2026 Q1 P2
        retail year, 2025-02-01: 2024 Q4 P12
        retail year, 2025-02-02: 2025 Q1 P1
        retail year, 2025-11-01: 2025 Q3 P9
        retail year, 2025-11-02: 2025 Q4 P10
        before the first calendar, 2025-11-19: 2025 Q4 P11
        before the first calendar, 2025-11-20: 2026 Q1 P2
        before a switch, 2025-11-20: 2026 Q1 P2
        a switch in Tokyo, 2025-11-21: 2025 Q3 P8
        a switch in Kiritimati, 2025-11-20: 2026 Q1 P2
        a switch in Kiritimati, 2025-11-21: 2025 Q3 P8
    "#]]
    .assert_eq(&told);
}

/// What a deal is worth in the books is by the rate of its day, to the smallest unit of their currency. Requirement: OPP-7, SET-1, SET-2
#[test]
fn the_rate_to_the_base_currency_is_that_of_the_day() {
    let mut told = String::new();
    for (amount, base, recorded) in [
        ("1000.00 USD", "USD", json!({})),
        ("0 JPY", "JPY", json!({})),
        ("10.00 EUR", "JPY", json!({"JPY": {"2025-11-01": "162.345", "2025-11-21": "170"}})),
        ("10.00 EUR", "JPY", json!({"JPY": {"2025-11-20": "162.35"}})),
        ("10.00 EUR", "JPY", json!({"JPY": {"2025-11-20": "162.25"}})),
        ("1000 JPY", "KWD", json!({"KWD": {"2025-01-01": "0.0020605"}})),
        ("1 KWD", "CLF", json!({"CLF": {"2025-01-01": "0.08885"}, "USD": {"2025-01-01": "3.25"}})),
        ("0.0001 CLF", "USD", json!({"USD": {"2025-01-01": "50"}})),
        ("0.0003 CLF", "USD", json!({"USD": {"2025-01-01": "50"}})),
        ("0.00 EUR", "USD", json!({"USD": {"2025-01-01": "1.1"}})),
        ("10.00 EUR", "USD", json!({"JPY": {"2025-01-01": "162"}})),
        ("10.00 EUR", "USD", json!({"USD": {"2025-11-21": "1.1"}})),
        ("999999999999999999.99 EUR", "USD", json!({"USD": {"2025-01-01": "1.1"}})),
        ("10.00 EUR", "ANX", json!({"ANX": {"2025-01-01": "1.1"}})),
    ] {
        let (_, from) = amount.split_once(' ').expect("two words");
        let inputs = knowing([financial(json!({"base_currency": base})), rates(from, 2025, recorded)]);
        let decided = given::decided::<Opportunity>(&inputs, &[begun(amount)], &win(json!({})));
        let then = match decided.as_deref() {
            Ok([OpportunityEvent::Won(won)]) => serde_json::to_string(&won.closing.base).expect("JSON"),
            Err(no) => {
                format!("{:?} {} {}: {}", no.refusal, no.code, no.pointer.clone().unwrap_or_default(), no.detail)
            }
            other => panic!("{other:?}"),
        };
        told += &format!("{amount} in {base}: {then}\n");
    }
    expect![[r#"
        1000.00 USD in USD: {"rate":"1","rate_date":null,"amount":{"amount":"1000.00","currency":"USD"}}
        0 JPY in JPY: {"rate":"1","rate_date":null,"amount":{"amount":"0","currency":"JPY"}}
        10.00 EUR in JPY: {"rate":"162.345","rate_date":"2025-11-01","amount":{"amount":"1623","currency":"JPY"}}
        10.00 EUR in JPY: {"rate":"162.35","rate_date":"2025-11-20","amount":{"amount":"1624","currency":"JPY"}}
        10.00 EUR in JPY: {"rate":"162.25","rate_date":"2025-11-20","amount":{"amount":"1622","currency":"JPY"}}
        1000 JPY in KWD: {"rate":"0.0020605","rate_date":"2025-01-01","amount":{"amount":"2.060","currency":"KWD"}}
        1 KWD in CLF: {"rate":"0.08885","rate_date":"2025-01-01","amount":{"amount":"0.0888","currency":"CLF"}}
        0.0001 CLF in USD: {"rate":"50","rate_date":"2025-01-01","amount":{"amount":"0.00","currency":"USD"}}
        0.0003 CLF in USD: {"rate":"50","rate_date":"2025-01-01","amount":{"amount":"0.02","currency":"USD"}}
        0.00 EUR in USD: {"rate":"1.1","rate_date":"2025-01-01","amount":{"amount":"0.00","currency":"USD"}}
        10.00 EUR in USD: Unprocessable exchange_rate_missing : there is no rate from `EUR` to `USD` on 2025-11-20; record one in the settings
        10.00 EUR in USD: Unprocessable exchange_rate_missing : there is no rate from `EUR` to `USD` on 2025-11-20; record one in the settings
        999999999999999999.99 EUR in USD: Unprocessable amount_too_large : the amount in the base currency: the result has more than 18 digits before the decimal point
        10.00 EUR in ANX: Unprocessable base_currency_withdrawn : the base currency `ANX` was withdrawn; choose another one in the settings
    "#]].assert_eq(&told);
}

/// A rate of the year before counts on until there is another: a table that was not asked for looks as if it had no rates, or as if an
/// old one still counted. Requirement: OPP-7, SET-2, ALL-10
#[test]
fn the_rates_of_every_year_that_can_count_are_asked_for() {
    // Seconds from the time of the tests, 2025-11-20T22:00:00Z, to the first second of 2026 in UTC.
    let new_year = 41 * 24 * 3600 + 2 * 3600;
    let table = |year: i16, rate: &str| rates("EUR", year, json!({"USD": {format!("{year}-01-01"): rate}}));
    let all = || [table(2023, "1.23"), table(2024, "1.24"), table(2025, "1.25"), table(2026, "1.26")];
    let closed = |zone: &str, seconds: i64, tables: Vec<_>, begins: &str, wish: Value| {
        let settings = [financial(json!({"time_zone": zone}))];
        let inputs = Inputs { now: at(seconds), ..knowing(settings.into_iter().chain(tables)) };
        let given = deal_with(json!({"amount": money("1 EUR"), "effective_on": begins}));
        let closing = closing(&inputs, &[given, win(wish)]);
        format!("{} at {}", closing.effective_on, closing.base.expect("an amount").rate)
    };
    let early = "2024-01-01";
    for (zone, seconds, expected) in [
        ("Etc/UTC", new_year - 1, "2025-12-31 at 1.25"),
        ("Etc/UTC", new_year, "2026-01-01 at 1.26"),
        ("Asia/Tokyo", new_year - 9 * 3600 - 1, "2025-12-31 at 1.25"),
        ("Asia/Tokyo", new_year - 9 * 3600, "2026-01-01 at 1.26"),
        ("Pacific/Kiritimati", new_year - 14 * 3600 - 1, "2025-12-31 at 1.25"),
        ("Pacific/Kiritimati", new_year - 14 * 3600, "2026-01-01 at 1.26"),
        ("Etc/GMT+12", new_year + 12 * 3600 - 1, "2025-12-31 at 1.25"),
        ("Etc/GMT+12", new_year + 12 * 3600, "2026-01-01 at 1.26"),
    ] {
        assert_eq!(closed(zone, seconds, all().to_vec(), early, json!({})), expected, "{zone}");
    }
    // The year before that of the earliest place.
    let old = vec![table(2024, "1.24")];
    assert_eq!(closed("Etc/GMT+12", new_year + 12 * 3600 - 1, old.clone(), early, json!({})), "2025-12-31 at 1.24");
    // A day that is named.
    let on = |day: &str| json!({"effective_on": day});
    assert_eq!(closed("Etc/UTC", new_year, all().to_vec(), early, on("2024-06-30")), "2024-06-30 at 1.24");
    assert_eq!(closed("Etc/UTC", new_year, old, early, on("2025-06-30")), "2025-06-30 at 1.24");
    // It begins tomorrow, next year, and is won today: on the day that it begins.
    assert_eq!(closed("Etc/UTC", new_year - 20 * 3600, all().to_vec(), "2026-01-01", json!({})), "2026-01-01 at 1.26");
}

/// A rate that nobody can read must not be left out, and no other tenant's be taken. Requirement: OPP-7, SET-2
#[test]
fn rates_that_cannot_be_read_close_nothing() {
    let euro: Currency = "EUR".parse().expect("a currency");
    let inputs = knowing([shown(RateTable::id(&scope(), &euro, 2025), json!({}))]);
    assert_eq!(refused_in(&inputs, &[begun("1 EUR")], &win(json!({}))).code, "published_unreadable");
    let other = Scope::establish(id('1'), id('2'));
    let (_, table) = rates("EUR", 2025, json!({"USD": {"2025-01-01": "1.1"}}));
    let inputs = knowing([(RateTable::id(&other, &euro, 2025).erase(), table)]);
    assert_eq!(refused_in(&inputs, &[begun("1 EUR")], &win(json!({}))).code, "exchange_rate_missing");
}
