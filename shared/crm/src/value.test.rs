use std::{fmt::Debug, str::FromStr};

use proptest::prelude::*;
use serde::de::DeserializeOwned;

use super::*;

fn check<T: FromStr<Err = ValueError> + ToString + Debug>(accepted: &[(&str, &str)], refused: &[&str]) {
    for (text, normal) in accepted {
        match text.parse::<T>() {
            Ok(value) => assert_eq!(value.to_string(), *normal, "of `{text}`"),
            Err(error) => panic!("`{text}` should be accepted: {error}"),
        }
    }
    for text in refused {
        assert!(text.parse::<T>().is_err(), "`{text}` should be refused");
    }
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A name of blanks, or one that breaks terminals and spreadsheets, must not get in. Requirement: ACC-1
#[test]
fn a_text_is_trimmed_and_has_a_length() {
    let longest = "ä".repeat(255);
    check::<ShortText>(
        &[("  Acme ", "Acme"), (&longest, &longest), ("a\u{200d}b", "a\u{200d}b"), ("\u{ff21}", "\u{ff21}")],
        &["", "   ", "a\u{0}b", "a\u{1b}[2J", "a\nb", "a\tb", "\u{200b}", "\u{feff} \u{e0001}", "\u{3164}"],
    );
    check::<LongText>(&[("a\r\nb\tc", "a\r\nb\tc")], &["\n", "\u{2060}\n\u{ad}", "a\u{0}b"]);
    assert!("ä".repeat(256).parse::<ShortText>().is_err());
}

/// `www.example.com` and `example.com` are one company; a mail provider is none. Requirement: ACC-1
#[test]
fn a_domain_is_registrable_and_of_a_company() {
    check::<Domain>(
        &[("example.com", "example.com"), (" Example.CO.UK ", "example.co.uk"), ("münchen.de", "xn--mnchen-3ya.de")],
        &["", "com", "a b.com", "example", "a..b", ".com", "a#b.com"],
    );
    let check = |text: &str| text.parse::<Domain>().expect("a domain").check();
    assert_eq!(check("example.co.uk"), Ok(()));
    for refused in ["co.uk", "www.example.com", "gmail.com", "GMAIL.com", "1.2.3.4", "x.invalid-tld"] {
        assert!(check(refused).is_err(), "{refused}");
    }
}

/// A domain, a country or a currency that is dropped from its list must stay readable, or every record with it is lost.
/// Requirement: ADR-4
#[test]
fn what_was_written_once_stays_readable() {
    assert!(json::<Domain>("\"gmail.com\"").is_ok());
    assert!(json::<Country>("\"AN\"").is_ok_and(|withdrawn| withdrawn.check().is_err()));
    let withdrawn = json::<Money>(r#"{"amount":"1.23","currency":"ANX"}"#).expect("readable");
    assert!(withdrawn.checked().is_err());
}

/// A number in national form means another telephone in every country. Requirement: ACC-1
#[test]
fn a_phone_is_international() {
    check::<Phone>(
        &[("+1 (415) 555-0123", "+14155550123"), ("+49.89.1234", "+49891234")],
        &["", "+", "4155550123", "+0123456", "+12345678901234567", "+1415CALLNOW", "+١٢٣"],
    );
}

/// `javascript:` behind a link on a page would run in the reader's browser. Requirement: ACC-1
#[test]
fn a_website_is_a_plain_web_address() {
    check::<Website>(
        &[("https://example.com", "https://example.com/"), (" http://example.com/a?b#c ", "http://example.com/a?b#c")],
        &[
            "",
            "example.com",
            "javascript:alert(1)",
            "ftp://example.com",
            "https://user:secret@example.com",
            "https://127.0.0.1/",
        ],
    );
}

/// What is no address bounces for ever; what carries a name, a comment or a second address goes astray. Requirement: CON-2
#[test]
fn an_email_address_is_an_address_alone() {
    let longest =
        format!("a@{}.example.com", ["b".repeat(60), "c".repeat(60), "d".repeat(60), "e".repeat(57)].join("."));
    assert_eq!(longest.len(), 254);
    check::<EmailAddress>(
        &[
            (" Ada.Lovelace+crm@Example.COM ", "Ada.Lovelace+crm@Example.COM"),
            ("ü@münchen.de", "ü@münchen.de"),
            (&longest, &longest),
        ],
        &[
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            "ada@[127.0.0.1]",
            "Ada <ada@example.com>",
            "\"ada\"@example.com",
            "\"ada lovelace\"@example.com",
            "<ada@example.com>",
            "a@b@example.com",
            "ada@exam_ple.com",
            "ada@example..com",
            "ada@.com",
            "a\u{1}@example.com",
            "ada@example.com, bob@example.com",
            &format!("x{longest}"),
        ],
    );
}

/// Two records of one mailbox are two people to everybody who reads them. Requirement: CON-2
#[test]
fn spellings_of_one_mailbox_are_normalised_to_one() {
    let normalised = |text: &str| text.parse::<EmailAddress>().expect("an address").normalised();
    assert_eq!(normalised("Ada@Example.COM"), "ada@example.com");
    assert_eq!(normalised("ada@MÜNCHEN.de"), normalised("Ada@xn--mnchen-3ya.de"));
    assert_ne!(normalised("ada+crm@example.com"), normalised("ada@example.com"));
}

/// `en_US` and `german` mean nothing to a mail template. Requirement: CON-1
#[test]
fn a_locale_is_a_language_tag() {
    check::<Locale>(
        &[
            ("de", "de"),
            (" en-us ", "en-US"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("de-de-1996", "de-DE-1996"),
        ],
        &["", "german", "en_US", "e", "en-", "de-DE-u-co-phonebk", "123", &format!("de-{}", ["rozaj"; 7].join("-"))],
    );
}

/// A call at three in the morning is not forgiven. What a new database does not know must stay readable. Requirement: CON-1
#[test]
fn a_time_zone_is_one_that_the_database_knows() {
    check::<TimeZone>(
        &[(" Europe/Berlin ", "Europe/Berlin"), ("Etc/GMT+5", "Etc/GMT+5"), ("Mars/Olympus_Mons", "Mars/Olympus_Mons")],
        &["", "/", "Europe/", "Europe//Berlin", "../etc/passwd", "Europe/Berlin#", &"x".repeat(65)],
    );
    let check = |text: &str| text.parse::<TimeZone>().expect("the form").check();
    for listed in ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Asia/Calcutta"] {
        assert_eq!(check(listed), Ok(()), "{listed}");
    }
    for unlisted in ["europe/berlin", "Mars/Olympus_Mons", "Berlin"] {
        assert!(check(unlisted).is_err(), "{unlisted}");
    }
}

/// A day with a time or a zone is another day somewhere else. Requirement: CON-1
#[test]
fn a_date_is_a_day_in_one_spelling() {
    check::<Date>(
        &[("1815-12-10", "1815-12-10"), ("2024-02-29", "2024-02-29")],
        &[
            "",
            "2023-02-29",
            "1815-12-10T00:00:00Z",
            "18151210",
            "10.12.1815",
            " 1815-12-10",
            "+001815-12-10",
            "-000001-01-01",
        ],
    );
    let time = "2026-12-31T23:59:59.999Z".parse().expect("a time");
    assert_eq!(
        (Date::of(time).to_string(), Date::of(time).next().to_string()),
        ("2026-12-31".into(), "2027-01-01".into())
    );
}

/// A range of days ends on the day before the next one begins, and at the ends of the calendar nothing may go round. Requirement: PRO-2
#[test]
fn the_day_before_and_the_day_after_stay_within_what_can_be_written() {
    let day = |text: &str| text.parse::<Date>().expect("a date");
    assert_eq!(day("2024-03-01").previous(), day("2024-02-29"));
    assert_eq!(day("2024-02-29").next(), day("2024-03-01"));
    let (first, last) = (day("0000-01-01"), day("9999-12-31"));
    assert_eq!((first.previous(), last.next()), (first, last));
}

/// A consent that is withdrawn under another case would stand. Requirement: CON-6
#[test]
fn a_purpose_is_lower_case() {
    check::<Purpose>(&[(" Newsletter ", "newsletter")], &["", " "]);
}

/// Two spellings of one tag would split a list in two. Requirement: ALL-1
#[test]
fn a_tag_is_lower_case() {
    check::<Tag>(&[(" Key Account ", "key account")], &["", " "]);
    assert!("x".repeat(65).parse::<Tag>().is_err());
}

/// One article under two spellings of its number is counted, priced and sold twice. Requirement: PRO-1
#[test]
fn a_sku_is_upper_case_ascii() {
    let longest = "A".repeat(64);
    check::<Sku>(
        &[(" eva-100/b ", "EVA-100/B"), ("0", "0"), ("a_b.c", "A_B.C"), (&longest, &longest), ("../..", "../..")],
        &[
            "",
            " ",
            "A B",
            "A#B",
            "A+B",
            "\u{c4}",
            "\u{ff21}",
            "\u{661}",
            "A\u{301}",
            "A\u{200d}B",
            "\u{202e}A",
            "🦀",
            "A\nB",
        ],
    );
    assert!(format!("{longest}A").parse::<Sku>().is_err());
}

/// A country or currency that does not exist breaks every report by it. Requirement: ACC-1
#[test]
fn codes_are_those_of_iso() {
    check::<Country>(&[("DE", "DE")], &["", "de", "DEU", "Germany"]);
    check::<Currency>(&[("EUR", "EUR"), ("JPY", "JPY")], &["", "eur", "EURO"]);
    assert!("XX".parse::<Country>().expect("the form").check().is_err());
    let digits = |code: &str| code.parse::<Currency>().expect("the form").minor_digits().ok();
    assert_eq!(["JPY", "EUR", "KWD", "CLF"].map(digits), [Some(0), Some(2), Some(3), Some(4)]);
    // What is not listed, and what nobody pays in: no amount could be rounded.
    assert_eq!(["ZZZ", "XAU", "XXX"].map(digits), [None; 3]);
}

/// Money as a float loses cents. Requirement: ACC-1
#[test]
fn money_is_a_decimal_string_with_the_digits_of_its_currency() {
    let money = |text| {
        let money = json::<Money>(text)?.checked().map_err(|error| error.to_string())?;
        Ok::<_, String>(serde_json::to_string(&money).expect("JSON"))
    };
    assert_eq!(
        money(r#"{"amount":"1100040000","currency":"USD"}"#).as_deref(),
        Ok(r#"{"amount":"1100040000.00","currency":"USD"}"#)
    );
    assert_eq!(money(r#"{"amount":"-0","currency":"JPY"}"#).as_deref(), Ok(r#"{"amount":"0","currency":"JPY"}"#));
    assert_eq!(
        money(r#"{"amount":"12.500","currency":"EUR"}"#).as_deref(),
        Ok(r#"{"amount":"12.50","currency":"EUR"}"#)
    );
    for refused in [
        r#"{"amount":12.5,"currency":"EUR"}"#,
        r#"{"amount":"12.505","currency":"EUR"}"#,
        r#"{"amount":"1.5","currency":"JPY"}"#,
        r#"{"amount":"1e5","currency":"EUR"}"#,
        r#"{"amount":"1,5","currency":"EUR"}"#,
        r#"{"amount":"1234567890123456789","currency":"EUR"}"#,
        r#"{"amount":"1","currency":"EUR","rate":"2"}"#,
        r#"{"amount":"1","amount":"2","currency":"EUR"}"#,
        r#"{"amount":"1"}"#,
    ] {
        assert!(money(refused).is_err(), "{refused}");
    }
}

/// Messages end up in logs and answers; what was typed may be personal data.
#[test]
fn a_message_never_quotes_what_was_typed() {
    fn message<T: FromStr<Err = ValueError> + Debug>() -> String {
        "zq9x\u{1}".parse::<T>().expect_err("a control character").to_string()
    }
    for message in [
        message::<ShortText>(),
        message::<Domain>(),
        message::<Phone>(),
        message::<Website>(),
        message::<Sku>(),
        message::<Tag>(),
        message::<Purpose>(),
        message::<EmailAddress>(),
        message::<Locale>(),
        message::<TimeZone>(),
        message::<Date>(),
        message::<Country>(),
        message::<Currency>(),
        message::<Amount>(),
        message::<Rate>(),
        message::<LossCode>(),
    ] {
        assert!(!message.contains("zq9x"), "{message}");
    }
}

/// A rate of nought, or one that a float rounded, makes the sums of a year wrong. Requirement: SET-2
#[test]
fn a_rate_is_a_decimal_above_zero() {
    let (nines, fraction) = ("9".repeat(18), "9".repeat(9));
    let longest = format!("{nines}.{fraction}");
    check::<Rate>(
        &[("1.0825", "1.0825"), ("1.50", "1.5"), ("007", "7"), ("0.000000001", "0.000000001"), (&longest, &longest)],
        &["", "0", "0.000000000", "-1", "-0", "+1", "1e3", "1E-3", "NaN", "inf", "1,5", " 1", "1.", ".5", "٣"],
    );
    for refused in [format!("9{nines}"), format!("1.{fraction}9"), "1".repeat(40), format!("0.{}", "1".repeat(40))] {
        assert!(refused.parse::<Rate>().is_err(), "{refused}");
    }
    for refused in ["1.5", "null", "NaN", "1e3"] {
        assert!(json::<Rate>(refused).is_err(), "{refused}");
    }
    let rate: Rate = longest.parse().expect("a rate");
    assert_eq!(json::<Rate>(&serde_json::to_string(&rate).expect("JSON")), Ok(rate));
    assert_eq!(rate.decimal().to_string(), longest);
}

/// A code that two people write in two ways splits the reasons in two. Requirement: SET-4
#[test]
fn the_code_of_a_loss_reason_is_plain() {
    let longest = "x".repeat(64);
    check::<LossCode>(
        &[("no_budget", "no_budget"), ("7", "7"), (&longest, &longest)],
        &["", "No_Budget", "no budget", "no-budget", "größe", "a#b", " a", &format!("{longest}x")],
    );
    for code in [LossCode::unknown(), LossCode::other()] {
        assert_eq!(code.as_str().parse(), Ok(code));
    }
}

/// A day is another one elsewhere; where dates end there must be no panic. Requirement: ALL-10
#[test]
fn a_day_is_that_of_the_zone() {
    let time = "2026-03-29T22:30:00.000Z".parse().expect("a time");
    let day = |zone: &str| Date::in_zone(time, &zone.parse().expect("the form")).to_string();
    assert_eq!(day("Europe/Berlin"), "2026-03-30");
    assert_eq!(day("America/New_York"), "2026-03-29");
    assert_eq!(day("Mars/Olympus_Mons"), Date::of(time).to_string());
    assert_eq!(Date::of(time), Date::in_zone(time, &TimeZone::utc()));
    let last = "9999-12-30T12:00:00.000Z".parse().expect("the last time");
    assert_eq!(Date::in_zone(last, &"Pacific/Kiritimati".parse().expect("the form")), Date::MAX);
    assert_eq!((Date::MIN.previous(), Date::MAX.next()), (Date::MIN, Date::MAX));
    assert_eq!((Date::MIN.next().previous(), Date::MIN.to_string()), (Date::MIN, "0000-01-01".into()));
    assert_eq!(Date::MAX.to_string().parse(), Ok(Date::MAX));
    assert_eq!(Date::MIN.to_string().parse(), Ok(Date::MIN));
}

/// A list without a limit lets one body fill a state; a list with repetitions claims one value twice.
#[test]
fn a_list_is_capped_and_has_no_repetitions() {
    let tags = json::<Capped<Tag, 3>>(r#"["a","B","b","a","c"]"#).expect("three tags");
    assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["a", "b", "c"]);
    let error = json::<Capped<Tag, 3>>(r#"["a","b","c","d"]"#).expect_err("four tags");
    assert!(error.starts_with("must have at most 3 values"), "{error}");
    assert_eq!(Capped::<_, 3>::try_from(vec![1, 2, 1, 3]).map(|list| list.to_vec()), Ok(vec![1, 2, 3]));
    assert!(Capped::<_, 3>::try_from(vec![1, 2, 3, 4]).is_err());
}

proptest! {
    /// Whatever people type, a value refuses or normalises it once and for all; it never panics.
    #[test]
    fn normalising_twice_changes_nothing(text in "\\PC{0,40}|[+0-9() .-]{1,20}|[a-z]{1,5}\\.(com|co\\.uk)|[A-Za-zÜ.+]{1,4}@[a-zü]{1,4}\\.(com|DE)|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,5}){0,3}|-?[0-9]{1,20}(\\.[0-9]{0,4})?") {
        fn stable<T: FromStr<Err = ValueError> + ToString>(text: &str) -> Result<(), TestCaseError> {
            if let Ok(value) = text.parse::<T>() {
                let normal = value.to_string();
                let again = normal.parse::<T>().map(|value| value.to_string());
                prop_assert_eq!(again.as_deref(), Ok(normal.as_str()));
            }
            Ok(())
        }
        stable::<ShortText>(&text)?;
        stable::<Sku>(&text)?;
        stable::<Tag>(&text)?;
        stable::<Domain>(&text)?;
        stable::<Phone>(&text)?;
        stable::<Website>(&text)?;
        stable::<Locale>(&text)?;
        stable::<TimeZone>(&text)?;
        stable::<Date>(&text)?;
        stable::<EmailAddress>(&text)?;
        if let Ok(address) = text.parse::<EmailAddress>() {
            let again = address.normalised().parse::<EmailAddress>().map(|address| address.normalised());
            prop_assert_eq!(again, Ok(address.normalised()));
        }
        stable::<Amount>(&text)?;
        stable::<Rate>(&text)?;
    }
}

/// Guards against a schema that lets an amount pass which the API then refuses, or the other way round.
#[test]
fn the_schema_of_an_amount_allows_what_the_code_reads() {
    let schema = schemars::schema_for!(Amount).to_value();
    assert_eq!(schema["pattern"], "^-?0*[0-9]{1,18}(\\.[0-9]{1,9})?$");
    let nines = "9".repeat(18);
    for text in [&nines, &format!("-{}{nines}", "0".repeat(40)), &format!("{nines}.{}", "9".repeat(9)), "000"] {
        assert!(text.parse::<Amount>().is_ok(), "{text}");
    }
    for text in [&format!("9{nines}"), &format!("1.{}", "0".repeat(10)), "", "-", "1.", ".5", "+1", "1e3"] {
        assert!(text.parse::<Amount>().is_err(), "{text}");
    }
}
