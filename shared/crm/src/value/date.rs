//! Dates without a time.

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::{civil, tz};
use kernel::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;

/// A day of the calendar, always written as `1990-12-10` (ISO 8601, the full-date of RFC 3339). It has no time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(civil::Date);

impl Date {
    pub(crate) const fn from_civil(date: civil::Date) -> Self {
        Self(date)
    }

    /// The day in UTC.
    #[must_use]
    pub fn of(time: Timestamp) -> Self {
        // Every kernel timestamp is within the years of `jiff`.
        let time = jiff::Timestamp::from_millisecond(time.as_millis()).unwrap_or_default();
        Self(time.to_zoned(tz::TimeZone::UTC).date())
    }

    /// The day after; the last day of all is its own.
    #[must_use]
    pub fn next(self) -> Self {
        self.0.tomorrow().map_or(self, Self)
    }

    /// The day before; the first day that can be written is its own.
    #[must_use]
    pub fn previous(self) -> Self {
        self.0.yesterday().ok().filter(|day| day.year() >= 0).map_or(self, Self)
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
