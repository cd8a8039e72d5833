use std::{env, fs, process};

use event_analysis::Report;

use super::*;

const SEEDED: &str = include_str!("../../../../events/corpora/seeded.jsonl");

fn report(threads: usize, block_lines: usize, lines: &[Option<&str>]) -> Report {
    let mut intake = Intake { block_lines, ..Intake::new(Analyser::new(), threads, None).unwrap() };
    for line in lines {
        match line {
            Some(line) => intake.line(line.as_bytes()).unwrap(),
            None => intake.unreadable("is too long").unwrap(),
        }
    }
    assert_eq!(intake.lines(), lines.len() as u64);
    intake.finish().unwrap().0.report()
}

fn lines() -> Vec<Option<&'static str>> {
    let mut lines: Vec<_> = SEEDED.lines().map(Some).collect();
    lines.insert(650, None);
    lines.insert(800, Some("{"));
    lines.insert(900, Some(""));
    lines
}

/// Guards against a report that depends on which thread is done first, or names other lines. (Between blocks the analyser keeps a
/// summary: how many threads there are makes no difference, that there is more than one may.)
#[test]
fn however_many_threads_find_the_same() {
    let lines = lines();
    let alone = report(1, 600, &lines);
    assert_eq!(alone.unreadable.iter().map(|line| line.line).collect::<Vec<_>>(), [651, 801]);
    let together = report(4, 600, &lines);
    assert_eq!((together.events, &together.unreadable), (alone.events, &alone.unreadable));
    // Which block is done first is chance.
    for threads in [2, 3, 8] {
        assert_eq!(report(threads, 600, &lines), together);
        assert_eq!(report(threads, 37, &lines).unreadable, alone.unreadable);
    }
}

/// Guards against a corpus that fits into the first window and then is never looked at.
#[test]
fn a_short_corpus_needs_no_threads() {
    let lines = lines();
    assert_eq!(report(4, 5_000, &lines), report(1, 5_000, &lines));
    assert_eq!(report(4, 5_000, &[]).events, 0);
}

/// Guards against line numbers that cannot be looked up in what was kept.
#[test]
fn what_is_kept_has_the_same_lines() {
    let path = env::temp_dir().join(format!("eva-kept-{}", process::id()));
    let mut intake = Intake::new(Analyser::new(), 1, Some(&path)).unwrap();
    intake.line(b"{}").unwrap();
    intake.unreadable("is too long").unwrap();
    intake.line(br#"{"a":1}"#).unwrap();
    intake.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "{}\n\n{\"a\":1}\n");
    fs::remove_file(path).unwrap();
}

/// Guards against an event that is glued to the half of a line which a crash left, in the file that is all there is of it; and against two runs that write
/// one file.
#[test]
fn what_was_kept_stays_whole() {
    let path = env::temp_dir().join(format!("eva-kept-{}", process::id()));
    fs::write(&path, "{\"torn\":\"par").unwrap();
    let mut resumed = Analyser::new();
    resumed.line(br#"{"type":"a"}"#);
    let mut intake = Intake::new(resumed, 1, Some(&path)).unwrap();
    assert!(Intake::new(Analyser::new(), 1, Some(&path)).is_err(), "somebody writes it");
    intake.line(br#"{"type":"b"}"#).unwrap();
    intake.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"torn\":\"par\n{\"type\":\"b\"}\n");
    fs::remove_file(path).unwrap();
}
