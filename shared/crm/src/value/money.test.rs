use proptest::prelude::*;

use super::*;

fn money(amount: &str, currency: &str) -> Money {
    let money = Money { amount: amount.parse().expect("an amount"), currency: currency.parse().expect("a currency") };
    money.checked().expect("money")
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

fn shown(money: &Result<Money, MoneyError>) -> String {
    match money {
        Ok(money) => format!("{} {}", money.amount, money.currency),
        Err(error) => format!("{error:?}"),
    }
}

/// A yen has no hundredths and a dinar has thousandths: an amount with other places cannot be paid. Requirement: SET-1, OPP-6
#[test]
fn results_have_the_places_of_the_smallest_unit() {
    for (unit_price, factor, expected) in [
        ("100 JPY", "0.5", "50 JPY"),
        ("101 JPY", "0.5", "50 JPY"),
        ("103 JPY", "0.5", "52 JPY"),
        ("1.005 KWD", "0.5", "0.502 KWD"),
        ("1.007 KWD", "0.5", "0.504 KWD"),
        ("0.0001 CLF", "0.5", "0.0000 CLF"),
        ("0.0003 CLF", "0.5", "0.0002 CLF"),
        ("0.01 EUR", "0.5", "0.00 EUR"),
        ("0.03 EUR", "0.5", "0.02 EUR"),
        ("0.05 EUR", "0.5", "0.02 EUR"),
        ("0.05 EUR", "0.500000001", "0.03 EUR"),
        ("-0.03 EUR", "0.5", "-0.02 EUR"),
        ("-0.01 EUR", "0.5", "0.00 EUR"),
        ("19.99 EUR", "3", "59.97 EUR"),
        ("0.00 EUR", "999999999999.999999", "0.00 EUR"),
    ] {
        let (amount, currency) = unit_price.split_once(' ').expect("two words");
        assert_eq!(shown(&money(amount, currency).times(decimal(factor))), expected, "{unit_price} x {factor}");
    }
}

/// Cents that are rounded before the whole is rounded add up to another total. Requirement: SET-1, OPP-6
#[test]
fn the_largest_amounts_are_still_exact() {
    let largest = money("999999999999999999.99", "EUR");
    assert_eq!(shown(&largest.times(decimal("1"))), "999999999999999999.99 EUR");
    assert_eq!(shown(&largest.times(decimal("0.123456789"))), "123456789000000000.00 EUR");
    assert_eq!(shown(&largest.percent(decimal("99.9999"))), "999998999999999999.99 EUR");
    assert_eq!(shown(&largest.percent(decimal("100"))), "999999999999999999.99 EUR");
    assert_eq!(shown(&largest.times(decimal("1.000000001"))), "TooLarge");
    assert_eq!(shown(&largest.times(decimal("9999999999999999999"))), "TooLarge");
    assert_eq!(shown(&largest.plus(&money("0.01", "EUR"))), "TooLarge");
    assert_eq!(shown(&largest.minus(&money("-0.01", "EUR"))), "TooLarge");
}

/// One euro and one dollar are two of nothing. Requirement: OPP-5, SET-1
#[test]
fn currencies_do_not_mix() {
    let (euro, dollar) = (money("1", "EUR"), money("1", "USD"));
    assert_eq!(shown(&euro.plus(&dollar)), "Currencies");
    assert_eq!(shown(&euro.minus(&dollar)), "Currencies");
    assert_eq!(shown(&euro.plus(&euro)), "2.00 EUR");
    assert_eq!(shown(&euro.minus(&euro)), "0.00 EUR");
}

/// A rate into a currency of other places must not keep those of the first. Requirement: OPP-7
#[test]
fn a_conversion_has_the_places_of_the_new_currency() {
    let converted = |amount, from, rate, to: &str| {
        shown(&money(amount, from).converted(decimal(rate), &to.parse().expect("a currency")))
    };
    assert_eq!(converted("10.00", "EUR", "162.345", "JPY"), "1623 JPY");
    assert_eq!(converted("1000", "JPY", "0.00206", "KWD"), "2.060 KWD");
    assert_eq!(converted("1000", "JPY", "1", "KWD"), "1000.000 KWD");
    assert_eq!(converted("1.00", "EUR", "1.0850", "USD"), "1.08 USD");
    assert_eq!(converted("3.00", "EUR", "1.0850", "USD"), "3.26 USD");
    assert_eq!(converted("1.00", "EUR", "1", "ANX"), "Currency");
    assert_eq!(converted("999999999999999999", "JPY", "2", "EUR"), "TooLarge");
}

/// A currency that was withdrawn while a deal was open would leave a deal that nobody can add up or close. Requirement: OPP-5, ADR-4
#[test]
fn money_of_a_withdrawn_currency_can_be_added_up() {
    let kept: Money = serde_json::from_str(r#"{"amount":"1.25","currency":"ANX"}"#).expect("readable");
    assert_eq!(shown(&kept.plus(&kept)), "2.50 ANX");
    assert_eq!(shown(&kept.percent(decimal("50"))), "0.62 ANX");
}

prop_compose! {
    fn any_money()(cents in -99_999_999_999_999_999_999_i128..=99_999_999_999_999_999_999) -> Money {
        Money { amount: Amount(Decimal::from_i128_with_scale(cents, 2)), currency: "EUR".parse().expect("a currency") }
    }
}

proptest! {
    /// A rule that holds for the examples only is none: rounding is to the nearest, and ties go to the even. Requirement: SET-1, OPP-6
    #[test]
    fn rounding_is_half_even(cents in -1_000_000_000_000_000_i128..1_000_000_000_000_000, factor in 0_i128..1_000_000_000) {
        let euros = Money { amount: Amount(Decimal::from_i128_with_scale(cents, 2)), currency: "EUR".parse().expect("a currency") };
        let rounded = euros.times(Decimal::from_i128_with_scale(factor, 6)).expect("small").amount.0.mantissa();
        // In millionths of a cent.
        let (exact, unit) = (cents * factor, 1_000_000);
        let distance = (exact - rounded * unit).abs();
        prop_assert!(distance < unit / 2 || (distance == unit / 2 && rounded % 2 == 0), "{exact} became {rounded}");
    }

    /// The order in which lines are entered would change the amount of a deal. Requirement: OPP-5
    #[test]
    fn sums_do_not_depend_on_the_order(amounts in prop::collection::vec(any_money().prop_map(|money| money.percent(decimal("1")).expect("less")), 1..20)) {
        let nothing = money("0", "EUR");
        let sum = amounts.iter().try_fold(nothing.clone(), |sum, next| sum.plus(next)).expect("a sum");
        let back = amounts.iter().rev().try_fold(nothing, |sum, next| sum.plus(next)).expect("a sum");
        prop_assert_eq!(&sum, &back);
        for amount in &amounts {
            prop_assert_eq!(sum.minus(amount).expect("a difference").plus(amount), Ok(sum.clone()));
        }
    }

    /// No two currencies may ever be added up, whatever the amounts. Requirement: OPP-5
    #[test]
    fn mixed_currencies_are_always_refused(one in any_money(), other in any_money()) {
        let other = Money { currency: "USD".parse().expect("a currency"), ..other };
        prop_assert_eq!(one.plus(&other), Err(MoneyError::Currencies));
        prop_assert_eq!(other.minus(&one), Err(MoneyError::Currencies));
    }

    /// A percentage and what is left of it must be the whole to the cent, or discounts make money. Requirement: OPP-5
    #[test]
    fn a_discount_and_the_rest_are_the_whole(gross in any_money(), hundredths in 0_i128..=10_000) {
        let discount = gross.percent(Decimal::from_i128_with_scale(hundredths, 2)).expect("less than the whole");
        let rest = gross.minus(&discount).expect("less than the whole");
        prop_assert_eq!(rest.plus(&discount), Ok(gross));
    }
}
