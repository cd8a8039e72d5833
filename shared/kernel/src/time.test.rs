use proptest::prelude::*;

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

fn segment<T: KeySegment>(time: &T) -> String {
    let mut key = String::new();
    time.write_segment(&mut key);
    assert_eq!(key.len(), T::PATTERN.len(), "`{key}` has another width than its pattern");
    assert!(key.bytes().all(|b| b.is_ascii_alphanumeric() || b":.-".contains(&b)), "`{key}`");
    key
}

fn jiff_time(nanos: i128) -> jiff::Timestamp {
    jiff::Timestamp::from_nanosecond(nanos).unwrap()
}

fn chrono_time(seconds: i64, nanos: u32) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(seconds, nanos).unwrap()
}

/// A key that people cannot read is one that nobody finds a mistake in; and the libraries must agree.
#[test]
fn a_time_in_a_key_is_rfc_3339_in_utc() {
    let time: Timestamp = "2026-11-20T23:00:00.5+01:00".parse().unwrap();
    assert_eq!(segment(&time), "2026-11-20T22:00:00.500Z");
    let text = "2026-11-20T22:00:00.123456789Z";
    let time: jiff::Timestamp = text.parse().unwrap();
    assert_eq!(segment(&time), text);
    assert_eq!(segment(&chrono_time(time.as_second(), 123_456_789)), text);
    assert_eq!(segment(&jiff_time(-1)), "1969-12-31T23:59:59.999999999Z");
    assert_eq!(segment(&chrono_time(59, 1_500_000_000)), "1970-01-01T00:00:60.500000000Z");
}

/// Years of another width than four digits would sort wrongly, and match another pattern than the policy has.
#[test]
fn times_of_unusual_years_sort_before_and_behind_the_usual_ones() {
    let usual = [segment(&chrono_time(-62_167_219_200, 0)), segment(&chrono_time(253_402_300_799, 999_999_999))];
    assert_eq!(usual[0], "0000-01-01T00:00:00.000000000Z");
    assert!(segment(&chrono::DateTime::<chrono::Utc>::MIN_UTC) < segment(&chrono_time(-62_167_219_201, 0)));
    assert!(segment(&chrono_time(-62_167_219_201, 0)) < usual[0]);
    assert!(usual[1] < segment(&chrono_time(253_402_300_800, 0)));
    assert!(segment(&chrono_time(253_402_300_800, 0)) < segment(&chrono::DateTime::<chrono::Utc>::MAX_UTC));
    assert!(segment(&jiff::Timestamp::MIN) < segment(&jiff_time(-62_167_219_200_000_000_001)));
    assert!(segment(&jiff_time(-62_167_219_200_000_000_001)) < segment(&jiff_time(-62_167_219_200_000_000_000)));
    segment(&jiff::Timestamp::MAX);
}

proptest! {
    /// Times that sort otherwise in a key than they happened show a history in the wrong order; two in one key are one lost.
    #[test]
    fn times_sort_in_a_key_as_they_happened(
        one in jiff::Timestamp::MIN.as_nanosecond()..=jiff::Timestamp::MAX.as_nanosecond(),
        apart in -10_000_000_000_i128..10_000_000_000,
        seconds: [i32; 2],
        nanos in [0_u32..2_000_000_000, 0_u32..2_000_000_000],
        millis in [-62_135_596_800_000_i64..253_402_300_800_000, -62_135_596_800_000_i64..253_402_300_800_000],
    ) {
        let range = jiff::Timestamp::MIN.as_nanosecond()..=jiff::Timestamp::MAX.as_nanosecond();
        let other = (one + apart).clamp(*range.start(), *range.end());
        prop_assert_eq!(segment(&jiff_time(one)).cmp(&segment(&jiff_time(other))), one.cmp(&other));
        // Leap seconds stand at the end of a minute.
        let minute = |seconds: i32| i64::from(seconds) * 60 + 59;
        let [a, b] = [chrono_time(minute(seconds[0]), nanos[0]), chrono_time(minute(seconds[1]), nanos[1])];
        prop_assert_eq!(segment(&a).cmp(&segment(&b)), a.cmp(&b));
        let [a, b] = millis.map(|millis| Timestamp::from_millis(millis).unwrap());
        prop_assert_eq!(segment(&a).cmp(&segment(&b)), a.cmp(&b));
    }
}
