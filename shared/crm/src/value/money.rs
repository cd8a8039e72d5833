//! Money: a decimal and a currency, never a float.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ValueError,
    decimal::{Form, decimal_value},
    text_value,
};
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

decimal_value! {
    /// A decimal as people write it: digits with an optional sign and decimal point, no exponent. A JSON string, so that no reader
    /// makes a float of it.
    Amount,
    // Most decimal places that are read; a currency then allows fewer.
    form = Form { signed: true, whole: limits::AMOUNT_DIGITS as usize, fraction: 9, example: "1234.50" },
    parse = Ok
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

/// Why amounts cannot be brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// They are of different currencies: `1 EUR + 1 USD` is nothing.
    #[error("the amounts are in different currencies; convert one of them first")]
    Currencies,
    /// The result has more digits than an amount may have.
    #[error("the result has more than {} digits before the decimal point", limits::AMOUNT_DIGITS)]
    TooLarge,
    /// The currency to convert to is none of today.
    #[error("the currency is none that ISO 4217 lists")]
    Currency,
}

/// Arithmetic. Every result has the decimal places of the currency's smallest unit, rounded half to even (IEEE 754, 4.3.1) and once:
/// nothing is lost before. The amounts are [checked](Money::checked) ones, which have these places already, so that money of a
/// currency that was withdrawn since can still be added up.
impl Money {
    /// Whether it is less than nothing.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.amount.0.is_sign_negative()
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.amount.0 > Decimal::ZERO
    }

    /// Both together.
    ///
    /// # Errors
    /// [`MoneyError`] when the currencies differ or the sum is too large.
    pub fn plus(&self, other: &Self) -> Result<Self, MoneyError> {
        self.combined(other, Decimal::checked_add)
    }

    /// What is left without the other.
    ///
    /// # Errors
    /// [`MoneyError`] when the currencies differ or the difference is too large.
    pub fn minus(&self, other: &Self) -> Result<Self, MoneyError> {
        self.combined(other, Decimal::checked_sub)
    }

    /// That many times. The factor has at most [`FACTOR_DIGITS`] decimal places.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn times(&self, factor: Decimal) -> Result<Self, MoneyError> {
        let amount = product(self.amount.0, factor, 0, self.amount.0.scale())?;
        Ok(Self { amount, currency: self.currency.clone() })
    }

    /// That many hundredths. The percentage has at most [`FACTOR_DIGITS`] decimal places.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn percent(&self, percentage: Decimal) -> Result<Self, MoneyError> {
        let amount = product(self.amount.0, percentage, 2, self.amount.0.scale())?;
        Ok(Self { amount, currency: self.currency.clone() })
    }

    /// The same value in another currency, by a rate: how many units of that one a unit of this one is worth. The rate has at most
    /// [`FACTOR_DIGITS`] decimal places.
    ///
    /// # Errors
    /// [`MoneyError`] when the result is too large or the other currency is none of today.
    pub fn converted(&self, rate: Decimal, to: &Currency) -> Result<Self, MoneyError> {
        let digits = to.minor_digits().map_err(|_| MoneyError::Currency)?;
        Ok(Self { amount: product(self.amount.0, rate, 0, digits)?, currency: to.clone() })
    }

    fn combined(
        &self,
        other: &Self,
        combine: impl FnOnce(Decimal, Decimal) -> Option<Decimal>,
    ) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies);
        }
        let amount = combine(self.amount.0, other.amount.0).and_then(limited).ok_or(MoneyError::TooLarge)?;
        Ok(Self { amount, currency: self.currency.clone() })
    }
}

/// Most decimal places of what an amount is multiplied by: quantities, percentages, rates.
pub const FACTOR_DIGITS: u32 = 9;

/// The product of two decimals divided by ten to the power of `shift`, rounded half to even once at `digits` decimal places.
///
/// It is worked out in whole numbers of 128 bits. What does not fit into them is too large for an amount: with at most 4 + 9 + 2
/// decimal places, 10^38 of the smallest parts are more than 10^22 units.
fn product(amount: Decimal, factor: Decimal, shift: u32, digits: u32) -> Result<Amount, MoneyError> {
    let exact = amount.mantissa().checked_mul(factor.mantissa()).ok_or(MoneyError::TooLarge)?;
    let places = amount.scale() + factor.scale() + shift;
    let rounded = if places > digits {
        10_i128.checked_pow(places - digits).map(|unit| half_even(exact, unit))
    } else {
        10_i128.checked_pow(digits - places).and_then(|unit| exact.checked_mul(unit))
    };
    let decimal = rounded.and_then(|rounded| Decimal::try_from_i128_with_scale(rounded, digits).ok());
    decimal.and_then(limited).ok_or(MoneyError::TooLarge)
}

/// The whole number that is nearest to a quotient, and the even one of two that are equally near. The divisor is positive and even.
fn half_even(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend.div_euclid(divisor), dividend.rem_euclid(divisor));
    match rest.cmp(&(divisor / 2)) {
        Ordering::Less => quotient,
        Ordering::Equal => quotient + quotient.rem_euclid(2),
        Ordering::Greater => quotient + 1,
    }
}

/// The amount, when it has no more digits than one may have.
fn limited(decimal: Decimal) -> Option<Amount> {
    let limit = Decimal::from_i128_with_scale(10_i128.pow(limits::AMOUNT_DIGITS), 0);
    // There is one zero.
    let decimal = if decimal.is_zero() { decimal.abs() } else { decimal };
    (decimal.abs() < limit).then_some(Amount(decimal))
}

#[cfg(test)]
#[path = "money.test.rs"]
mod tests;
