use expect_test::expect_file;
use kernel::{
    DomainEvent as _,
    contract::{LedgerEvent, LedgerId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{GenerateError, SchemaFile, generate};

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
    let files = generate(&Signed::schemas(), &[]).expect("a schema");
    assert_eq!(files, generate(&Signed::schemas(), &[]).expect("a schema"));
    let [relations, file] = files.as_slice() else { panic!("the relations, and one file per type and version") };
    assert_eq!(relations.path, "events/relations.json");
    assert_eq!(file.path, "events/schemas/LedgerSigned/2.json");
    expect_file!["../tests/golden/LedgerSigned.json"].assert_eq(&file.text);
}

/// Files in the order of declaration would move whenever somebody sorts an enum.
#[test]
fn files_are_sorted_by_path() {
    let schemas = LedgerEvent::schemas();
    let paths: Vec<_> = generate(&schemas, &[]).expect("schemas").into_iter().map(|file| file.path).collect();
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
    let error = generate(&twice, &[]).expect_err("a duplicate");
    assert!(matches!(error, GenerateError::Duplicate { schema_version: 1, .. }), "{error}");
}

/// Half-closed objects refuse fields that the other half declares, so they are refused while the author looks.
#[test]
fn data_that_cannot_be_closed_is_refused() {
    let error = generate(&Flattened::schemas(), &[]).expect_err("an open object");
    assert!(matches!(&error, GenerateError::Open { event_type, .. } if event_type == "LedgerFlattened"), "{error}");
}

/// What a team declared about its events must not be gone when somebody else generates the files of the code.
#[test]
fn relations_of_other_services_are_kept() {
    let theirs = |name: &str, owner: &str| SchemaFile {
        path: format!("events/schemas/{name}/1.json"),
        text: format!(
            r#"{{ {owner} "x-eva-isolation": "capsule", "required": ["tenant_id"], "properties": {{ "tenant_id": {{ "type": "string" }} }} }}"#
        ),
    };
    let relations = |committed: &[SchemaFile]| {
        let files = generate(&LedgerEvent::schemas(), committed).expect("schemas");
        let file = files.into_iter().find(|file| file.path == "events/relations.json").expect("the relations");
        serde_json::from_str::<serde_json::Value>(&file.text).expect("JSON")
    };
    let owner = r#""x-eva-owner": "billing","#;
    let names = ["InvoiceIssued", "ReminderIssued", "NoteIssued"];
    let own = relations(&[]);
    let both = relations(&names.map(|name| theirs(name, owner)));
    assert_eq!(both["groups"]["*Issued"]["types"], 3);
    assert_eq!(both["groups"]["*"], own["groups"]["*"], "what the types of the code share is theirs to say");
    assert_eq!(relations(&names.map(|name| theirs(name, ""))), own, "files of the code come from the code");
}
