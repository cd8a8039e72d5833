//! Values that cannot be wrong: each is made from text once, checked and normalised, and says what it expects when it refuses.
//!
//! The messages never quote the text: it may be personal data.
//!
//! Reading a value checks its form, which never changes. What a list of the outside world says of it (public suffixes, ISO codes)
//! does change, so commands ask that (`check`, `checked`) of what is new: what was written once stays readable for ever.

mod country;
mod date;
mod decimal;
mod domain;
mod email;
mod list;
mod locale;
mod loss_code;
mod money;
mod number;
mod phone;
mod quantity;
mod rate;
mod sku;
mod tag;
mod tax_id;
mod text;
mod time_zone;
mod website;

pub use country::Country;
pub use date::Date;
pub use domain::Domain;
pub use email::EmailAddress;
pub use list::Capped;
pub use locale::Locale;
pub use loss_code::LossCode;
pub use money::{Amount, Currency, FACTOR_DIGITS, Money, MoneyError};
pub use phone::Phone;
pub use quantity::{Percentage, Quantity};
pub use rate::Rate;
pub use sku::Sku;
pub use tag::{Purpose, Tag};
pub use tax_id::TaxId;
pub use text::{LongText, ShortText, Text};
pub use time_zone::TimeZone;
pub use website::Website;

/// Why a text is not the value that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ValueError(pub(crate) String);

impl ValueError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// Declares a value that is a checked text: `Deserialize` and `FromStr` go through `parse(&str) -> Result<String, ValueError>`.
macro_rules! text_value {
    ($(#[$meta:meta])* $name:ident, parse = $parse:expr, schema = $schema:tt) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The normalised text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::value::ValueError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let parse: fn(&str) -> Result<String, $crate::value::ValueError> = $parse;
                parse(text).map(Self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}
pub(crate) use number::number_value;
pub(crate) use text_value;

#[cfg(test)]
#[path = "value.test.rs"]
mod tests;
