//! Dates without a time.

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::{civil, tz};
use kernel::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{TimeZone, ValueError};

/// A day of the calendar, always written as `1990-12-10` (ISO 8601, the full-date of RFC 3339). It has no time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(civil::Date);

impl Date {
    /// The first day that can be written.
    pub const MIN: Self = Self(civil::Date::constant(0, 1, 1));
    /// The last day that can be written.
    pub const MAX: Self = Self(civil::Date::constant(9999, 12, 31));

    pub(crate) const fn from_civil(date: civil::Date) -> Self {
        Self(date)
    }

    pub(crate) const fn civil(self) -> civil::Date {
        self.0
    }

    /// The day in UTC.
    #[must_use]
    pub fn of(time: Timestamp) -> Self {
        Self::at(time, tz::TimeZone::UTC)
    }

    /// The day in a time zone; in one that the IANA database dropped, the day in UTC.
    #[must_use]
    pub fn in_zone(time: Timestamp, zone: &TimeZone) -> Self {
        Self::at(time, zone.rules().unwrap_or(tz::TimeZone::UTC))
    }

    fn at(time: Timestamp, zone: tz::TimeZone) -> Self {
        // Every kernel timestamp is within the years of `jiff`.
        let time = jiff::Timestamp::from_millisecond(time.as_millis()).unwrap_or_default();
        Self(time.to_zoned(zone).date())
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// How many days have passed since another day; `None` when that one is later.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> Option<u32> {
        u32::try_from(self.0.duration_since(earlier.0).as_hours() / 24).ok()
    }

    /// The day before; the first day of all is its own.
    #[must_use]
    pub fn previous(self) -> Self {
        self.0.yesterday().map_or(self, Self).max(Self::MIN)
    }

    /// The day after; the last day of all is its own.
    #[must_use]
    pub fn next(self) -> Self {
        self.0.tomorrow().map_or(self, Self)
    }
}

impl FromStr for Date {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || ValueError::new("expected a date such as `1990-12-10`");
        // jiff reads and writes more than one form; one date has one spelling, with a year of four digits.
        let date: civil::Date = text.parse().map_err(|_| expected())?;
        if text.len() == 10 && date.to_string() == text { Ok(Self(date)) } else { Err(expected()) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["1990-12-10"]
        })
    }
}
