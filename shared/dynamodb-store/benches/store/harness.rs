//! Measures contenders in turns, so that their ratios hold on a machine that others use too.
//!
//! What slows one contender down for a while slows the others down as well: each round runs every contender once, in another order
//! each time, and a ratio is the median of the ratios within the rounds.

use std::{
    alloc::System,
    pin::Pin,
    time::{Duration, Instant},
};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What one run took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// How long it took.
    pub time: Duration,
    /// How often memory was allocated, or grown, in this process.
    pub allocations: usize,
}

/// Measures one run.
pub async fn measure<T>(work: impl Future<Output = T>) -> (T, Sample) {
    let region = Region::new(ALLOCATOR);
    let begun = Instant::now();
    let made = work.await;
    let time = begun.elapsed();
    let change = region.change();
    (made, Sample { time, allocations: change.allocations + change.reallocations })
}

/// One that is measured: prepares a run, measures it, and cleans up.
pub type Contender<'a> = Box<dyn FnMut() -> Pin<Box<dyn Future<Output = Sample> + 'a>> + 'a>;

/// Makes a contender of an async closure that gives back a [`Sample`].
pub fn contender<'a, F: Future<Output = Sample> + 'a>(mut run: impl FnMut() -> F + 'a) -> Contender<'a> {
    Box::new(move || Box::pin(run()))
}

/// The samples of one contender, a sample for each round.
pub struct Series(Vec<Sample>);

impl Series {
    /// The median time of a run, in nanoseconds.
    pub fn nanos(&self) -> f64 {
        median(self.0.iter().map(|sample| nanos(*sample)).collect())
    }

    /// The median number of allocations of a run.
    pub fn allocations(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
        median(self.0.iter().map(|sample| sample.allocations as f64).collect())
    }

    /// How many times as long as another series, measured in the same rounds.
    pub fn ratio(&self, other: &Self) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(own, other)| nanos(*own) / nanos(*other)).collect())
    }

    /// By how many nanoseconds a run is longer than one of another series, measured in the same rounds.
    pub fn nanos_over(&self, other: &Self) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(own, other)| nanos(*own) - nanos(*other)).collect())
    }
}

/// Competes several times, each time with everything made anew, and takes the samples together.
pub async fn again<const N: usize>(times: usize, mut one: impl AsyncFnMut() -> [Series; N]) -> [Series; N] {
    let mut all = [const { Series(Vec::new()) }; N];
    for _ in 0..times {
        for (series, more) in all.iter_mut().zip(one().await) {
            series.0.extend(more.0);
        }
    }
    all
}

/// Runs all contenders in turns, after a tenth of the rounds to warm up.
pub async fn compete<const N: usize>(rounds: usize, mut contenders: [Contender<'_>; N]) -> [Series; N] {
    let mut all = [const { Vec::new() }; N];
    let warm_up = rounds / 10;
    let mut order: [usize; N] = std::array::from_fn(|index| index);
    for round in 0..warm_up + rounds {
        fastrand::shuffle(&mut order);
        for index in order {
            let sample = contenders[index]().await;
            if round >= warm_up {
                all[index].push(sample);
            }
        }
    }
    all.map(Series)
}

fn nanos(sample: Sample) -> f64 {
    sample.time.as_secs_f64() * 1e9
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
