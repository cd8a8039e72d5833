//! Decimals as people write them: digits with a decimal point, no exponent. In JSON they are strings, so that no reader makes a float of
//! them.

use rust_decimal::Decimal;

use super::ValueError;

/// How a decimal is written.
pub(super) struct Form {
    /// Whether it may be less than zero.
    pub(super) signed: bool,
    /// Most digits before the point, zeros at the beginning aside.
    pub(super) whole: usize,
    /// Most digits behind it.
    pub(super) fraction: usize,
    /// One that may be written.
    pub(super) example: &'static str,
}

impl Form {
    pub(super) fn parse(&self, text: &str) -> Result<Decimal, ValueError> {
        let expected = || {
            let (fraction, example) = (self.fraction, self.example);
            ValueError::new(format!(
                "expected a decimal as a string with at most {fraction} decimal places, such as `{example}`"
            ))
        };
        let digits = if self.signed { text.strip_prefix('-').unwrap_or(text) } else { text };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || fraction.len() > self.fraction {
            return Err(expected());
        }
        if whole.trim_start_matches('0').len() > self.whole {
            return Err(ValueError::new(format!("must have at most {} digits before the decimal point", self.whole)));
        }
        let decimal = Decimal::from_str_exact(text).map_err(|_| expected())?;
        // There is one zero: `-0` would differ from `0` in text only.
        Ok(if decimal.is_zero() { decimal.abs() } else { decimal })
    }

    /// The regular expression of its text.
    pub(super) fn pattern(&self) -> String {
        let sign = if self.signed { "-?" } else { "" };
        format!("^{sign}0*[0-9]{{1,{}}}(\\.[0-9]{{1,{}}})?$", self.whole, self.fraction)
    }
}

/// Declares a value that is a decimal in a form; `parse` checks and normalises what was read.
macro_rules! decimal_value {
    ($(#[$meta:meta])* $name:ident, form = $form:expr, parse = $parse:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub struct $name(rust_decimal::Decimal);

        impl $name {
            /// The number.
            #[must_use]
            pub const fn decimal(&self) -> rust_decimal::Decimal {
                self.0
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::value::ValueError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let form: $crate::value::decimal::Form = $form;
                let parse: fn(rust_decimal::Decimal) -> Result<rust_decimal::Decimal, $crate::value::ValueError> = $parse;
                form.parse(text).and_then(parse).map(Self)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let form: $crate::value::decimal::Form = $form;
                schemars::json_schema!({ "type": "string", "pattern": form.pattern(), "examples": [form.example] })
            }
        }
    };
}
pub(super) use decimal_value;
