//! Exchange rates.

use std::{borrow::Cow, fmt, str::FromStr};

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Amount, ValueError};
use crate::limits;

/// How much of one currency a unit of another is worth: a decimal above zero, written as an amount is, without an exponent and with
/// at most 18 digits before and 9 behind the point. Zeros at the end of the fraction do not count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rate(Decimal);

impl Rate {
    /// The number.
    #[must_use]
    pub const fn decimal(&self) -> Decimal {
        self.0
    }
}

impl FromStr for Rate {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A rate is written as an amount is.
        text.parse::<Amount>()?;
        let decimal = Decimal::from_str_exact(text).map_err(|_| expected())?.normalize();
        if decimal > Decimal::ZERO { Ok(Self(decimal)) } else { Err(expected()) }
    }
}

fn expected() -> ValueError {
    ValueError::new("expected a decimal above zero as a string, such as `1.0825`")
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": format!("^0*[0-9]{{1,{}}}(\\.[0-9]{{1,9}})?$", limits::AMOUNT_DIGITS),
            "examples": ["1.0825"],
        })
    }
}
