use super::*;

/// A lookup that takes another spelling would let two texts for one country into the data.
///
/// Requirement: REF-1
#[test]
fn a_country_is_found_by_its_alpha_2_code_only() {
    let germany = Country::from_alpha2("DE").unwrap();
    assert_eq!(*germany, Country { alpha2: "DE", alpha3: "DEU", numeric: "276", name: "Germany" });
    for text in ["", "D", "de", "De", "DEU", "276", "DE ", "ZZ", "XK", "AN", "Germany", "ÄÖ"] {
        assert_eq!(Country::from_alpha2(text), None, "{text}");
    }
}

/// The lookup searches a sorted table: an entry out of order would be listed, and never found.
///
/// Requirement: REF-1
#[test]
fn every_country_is_found_by_its_code() {
    assert!(Country::all().is_sorted_by(|one, next| one.alpha2 < next.alpha2));
    for country in Country::all() {
        assert_eq!(Country::from_alpha2(country.alpha2), Some(country));
        assert!(!country.name.is_empty());
    }
}

/// A numeric code without its zeros is another text than everybody else has.
///
/// Requirement: REF-1
#[test]
fn a_numeric_code_has_three_digits() {
    assert_eq!(Country::from_alpha2("AF").map(|country| country.numeric), Some("004"));
    let is_numeric = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    assert!(Country::all().iter().all(|country| is_numeric(country.numeric)));
}

/// Subdivisions that are cut off at the first or last of a country's would be missing in every list to choose from.
///
/// Requirement: REF-1
#[test]
fn a_country_has_its_own_subdivisions() {
    let codes = |alpha2| -> Vec<_> {
        let country = Country::from_alpha2(alpha2).unwrap();
        country.subdivisions().iter().map(|subdivision| subdivision.code).collect()
    };
    let lands = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH";
    assert_eq!(codes("DE"), lands.split(' ').map(|land| format!("DE-{land}")).collect::<Vec<_>>());
    assert_eq!(codes("AD").first(), Some(&"AD-02"), "the first of all");
    assert_eq!(codes("ZW").last(), Some(&"ZW-MW"), "the last of all");
    assert_eq!(codes("AQ"), Vec::<&str>::new());
}

/// Routes answer with these names; a client that reads `alpha2` gets nothing under another.
///
/// Requirement: REF-1
#[test]
fn a_country_is_written_by_the_names_of_iso() {
    let written = serde_json::to_value(Country::from_alpha2("NL").unwrap()).unwrap();
    let expected = serde_json::json!({
        "alpha2": "NL", "alpha3": "NLD", "numeric": "528", "name": "Netherlands (Kingdom of the)",
    });
    assert_eq!(written, expected);
    let schema = schemars::schema_for!(Country);
    let described = schema.get("properties").and_then(serde_json::Value::as_object).unwrap();
    assert!(described.keys().eq(expected.as_object().unwrap().keys()), "the schema says the same: {described:?}");
}
