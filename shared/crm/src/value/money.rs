//! Money: a decimal and a currency, never a float.

use std::{borrow::Cow, fmt, str::FromStr};

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ValueError, text_value};
use crate::limits;

text_value! {
    /// A currency: three upper-case letters, such as `EUR`. Whether ISO 4217 lists it today is asked when money is written; a
    /// withdrawn code stays readable.
    Currency, parse = parse_currency, schema = { "type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"] }
}

fn parse_currency(text: &str) -> Result<String, ValueError> {
    let form = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    if form { Ok(text.to_owned()) } else { Err(expected_currency()) }
}

fn expected_currency() -> ValueError {
    ValueError::new("expected an ISO 4217 code such as `EUR`")
}

impl Currency {
    /// The currency of the United States: what amounts are in until a tenant says otherwise.
    #[must_use]
    pub fn usd() -> Self {
        Self("USD".to_owned())
    }

    /// How many digits behind the decimal point its smallest unit has: 2 for `EUR`, 0 for `JPY`.
    ///
    /// # Errors
    /// [`ValueError`] when ISO 4217 does not list it, or gives it no smallest unit: nobody pays in gold (`XAU`).
    pub fn minor_digits(&self) -> Result<u32, ValueError> {
        let listed = reference_data::Currency::from_code(&self.0).ok_or_else(expected_currency)?;
        let none = || ValueError::new("expected a currency that people pay in, such as `EUR`");
        listed.minor_digits.map(u32::from).ok_or_else(none)
    }
}

/// Most digits behind the decimal point that are read; a currency then allows fewer.
const FRACTION_DIGITS: usize = 9;

/// A decimal as people write it: digits with an optional sign and decimal point, no exponent. A JSON string, so that no reader
/// makes a float of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Amount(Decimal);

impl FromStr for Amount {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || ValueError::new("expected a decimal as a string, such as `1234.50`");
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || fraction.len() > FRACTION_DIGITS {
            return Err(expected());
        }
        if whole.trim_start_matches('0').len() > limits::AMOUNT_DIGITS as usize {
            return Err(ValueError::new(format!(
                "must have at most {} digits before the decimal point",
                limits::AMOUNT_DIGITS
            )));
        }
        let decimal = Decimal::from_str_exact(text).map_err(|_| expected())?;
        // There is one zero: `-0` would differ from `0` in text only.
        Ok(Self(if decimal.is_zero() { decimal.abs() } else { decimal }))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": format!("^-?0*[0-9]{{1,{}}}(\\.[0-9]{{1,{FRACTION_DIGITS}}})?$", limits::AMOUNT_DIGITS),
            "examples": ["1234.50"],
        })
    }
}

/// An amount in a currency: `{"amount":"1234.50","currency":"EUR"}`. In a request zeros at the end of the fraction do not count
/// (`1.5` is `1.50`); without them it has at most the decimal places of the currency's smallest unit. Answers and events have
/// exactly as many (`1.50`). What was written stays readable when the currency is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// A decimal, as a string.
    amount: Amount,
    /// An ISO 4217 code.
    currency: Currency,
}

impl Money {
    /// The same money with exactly the digits of the currency's smallest unit, as it may be written today.
    ///
    /// # Errors
    /// When ISO 4217 does not list the currency, or the amount has more digits than its smallest unit.
    pub fn checked(self) -> Result<Self, ValueError> {
        let digits = self.currency.minor_digits()?;
        let mut decimal = self.amount.0.normalize();
        if decimal.scale() > digits {
            return Err(ValueError::new(format!("an amount in this currency has at most {digits} decimal places")));
        }
        decimal.rescale(digits);
        Ok(Self { amount: Amount(decimal), ..self })
    }

    /// The amount.
    #[must_use]
    pub const fn amount(&self) -> Decimal {
        self.amount.0
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> &Currency {
        &self.currency
    }
}
