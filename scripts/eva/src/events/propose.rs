//! `eva events propose`: from what events show to what the registry says, as a diff to review.

mod corpus;
mod draft;
mod shape;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::Args;
use event_analysis::Report;
use event_schema::{RELATIONS_FILE, Registry, SCHEMA_FOLDER, SchemaFile, committed, relations, sorted};
use similar::TextDiff;

use super::analyze::{print, report_of};
use crate::{Failure, Unusable, say};
use corpus::{Corpus, Meaning};
use draft::Origin;

/// Turn what events show into schemas and relations of the registry, as a diff to review
///
/// For every type and version of the corpus that has no schema under events/schemas, a closed draft of one: the fields with their types and forms, required where they are always there. Fields that say whose an event is are required even where all events of a type lack them: that is what `eva events analyze` complains about. Events that the analysis names with medium severity or above are left out, so that the draft says what is meant. For types of one action (`*Opened`) or one kind of aggregate that the types of the code say nothing of, what all of them have, in events/relations.json; `eva schema generate` writes the same there while the drafts are in the folder.
///
/// A draft names the type, its version, the kind of its aggregate and what ids begin with, and no other value; what look like no names of fields are the keys of a map. What the registry would refuse of it, because the events lack Eva's envelope, is said beside it. It knows only what happened so far: read it before you keep it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  target/debug/eva events propose billing.jsonl --owner billing --source acme.billing
  target/debug/eva events propose billing.jsonl --type InvoiceIssued | patch -p1")]
pub struct ProposeArgs {
    /// Events, one JSON object per line
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// What `eva events analyze --format json` said about the same files, so that it need not be found out again
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Only this type, and no relations
    #[arg(long = "type", value_name = "NAME")]
    pub only: Option<String>,
    /// Who answers for the schemas: a team or a service [default: the last word of the source]
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// The EventBridge source of the events [default: that of their envelopes]
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Writes the files, too; but for those that the registry would refuse
    #[arg(long)]
    pub write: bool,
    /// The folder of the repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// Why nothing can be proposed.
#[derive(Debug, thiserror::Error)]
enum ProposeError {
    /// A file is not what it should be.
    #[error("`{path}` cannot be read as {what}")]
    File {
        /// The file.
        path: String,
        /// What it should be.
        what: &'static str,
        /// Why it is not.
        #[source]
        source: Failure,
    },
    /// The corpus has no such type.
    #[error("no event of the corpus is of type `{0}`")]
    NoType(String),
    /// The standard input is gone after the first reading.
    #[error("the events are read twice, which the standard input cannot be; save them to a file")]
    Stdin,
}

/// A file as it is and as it is proposed.
#[derive(Debug, PartialEq, Eq)]
struct Proposal {
    path: String,
    before: Option<String>,
    after: String,
    /// What keeps the registry from taking it as it is.
    gaps: Vec<String>,
}

/// `eva events propose`.
///
/// # Errors
/// When the events or the report cannot be read, or the files cannot be written.
pub fn run(args: &ProposeArgs) -> Result<(), Failure> {
    propose(args).map_err(Unusable::failure)
}

fn propose(args: &ProposeArgs) -> Result<(), Failure> {
    if args.files.iter().any(|path| path == Path::new("-")) {
        return Err(ProposeError::Stdin.into());
    }
    let report = match &args.report {
        Some(path) => read_report(path)?,
        None => report_of(&args.files)?,
    };
    let corpus = Corpus::read(&args.files, Meaning::of(&report))?;
    let proposals = proposals(args, &corpus)?;
    if proposals.is_empty() {
        say("the registry knows all of it");
    }
    for proposal in &proposals {
        print(&proposal.diff())?;
        proposal.gaps.iter().for_each(|gap| say(gap));
        if args.write && !proposal.gaps.is_empty() {
            say(&format!("`{}` is not written: mend that first", proposal.path));
        } else if args.write {
            proposal.write(&args.root)?;
            say(&format!("wrote {}", proposal.path));
        }
    }
    Ok(())
}

fn read_report(path: &Path) -> Result<Report, Failure> {
    let read = || -> Result<Report, Failure> { Ok(serde_json::from_slice(&fs::read(path)?)?) };
    let failed = |source| ProposeError::File { path: path.display().to_string(), what: "a report in JSON", source };
    Ok(read().map_err(failed)?)
}

fn proposals(args: &ProposeArgs, corpus: &Corpus) -> Result<Vec<Proposal>, Failure> {
    let mut proposals = Vec::new();
    let mut files = committed(&args.root)?;
    let registry = Registry::embedded()?;
    let mut found = false;
    for ((name, version), events) in &corpus.types {
        if args.only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !name.bytes().all(plain) || name.starts_with('.') {
            say(&format!("`{}` cannot be the name of a file: no schema is proposed for it", name.escape_debug()));
            continue;
        }
        let source = args.source.clone().or_else(|| events.source().map(str::to_owned));
        let owner = args.owner.clone().or_else(|| Some(source.as_ref()?.rsplit('.').next()?.to_owned()));
        let origin = Origin { owner: owner.unwrap_or_else(|| "unknown".to_owned()), source };
        let document = draft::schema(name, *version, events, corpus, &origin);
        let path = format!("{SCHEMA_FOLDER}/{name}/{version}.json");
        found = true;
        if files.iter().all(|file| file.path != path) {
            let file = SchemaFile { path, text: format!("{:#}\n", sorted(document)) };
            let gaps: Vec<String> = registry.gaps(&file).iter().map(ToString::to_string).collect();
            if gaps.is_empty() {
                files.push(file.clone());
            }
            proposals.push(Proposal { path: file.path, before: None, after: file.text, gaps });
        }
    }
    match &args.only {
        Some(only) if !found => return Err(ProposeError::NoType(only.clone()).into()),
        Some(_) => {}
        None => proposals.extend(relations_with(&files, &args.root)?),
    }
    Ok(proposals)
}

/// What the types have in common, if that changes.
fn relations_with(files: &[SchemaFile], root: &Path) -> Result<Option<Proposal>, Failure> {
    let before = match fs::read_to_string(root.join(RELATIONS_FILE)) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let after = relations(files).text;
    let changed = before.as_ref() != Some(&after);
    Ok(changed.then(|| Proposal { path: RELATIONS_FILE.to_owned(), before, after, gaps: Vec::new() }))
}

impl Proposal {
    /// As `patch -p1` and `git apply` take it.
    fn diff(&self) -> String {
        let before = self.before.as_deref().unwrap_or_default();
        let old = if self.before.is_some() { format!("a/{}", self.path) } else { "/dev/null".to_owned() };
        let diff = TextDiff::from_lines(before, &self.after);
        diff.unified_diff().context_radius(3).header(&old, &format!("b/{}", self.path)).to_string()
    }

    fn write(&self, root: &Path) -> io::Result<()> {
        let path = root.join(&self.path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, &self.after)
    }
}

#[cfg(test)]
#[path = "propose.test.rs"]
mod tests;
