//! `eva schema check`: whether the schemas still hold what they promised at a revision of the history.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use clap::Args;
use event_schema::{Incompatibility, Registry, SCHEMA_FOLDER, SchemaFile, Upcast, incompatibilities};

use crate::{Failure, Outcome, Unusable, events::analyze::print, sample::SAMPLE_FOLDER, say};

/// Compare the schemas and samples of the events with those of a git revision
///
/// A published version stays and changes in its words only. A new version must take every event of the version before it, unless an upcaster turns one into the other. Fields that say whose an event is, and ids that keys are made of, are never removed, made optional or nullable, or widened; what belongs to a capsule never becomes platform-level. A schema of a type that is not of the code is called as its file, names one kind of aggregate, and requires the fields that say whose an event is; a platform-level one says why it is that, in `x-eva-platform-reason`. Samples stay as they are. The rules are in docs/patterns/08-event-naming-and-versions.md.
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
    #[error("the schemas cannot be read")]
    Read(#[source] io::Error),
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
    let present = event_schema::committed(&args.root).map_err(CheckFailure::Read)?;
    let published = published(&args.root, &args.against, SCHEMA_FOLDER)?;
    if present.is_empty() && published.is_empty() {
        return Err(CheckFailure::NoSchemas.into());
    }
    let mut found: BTreeSet<String> =
        incompatibilities(&published, &present, &upcasts()).iter().map(ToString::to_string).collect();
    found.extend(gaps(&present)?.iter().map(ToString::to_string));
    found.extend(changed_samples(args)?);
    // Two versions of a type that say different things of whose and whence its events are.
    found.extend(Registry::of(&present).err().map(|error| error.to_string()));
    if found.is_empty() {
        let new = present.iter().filter(|file| !published.iter().any(|old| old.path == file.path)).count();
        say(&format!("{} schemas hold what they promised at {}; {new} are new", published.len(), args.against));
        return Ok(Outcome::Done);
    }
    let lines: Vec<String> = found.into_iter().collect();
    print(&(lines.join("\n") + "\n"))?;
    Ok(Outcome::Found)
}

/// What schemas of types that are not of the code leave open about whose their events are. Those of the code cannot.
fn gaps(present: &[SchemaFile]) -> Result<Vec<Incompatibility>, Failure> {
    // Held against the types of the code, whatever else the folder says.
    let registry = Registry::embedded()?;
    let ours: BTreeSet<&str> = crm::event_schemas().iter().map(|schema| schema.event_type).collect();
    let is_ours = |file: &SchemaFile| {
        let name = file.path.strip_prefix(SCHEMA_FOLDER).and_then(|path| path.strip_prefix('/')?.split_once('/'));
        name.is_some_and(|(event_type, _)| ours.contains(event_type))
    };
    Ok(present.iter().filter(|file| !is_ours(file)).flat_map(|file| registry.gaps(file)).collect())
}

/// The samples of the revision that are gone or say something else: what proves that events on record can be read is never written again.
fn changed_samples(args: &SchemaCheckArgs) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for sample in published(&args.root, &args.against, SAMPLE_FOLDER)? {
        match fs::read_to_string(args.root.join(&sample.path)) {
            Ok(text) if text == sample.text => {}
            Ok(_) => {
                found.push(format!("`{}`: changed; it stands for events on record, so bring it back", sample.path));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                found.push(format!("`{}`: is gone; it stands for events on record, so bring it back", sample.path));
            }
            Err(error) => return Err(CheckFailure::Read(error).into()),
        }
    }
    Ok(found)
}

/// The versions that the code reads although it writes a later one.
fn upcasts() -> Vec<Upcast> {
    let of = |schema: &kernel::EventSchema| {
        let event_type = schema.event_type.to_owned();
        schema.upcasts.iter().map(move |from| Upcast { event_type: event_type.clone(), from: u64::from(*from) })
    };
    crm::event_schemas().iter().flat_map(of).collect()
}

/// The files in a folder of a revision.
fn published(root: &Path, revision: &str, folder: &str) -> Result<Vec<SchemaFile>, CheckFailure> {
    let no_revision = || CheckFailure::Revision(revision.to_owned(), root.display().to_string());
    let commit =
        git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")], None)?;
    let commit = String::from_utf8(commit.ok_or_else(no_revision)?).unwrap_or_default().trim().to_owned();
    // Of this root, wherever in the repository it is. A path that is not there lists nothing; whatever else git says no to is no answer.
    let listing = git(root, &["ls-tree", "-r", "-z", "--name-only", &commit, "--", &format!("{folder}/")], None)?;
    let listing =
        listing.ok_or_else(|| CheckFailure::Answer("the files of the revision cannot be listed".to_owned()))?;
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let paths: Vec<&str> = listing.split('\0').filter(|path| path.ends_with(".json")).collect();
    let asked: String = paths.iter().map(|path| format!("{commit}:./{path}\n")).collect();
    let answer = git(root, &["cat-file", "--batch"], Some(asked))?.unwrap_or_default();
    let texts = blobs(&answer).ok_or_else(|| CheckFailure::Answer("a list of files in an unknown form".to_owned()))?;
    if texts.len() != paths.len() {
        return Err(CheckFailure::Answer(format!("{} files instead of {}", texts.len(), paths.len())));
    }
    let file = |(path, text): (&str, String)| SchemaFile { path: path.to_owned(), text };
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
