use kernel::{AnyId, Published, TypedId as _};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::given::{self, at, scope};

fn terms(fields: Value) -> FinancialTerms {
    let mut all = serde_json::to_value(FinancialTerms::default()).expect("JSON");
    all.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    serde_json::from_value(all).expect("terms")
}

fn known(id: AnyId, attributes: Value) -> Known {
    Known { published: [(id, Published { archived: false, attributes })].into(), ..Known::default() }
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn months(from: &str, start_month: u8) -> Value {
    json!({
        "effective_from": from,
        "calendar": {"months": {"start_month": start_month, "start_day": 1, "named_by": "end_year"}}
    })
}

/// A tenant that never set anything must be able to sell; one whose settings nobody can read must not sell by others.
/// Requirement: SET-1
#[test]
fn the_terms_are_those_published_or_the_default() {
    let of = |known: &Known| FinancialTerms::of(known, &scope());
    let default = FinancialTerms::default();
    assert_eq!(of(&Known::default()).as_ref(), Ok(&default));
    assert_eq!(
        serde_json::to_value(&default).expect("JSON"),
        json!({"base_currency": "USD", "enabled_currencies": [], "time_zone": "Etc/UTC", "fiscal_calendars": []})
    );
    assert_eq!((default.base_currency.minor_digits(), default.time_zone.check()), (Ok(2), Ok(())));

    let id = FinancialTerms::id(&scope()).erase();
    let euro = terms(json!({"base_currency": "EUR"}));
    assert_eq!(of(&known(id.clone(), serde_json::to_value(&euro).expect("JSON"))), Ok(euro));
    let no = of(&known(id, json!({"base_currency": 1}))).expect_err("a rejection");
    assert_eq!(no.code, "published_unreadable");
}

/// Two scopes with one id would read each other's settings, and an id that changes would lose them. Requirement: SET-1
#[test]
fn the_id_is_that_of_the_scope_and_never_another() {
    let other = Scope::establish(given::id('1'), given::id('2'));
    assert_ne!(FinancialTerms::id(&scope()), FinancialTerms::id(&other));
    assert_eq!(FinancialTerms::id(&scope()).to_string(), "financial_settings_0000000000ev1ss9w8w14y9dzx");
}

/// Money in a currency that nobody keeps books in cannot be reported. Requirement: SET-1
#[test]
fn a_currency_is_one_of_iso_that_the_tenant_enabled() {
    let check = |terms: &FinancialTerms, code: &str| terms.check_currency(&code.parse().expect("a code")).is_ok();
    let all = FinancialTerms::default();
    assert_eq!(["EUR", "JPY", "ZZZ"].map(|code| check(&all, code)), [true, true, false]);
    let some = terms(json!({"base_currency": "CHF", "enabled_currencies": ["EUR", "ZZZ"]}));
    assert_eq!(["CHF", "EUR", "JPY", "ZZZ"].map(|code| check(&some, code)), [true, true, false, false]);
}

/// A deal that is closed in the evening in Tokyo is closed on that day there, and one is not closed next week. Requirement: ALL-10
#[test]
fn a_business_date_is_at_most_tomorrow_where_the_tenant_is() {
    let now = at(0);
    assert_eq!(now.to_string(), "2025-11-20T22:00:00.123Z");
    for (zone, today) in [("Etc/UTC", "2025-11-20"), ("Asia/Tokyo", "2025-11-21"), ("Pacific/Honolulu", "2025-11-20")] {
        let terms = terms(json!({"time_zone": zone}));
        let on = |day: Option<Date>| terms.effective_on(day, now);
        let tomorrow = date(today).next();
        assert_eq!(on(None), Ok(date(today)), "{zone}");
        for allowed in [date("1900-01-01"), date("2001-02-03"), date(today), tomorrow] {
            assert_eq!(on(Some(allowed)), Ok(allowed), "{zone}");
        }
        for refused in [Date::MIN, date("1899-12-31"), tomorrow.next(), Date::MAX] {
            let no = on(Some(refused)).expect_err("a rejection");
            assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some("/effective_on")), "{zone}");
        }
    }
    // A zone that the database dropped leaves the tenant with UTC.
    assert_eq!(terms(json!({"time_zone": "Mars/Olympus_Mons"})).effective_on(None, now), Ok(date("2025-11-20")));
}

/// A switch that leaves days without a period, or with two, falsifies two years at once. Requirement: SET-3
#[test]
fn a_switch_of_calendars_cuts_the_periods_around_it() {
    let terms = terms(json!({"fiscal_calendars": [months("2026-07-15", 10), months("2027-01-01", 1)]}));
    let at = |day: &str| {
        let FiscalPeriod { year, quarter, period, starts_on, ends_on } = terms.fiscal_period(date(day));
        format!("{year} Q{quarter} P{period} {starts_on}..{ends_on}")
    };
    assert_eq!(at("2026-06-30"), "2026 Q2 P6 2026-06-01..2026-06-30");
    assert_eq!(at("2026-07-14"), "2026 Q3 P7 2026-07-01..2026-07-14");
    assert_eq!(at("2026-07-15"), "2026 Q4 P10 2026-07-15..2026-07-31");
    assert_eq!(at("2026-10-01"), "2027 Q1 P1 2026-10-01..2026-10-31");
    assert_eq!(at("2026-12-31"), "2027 Q1 P3 2026-12-01..2026-12-31");
    assert_eq!(at("2027-01-01"), "2027 Q1 P1 2027-01-01..2027-01-31");
    assert_eq!(terms.calendar_on(date("2026-07-14")), None);
    assert_eq!(terms.calendar_on(date("2026-07-15")), terms.fiscal_calendars.first());
    assert_eq!(terms.calendar_on(Date::MAX), terms.fiscal_calendars.get(1));
}

/// A calendar that was set for a wrong day would cut that period for ever: to set the one before for the same day takes it back.
/// Requirement: SET-3
#[test]
fn a_version_that_says_what_counts_already_cuts_nothing() {
    let versions = [("2026-01-01", 4), ("2026-03-15", 4), ("2026-07-01", 10), ("2026-08-10", 10)];
    let terms = terms(json!({"fiscal_calendars": versions.map(|(from, month)| months(from, month))}));
    let at = |day: &str| {
        let FiscalPeriod { period, starts_on, ends_on, .. } = terms.fiscal_period(date(day));
        format!("P{period} {starts_on}..{ends_on}")
    };
    assert_eq!(at("2026-03-14"), "P12 2026-03-01..2026-03-31");
    assert_eq!(at("2026-03-15"), "P12 2026-03-01..2026-03-31");
    assert_eq!(at("2026-06-30"), "P3 2026-06-01..2026-06-30");
    assert_eq!(at("2026-08-10"), "P11 2026-08-01..2026-08-31");
}

proptest! {
    /// Whatever versions follow on each other, every day is in exactly one period, and the next one begins the day after.
    /// Requirement: SET-3
    #[test]
    fn periods_follow_on_each_other_across_every_switch(
        versions in prop::collection::btree_map(days(), 1..=12_u8, 0..6), day in days()
    ) {
        let versions: Vec<_> = versions.into_iter().map(|(from, month)| months(&from.to_string(), month)).collect();
        let terms = terms(json!({"fiscal_calendars": versions}));
        let period = terms.fiscal_period(day);
        prop_assert!(period.starts_on <= day && day <= period.ends_on);
        prop_assert_eq!((terms.fiscal_period(period.starts_on), terms.fiscal_period(period.ends_on)), (period, period));
        prop_assert_eq!(terms.fiscal_period(period.ends_on.next()).starts_on, period.ends_on.next());
        prop_assert_eq!(terms.fiscal_period(period.starts_on.previous()).ends_on, period.starts_on.previous());
    }
}

fn days() -> impl Strategy<Value = Date> {
    let years = 2020..2024_i16;
    (years, 1..=12_i8, select(vec![1, 2, 15, 28]))
        .prop_map(|(year, month, day)| Date::from_civil(jiff::civil::date(year, month, day)))
}
