//! Forms of ids and times.

use crate::{
    dice::Dice,
    node::Node,
    words::{CROCKFORD, HEX, invented},
};

/// The form of an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdFormat {
    /// `order_01h2xcejqtf2nbrexx3vqjhp41`, with its prefix
    TypeId(String),
    /// `017f22e2-79b0-4cc3-98c4-dc0c0c07398f`
    Uuid,
    /// `01ARZ3NDEKTSV4RRFFQ69G5FAV`
    Ulid,
    /// `ORD-000123`, with its prefix
    PrefixNumber(String),
    /// Hexadecimal digits, with their number
    Hex(usize),
    /// A number that is unique in the corpus, with the first of them
    Integer(u64),
    /// A number that starts again in every scope: an id says nothing without its scope
    LocalInteger,
    /// `cus_NffrFeUfNV2Hib`, with its prefix
    Stripe(String),
    /// An invented word
    Slug,
}

impl IdFormat {
    /// A new id. `number` counts the ids of the same kind.
    pub(crate) fn mint(&self, dice: &mut Dice, number: u64) -> Node {
        Node::text(match self {
            Self::TypeId(prefix) => format!("{prefix}_01{}", dice.text(&CROCKFORD.to_lowercase(), 24)),
            Self::Uuid => uuid(dice),
            Self::Ulid => format!("01{}", dice.text(CROCKFORD, 24)),
            Self::PrefixNumber(prefix) => format!("{prefix}-{:06}", 1000 + number),
            Self::Hex(length) => dice.text(HEX, *length),
            Self::Integer(first) => return Node::number(first + number),
            Self::LocalInteger => return Node::number(1 + number),
            Self::Stripe(prefix) => {
                format!("{prefix}_{}", dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 16))
            }
            Self::Slug => format!("{}-{number}", invented(dice, 3)),
        })
    }

    /// Whether an id names one thing in the whole corpus.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        *self != Self::LocalInteger
    }

    /// Whether a human sees from an id alone that it has another form.
    #[must_use]
    pub const fn is_strict(&self) -> bool {
        !matches!(self, Self::Integer(_) | Self::LocalInteger | Self::Slug)
    }
}

fn uuid(dice: &mut Dice) -> String {
    let digits = dice.text(HEX, 30);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

/// How points in time are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// `2026-11-20T22:00:00.123Z`
    Millis,
    /// `2026-11-20T22:00:00Z`
    Seconds,
    /// `2026-11-20T22:00:00.123+02:00`
    Offset,
    /// Seconds since 1970
    EpochSeconds,
    /// Milliseconds since 1970
    EpochMillis,
}

impl TimeFormat {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Millis, Self::Seconds, Self::Offset, Self::EpochSeconds, Self::EpochMillis];

    /// A point in time, from milliseconds since 1970.
    #[must_use]
    pub(crate) fn write(self, millis: u64) -> Node {
        match self {
            Self::Millis => Node::text(format!("{}.{:03}Z", seconds(millis), millis % 1000)),
            Self::Seconds => Node::text(seconds(millis) + "Z"),
            Self::Offset => Node::text(format!("{}.{:03}+02:00", seconds(millis + 7_200_000), millis % 1000)),
            Self::EpochSeconds => Node::number(millis / 1000),
            Self::EpochMillis => Node::number(millis),
        }
    }
}

fn seconds(millis: u64) -> String {
    let second = millis / 1000;
    format!("{}T{:02}:{:02}:{:02}", date(millis), second / 3600 % 24, second / 60 % 60, second % 60)
}

/// The date of a point in time, `2026-11-20`. The way from days is Howard Hinnant's `civil_from_days`.
#[must_use]
pub(crate) fn date(millis: u64) -> String {
    let days = millis / 86_400_000 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
#[path = "ids.test.rs"]
mod tests;
