use kernel::{DomainEvent as _, contract::LedgerEvent};

use super::{ISOLATION_KEYWORD, Registry, RegistryError};
use crate::{SchemaFile, generate};

/// A committed file that is no schema would make every event of its type a violation.
#[test]
fn the_committed_schemas_compile() {
    Registry::embedded().expect("the committed schemas").compile().expect("each of them compiles");
}

/// The start of a function reads the keyword by its name.
#[test]
fn the_keyword_of_isolation_is_the_generators() {
    let text = format!(r#"{{"{ISOLATION_KEYWORD}":"platform"}}"#);
    let file = SchemaFile { path: "events/schemas/X/1.json".to_owned(), text };
    assert!(Registry::of(&[file]).is_ok());
}

/// What the generator writes must be what the registry reads.
#[test]
fn generated_schemas_are_known_types() {
    let registry = Registry::of(&generate(&LedgerEvent::schemas(), &[]).expect("schemas")).expect("a registry");
    let mut declared: Vec<_> = LedgerEvent::schemas().iter().map(|schema| schema.event_type.to_owned()).collect();
    declared.sort();
    assert_eq!(registry.event_types().collect::<Vec<_>>(), declared);
}

/// A file that was edited by hand or misplaced must be named, not skipped: its events would pass as unknown.
#[test]
fn a_file_that_is_no_schema_is_named() {
    let cases = [
        ("events/schemas/X.json", "{}", "Path"),
        ("events/schemas/X/one.json", "{}", "Path"),
        ("events/schemas/X/1.json", "{", "Json"),
        ("events/schemas/X/1.json", r#"{"x-eva-isolation":"none"}"#, "Isolation"),
        ("events/schemas/X/1.json", r#"{"x-eva-isolation":"capsule","type":7}"#, "Schema"),
    ];
    for (path, text, expected) in cases {
        let file = SchemaFile { path: path.to_owned(), text: text.to_owned() };
        let error = Registry::of(&[file]).err().expect("an error");
        assert!(format!("{error:?}").starts_with(expected), "{error:?}");
        assert!(error.to_string().contains(path), "{error}");
    }
}

/// Two versions of a type that differ in whose events they are: relaxing the isolation in a new version must be impossible.
#[test]
fn isolation_cannot_change_between_versions() {
    let file = |version, isolation| SchemaFile {
        path: format!("events/schemas/X/{version}.json"),
        text: format!(r#"{{"x-eva-isolation":"{isolation}"}}"#),
    };
    let error = Registry::of(&[file(1, "capsule"), file(2, "platform")]).err().expect("an error");
    assert!(matches!(error, RegistryError::Isolation { .. }), "{error:?}");
}
