//! The state of an analysis in a file.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
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
        // As `mktemp` makes it: whoever did wants the state there.
        Ok(bytes) if bytes.is_empty() => Ok(None),
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
    let beside = beside(path);
    let written = create(&beside)
        .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|source| {
        // It may not even be there.
        let _ = fs::remove_file(&beside);
        not_saved(path, source)
    })
}

/// Whether the analyser can be saved there, before hours of reading.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn can_save(path: &Path) -> Result<(), Failure> {
    let beside = beside(path);
    let tried = if path.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { create(&beside).map(drop) };
    let tried = tried.and_then(|()| fs::remove_file(&beside));
    tried.map_err(|source| not_saved(path, source))
}

fn not_saved(path: &Path, source: io::Error) -> Failure {
    FileError::Save { path: path.display().to_string(), source }.into()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

/// It says which types of events there are, and whose ids are which: that is nobody else's.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}
