//! Numbers as JSON Schema sees them: by value, however they are written.

use std::cmp::Ordering;

/// A number of a schema or of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Written without fraction and exponent, and not too large for that.
    Int(i128),
    /// All others, as the nearest binary number.
    Float(f64),
}

/// 2^127: every whole number below it has its `i128`.
const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;

impl Number {
    /// A number of a document.
    #[must_use]
    pub fn of(number: &serde_json::Number) -> Option<Self> {
        let int = number.as_u64().map(i128::from).or_else(|| number.as_i64().map(i128::from));
        int.map(Self::Int).or_else(|| number.as_f64().map(Self::Float))
    }

    /// Whether it has no fraction.
    #[must_use]
    pub fn is_integer(self) -> bool {
        match self {
            Self::Int(_) => true,
            Self::Float(float) => float.fract() == 0.0,
        }
    }

    /// The exact order of two numbers.
    #[must_use]
    pub fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(&right)),
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(&right),
            (Self::Float(left), Self::Int(right)) => float_to_int(left, right),
            (Self::Int(left), Self::Float(right)) => float_to_int(right, left).map(Ordering::reverse),
        }
    }
}

fn float_to_int(float: f64, int: i128) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float >= BEYOND {
        return Some(Ordering::Greater);
    }
    if float < -BEYOND {
        return Some(Ordering::Less);
    }
    #[allow(clippy::cast_possible_truncation, reason = "a whole number within the range was just made sure of")]
    let whole = float.trunc() as i128;
    Some(whole.cmp(&int).then(float.fract().partial_cmp(&0.0)?))
}

#[cfg(test)]
#[path = "number.test.rs"]
mod tests;
