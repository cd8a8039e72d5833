//! How many, and how much of it.

use rust_decimal::Decimal;

use super::{
    ValueError,
    decimal::{Form, decimal_value},
};
use crate::limits;

decimal_value! {
    /// How many units: more than none, with at most 12 digits before the decimal point and 6 behind it. Zeros at the end do not count.
    Quantity,
    form = Form {
        signed: false,
        whole: limits::QUANTITY_DIGITS,
        fraction: limits::QUANTITY_FRACTION_DIGITS,
        example: "2.5",
    },
    parse = |decimal| if decimal.is_zero() { Err(ValueError::new("must be more than 0")) } else { Ok(decimal.normalize()) }
}

decimal_value! {
    /// So many hundredths: more than 0 and at most 100, with at most 4 decimal places. Zeros at the end do not count.
    Percentage,
    form = Form { signed: false, whole: 3, fraction: limits::PERCENTAGE_FRACTION_DIGITS, example: "12.5" },
    parse = |decimal| {
        if decimal.is_zero() || decimal > Decimal::ONE_HUNDRED {
            return Err(ValueError::new("must be more than 0 and at most 100"));
        }
        Ok(decimal.normalize())
    }
}
