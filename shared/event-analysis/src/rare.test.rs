use super::{at_most, is_exception};

/// An optional field is no violation, and a rare omission is one: the line between them must be where chance puts it.
#[test]
fn an_exception_is_rarer_than_a_choice() {
    assert!(is_exception(0, 50) && is_exception(5, 200) && is_exception(50, 2_000));
    assert!(!is_exception(1, 10) && !is_exception(20, 200) && !is_exception(100, 1_000));
}

/// The sum must hold for corpora of any length.
#[test]
fn probabilities_are_those_of_the_binomial_distribution() {
    assert!((at_most(0, 10, 0.1) - 0.348_678).abs() < 1e-5);
    assert!((at_most(2, 10, 0.1) - 0.929_809).abs() < 1e-5);
    assert!(at_most(1_000, 100_000, 0.1) < 1e-9);
    assert!((at_most(5, 5, 0.1) - 1.0).abs() < 1e-9);
}
