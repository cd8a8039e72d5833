use kernel::{Published, TypedId as _};
use serde_json::json;

use super::*;
use crate::given::scope;

fn currency(code: &str) -> Currency {
    code.parse().expect("a code")
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// The rates of these years from the euro, as they are published.
fn known(tables: &[(i16, serde_json::Value)]) -> Known {
    let published = tables.iter().map(|(year, rates)| {
        let attributes = json!({"from": "EUR", "year": year, "rates": rates});
        (RateTable::id(&scope(), &currency("EUR"), *year).erase(), Published { archived: false, attributes })
    });
    Known { published: published.collect(), ..Known::default() }
}

fn in_force(known: &Known, to: &str, on: &str) -> Option<String> {
    let found = RateTable::in_force(known, &scope(), &currency("EUR"), &currency(to), date(on)).expect("readable");
    found.map(|found| format!("{} {} {}", found.to, found.date, found.rate))
}

/// A deal that closes on a Sunday, or on New Year's Day, has the rate of the last day before; a rate of two years ago is none.
/// Requirement: SET-2
#[test]
fn the_rate_in_force_is_the_last_one_of_this_year_or_the_year_before() {
    let known = known(&[
        (2025, json!({"USD": {"2025-01-02": "1.03", "2025-12-31": "1.17"}, "JPY": {"2025-06-30": "169.5"}})),
        (2026, json!({"USD": {"2026-01-05": "1.18", "2026-03-02": "1.2"}})),
    ]);
    for (to, on, expected) in [
        ("USD", "2025-01-01", None),
        ("USD", "2025-01-02", Some("USD 2025-01-02 1.03")),
        ("USD", "2026-01-01", Some("USD 2025-12-31 1.17")),
        ("USD", "2026-01-05", Some("USD 2026-01-05 1.18")),
        ("USD", "2026-03-01", Some("USD 2026-01-05 1.18")),
        ("USD", "2027-12-31", Some("USD 2026-03-02 1.2")),
        ("USD", "2028-01-01", None),
        ("JPY", "2026-12-31", Some("JPY 2025-06-30 169.5")),
        ("CHF", "2026-03-01", None),
    ] {
        assert_eq!(in_force(&known, to, on).as_deref(), expected, "{to} on {on}");
    }
    assert_eq!(in_force(&Known::default(), "USD", "2026-03-01"), None);
}

/// A rate that is guessed because the table cannot be read would be stored with a deal for ever. Requirement: SET-2
#[test]
fn a_table_that_cannot_be_read_is_refused() {
    let known = known(&[(2026, json!("none"))]);
    let no = RateTable::in_force(&known, &scope(), &currency("EUR"), &currency("USD"), date("2026-03-01"));
    assert_eq!(no.expect_err("a rejection").code, "published_unreadable");
}

/// A year that is not asked for looks as if it had no rates. Requirement: SET-2
#[test]
fn the_ids_are_those_of_every_year_that_can_count() {
    let euro = currency("EUR");
    let ids = |earliest, latest| RateTable::ids_for(&scope(), &euro, date(earliest), date(latest));
    let of = |years: &[i16]| years.iter().map(|year| RateTable::id(&scope(), &euro, *year)).collect::<Vec<_>>();
    assert_eq!(ids("2026-03-01", "2026-03-01"), of(&[2025, 2026]));
    assert_eq!(ids("2025-12-31", "2026-01-01"), of(&[2024, 2025, 2026]));
    assert_eq!(ids("0000-01-01", "9999-12-31"), of(&[-1, 0, 9998, 9999]));
    let mut all = of(&[2025, 2026]);
    all.push(RateTable::id(&scope(), &currency("USD"), 2026));
    all.push(RateTable::id(&Scope::establish(crate::given::id('1'), crate::given::id('2')), &euro, 2026));
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 4, "no two tables share an id");
}
