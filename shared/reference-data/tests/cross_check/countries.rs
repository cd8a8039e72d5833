//! ISO 3166-1.

use reference_data::Country;

use crate::difference::rows;

/// A country that is missing cannot be written into an address, and one under a wrong code is another country. No list
/// needs correcting: both have the 249 countries with the same codes.
///
/// Requirement: REF-1
#[test]
fn countries_are_those_of_iso_codes() {
    let theirs = rows::<4>(include_str!("iso-codes/iso_3166-1.tsv"));
    let codes = |[alpha2, alpha3, numeric, _]: [&'static str; 4]| [alpha2, alpha3, numeric];
    let ours: Vec<_> = Country::all().iter().map(|country| [country.alpha2, country.alpha3, country.numeric]).collect();
    assert_eq!(ours, theirs.iter().copied().map(codes).collect::<Vec<_>>());
    assert_eq!(ours.len(), 249);
    let other_names = Country::all().iter().zip(&theirs).filter(|(ours, [.., name])| ours.name != *name);
    assert_eq!(other_names.count(), 17, "`Korea (Republic of)`, as ISO writes it, against `Korea, Republic of`");
}
