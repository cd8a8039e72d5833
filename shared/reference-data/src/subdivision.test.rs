use super::*;

/// A lookup that takes another spelling would let two texts for one subdivision into the data.
///
/// Requirement: REF-1
#[test]
fn a_subdivision_is_found_by_its_code_only() {
    let bavaria = Subdivision::from_code("DE-BY").unwrap();
    assert_eq!(*bavaria, Subdivision { code: "DE-BY", name: "Bayern", category: "Land" });
    for text in ["", "DE", "DE-", "BY", "de-by", "DEBY", "DE-BY ", "DE_BY", "DE-BYX", "ZZ-BY", "Bayern"] {
        assert_eq!(Subdivision::from_code(text), None, "{text}");
    }
}

/// The lookup searches a sorted table: an entry out of order would be listed, and never found.
///
/// Requirement: REF-1
#[test]
fn every_subdivision_is_found_by_its_code() {
    assert!(Subdivision::all().is_sorted_by(|one, next| one.code < next.code));
    for subdivision in Subdivision::all() {
        assert_eq!(Subdivision::from_code(subdivision.code), Some(subdivision));
        assert!(!subdivision.name.is_empty() && !subdivision.category.is_empty(), "{}", subdivision.code);
    }
}

/// An address whose subdivision is taken for that of another country is delivered nowhere.
///
/// Requirement: REF-1
#[test]
fn a_subdivision_knows_its_country() {
    let countries = ["DE-BY", "GB-ENG", "FR-2A", "IS-1"].map(|code| Subdivision::from_code(code).unwrap().country());
    assert_eq!(countries, ["DE", "GB", "FR", "IS"]);
}

/// Routes answer with these names; a client that reads `category` gets nothing under another.
///
/// Requirement: REF-1
#[test]
fn a_subdivision_is_written_by_the_names_of_iso() {
    let written = serde_json::to_value(Subdivision::from_code("FR-75C").unwrap()).unwrap();
    let category = "Metropolitan collectivity with special status";
    assert_eq!(written, serde_json::json!({ "code": "FR-75C", "name": "Paris", "category": category }));
}
