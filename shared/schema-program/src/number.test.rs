use std::cmp::Ordering::{Equal, Greater, Less};

use super::Number::{Float, Int};

/// `1`, `1.0` and `1e0` are one number to JSON Schema; a comparison through `f64` would also take 2^53 + 1 for 2^53.
#[test]
fn numbers_are_compared_by_their_exact_value() {
    let cases = [
        (Int(1), Float(1.0), Equal),
        (Float(1.5), Int(1), Greater),
        (Float(-1.5), Int(-1), Less),
        (Float(-0.0), Int(0), Equal),
        (Int(9_007_199_254_740_993), Float(9_007_199_254_740_992.0), Greater),
        (Float(1e300), Int(i128::MAX), Greater),
        (Float(-1e300), Int(i128::MIN), Less),
        (Int(i128::from(u64::MAX)), Float(18_446_744_073_709_551_616.0), Less),
    ];
    for (left, right, order) in cases {
        assert_eq!(left.order(right), Some(order), "{left:?} {right:?}");
        assert_eq!(right.order(left), Some(order.reverse()), "{right:?} {left:?}");
    }
}

/// Whoever writes an amount of pieces as `3.0` still writes an integer.
#[test]
fn an_integer_is_a_number_without_a_fraction() {
    assert!(Int(3).is_integer() && Float(3.0).is_integer() && Float(1e300).is_integer());
    assert!(!Float(3.5).is_integer());
}
