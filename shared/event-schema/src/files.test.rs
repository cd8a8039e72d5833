use std::{fs, path::PathBuf};

use super::{Drift, drift, write};
use crate::SchemaFile;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("event-schema-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn file(name: &str, version: u32, text: &str) -> SchemaFile {
    SchemaFile { path: format!("events/schemas/{name}/{version}.json"), text: text.to_owned() }
}

/// A changed type without its schema, or a schema without its type, must fail the build and not a subscriber.
#[test]
fn every_kind_of_drift_is_found() {
    let folder = Folder::new("drift");
    write(&folder.0, &[file("A", 1, "old"), file("A", 2, "a"), file("Gone", 1, "x"), file("B", 1, "b")])
        .expect("written");
    let generated = [file("A", 2, "changed"), file("B", 1, "b"), file("C", 1, "c")];
    let found = drift(&folder.0, &generated).expect("a comparison");
    assert_eq!(
        found,
        [
            Drift::Missing("events/schemas/C/1.json".to_owned()),
            Drift::Changed("events/schemas/A/2.json".to_owned()),
            Drift::Unknown("events/schemas/Gone/1.json".to_owned()),
        ],
        "an older version of a known type may stay"
    );
}

/// A schema of another service is nobody's drift: the code does not know its events and must not ask for the file to go.
#[test]
fn a_file_of_another_service_is_left_alone() {
    let folder = Folder::new("owner");
    write(
        &folder.0,
        &[file("InvoiceSent", 1, r#"{"x-eva-owner":"billing"}"#), file("Gone", 1, r#"{"x-eva-owner":7}"#)],
    )
    .expect("written");
    let found = drift(&folder.0, &[]).expect("a comparison");
    assert_eq!(found, [Drift::Unknown("events/schemas/Gone/1.json".to_owned())]);
}

/// Writing must settle the drift, and touch nothing that is right: a build would run again for nothing.
#[test]
fn what_was_written_does_not_drift() {
    let folder = Folder::new("write");
    let files = [file("A", 1, "a"), file("B", 1, "b")];
    assert_eq!(write(&folder.0, &files).expect("written").len(), 2);
    assert_eq!(drift(&folder.0, &files).expect("a comparison"), []);
    assert!(write(&folder.0, &files).expect("written").is_empty());
}

/// Before the first generation there is no folder; that is drift and no failure.
#[test]
fn a_folder_that_is_not_there_misses_everything() {
    let folder = Folder::new("empty");
    assert_eq!(drift(&folder.0, &[file("A", 1, "a")]).expect("a comparison").len(), 1);
}
