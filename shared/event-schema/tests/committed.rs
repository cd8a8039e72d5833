//! The committed schema files are those of the code.

use std::path::Path;

use event_schema::{committed, drift, generate, write};

/// A type that changed without its schema breaks subscribers, and the validator flags every event of it. `UPDATE_EXPECT=1`
/// writes the files.
#[test]
fn the_committed_schemas_are_those_of_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = generate(&crm::event_schemas(), &committed(&root).expect("files")).expect("schemas");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        write(&root, &files).expect("written");
    }
    let found = drift(&root, &files).expect("a comparison");
    assert!(found.is_empty(), "{found:#?}");
}
