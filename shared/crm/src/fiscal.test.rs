use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;

fn calendar(value: Value) -> FiscalCalendar {
    serde_json::from_value(value).expect("a calendar")
}

fn months(start_month: u8, start_day: u8, named_by: &str) -> FiscalCalendar {
    calendar(json!({"months": {"start_month": start_month, "start_day": start_day, "named_by": named_by}}))
}

fn weeks(pattern: &str, week_starts_on: &str, end_month: u8, ends_on: &str, named_by: &str) -> FiscalCalendar {
    calendar(json!({"weeks": {
        "pattern": pattern, "week_starts_on": week_starts_on, "end_month": end_month, "ends_on": ends_on, "named_by": named_by
    }}))
}

/// The retail calendar of the National Retail Federation.
fn nrf() -> FiscalCalendar {
    weeks("4-5-4", "sunday", 1, "nearest_to_month_end", "start_year")
}

/// The calendar of Apple Inc.
fn apple() -> FiscalCalendar {
    weeks("4-4-5", "sunday", 9, "last_of_month", "end_year")
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Year, quarter, period and borders of a day.
fn at(calendar: &FiscalCalendar, day: &str) -> String {
    let FiscalPeriod { year, quarter, period, starts_on, ends_on } = calendar.period(date(day));
    format!("{year} Q{quarter} P{period} {starts_on}..{ends_on}")
}

/// First day, last day and weeks of a fiscal year, walked from a day in it.
fn year_of(calendar: &FiscalCalendar, day: &str) -> (i16, String, String, i64) {
    let year = calendar.period(date(day)).year;
    let (mut first, mut last) = (calendar.period(date(day)), calendar.period(date(day)));
    while calendar.period(first.starts_on.previous()).year == year {
        first = calendar.period(first.starts_on.previous());
    }
    while calendar.period(last.ends_on.next()).year == year {
        last = calendar.period(last.ends_on.next());
    }
    let days = last.ends_on.civil().duration_since(first.starts_on.civil()).as_hours() / 24 + 1;
    (year, first.starts_on.to_string(), last.ends_on.to_string(), days / 7)
}

/// A budget year that begins in another month must not be counted by calendar years. Source: 31 U.S.C. 1102, "The fiscal year of the
/// Treasury begins on October 1 of each year and ends on September 30 of the following year"; the government names it by its end.
/// Requirement: SET-3
#[test]
fn the_fiscal_year_of_the_united_states_begins_in_october() {
    let federal = months(10, 1, "end_year");
    assert_eq!(at(&federal, "2025-09-30"), "2025 Q4 P12 2025-09-01..2025-09-30");
    assert_eq!(at(&federal, "2025-10-01"), "2026 Q1 P1 2025-10-01..2025-10-31");
    assert_eq!(at(&federal, "2024-02-29"), "2024 Q2 P5 2024-02-01..2024-02-29");
    assert_eq!(at(&federal, "2026-01-01"), "2026 Q2 P4 2026-01-01..2026-01-31");
}

/// A year may begin in the middle of a month. Source: the tax year of the United Kingdom, from 6 April to 5 April (Income Tax Act 2007,
/// section 4). Requirement: SET-3
#[test]
fn the_tax_year_of_the_united_kingdom_begins_on_the_sixth_of_april() {
    let british = months(4, 6, "start_year");
    assert_eq!(at(&british, "2026-04-05"), "2025 Q4 P12 2026-03-06..2026-04-05");
    assert_eq!(at(&british, "2026-04-06"), "2026 Q1 P1 2026-04-06..2026-05-05");
    assert_eq!(at(&british, "2027-01-05"), "2026 Q3 P9 2026-12-06..2027-01-05");
}

/// Japan names the year from April to March by its beginning (Public Finance Act, article 11), India by its end (Income-tax
/// Act 1961, section 3, as "2025-26"): the same days have two names. Requirement: SET-3
#[test]
fn a_year_is_named_by_its_beginning_or_its_end() {
    assert_eq!(at(&months(4, 1, "start_year"), "2026-03-31"), "2025 Q4 P12 2026-03-01..2026-03-31");
    assert_eq!(at(&months(4, 1, "end_year"), "2026-03-31"), "2026 Q4 P12 2026-03-01..2026-03-31");
    assert_eq!(at(&months(4, 1, "end_year"), "2026-04-01"), "2027 Q1 P1 2026-04-01..2026-04-30");
}

/// The calendar year begins and ends in one year: both rules name it the same. Only on its first day, though: a year from the second
/// of January ends in the next one. Requirement: SET-3
#[test]
fn the_calendar_year_has_one_name() {
    let default = FiscalCalendar::default();
    assert_eq!(at(&default, "2026-11-20"), "2026 Q4 P11 2026-11-01..2026-11-30");
    assert_eq!(at(&months(1, 1, "end_year"), "2026-11-20"), at(&default, "2026-11-20"));
    assert_eq!(at(&months(1, 2, "end_year"), "2026-01-01"), "2026 Q4 P12 2025-12-02..2026-01-01");
    assert_eq!(at(&months(1, 2, "end_year"), "2026-01-02"), "2027 Q1 P1 2026-01-02..2026-02-01");
    assert_eq!(at(&months(2, 1, "end_year"), "2026-02-01"), "2027 Q1 P1 2026-02-01..2026-02-28");
}

/// A week that is counted to the wrong year moves every comparison of shops by seven days. Source: National Retail Federation,
/// "4-5-4 Calendar": the year ends on the Saturday nearest to 31 January; 2012, 2017 and 2023 had 53 weeks. Requirement: SET-3
#[test]
fn the_retail_calendar_is_the_published_one() {
    for (year, first, last, weeks) in [
        (2012, "2012-01-29", "2013-02-02", 53),
        (2013, "2013-02-03", "2014-02-01", 52),
        (2016, "2016-01-31", "2017-01-28", 52),
        (2017, "2017-01-29", "2018-02-03", 53),
        (2018, "2018-02-04", "2019-02-02", 52),
        (2019, "2019-02-03", "2020-02-01", 52),
        (2020, "2020-02-02", "2021-01-30", 52),
        (2021, "2021-01-31", "2022-01-29", 52),
        (2022, "2022-01-30", "2023-01-28", 52),
        (2023, "2023-01-29", "2024-02-03", 53),
        (2024, "2024-02-04", "2025-02-01", 52),
        (2025, "2025-02-02", "2026-01-31", 52),
    ] {
        for day in [first, last] {
            assert_eq!(year_of(&nrf(), day), (year, first.to_owned(), last.to_owned(), weeks));
        }
    }
    // February to April, four, five and four weeks; the 53rd week stands in January.
    assert_eq!(at(&nrf(), "2024-02-04"), "2024 Q1 P1 2024-02-04..2024-03-02");
    assert_eq!(at(&nrf(), "2024-03-03"), "2024 Q1 P2 2024-03-03..2024-04-06");
    assert_eq!(at(&nrf(), "2024-04-07"), "2024 Q1 P3 2024-04-07..2024-05-04");
    assert_eq!(at(&nrf(), "2024-05-05"), "2024 Q2 P4 2024-05-05..2024-06-01");
    assert_eq!(at(&nrf(), "2024-02-03"), "2023 Q4 P12 2023-12-31..2024-02-03");
}

/// Another month, and the last end of a week instead of the nearest. Source: the dates on Apple Inc.'s annual reports (form 10-K);
/// fiscal 2023 had 53 weeks. Requirement: SET-3
#[test]
fn a_year_that_ends_on_the_last_saturday_of_september_is_that_of_the_annual_reports() {
    for (year, first, last, weeks) in [
        (2022, "2021-09-26", "2022-09-24", 52),
        (2023, "2022-09-25", "2023-09-30", 53),
        (2024, "2023-10-01", "2024-09-28", 52),
        (2025, "2024-09-29", "2025-09-27", 52),
    ] {
        for day in [first, last] {
            assert_eq!(year_of(&apple(), day), (year, first.to_owned(), last.to_owned(), weeks));
        }
    }
}

/// The three patterns place the long period first, second or last in every quarter. Requirement: SET-3
#[test]
fn a_pattern_says_which_period_is_long() {
    let periods = |pattern: &str| {
        let calendar = weeks(pattern, "sunday", 9, "last_of_month", "end_year");
        let mut period = calendar.period(date("2022-09-25"));
        let mut weeks = String::new();
        for _ in 0..12 {
            let days = period.ends_on.civil().duration_since(period.starts_on.civil()).as_hours() / 24 + 1;
            weeks += &(days / 7).to_string();
            period = calendar.period(period.ends_on.next());
        }
        weeks
    };
    assert_eq!(periods("4-4-5"), "445445445446");
    assert_eq!(periods("4-5-4"), "454454454455");
    assert_eq!(periods("5-4-4"), "544544544545");
}

/// A year around New Year's Day begins now in one calendar year and now in another: by its days two years would have one name.
/// Requirement: SET-3
#[test]
fn years_that_end_around_new_year_have_each_their_name() {
    for named_by in ["start_year", "end_year"] {
        let calendar = weeks("4-4-5", "sunday", 12, "nearest_to_month_end", named_by);
        assert_eq!(at(&calendar, "2024-12-28"), "2024 Q4 P12 2024-11-24..2024-12-28");
        assert_eq!(at(&calendar, "2024-12-29"), "2025 Q1 P1 2024-12-29..2025-01-25");
        assert_eq!(at(&calendar, "2026-01-03"), "2025 Q4 P12 2025-11-23..2026-01-03");
        assert_eq!(at(&calendar, "2026-01-04"), "2026 Q1 P1 2026-01-04..2026-01-31");
    }
}

/// Dates end somewhere, and a period there must not panic. Requirement: SET-3
#[test]
fn the_first_and_the_last_day_of_all_have_a_period() {
    assert_eq!(at(&months(10, 1, "end_year"), "0000-01-01"), "0 Q2 P4 0000-01-01..0000-01-31");
    assert_eq!(at(&months(4, 6, "end_year"), "0000-01-01"), "0 Q3 P9 0000-01-01..0000-01-05");
    assert_eq!(at(&months(10, 1, "end_year"), "9999-12-31"), "10000 Q1 P3 9999-12-01..9999-12-31");
    assert_eq!(at(&months(4, 6, "end_year"), "9999-12-31"), "10000 Q3 P9 9999-12-06..9999-12-31");
    assert_eq!(at(&nrf(), "9999-12-31"), "9999 Q4 P11 9999-11-28..9999-12-31");
}

/// A calendar that divides time in another way than it says is refused when it is read. Requirement: SET-3
#[test]
fn what_is_no_calendar_is_refused() {
    let read = |value| serde_json::from_value::<FiscalCalendar>(value);
    for (month, day) in [(0, 1), (13, 1), (1, 0), (1, 29), (2, 31)] {
        let value = json!({"months": {"start_month": month, "start_day": day, "named_by": "start_year"}});
        assert!(read(value).is_err(), "month {month}, day {day}");
    }
    for (month, day) in [(1, 1), (12, 28)] {
        months(month, day, "start_year");
    }
    for (field, value) in [
        ("pattern", json!("5-5-4")),
        ("week_starts_on", json!("Sunday")),
        ("week_starts_on", json!(7)),
        ("end_month", json!(0)),
        ("end_month", json!(13)),
        ("ends_on", json!("first_of_month")),
        ("named_by", json!(null)),
        ("start_day", json!(1)),
    ] {
        let mut wrong = serde_json::to_value(nrf()).expect("JSON");
        wrong["weeks"][field] = value.clone();
        assert!(read(wrong).is_err(), "{field} {value}");
    }
}

fn any_calendar() -> impl Strategy<Value = FiscalCalendar> {
    let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let names = || select(vec!["start_year", "end_year"]);
    prop_oneof![
        (1..=12_u8, 1..=28_u8, names()).prop_map(|(month, day, named_by)| months(month, day, named_by)),
        (
            select(vec!["4-4-5", "4-5-4", "5-4-4"]),
            select(weekdays.to_vec()),
            1..=12_u8,
            select(vec!["last_of_month", "nearest_to_month_end"]),
            names(),
        )
            .prop_map(|(pattern, start, month, ends_on, named_by)| weeks(pattern, start, month, ends_on, named_by)),
    ]
}

proptest! {
    /// A day in no period is missing from every report, a day in two is counted twice. Requirement: SET-3
    #[test]
    fn every_day_is_in_exactly_one_period(calendar in any_calendar(), start in 0..=3_652_058_i32) {
        let day = civil::date(0, 1, 1).checked_add(start.days()).map(Date::from_civil).expect("a date");
        let period = calendar.period(day);
        prop_assert!(period.starts_on <= day && day <= period.ends_on);
        prop_assert_eq!((calendar.period(period.starts_on), calendar.period(period.ends_on)), (period, period));
        prop_assert_eq!(period.quarter, (period.period - 1) / 3 + 1);
        prop_assert!((1..=12).contains(&period.period));
        if period.ends_on < Date::MAX {
            // The periods of a year follow on each other and cover it; then comes the next year.
            let next = calendar.period(period.ends_on.next());
            prop_assert_eq!(next.starts_on, period.ends_on.next());
            let follows = if period.period == 12 { (period.year + 1, 1) } else { (period.year, period.period + 1) };
            prop_assert_eq!((next.year, next.period), follows);
        }
    }

    /// A year that is far from its calendar year, or as long as no year, has a wrong name or a wrong end. Requirement: SET-3
    #[test]
    fn a_year_is_named_after_a_calendar_year_that_it_lies_in(calendar in any_calendar(), start in 400..=3_651_000_i32) {
        let day = civil::date(0, 1, 1).checked_add(start.days()).map(Date::from_civil).expect("a date");
        let (year, first, last, weeks) = year_of(&calendar, &day.to_string());
        prop_assert!(weeks == 52 || (weeks == 53 && matches!(calendar, FiscalCalendar::Weeks(_))));
        let first_year = date(&first).year();
        prop_assert!((first_year..=date(&last).year()).contains(&year), "{year} from {first} to {last}");
    }
}
