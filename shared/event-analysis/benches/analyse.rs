//! Events per second, beside what reading the same bytes costs at least.

use divan::{Bencher, black_box, counter::ItemsCount};
use event_analysis::Analyser;
use event_corpus::{Events, Plan};
use serde::de::IgnoredAny;
use serde_json::Value;

/// More than two windows.
const EVENTS: u64 = 150_000;

fn main() {
    divan::main();
}

/// About 550 bytes a line, in the wire form of most plans: two boundaries, streams, references, keys.
fn lines() -> Vec<String> {
    let plan = Plan { events: EVENTS, rate: 0.005, ..event_corpus::isolation_plan() };
    Events::new(plan).map(|line| line.text).collect()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn scan(bencher: Bencher<'_, '_>) {
    let lines = lines();
    bencher.counter(ItemsCount::new(lines.len())).bench(|| {
        for line in &lines {
            black_box(serde_json::from_str::<IgnoredAny>(line).is_ok());
        }
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn tree(bencher: Bencher<'_, '_>) {
    let lines = lines();
    bencher.counter(ItemsCount::new(lines.len())).bench(|| {
        for line in &lines {
            black_box(serde_json::from_str::<Value>(line).is_ok());
        }
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn analyse(bencher: Bencher<'_, '_>) {
    let lines = lines();
    bencher.counter(ItemsCount::new(lines.len())).bench(|| {
        let mut analyser = Analyser::new();
        lines.iter().for_each(|line| analyser.line(line.as_bytes()));
        analyser.settle();
        black_box(analyser.events())
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn report(bencher: Bencher<'_, '_>) {
    let mut analyser = Analyser::new();
    lines().iter().for_each(|line| analyser.line(line.as_bytes()));
    analyser.settle();
    bencher.bench(|| black_box(analyser.report()));
}
