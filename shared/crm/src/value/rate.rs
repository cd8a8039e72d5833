//! Exchange rates.

use rust_decimal::Decimal;

use super::{
    ValueError,
    decimal::{Form, decimal_value},
};
use crate::limits;

decimal_value! {
    /// How much of one currency a unit of another is worth: a decimal above zero, written as an amount is, without an exponent and with
    /// at most 18 digits before and 9 behind the point. Zeros at the end of the fraction do not count.
    Rate,
    form = Form {
        signed: false,
        whole: limits::AMOUNT_DIGITS as usize,
        fraction: super::FACTOR_DIGITS as usize,
        example: "1.0825",
    },
    parse = |decimal| if decimal.is_zero() { Err(ValueError::new("must be more than 0")) } else { Ok(decimal.normalize()) }
}

impl Rate {
    /// Of a currency to itself.
    pub const ONE: Self = Self(Decimal::ONE);
}
