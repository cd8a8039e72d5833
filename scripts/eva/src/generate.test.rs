use std::path::PathBuf;

use super::*;

fn checked() -> GenerateArgs {
    GenerateArgs { check: true, root: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..") }
}

/// Guards against an event whose shape changed while consumers still read the committed schema.
#[test]
fn the_committed_event_schemas_are_those_of_the_code() {
    schemas(&checked()).unwrap();
}

/// Guards against documentation that promises another API than the functions serve. Requirement: ALL-2
#[test]
fn the_committed_openapi_document_is_that_of_the_code() {
    openapi(&checked()).unwrap();
}

/// Guards against files scattered into a folder that is not the repository.
#[test]
fn nothing_is_generated_outside_the_repository() {
    let args = GenerateArgs { check: false, root: std::env::temp_dir().join("eva-no-repository") };
    assert!(schemas(&args).is_err());
    assert!(openapi(&args).is_err());
}
