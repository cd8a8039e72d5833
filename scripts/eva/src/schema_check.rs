//! `eva schema check`: whether the schemas still hold what they promised at a revision of the history.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use clap::Args;
use event_schema::{SCHEMA_FOLDER, SchemaFile, Upcast, incompatibilities};

use crate::{Failure, Outcome, Unusable, events::analyze::print, say};

/// Compare the schemas of the events with those of a git revision
///
/// A published version stays and changes in its words only. A new version must take every event of the version before it, unless an upcaster turns one into the other. Fields that say whose an event is, and ids that keys are made of, are never removed, made optional or nullable, or widened; what belongs to a capsule never becomes platform-level. The rules are in docs/patterns/08-event-naming-and-versions.md.
///
/// One line per broken promise: the file, the place in it as a JSON pointer, and why.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  target/debug/eva schema check --against origin/main
  target/debug/eva schema check --against \"$(git merge-base HEAD origin/main)\"

Exit codes: 0 all promises hold, 1 some are broken, 2 the revision or the schemas cannot be read.")]
pub struct SchemaCheckArgs {
    /// The git revision whose schemas are published
    #[arg(long, value_name = "REV")]
    pub against: String,
    /// The folder of the repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// Why nothing can be compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckFailure {
    /// There is no such program, or it did not start.
    #[error("git cannot be started; it has to be installed and on the path")]
    Start(#[source] io::Error),
    /// It said no.
    #[error("`{0}` is no revision of the repository at `{1}`; name a commit, a branch or a tag")]
    Revision(String, String),
    /// It did something else than it should.
    #[error("git answered otherwise than expected: {0}")]
    Answer(String),
    /// A file cannot be read.
    #[error("`{path}` cannot be read")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// No schemas at all.
    #[error("there are no schemas under `{SCHEMA_FOLDER}` here; run this in the repository, or name it with --root")]
    NoSchemas,
}

/// `eva schema check`.
///
/// # Errors
/// When the revision or the schemas cannot be read.
pub fn run(args: &SchemaCheckArgs) -> Result<Outcome, Failure> {
    check(args).map_err(Unusable::failure)
}

fn check(args: &SchemaCheckArgs) -> Result<Outcome, Failure> {
    let present = schemas_in(&args.root)?;
    let published = published(&args.root, &args.against)?;
    if present.is_empty() && published.is_empty() {
        return Err(CheckFailure::NoSchemas.into());
    }
    let found = incompatibilities(&published, &present, &upcasts());
    if found.is_empty() {
        let new = present.iter().filter(|file| !published.iter().any(|old| old.path == file.path)).count();
        say(&format!("{} schemas hold what they promised at {}; {new} are new", published.len(), args.against));
        return Ok(Outcome::Done);
    }
    let lines: String = found.iter().map(|one| format!("{one}\n")).collect();
    print(&lines)?;
    Ok(Outcome::Found)
}

/// The versions that the code reads although it writes a later one.
fn upcasts() -> Vec<Upcast> {
    let of = |schema: &kernel::EventSchema| {
        let event_type = schema.event_type.to_owned();
        schema.upcasts.iter().map(move |from| Upcast { event_type: event_type.clone(), from: u64::from(*from) })
    };
    crm::event_schemas().iter().flat_map(of).collect()
}

/// The schemas in the folder of the repository.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn schemas_in(root: &Path) -> Result<Vec<SchemaFile>, CheckFailure> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |source| CheckFailure::File { path, source }
    };
    let folder = root.join(SCHEMA_FOLDER);
    let mut files = Vec::new();
    let types = match fs::read_dir(&folder) {
        Ok(types) => types,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(failed(&folder)(error)),
    };
    for event_type in types {
        let event_type = event_type.map_err(failed(&folder))?.path();
        if !event_type.is_dir() {
            continue;
        }
        for version in fs::read_dir(&event_type).map_err(failed(&event_type))? {
            let version = version.map_err(failed(&event_type))?.path();
            let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let path = format!("{SCHEMA_FOLDER}/{}/{}", name(&event_type), name(&version));
            let text = fs::read_to_string(&version).map_err(failed(&version))?;
            files.push(SchemaFile { path, text });
        }
    }
    files.sort();
    Ok(files)
}

/// The schemas of a revision.
fn published(root: &Path, revision: &str) -> Result<Vec<SchemaFile>, CheckFailure> {
    let no_revision = || CheckFailure::Revision(revision.to_owned(), root.display().to_string());
    let commit =
        git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")], None)?;
    let commit = String::from_utf8(commit.ok_or_else(no_revision)?).unwrap_or_default().trim().to_owned();
    // The schemas of this folder, wherever in the repository it is.
    let tree = format!("{commit}:./{SCHEMA_FOLDER}");
    let Some(listing) = git(root, &["ls-tree", "-r", "-z", "--name-only", &tree], None)? else { return Ok(Vec::new()) };
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let paths: Vec<&str> = listing.split('\0').filter(|path| path.ends_with(".json")).collect();
    let asked: String = paths.iter().map(|path| format!("{tree}/{path}\n")).collect();
    let answer = git(root, &["cat-file", "--batch"], Some(asked))?.unwrap_or_default();
    let texts = blobs(&answer).ok_or_else(|| CheckFailure::Answer("a list of files in an unknown form".to_owned()))?;
    if texts.len() != paths.len() {
        return Err(CheckFailure::Answer(format!("{} files instead of {}", texts.len(), paths.len())));
    }
    let file = |(path, text): (&str, String)| SchemaFile { path: format!("{SCHEMA_FOLDER}/{path}"), text };
    Ok(paths.into_iter().zip(texts).map(file).collect())
}

/// The texts that `git cat-file --batch` prints: `<id> blob <size>`, the bytes, and a line end, for each.
fn blobs(answer: &[u8]) -> Option<Vec<String>> {
    let (mut rest, mut texts) = (answer, Vec::new());
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let size: usize = std::str::from_utf8(rest.get(..end)?).ok()?.rsplit(' ').next()?.parse().ok()?;
        texts.push(String::from_utf8_lossy(rest.get(end + 1..end + 1 + size)?).into_owned());
        rest = rest.get(end + 2 + size..)?;
    }
    Some(texts)
}

/// What git prints; nothing when it says no.
fn git(root: &Path, args: &[&str], input: Option<String>) -> Result<Option<Vec<u8>>, CheckFailure> {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(root.as_os_str())
        .args(args.iter().map(OsStr::new))
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.spawn().map_err(CheckFailure::Start)?;
    // Written beside the reading: git answers before it has read everything.
    let writer = child.stdin.take().zip(input);
    let writer = writer.map(|(mut stdin, input)| thread::spawn(move || stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().map_err(CheckFailure::Start)?;
    if let Some(writer) = writer {
        // That git did not read on shows in its answer.
        let _ = writer.join();
    }
    Ok(output.status.success().then_some(output.stdout))
}

#[cfg(test)]
#[path = "schema_check.test.rs"]
mod tests;
