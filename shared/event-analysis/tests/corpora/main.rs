//! The analyser against corpora whose violations are known, and against input that is none.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that ends when it cannot go on, and says what it measured"
)]

mod choices;
mod hostile;
mod kinds;
mod parts;
mod scored;

use event_analysis::{Analyser, Kind, Report, Severity, Violation};

/// What the analyser says about a corpus.
fn analysed(lines: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Report {
    let mut analyser = Analyser::new();
    for line in lines {
        analyser.line(line.as_ref());
    }
    analyser.report()
}

/// The lines that are reported, with the kind, from this severity on.
fn reported(report: &Report, least: Severity) -> impl Iterator<Item = (u64, Kind)> + '_ {
    let serious = report.violations.iter().filter(move |violation| violation.severity >= least);
    serious.flat_map(|violation| violation.lines.iter().map(|&line| (line, violation.kind)))
}

/// The kind in the words of the corpora.
fn planted(kind: Kind) -> event_corpus::Kind {
    kind.as_str().parse().expect("both have the same names")
}

/// The reports that somebody is woken up for.
fn serious(report: &Report) -> Vec<&Violation> {
    report.violations.iter().filter(|one| one.severity > Severity::Low).collect()
}

fn boundaries(report: &Report) -> Vec<&str> {
    report.patterns.iter().filter(|one| one.kind == "boundary").map(|one| one.path.as_str()).collect()
}

fn id(kind: &str, number: u64) -> String {
    format!("{kind}_{:016x}", (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
