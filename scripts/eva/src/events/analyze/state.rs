//! The state of an analysis in a file.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use event_analysis::Analyser;

use crate::Failure;

/// Why a state cannot be used.
#[derive(Debug, thiserror::Error)]
enum FileError {
    /// It cannot be read, or is none.
    #[error("the state `{path}` cannot be used")]
    Load {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: Failure,
    },
    /// It cannot be written.
    #[error("the state `{path}` cannot be written")]
    Save {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// The analyser that was saved; nothing if there is no file.
///
/// # Errors
/// When the file is no state.
pub(super) fn load(path: &Path) -> Result<Option<Analyser>, Failure> {
    let failed = |source| FileError::Load { path: path.display().to_string(), source };
    match fs::read(path) {
        Ok(bytes) => Ok(Some(Analyser::resume(&bytes).map_err(|error| failed(error.into()))?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error.into()).into()),
    }
}

/// Saves the analyser: beside the file first, so that whatever happens there is the old state or the new one.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn save(path: &Path, analyser: &mut Analyser) -> Result<(), Failure> {
    let bytes = analyser.save()?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    // It says which types of events there are, and whose ids are which: that is nobody else's.
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    if let Err(source) = written {
        // It may not even be there.
        let _ = fs::remove_file(&beside);
        return Err(FileError::Save { path: path.display().to_string(), source }.into());
    }
    Ok(())
}
