use std::{env, fs, process};

use clap::Parser as _;

use super::*;
use crate::cli::{Command, Eva, EventsCommand};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("eva-analyze-{}-{name}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn args(args: &[&str]) -> AnalyzeArgs {
    match Eva::try_parse_from([&["eva", "events", "analyze"], args].concat()).unwrap().command {
        Command::Events(EventsCommand::Analyze(args)) => args,
        other => unreachable!("{other:?}"),
    }
}

fn run_now(list: &[&str]) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(run(&args(list)))
}

fn refused(list: &[&str]) -> String {
    let failure = run_now(list).unwrap_err();
    assert!(failure.is::<Unusable>(), "{failure}");
    failure.to_string()
}

fn events(count: usize) -> String {
    let event = |number: usize| {
        let kind = if number.is_multiple_of(2) { "OrderPlaced" } else { "OrderShipped" };
        let tenant = number % 5;
        format!(
            "{{\"event_type\":\"{kind}\",\"tenant_id\":\"tenant_0{tenant}x7\",\"order_id\":\"order_{number:05}a\",\"sequence\":{number}}}\n"
        )
    };
    (0..count).map(event).collect()
}

/// Guards against a pipeline that goes on although something was found, or stops although nothing was.
#[test]
fn the_outcome_says_whether_something_was_found() {
    let folder = Folder::new("outcome");
    let clean = folder.file("clean.jsonl", events(400));
    assert_eq!(run_now(&[&clean]).unwrap(), Outcome::Done);
    let seeded = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/corpora/seeded.jsonl");
    assert_eq!(run_now(&[seeded, "--format", "json"]).unwrap(), Outcome::Found);
    assert_eq!(run_now(&[seeded, "--min-severity", "critical"]).unwrap(), Outcome::Found);
    let broken = folder.file("broken.jsonl", events(400) + "{\n");
    assert_eq!(run_now(&[&broken]).unwrap(), Outcome::Found);
}

/// Guards against a pipeline that stops for what somebody said is not worth it.
#[test]
fn only_the_violations_of_the_severity_count() {
    let seeded = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/corpora/seeded.jsonl");
    let mut report = report_of(&[seeded.into()]).unwrap();
    report.violations.truncate(1);
    report.violations[0].severity = Severity::Medium;
    let outcome = |least| conclude(report.clone(), least, ReportFormat::Json).unwrap();
    assert_eq!((outcome(Severity::Medium), outcome(Severity::High)), (Outcome::Found, Outcome::Done));
}

/// Guards against "nothing found" where nothing was looked at.
#[test]
fn unusable_input_is_told_from_a_clean_one() {
    let folder = Folder::new("unusable");
    assert!(refused(&["/nowhere/events.jsonl"]).contains("`/nowhere/events.jsonl` cannot be read"));
    assert!(refused(&[&folder.0.display().to_string()]).contains("cannot be read"));
    assert!(refused(&[&folder.file("empty", "")]).contains("empty"));
    assert!(refused(&[&folder.file("blank", "\n\r\n  \n")]).contains("empty"));
    let text = refused(&[&folder.file("text", "not\njson\n")]);
    assert!(text.contains("none of the 2 lines is an event (line 1 is not JSON"), "{text}");
    assert!(refused(&[&folder.file("binary", [0xff, 0xfe, 0, b'\n', 0x1f, 0x8b])]).contains("none of the 2"));
    // Before anything is read.
    let good = folder.file("good", events(400));
    assert!(refused(&[&good, "/nowhere"]).contains("/nowhere"));
    assert!(refused(&[&good, "--state", &folder.file("state", "text")]).contains("cannot be used"));
    // One file for two things: one of them would be lost.
    let both = folder.0.join("both").display().to_string();
    assert!(refused(&[&good, "--state", &both, "--keep", &both]).contains("--keep and --state"));
    assert!(!Path::new(&both).exists());
    let link = folder.0.join("link");
    fs::hard_link(&good, &link).unwrap();
    assert!(refused(&[&good, "--keep", &link.display().to_string()]).contains("is read and cannot be written"));
    assert!(fs::metadata(&good).unwrap().len() > 0);
    // Also what an earlier run kept: it may be all that is left of a queue.
    let kept = folder.file("kept", "one\n");
    assert!(refused(&[&good, "--keep", &kept]).contains("is there already"));
    assert_eq!(fs::read_to_string(&kept).unwrap(), "one\n");
    for nowhere in ["/nowhere/state".to_owned(), folder.0.display().to_string()] {
        assert!(refused(&[&good, "--state", &nowhere]).contains(&format!("the state `{nowhere}` cannot be")));
    }
}

/// Guards against two sources at once, of which one is forgotten, and against options that would do nothing.
#[test]
fn a_corpus_comes_from_one_source() {
    let parse = |args: &[&str]| Eva::try_parse_from([&["eva", "events", "analyze"], args].concat());
    for wrong in [
        &[][..],
        &["a.jsonl", "--from-table", "--table", "t"],
        &["--from-queue", "q", "--from-table", "--table", "t"],
        &["a.jsonl", "--delete"],
        &["a.jsonl", "--threads", "0"],
        &["a.jsonl", "--min-severity", "none"],
    ] {
        assert!(parse(wrong).is_err(), "{wrong:?}");
    }
    // What is deleted has to be kept somewhere.
    assert!(parse(&["--from-queue", "q", "--delete"]).is_err());
    for right in [
        &["a.jsonl", "b.jsonl"][..],
        &["-"],
        &["--from-table", "--table", "t"],
        &["--from-queue", "q", "--delete", "--keep", "k.jsonl"],
    ] {
        assert!(parse(right).is_ok(), "{right:?}");
    }
}

/// Guards against files that are each a corpus, with lines that are counted from one again, and against a state that forgets.
#[test]
fn files_and_runs_are_one_corpus() {
    let folder = Folder::new("state");
    let all = events(600);
    let (head, tail) = all.split_at(all.match_indices('\n').nth(299).unwrap().0 + 1);
    let (head, tail) = (folder.file("head", head), folder.file("tail", tail.trim_end()));
    let whole = report_of(&[folder.file("all", &all).into()]).unwrap();
    assert_eq!(report_of(&[head.clone().into(), tail.clone().into()]).unwrap(), whole);

    // As `mktemp` makes one.
    let state = folder.file("state", "");
    assert_eq!(run_now(&[&head, "--state", &state]).unwrap(), Outcome::Done);
    assert_eq!(run_now(&[&tail, "--state", &state]).unwrap(), Outcome::Done);
    let resumed = state::load(Path::new(&state)).unwrap().unwrap();
    assert_eq!((resumed.lines(), resumed.events()), (600, 600));
    assert_eq!(resumed.report(), whole);
    // What cannot be used leaves the state as it was.
    assert!(refused(&[&folder.file("none", "x"), "--state", &state]).contains("none of the 1"));
    assert_eq!(state::load(Path::new(&state)).unwrap().unwrap().lines(), 600);
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".new")), "{left:?}");
}
