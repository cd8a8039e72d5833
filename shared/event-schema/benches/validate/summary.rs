//! Every event type, the usual way and ours in turns, so that what else the machine does meets both.

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use crate::{Subject, TYPES};

const ROUNDS: usize = 41;
const RUNS: u32 = 100;

/// What was measured of one type.
struct Measured {
    /// The medians of scan, parse, the usual way and ours.
    medians: [Duration; 4],
    /// Ours when nothing else ran.
    best: Duration,
    /// How much faster ours is than the usual way: the median of the ratios within the rounds.
    ratio: f64,
}

/// Prints a table of the types that are measured one by one, and what is true of all types.
pub fn print(subjects: &BTreeMap<String, Subject>) {
    println!(
        "{:<28}{:>6}{:>7}{:>9}{:>9}{:>9}{:>9}{:>11}{:>9}{:>11}{:>8}",
        "type", "bytes", "fields", "scan", "value", "usual", "ours", "events/s", "best", "events/s", "ratio"
    );
    let mut ratios = Vec::with_capacity(subjects.len());
    let mut slowest = Duration::ZERO;
    for subject in subjects.values() {
        let Measured { medians: [scan, parse, usual, ours], best, ratio } = measure(subject);
        ratios.push((ratio, subject.name.as_str()));
        slowest = slowest.max(ours);
        if TYPES.contains(&subject.name.as_str()) {
            let micros = |time: Duration| format!("{:.2}µs", time.as_secs_f64() * 1e6);
            let rate = |time: Duration| 1.0 / time.as_secs_f64();
            println!(
                "{:<28}{:>6}{:>7}{:>9}{:>9}{:>9}{:>9}{:>11.0}{:>9}{:>11.0}{:>7.2}x",
                subject.name,
                subject.text.len(),
                subject.fields,
                micros(scan),
                micros(parse),
                micros(usual),
                micros(ours),
                rate(ours),
                micros(best),
                rate(best),
                ratio
            );
        }
    }
    ratios.sort_by(|(left, _), (right, _)| left.total_cmp(right));
    let (Some((least, name)), Some((middle, _))) = (ratios.first(), ratios.get(ratios.len() / 2)) else { return };
    println!(
        "all {} types: at least {least:.2}x as fast as the usual way ({name}), {middle:.2}x in the middle; slowest median {slowest:?}\n",
        ratios.len()
    );
    assert!(*least >= 1.0, "{name} is slower than the usual way");
}

fn measure(subject: &Subject) -> Measured {
    let runs: [&dyn Fn() -> bool; 4] =
        [&|| subject.scan(), &|| black_box(subject.parse()).is_object(), &|| subject.usual(), &|| subject.ours()];
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        rounds.push(runs.map(|run| {
            let start = Instant::now();
            for _ in 0..RUNS {
                black_box(run());
            }
            start.elapsed() / RUNS
        }));
    }
    let ratios = rounds.iter().map(|[.., usual, ours]| usual.as_secs_f64() / ours.as_secs_f64());
    let mut ratios: Vec<_> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    let sorted = |pick: fn(&[Duration; 4]) -> Duration| {
        let mut times: Vec<_> = rounds.iter().map(pick).collect();
        times.sort();
        times
    };
    let all = [sorted(|times| times[0]), sorted(|times| times[1]), sorted(|times| times[2]), sorted(|times| times[3])];
    let best = all[3][0];
    Measured { medians: all.map(|times| times[ROUNDS / 2]), best, ratio: ratios[ROUNDS / 2] }
}
