use super::*;

/// A lookup that takes another spelling would let two texts for one currency into the data.
///
/// Requirement: REF-1
#[test]
fn a_currency_is_found_by_its_code_only() {
    let euro = Currency::from_code("EUR").unwrap();
    assert_eq!(*euro, Currency { code: "EUR", numeric: "978", name: "Euro", minor_digits: Some(2) });
    for text in ["", "EU", "eur", "Eur", "EURO", "978", "EUR ", "€", "AAA", "ZZZ", "BTC"] {
        assert_eq!(Currency::from_code(text), None, "{text}");
    }
}

/// The lookup searches a sorted table: an entry out of order would be listed, and never found.
///
/// Requirement: REF-1
#[test]
fn every_currency_is_found_by_its_code() {
    assert!(Currency::all().is_sorted_by(|one, next| one.code < next.code));
    for currency in Currency::all() {
        assert_eq!(Currency::from_code(currency.code), Some(currency));
        assert!(currency.numeric.len() == 3 && !currency.name.is_empty(), "{}", currency.code);
    }
}

/// Money in a currency that nobody pays in any more is a debt that cannot be settled.
///
/// Requirement: REF-1
#[test]
fn a_withdrawn_currency_is_not_listed() {
    for code in ["ANG", "BGN", "CUC", "DEM", "HRK", "SLL", "ZWL"] {
        assert_eq!(Currency::from_code(code), None, "{code}");
    }
    // The crate takes the first for withdrawn, but both of Venezuela's are in force.
    assert!(Currency::from_code("VES").is_some() && Currency::from_code("VED").is_some());
}

/// Gold with no decimal places would be rounded to whole ounces; that it has no minor unit must be seen.
///
/// Requirement: REF-1
#[test]
fn what_nobody_pays_in_has_no_minor_unit() {
    let digits =
        ["JPY", "EUR", "KWD", "CLF", "UYW", "XAU", "XXX"].map(|code| Currency::from_code(code).unwrap().minor_digits);
    assert_eq!(digits, [Some(0), Some(2), Some(3), Some(4), Some(4), None, None]);
}

/// Routes answer with these names; a currency without a minor unit must not be read as one with zero digits.
///
/// Requirement: REF-1
#[test]
fn a_currency_is_written_with_its_minor_unit_if_it_has_one() {
    let written = |code| serde_json::to_value(Currency::from_code(code).unwrap()).unwrap();
    let yen = serde_json::json!({ "code": "JPY", "numeric": "392", "name": "Japanese yen", "minor_digits": 0 });
    assert_eq!(written("JPY"), yen);
    let gold = serde_json::json!({ "code": "XAU", "numeric": "959", "name": "Gold (one troy ounce)" });
    assert_eq!(written("XAU"), gold);
    let schema = schemars::schema_for!(Currency);
    let required = schema.get("required").and_then(serde_json::Value::as_array).unwrap();
    assert_eq!(*required, ["code", "numeric", "name"], "the schema says the same");
}
