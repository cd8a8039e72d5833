use super::*;

/// A time without milliseconds, or with nanoseconds, would sort wrongly as text and not match the schema.
#[test]
fn a_time_always_has_three_digits() {
    for (text, written) in [
        ("2026-11-20T22:00:00Z", "2026-11-20T22:00:00.000Z"),
        ("2026-11-20T22:00:00.1Z", "2026-11-20T22:00:00.100Z"),
        ("2026-11-20T22:00:00.123999999Z", "2026-11-20T22:00:00.123Z"),
        ("2026-11-20T23:00:00.5+01:00", "2026-11-20T22:00:00.500Z"),
    ] {
        assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), written);
    }
}

/// A time that is half there must be refused and not guessed.
#[test]
fn a_text_that_is_no_time_is_refused() {
    for text in
        ["", "2026-11-20", "2026-11-20T22:00:00", "yesterday", "2026-13-20T22:00:00Z", "-000001-01-01T00:00:00Z"]
    {
        assert!(text.parse::<Timestamp>().is_err(), "`{text}`");
    }
}

/// An expiry that overflows must stay a time, or a record would count for ever or never.
#[test]
fn adding_seconds_never_leaves_the_supported_years() {
    let now = Timestamp::from_millis(1_763_676_000_123).unwrap();
    assert_eq!(now.plus_seconds(60).as_millis(), 1_763_676_060_123);
    assert_eq!(now.plus_seconds(i64::MAX), now);
    assert_eq!(now.plus_seconds(i64::MIN), now);
    assert_eq!(Timestamp::EPOCH.to_string(), "1970-01-01T00:00:00.000Z");
}
