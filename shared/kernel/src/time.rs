//! Points in time, with the precision of the wire.

use std::{borrow::Cow, fmt, fmt::Write as _, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::KeySegment;

/// A point in time in UTC with milliseconds, always written as `2026-11-20T22:00:00.123Z` (RFC 3339), so that its text is
/// fixed width and sorts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// A text that is no RFC 3339 time, or a time outside the years 0001 to 9999.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an RFC 3339 time such as `2026-11-20T22:00:00.123Z`")]
pub struct TimestampError;

impl Timestamp {
    /// 1970-01-01T00:00:00.000Z.
    pub const EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// The time so many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimestampError`] outside the years 0001 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, TimestampError> {
        Self::checked(jiff::Timestamp::from_millisecond(millis).map_err(|_| TimestampError)?)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, the unit of DynamoDB's TTL.
    #[must_use]
    pub fn as_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// This time and so many whole seconds more; it stays within the supported years.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.as_millis().saturating_add(seconds.saturating_mul(1_000))).unwrap_or(self)
    }

    fn checked(time: jiff::Timestamp) -> Result<Self, TimestampError> {
        let millis = jiff::Timestamp::from_millisecond(time.as_millisecond()).map_err(|_| TimestampError)?;
        if (1..=9999).contains(&millis.to_zoned(jiff::tz::TimeZone::UTC).year()) {
            Ok(Self(millis))
        } else {
            Err(TimestampError)
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::checked(text.parse().map_err(|_| TimestampError)?)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::id::deserialize_from_str(deserializer)
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$",
            "examples": ["2026-11-20T22:00:00.123Z"],
        })
    }
}

/// As it is always written: `2026-11-20T22:00:00.123Z`.
impl KeySegment for Timestamp {
    const PATTERN: &'static str = "????????????????????????";

    fn write_segment(&self, key: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(key, "{self}");
    }
}

/// RFC 3339 in UTC with nanoseconds, `2026-11-20T22:00:00.123456789Z`, for the years 0000 to 9999. Before them, where that form neither sorts nor has
/// its width, `-` and a padded number that counts up.
impl KeySegment for jiff::Timestamp {
    const PATTERN: &'static str = NANOSECONDS;

    fn write_segment(&self, key: &mut String) {
        // The fraction of a time before 1970 counts downwards.
        let nanos = self.as_nanosecond();
        let (seconds, fraction) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
        match self.to_zoned(jiff::tz::TimeZone::UTC).year() {
            0.. => drop(write!(key, "{self:.9}")),
            _ => write_beyond(key, '-', seconds, fraction),
        }
    }
}

/// As [`jiff::Timestamp`]; also beyond the year 9999, with `Z` in place of `-`. A leap second is the 60th of its minute.
#[cfg(feature = "chrono")]
impl KeySegment for chrono::DateTime<chrono::Utc> {
    const PATTERN: &'static str = NANOSECONDS;

    fn write_segment(&self, key: &mut String) {
        use chrono::{Datelike as _, Timelike as _};
        // Two billion nanoseconds in a leap second.
        let (leap, nanos) = (self.nanosecond() / 1_000_000_000, self.nanosecond() % 1_000_000_000);
        let (date, second) = ((self.year(), self.month(), self.day()), self.second() + leap);
        match date {
            (year @ 0..=9999, month, day) => drop(write!(
                key,
                "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{second:02}.{nanos:09}Z",
                self.hour(),
                self.minute()
            )),
            (year, ..) => {
                let sign = if year < 0 { '-' } else { 'Z' };
                write_beyond(key, sign, self.timestamp().into(), self.nanosecond().into());
            }
        }
    }
}

/// Thirty characters, as many as RFC 3339 with nanoseconds has.
const NANOSECONDS: &str = "??????????????????????????????";

/// A time whose year has not four digits, so that it sorts before or behind those that have.
fn write_beyond(key: &mut String, sign: char, seconds: i128, nanos: i128) {
    const EARLIEST: i128 = -400_000 * 366 * 86_400;
    // Twice a second's nanoseconds: a leap second has more than the second after it begins with.
    let since = (seconds - EARLIEST) * 2_000_000_000 + nanos;
    let _ = write!(key, "{sign}{since:029}");
}

#[cfg(test)]
#[path = "time.test.rs"]
mod tests;
