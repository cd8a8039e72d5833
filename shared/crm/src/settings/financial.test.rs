use expect_test::{Expect, expect};
use kernel::{DomainEvent as _, TypedId as _};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, body, scope},
    limits,
};

type Command = FinancialSettingsCommand;

fn inputs() -> Inputs<FinancialSettingsId> {
    given::inputs(FinancialTerms::id(&scope()))
}

fn patch(value: Value) -> Command {
    Command::Change(Box::new(body(value)))
}

/// Months from the first of one on, named by the end.
fn calendar(from: &str, start_month: u8) -> Command {
    let months = json!({"start_month": start_month, "start_day": 1, "named_by": "end_year"});
    Command::SetFiscalCalendar(body(json!({"effective_from": from, "calendar": {"months": months}})))
}

fn state(given: &[Command]) -> FinancialTerms {
    given::state::<FinancialSettings>(&inputs(), given).expect("a state")
}

fn refused(given: &[Command], when: &Command) -> Rejection {
    given::decided::<FinancialSettings>(&inputs(), given, when).expect_err("a rejection")
}

fn check(given: &[Command], when: &Command, then: Expect) {
    given::check::<FinancialSettings>(&inputs(), given, when, then);
}

/// What counted before the first change would be lost with the release that had it, were it not recorded. Requirement: SET-1, PLT-1
#[test]
fn the_first_command_records_what_counted_until_then() {
    check(
        &[],
        &patch(json!({"base_currency": "EUR"})),
        expect![[r#"
        FinancialSettingsCreated {"financial_settings_id":"FINANCIAL_SETTINGS","base_currency":"USD","enabled_currencies":[],"time_zone":"Etc/UTC","fiscal_calendars":[]}
        FinancialSettingsBaseCurrencyChanged {"financial_settings_id":"FINANCIAL_SETTINGS","from":"USD","to":"EUR"}
    "#]],
    );
    // Also when it changes nothing: from now on the default is the tenant's own.
    check(
        &[],
        &patch(json!({"base_currency": "USD"})),
        expect![[r#"
        FinancialSettingsCreated {"financial_settings_id":"FINANCIAL_SETTINGS","base_currency":"USD","enabled_currencies":[],"time_zone":"Etc/UTC","fiscal_calendars":[]}
    "#]],
    );
    check(
        &[],
        &calendar("2026-01-01", 10),
        expect![[r#"
        FinancialSettingsCreated {"financial_settings_id":"FINANCIAL_SETTINGS","base_currency":"USD","enabled_currencies":[],"time_zone":"Etc/UTC","fiscal_calendars":[]}
        FinancialSettingsFiscalCalendarSet {"financial_settings_id":"FINANCIAL_SETTINGS","effective_from":"2026-01-01","calendar":{"months":{"start_month":10,"start_day":1,"named_by":"end_year"}}}
    "#]],
    );
    assert_eq!(state(&[patch(json!({}))]), FinancialTerms::default());
}

/// A first command that is refused must leave nothing behind. Requirement: SET-1
#[test]
fn a_refused_first_command_begins_nothing() {
    assert_eq!(refused(&[], &patch(json!({"time_zone": null}))).code, "field_required");
}

/// `SettingsUpdated` for everything forces every subscriber to compare. Requirement: SET-1, ALL-3
#[test]
fn a_patch_gives_one_event_per_meaning() {
    let given = [patch(json!({}))];
    let all =
        json!({"base_currency": "EUR", "enabled_currencies": ["USD", "JPY", "USD"], "time_zone": "Europe/Berlin"});
    check(
        &given,
        &patch(all.clone()),
        expect![[r#"
        FinancialSettingsBaseCurrencyChanged {"financial_settings_id":"FINANCIAL_SETTINGS","from":"USD","to":"EUR"}
        FinancialSettingsEnabledCurrenciesChanged {"financial_settings_id":"FINANCIAL_SETTINGS","enabled_currencies":["USD","JPY"]}
        FinancialSettingsTimeZoneChanged {"financial_settings_id":"FINANCIAL_SETTINGS","from":"Etc/UTC","to":"Europe/Berlin"}
    "#]],
    );
    let given = [patch(all.clone())];
    check(&given, &patch(all), expect![""]);
    check(&given, &patch(json!({})), expect![""]);
    check(
        &given,
        &patch(json!({"enabled_currencies": null})),
        expect![[r#"
        FinancialSettingsEnabledCurrenciesChanged {"financial_settings_id":"FINANCIAL_SETTINGS","enabled_currencies":[]}
    "#]],
    );
    check(
        &given,
        &patch(json!({"enabled_currencies": []})),
        expect![[r#"
        FinancialSettingsEnabledCurrenciesChanged {"financial_settings_id":"FINANCIAL_SETTINGS","enabled_currencies":[]}
    "#]],
    );
}

/// A tenant without a base currency or a time zone could close no deal. Requirement: SET-1, ALL-3
#[test]
fn what_must_be_there_cannot_be_removed() {
    for (field, value) in [("base_currency", json!(null)), ("time_zone", json!(null))] {
        let no = refused(&[patch(json!({}))], &patch(json!({field: value})));
        assert_eq!((no.code, no.pointer), ("field_required", Some(format!("/{field}"))));
    }
}

/// A code that the lists of today do not know is a typing error; one that they dropped must not hold up other changes.
/// Requirement: SET-1, ADR-4
#[test]
fn codes_are_asked_of_the_lists_of_today_when_they_are_new() {
    for (fields, pointer) in [
        (json!({"base_currency": "ZZZ"}), "/base_currency"),
        (json!({"base_currency": "ANX"}), "/base_currency"),
        (json!({"enabled_currencies": ["EUR", "ZZZ"]}), "/enabled_currencies/1"),
        (json!({"time_zone": "Mars/Olympus_Mons"}), "/time_zone"),
        (json!({"time_zone": "europe/berlin"}), "/time_zone"),
    ] {
        for given in [&[][..], &[patch(json!({}))]] {
            let no = refused(given, &patch(fields.clone()));
            assert_eq!((no.code, no.pointer.as_deref()), ("invalid_field", Some(pointer)), "{fields}");
        }
    }
    // A state from when the lists were others.
    let old: FinancialTerms = body(json!({
        "base_currency": "ANX", "enabled_currencies": ["ANX"], "time_zone": "Mars/Olympus_Mons", "fiscal_calendars": []
    }));
    let wish = json!({"base_currency": "ANX", "enabled_currencies": ["ANX", "EUR"], "time_zone": "Mars/Olympus_Mons"});
    let events = FinancialSettings::decide(Some(&old), &patch(wish), &inputs()).expect("accepted");
    assert_eq!(events.len(), 1, "{events:?}");
}

/// A field that is longer than its limit, or of another form, must be refused while it is read. Requirement: SET-1, ALL-7
#[test]
fn every_field_of_a_change_has_a_form() {
    let read = |value: Value| serde_json::from_value::<ChangeFinancialSettings>(value);
    let codes = |count: usize| -> Vec<String> {
        let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).expect("a letter"));
        (0..count).map(|n| [letter(n / 676), letter(n / 26), letter(n)].iter().collect()).collect()
    };
    for accepted in [
        json!({"enabled_currencies": codes(limits::CURRENCIES)}),
        json!({"enabled_currencies": codes(limits::CURRENCIES - 1)}),
        json!({"time_zone": "x".repeat(limits::TIME_ZONE)}),
    ] {
        assert!(read(accepted.clone()).is_ok(), "{accepted}");
    }
    for refused in [
        json!({"enabled_currencies": codes(limits::CURRENCIES + 1)}),
        json!({"enabled_currencies": "EUR"}),
        json!({"enabled_currencies": ["eur"]}),
        json!({"base_currency": ""}),
        json!({"base_currency": "EU"}),
        json!({"base_currency": "EURO"}),
        json!({"base_currency": "E\u{301}U"}),
        json!({"base_currency": "\u{202e}EU"}),
        json!({"base_currency": 978}),
        json!({"time_zone": ""}),
        json!({"time_zone": "x".repeat(limits::TIME_ZONE + 1)}),
        json!({"time_zone": "Europe/\u{1f980}"}),
        json!({"time_zone": "+02:00"}),
        json!({"fiscal_calendars": []}),
        json!({"tenant_id": "x"}),
    ] {
        assert!(read(refused.clone()).is_err(), "{refused}");
    }
}

/// A correction of a calendar that only adds a second one leaves a day with two years. Requirement: SET-3
#[test]
fn the_last_calendar_that_was_set_for_a_day_counts() {
    let given = [calendar("2027-01-01", 10), calendar("2026-01-01", 4)];
    let months = |given: &[Command]| {
        let versions = state(given).fiscal_calendars;
        versions.iter().map(|version| serde_json::to_value(version).expect("JSON")).collect::<Vec<_>>()
    };
    let version = |from: &str, month: u8| match calendar(from, month) {
        Command::SetFiscalCalendar(version) => serde_json::to_value(version).expect("JSON"),
        Command::Change(_) => unreachable!("a calendar"),
    };
    assert_eq!(months(&given), [version("2026-01-01", 4), version("2027-01-01", 10)], "in the order of the days");
    check(&given, &calendar("2026-01-01", 4), expect![""]);
    check(
        &given,
        &calendar("2026-01-01", 7),
        expect![[r#"
        FinancialSettingsFiscalCalendarSet {"financial_settings_id":"FINANCIAL_SETTINGS","effective_from":"2026-01-01","calendar":{"months":{"start_month":7,"start_day":1,"named_by":"end_year"}}}
    "#]],
    );
    let given = [&given[..], &[calendar("2026-01-01", 7)]].concat();
    assert_eq!(months(&given), [version("2026-01-01", 7), version("2027-01-01", 10)]);
}

/// A calendar of the first century would be the one of all history. Requirement: SET-3, ALL-7
#[test]
fn a_calendar_begins_on_a_day_of_business() {
    for (day, is_taken) in [("0026-01-01", false), ("1899-12-31", false), ("1900-01-01", true), ("9999-12-31", true)] {
        match given::decided::<FinancialSettings>(&inputs(), &[], &calendar(day, 4)) {
            Ok(_) => assert!(is_taken, "{day}"),
            Err(no) => assert_eq!((no.pointer.as_deref(), is_taken), (Some("/effective_from"), false), "{day}"),
        }
    }
}

/// A list of versions without an end fills the settings; a full one must still take corrections. Requirement: SET-3
#[test]
fn versions_of_the_calendar_are_limited() {
    let day = |n: usize| format!("{}-01-01", 2000 + n);
    let full: Vec<_> = (0..limits::FISCAL_CALENDARS).map(|n| calendar(&day(n), 4)).collect();
    let (last, before) = full.split_last().expect("calendars");
    assert!(given::decided::<FinancialSettings>(&inputs(), before, last).is_ok(), "one more fits");
    let no = refused(&full, &calendar(&day(limits::FISCAL_CALENDARS), 4));
    assert_eq!((no.code, no.pointer), ("too_many_fiscal_calendars", None));
    assert!(no.detail.contains("50"), "{}", no.detail);
    assert_eq!(given::decided::<FinancialSettings>(&inputs(), &full, &calendar(&day(0), 5)).map(|e| e.len()), Ok(1));
    assert_eq!(given::decided::<FinancialSettings>(&inputs(), &full, &calendar(&day(0), 4)), Ok(vec![]));
}

/// A day that does not exist, or a calendar from the other end of time, must not get in by way of a command. Requirement: SET-3
#[test]
fn every_field_of_a_calendar_has_a_form() {
    let wish = |from: Value| {
        let months = json!({"start_month": 1, "start_day": 1, "named_by": "start_year"});
        serde_json::from_value::<crate::fiscal::DatedCalendar>(
            json!({"effective_from": from, "calendar": {"months": months}}),
        )
    };
    for accepted in ["0000-01-01", "2024-02-29", "9999-12-31"] {
        assert!(wish(json!(accepted)).is_ok(), "{accepted}");
    }
    for refused in [
        json!("2025-02-29"),
        json!("2026-04-31"),
        json!("2026-13-01"),
        json!("10000-01-01"),
        json!("2026-01-01T00:00:00Z"),
        json!("٢٠٢٦-٠١-٠١"),
        json!(20260101),
        json!(null),
    ] {
        assert!(wish(refused.clone()).is_err(), "{refused}");
    }
}

/// Others decide by what is published: it must be what the settings say. Requirement: SET-1
#[test]
fn what_is_published_is_what_the_settings_say() {
    let state = state(&[patch(json!({"base_currency": "EUR"})), calendar("2026-01-01", 10)]);
    let published = FinancialSettings::published(&state).expect("published");
    let known = kernel::Known {
        published: [(FinancialTerms::id(&scope()).erase(), published)].into(),
        ..kernel::Known::default()
    };
    assert_eq!(FinancialTerms::of(&known, &scope()), Ok(state));
}

/// A type without a schema would pass the bus unchecked.
#[test]
fn every_event_type_is_named_after_its_entity_and_registered_once() {
    let mut names: Vec<_> = FinancialSettingsEvent::schemas().iter().map(|schema| schema.event_type).collect();
    assert!(names.iter().all(|name| name.starts_with("FinancialSettings")), "{names:?}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 5);
}

proptest! {
    /// The state that is stored must be the fold of the stream, and a repeated command must do nothing, whatever came before.
    /// Requirement: PLT-1, ALL-3
    #[test]
    fn any_commands_keep_the_laws(commands in prop::collection::vec(any_command(), 1..20)) {
        given::check_laws::<FinancialSettings>(&inputs(), &commands, |state| {
            assert!(state.fiscal_calendars.windows(2).all(|pair| pair[0].effective_from < pair[1].effective_from));
        });
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    let fields = vec![
        json!({"base_currency": "EUR"}),
        json!({"base_currency": "USD"}),
        json!({"base_currency": null}),
        json!({"enabled_currencies": null}),
        json!({"enabled_currencies": ["EUR", "JPY"]}),
        json!({"enabled_currencies": ["ZZZ"]}),
        json!({"time_zone": "Asia/Tokyo"}),
        json!({"time_zone": "Etc/UTC"}),
    ];
    let days = select(vec!["2025-01-01", "2026-04-01", "2026-10-01"]);
    prop_oneof![
        given::patches(fields).prop_map(patch),
        (days, 1..=12_u8).prop_map(|(from, month)| calendar(from, month)),
    ]
}
