//! The committed schema files: writing them, and finding where they and the code differ.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{SCHEMA_FOLDER, SchemaFile, generate::is_of_another_service, registry::name_of};

/// One difference between the committed files and the code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Drift {
    /// The file is not there.
    #[error("`{0}` is missing; run `eva schema generate` and commit it")]
    Missing(String),
    /// The file says something else than the code.
    #[error(
        "`{0}` differs from the code; raise the event's version, or run `eva schema generate` if it was never published"
    )]
    Changed(String),
    /// No code knows this type any more, or this is no schema file.
    #[error("`{0}` belongs to no event of the code; events of that type are on record, so keep its type")]
    Unknown(String),
}

/// Where the files under `root` (the repository's root) and the generated ones differ. Older versions of a known type may stay:
/// events of theirs are on record. Files of other services, which say so, are left alone.
///
/// # Errors
/// When a file or folder cannot be read, other than because it is not there.
pub fn drift(root: &Path, files: &[SchemaFile]) -> io::Result<Vec<Drift>> {
    let mut found = Vec::new();
    let mut types = BTreeSet::new();
    let mut known = BTreeSet::new();
    for file in files {
        known.insert(file.path.as_str());
        types.extend(type_of(&file.path));
        match fs::read_to_string(root.join(&file.path)) {
            Ok(text) if text == file.text => {}
            Ok(_) => found.push(Drift::Changed(file.path.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => found.push(Drift::Missing(file.path.clone())),
            Err(error) => return Err(error),
        }
    }
    for file in committed(root)? {
        let older_version = type_of(&file.path).is_some_and(|event_type| types.contains(event_type));
        if !known.contains(file.path.as_str()) && !older_version && !is_of_another_service(&file) {
            found.push(Drift::Unknown(file.path));
        }
    }
    found.sort();
    Ok(found)
}

/// Writes the files under `root` (the repository's root) and leaves all others alone. Answers the paths that changed.
///
/// # Errors
/// When a file or folder cannot be read or written.
pub fn write(root: &Path, files: &[SchemaFile]) -> io::Result<Vec<PathBuf>> {
    let mut changed = Vec::new();
    for file in files {
        let path = root.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &file.text)?;
        changed.push(path);
    }
    Ok(changed)
}

/// `AccountCreated` of `events/schemas/AccountCreated/1.json`; nothing where the version is not a number.
fn type_of(path: &str) -> Option<&str> {
    name_of(path).map(|(event_type, _)| event_type)
}

/// All files under the schema folder of a repository, sorted; none where there is no such folder. What is no text is read as far as it is one: it is no schema.
///
/// # Errors
/// When a file or folder cannot be read; it names which.
pub fn committed(root: &Path) -> io::Result<Vec<SchemaFile>> {
    let mut files = Vec::new();
    let mut folders = vec![SCHEMA_FOLDER.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(named(&folder, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| named(&folder, &error))?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(entry.path()).map_err(|error| named(&path, &error))?;
                files.push(SchemaFile { path, text: String::from_utf8_lossy(&bytes).into_owned() });
            }
        }
    }
    files.sort();
    Ok(files)
}

fn named(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{path}`: {error}"))
}

#[cfg(test)]
#[path = "files.test.rs"]
mod tests;
