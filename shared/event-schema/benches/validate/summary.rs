//! Every event type, the usual way and ours in turns, so that what else the machine does meets both.

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use crate::{Subject, TYPES};

const ROUNDS: usize = 41;
const RUNS: u32 = 100;

/// Prints a table of the types that are measured one by one, and what is true of all types.
pub fn print(subjects: &BTreeMap<String, Subject>) {
    println!(
        "{:<28}{:>6}{:>8}{:>9}{:>9}{:>9}{:>9}{:>12}{:>7}",
        "type", "bytes", "fields", "scan", "value", "usual", "ours", "events/s", "ratio"
    );
    let mut ratios = Vec::with_capacity(subjects.len());
    let mut slowest = Duration::ZERO;
    for subject in subjects.values() {
        let [scan, parse, usual, ours] = medians(subject);
        let ratio = usual.as_secs_f64() / ours.as_secs_f64();
        ratios.push((ratio, subject.name.as_str()));
        slowest = slowest.max(ours);
        if TYPES.contains(&subject.name.as_str()) {
            let micros = |time: Duration| format!("{:.2}µs", time.as_secs_f64() * 1e6);
            println!(
                "{:<28}{:>6}{:>8}{:>9}{:>9}{:>9}{:>9}{:>12.0}{:>6.2}x",
                subject.name,
                subject.text.len(),
                subject.fields,
                micros(scan),
                micros(parse),
                micros(usual),
                micros(ours),
                1.0 / ours.as_secs_f64(),
                ratio
            );
        }
    }
    ratios.sort_by(|(left, _), (right, _)| left.total_cmp(right));
    let (Some((least, name)), Some((middle, _))) = (ratios.first(), ratios.get(ratios.len() / 2)) else { return };
    println!(
        "all {} types: at least {least:.2}x as fast as the usual way ({name}), {middle:.2}x in the middle; slowest event {slowest:?}\n",
        ratios.len()
    );
    assert!(*least >= 1.0, "{name} is slower than the usual way");
}

/// The medians of scan, parse, the usual way and ours.
fn medians(subject: &Subject) -> [Duration; 4] {
    let runs: [&dyn Fn() -> bool; 4] =
        [&|| subject.scan(), &|| black_box(subject.parse()).is_object(), &|| subject.usual(), &|| subject.ours()];
    let mut times: [Vec<Duration>; 4] = Default::default();
    for _ in 0..ROUNDS {
        for (run, times) in runs.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..RUNS {
                black_box(run());
            }
            times.push(start.elapsed() / RUNS);
        }
    }
    times.map(|mut times| {
        times.sort();
        times.get(ROUNDS / 2).copied().unwrap_or_default()
    })
}
