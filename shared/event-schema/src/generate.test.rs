use expect_test::expect_file;
use kernel::{
    DomainEvent as _,
    contract::{LedgerEvent, LedgerId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{GenerateError, generate};

/// Somebody's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Name {
    given: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    family: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, kernel::PersonalData)]
struct LedgerSigned {
    by: Vec<Name>,
    witness: Option<Name>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, kernel::PersonalData)]
struct LedgerFlattened {
    amount: u64,
    #[serde(flatten)]
    name: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Kind {
    Person(Name),
    Nobody,
}

kernel::domain_events! {
    /// Events with structs inside.
    enum Signed of LedgerId { Signed(LedgerSigned, 2) }
}
kernel::domain_events! {
    /// Events whose data cannot be closed.
    enum Flattened of LedgerId { Flattened(LedgerFlattened, 1) }
}

/// A schema that changes by itself makes every commit a drift; one that changes unnoticed breaks subscribers.
#[test]
fn a_schema_is_closed_complete_and_always_the_same() {
    let files = generate(&Signed::schemas()).expect("a schema");
    assert_eq!(files, generate(&Signed::schemas()).expect("a schema"));
    let [relations, file] = files.as_slice() else { panic!("the relations, and one file per type and version") };
    assert_eq!(relations.path, "events/relations.json");
    assert_eq!(file.path, "events/schemas/LedgerSigned/2.json");
    expect_file!["../tests/golden/LedgerSigned.json"].assert_eq(&file.text);
}

/// Files in the order of declaration would move whenever somebody sorts an enum.
#[test]
fn files_are_sorted_by_path() {
    let schemas = LedgerEvent::schemas();
    let paths: Vec<_> = generate(&schemas).expect("schemas").into_iter().map(|file| file.path).collect();
    let mut expected: Vec<_> =
        schemas.iter().map(|schema| format!("events/schemas/{}/1.json", schema.event_type)).collect();
    assert!(!expected.is_sorted(), "the events are declared in another order");
    expected.push("events/relations.json".to_owned());
    expected.sort();
    assert_eq!(paths, expected);
}

/// Two events of one name: one would silently replace the other.
#[test]
fn a_type_and_version_is_declared_once() {
    let twice: Vec<_> = LedgerEvent::schemas().into_iter().chain(LedgerEvent::schemas()).collect();
    let error = generate(&twice).expect_err("a duplicate");
    assert!(matches!(error, GenerateError::Duplicate { schema_version: 1, .. }), "{error}");
}

/// Half-closed objects refuse fields that the other half declares, so they are refused while the author looks.
#[test]
fn data_that_cannot_be_closed_is_refused() {
    let error = generate(&Flattened::schemas()).expect_err("an open object");
    assert!(matches!(&error, GenerateError::Open { event_type, .. } if event_type == "LedgerFlattened"), "{error}");
}
