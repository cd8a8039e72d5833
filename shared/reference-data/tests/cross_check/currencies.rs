//! ISO 4217.

use std::collections::{BTreeMap, BTreeSet};

use reference_data::Currency;

use crate::difference::{Difference, assert_differences, rows};

/// iso-codes 4.15.0 is of 2023 and keeps what had gone before. OpenJDK 25.0.3 (`java.util.Currency`) agrees with us: it has
/// no country that uses what only iso-codes lists, and it knows `XAD`, `XCG` and `ZWG`.
const DIFFERENCES: [Difference; 7] = [
    Difference { start: "", ours: "", theirs: "BGN", reason: "Bulgaria has the euro since 2026-01-01" },
    Difference { start: "", ours: "", theirs: "CUC", reason: "Cuba gave up its convertible peso on 2021-01-01" },
    Difference { start: "", ours: "", theirs: "HRK", reason: "Croatia has the euro since 2023-01-01" },
    Difference { start: "", ours: "", theirs: "SLL", reason: "Sierra Leone has the leone without three zeros, SLE" },
    Difference { start: "", ours: "XAD", theirs: "", reason: "new: the accounting dinar of the Arab Monetary Fund" },
    Difference { start: "", ours: "XCG", theirs: "ANG", reason: "new on 2025-03-31 in Curaçao and Sint Maarten" },
    Difference { start: "", ours: "ZWG", theirs: "ZWL", reason: "new in Zimbabwe in 2024, backed by gold" },
];

/// ISO 4217, list one, column `minor unit`: all that are not 2. `-` is its `N.A.`.
const MINOR_UNITS: [(&str, &str); 4] = [
    ("0", "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    ("3", "BHD IQD JOD KWD LYD OMR TND"),
    ("4", "CLF UYW"),
    ("-", "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"),
];

/// An amount in a currency that was given up can be owed by nobody, and one in a new currency would be refused.
///
/// Requirement: REF-1
#[test]
fn currencies_are_those_of_iso_codes_and_what_came_since() {
    let theirs: BTreeMap<_, _> = rows(include_str!("iso-codes/iso_4217.tsv"))
        .into_iter()
        .map(|[code, numeric, name]| (code, (numeric, name)))
        .collect();
    let ours = Currency::all().iter().map(|currency| currency.code).collect();
    assert_differences(&ours, &theirs.keys().copied().collect(), &DIFFERENCES);

    let in_both = || Currency::all().iter().filter_map(|ours| Some((ours, theirs.get(ours.code)?)));
    let other_numeric: Vec<_> = in_both().filter(|(ours, (numeric, _))| ours.numeric != *numeric).collect();
    assert!(other_numeric.is_empty(), "{other_numeric:?}");
    let other_names = in_both().filter(|(ours, (_, name))| ours.name.to_lowercase() != name.to_lowercase());
    assert_eq!(other_names.count(), 91, "`Afghan afghani` against `Afghani`");
}

/// A minor unit that is wrong by one makes every rounded amount wrong by a factor of ten.
///
/// Requirement: REF-1
#[test]
fn minor_units_are_two_but_for_those_that_iso_4217_lists() {
    let listed: BTreeMap<_, _> =
        MINOR_UNITS.iter().flat_map(|(digits, codes)| codes.split(' ').map(move |code| (code, *digits))).collect();
    for currency in Currency::all() {
        let digits = currency.minor_digits.map_or("-".to_owned(), |digits| digits.to_string());
        assert_eq!(digits, listed.get(currency.code).copied().unwrap_or("2"), "{}", currency.code);
    }
    let known: BTreeSet<_> = Currency::all().iter().map(|currency| currency.code).collect();
    assert!(listed.keys().all(|code| known.contains(code)), "a currency of the list is missing");
}
