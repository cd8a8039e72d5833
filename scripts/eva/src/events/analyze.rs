//! `eva events analyze`: what the events of a corpus share, and what deviates from it.

mod state;

use std::{
    fs::{self, File},
    io::{self, BufReader, Write as _},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use clap::{ArgGroup, Args, ValueEnum};
use event_analysis::{Analyser, Report, Severity};
use kernel::TenantId;

use super::{
    intake::{
        Intake,
        lines::{self, MAX_LINE, Next},
    },
    source,
};
use crate::{Failure, Outcome, Unusable, cli::CloudArgs, cloud::Cloud, say};

/// Find out what events share, and what deviates from it
///
/// No rules are needed: which field names the type, which fields say whose an event is, and what related types have in common is inferred from the events, bare ones or in EventBridge's envelope, one JSON object per line. What breaks a pattern is a violation, with its lines, its support and its severity. The report quotes no values: paths, forms, names of types and numbers of lines.
///
/// Several files are one corpus, and their lines are counted on from one to the next. It is read once, in memory that does not grow with it; it should not be sorted by tenant.
///
/// --from-table reads the events of a whole table (a parallel scan, eventually consistent, billed as such), as they are on the bus; personal data stays encrypted. No function's role may scan: this takes the operator's (docs/access.md). --from-queue reads what waits in a queue, until it is empty or Ctrl-C; a message is hidden from other readers while this one works, 15 minutes at most, and given back at the end. A queue lends out 120,000 messages at once, and counts each reading against the limit of its dead-letter queue. With --delete the messages are gone as soon as they are read.
#[derive(Debug, Args)]
#[command(
    after_help = "\
Examples:
  target/debug/eva events analyze events/corpora/seeded.jsonl
  zcat archive-*.gz | target/debug/eva events analyze - --format json | jq '.violations[].explain'
  target/debug/eva events analyze --from-table --state .eva/analysis --keep .eva/events.jsonl

Exit codes: 0 no violations, 1 violations of the severity or above, or lines that are no events, 2 no usable input.",
    group = ArgGroup::new("input").required(true).args(["files", "from_table", "from_queue"])
)]
pub struct AnalyzeArgs {
    /// Events, one JSON object per line; `-` is the standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The events of the table
    #[arg(long, requires = "table")]
    pub from_table: bool,
    /// The events of a queue
    #[arg(long, value_name = "URL")]
    pub from_queue: Option<String>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Goes on from this state if it is there, and writes it at the end
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Leaves out violations that are less severe
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = MinSeverity::Low)]
    pub min_severity: MinSeverity,
    /// How many threads look at events, in blocks of 65,536 lines
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub threads: u16,
    /// Writes every line that is read into a new file, so that the numbers of the report can be looked up; goes on with it where --state does
    #[arg(long, value_name = "FILE")]
    pub keep: Option<PathBuf>,
    /// Only the events of this tenant
    #[arg(long, value_name = "ID", requires = "from_table", conflicts_with_all = ["files", "from_queue"])]
    pub tenant: Option<TenantId>,
    /// Takes the messages out of the queue, once they are in the file of --keep, which is a new one or goes on with the --state
    #[arg(long, requires = "from_queue", requires = "keep", conflicts_with_all = ["files", "from_table"])]
    pub delete: bool,
    /// The table
    #[arg(long, value_name = "NAME", env = "EVA_TABLE", hide_env_values = true)]
    pub table: Option<String>,
    /// Where the AWS services answer [default: $AWS_ENDPOINT_URL, or AWS itself]
    #[arg(long, value_name = "URL", env = "EVA_ENDPOINT", hide_env_values = true)]
    pub endpoint: Option<String>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// Which violations count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MinSeverity {
    /// All of them
    Low,
    /// What consumers may fail on or misread
    Medium,
    /// What may be taken for another record or found in a foreign scope
    High,
    /// What nobody can tell the owner of
    Critical,
}

impl From<MinSeverity> for Severity {
    fn from(least: MinSeverity) -> Self {
        match least {
            MinSeverity::Low => Self::Low,
            MinSeverity::Medium => Self::Medium,
            MinSeverity::High => Self::High,
            MinSeverity::Critical => Self::Critical,
        }
    }
}

/// Why there is nothing to analyse.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnalyzeError {
    /// A file cannot be opened or read.
    #[error("`{path}` cannot be read")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A file would be emptied before it is read.
    #[error("`{0}` is read and cannot be written by --keep too; name another file")]
    Keep(String),
    /// A file would be replaced by the state.
    #[error("`{0}` cannot be written by --keep and --state; name another file")]
    KeepAndState(String),
    /// No lines at all.
    #[error("the input is empty; give it events, one JSON object per line")]
    Empty,
    /// Lines, and no event among them.
    #[error("none of the {lines} lines is an event{}; give it events, one JSON object per line", .first.as_ref().map_or(String::new(), |(line, reason)| format!(" (line {line} {reason})")))]
    NoEvent {
        /// How many.
        lines: u64,
        /// The first one and what is wrong with it.
        first: Option<(u64, String)>,
    },
}

/// `eva events analyze`.
///
/// # Errors
/// When there is no usable input, or the report cannot be written.
pub async fn run(args: &AnalyzeArgs) -> Result<Outcome, Failure> {
    analyze(args).await.map_err(Unusable::failure)
}

async fn analyze(args: &AnalyzeArgs) -> Result<Outcome, Failure> {
    let analyser = args.state.as_deref().map(state::load).transpose()?.flatten().unwrap_or_else(Analyser::new);
    args.state.as_deref().map(state::can_save).transpose()?;
    // A mistyped name is found before hours of reading the other files.
    args.files.iter().try_for_each(|path| open(path).map(drop))?;
    if let Some(keep) = &args.keep {
        can_keep(keep, args)?;
    }
    let mut intake = Intake::new(analyser, usize::from(args.threads), args.keep.as_deref())?;
    let cloud =
        || async { Cloud::connect(&CloudArgs { endpoint: args.endpoint.clone(), event_bus: String::new() }).await };
    let taken = if let (true, Some(table)) = (args.from_table, &args.table) {
        source::table(&cloud().await, table, args.tenant, &mut intake).await
    } else if let Some(queue) = &args.from_queue {
        source::queue(&cloud().await, queue, args.delete, &mut intake).await
    } else {
        args.files.iter().try_for_each(|path| read(path, &mut intake))
    };
    let lines = intake.lines();
    let (mut analyser, events) = intake.finish()?;
    if let Err(error) = taken {
        // What was kept and taken out of the queue by then is not read again: the state has to know of it.
        if let Some(path) = args.state.as_deref().filter(|_| args.delete) {
            state::save(path, &mut analyser)?;
        }
        return Err(error);
    }
    let report = analyser.report();
    usable(lines, events, &report)?;
    if let Some(path) = &args.state {
        state::save(path, &mut analyser)?;
    }
    conclude(report, args.min_severity.into(), args.format)
}

/// Whether the lines can be kept there without losing what is there already.
fn can_keep(keep: &Path, args: &AnalyzeArgs) -> Result<(), AnalyzeError> {
    // The state takes the place of whatever has its name.
    if args.state.as_deref().is_some_and(|state| is_one_file(keep, state)) {
        return Err(AnalyzeError::KeepAndState(keep.display().to_string()));
    }
    let is_it = |path: &&PathBuf| {
        let stdin = Path::new("/dev/stdin");
        is_one_file(keep, if path.as_os_str() == "-" { stdin } else { path })
    };
    if let Some(path) = args.files.iter().find(is_it) {
        return Err(AnalyzeError::Keep(path.display().to_string()));
    }
    Ok(())
}

/// Whether two names are those of one file: by whatever link, or because they will be.
fn is_one_file(left: &Path, right: &Path) -> bool {
    match (fs::metadata(left), fs::metadata(right)) {
        (Ok(left), Ok(right)) => (left.dev(), left.ino()) == (right.dev(), right.ino()),
        (Err(_), Err(_)) => {
            let folder = |path: &Path| {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()
            };
            left.file_name() == right.file_name() && folder(left) == folder(right)
        }
        _ => false,
    }
}

/// What a corpus of files shows, for those who need more than the report.
///
/// # Errors
/// When there is no usable input.
pub(crate) fn report_of(files: &[PathBuf]) -> Result<Report, Failure> {
    let mut intake = Intake::new(Analyser::new(), 1, None)?;
    files.iter().try_for_each(|path| read(path, &mut intake))?;
    let lines = intake.lines();
    let (analyser, events) = intake.finish()?;
    let report = analyser.report();
    usable(lines, events, &report)?;
    Ok(report)
}

fn usable(lines: u64, events: u64, report: &Report) -> Result<(), AnalyzeError> {
    if lines == 0 {
        return Err(AnalyzeError::Empty);
    }
    if events == 0 {
        let first = report.unreadable.first().map(|line| (line.line, line.reason.clone()));
        return Err(if first.is_none() { AnalyzeError::Empty } else { AnalyzeError::NoEvent { lines, first } });
    }
    Ok(())
}

fn conclude(mut report: Report, least: Severity, format: ReportFormat) -> Result<Outcome, Failure> {
    report.violations.retain(|violation| violation.severity >= least);
    let text = match format {
        ReportFormat::Text => report.to_string(),
        ReportFormat::Json => serde_json::to_string(&report)? + "\n",
    };
    print(&text)?;
    let clean = report.violations.is_empty() && report.unreadable_count == 0;
    Ok(if clean { Outcome::Done } else { Outcome::Found })
}

/// Writes an answer. That nobody reads on, as in `.. | head`, is no failure.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

pub(crate) fn open(path: &Path) -> Result<Box<dyn io::Read>, AnalyzeError> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let failed = |source| AnalyzeError::File { path: path.display().to_string(), source };
    let file = File::open(path).map_err(failed)?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Ok(Box::new(file))
}

fn read(path: &Path, intake: &mut Intake) -> Result<(), Failure> {
    let mut reader = BufReader::with_capacity(1 << 20, open(path)?);
    let mut line = Vec::new();
    loop {
        let next = lines::read(&mut reader, MAX_LINE, &mut line)
            .map_err(|source| AnalyzeError::File { path: path.display().to_string(), source })?;
        match next {
            Next::Line => intake.line(&line)?,
            Next::TooLong(bytes) => {
                intake.unreadable(&format!("has {bytes} bytes, and is longer than {} MB", MAX_LINE >> 20))?;
            }
            Next::End => return Ok(()),
        }
    }
}

/// Says how far a long reading is, now and then.
pub(crate) fn progress(before: u64, now: u64, what: &str) {
    const STEP: u64 = 100_000;
    if now / STEP > before / STEP {
        say(&format!("{now} {what}"));
    }
}

#[cfg(test)]
#[path = "analyze.test.rs"]
mod tests;
