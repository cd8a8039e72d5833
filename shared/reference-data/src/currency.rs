//! Currencies: ISO 4217.

use schemars::JsonSchema;
use serde::Serialize;

static CURRENCIES: &[Currency] = &include!(concat!(env!("OUT_DIR"), "/Currency.rs"));

/// A currency, a fund or a precious metal that ISO 4217 lists today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ListedCurrency")]
pub struct Currency {
    /// The alphabetic code: `EUR`.
    pub code: &'static str,
    /// The numeric code, three digits: `978`, `008`.
    pub numeric: &'static str,
    /// The English name.
    pub name: &'static str,
    /// The minor unit: how many digits behind the decimal point the smallest unit has. 2 for `EUR`, 0 for `JPY`, 3 for
    /// `KWD`, 4 for `CLF`. Missing where ISO 4217 says that it does not apply: metals (`XAU`), units of account
    /// (`XDR`), the codes for testing and for no currency. Nobody pays in those, and no amount in them can be rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minor_digits: Option<u8>,
}

impl Currency {
    /// All currencies, in the order of their codes.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        CURRENCIES
    }

    /// The currency with an alphabetic code, in upper case as ISO 4217 has it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<&'static Self> {
        let found = CURRENCIES.binary_search_by(|currency| currency.code.cmp(code)).ok()?;
        CURRENCIES.get(found)
    }
}

#[cfg(test)]
#[path = "currency.test.rs"]
mod tests;
