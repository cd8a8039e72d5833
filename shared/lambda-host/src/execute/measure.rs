//! What a command took: how often it was tried, and how long its steps were.

use std::time::Duration;

use kernel::{Aggregate, TypedId};
use tokio::time::Instant;

use super::{CommandRequest, ExecuteError, Execution};
use crate::metrics::{self, Measurement, Unit};

/// The course of one command, over all its attempts.
pub(super) struct Course {
    begun: Instant,
    load: Duration,
    decide: Duration,
    append: Duration,
    /// How often the own stream moved on.
    pub(super) conflicts: u32,
    /// How often the store was busy, or an answer was lost.
    pub(super) retries: u32,
}

impl Course {
    pub(super) fn begin() -> Self {
        let (load, decide, append) = Default::default();
        Self { begun: Instant::now(), load, decide, append, conflicts: 0, retries: 0 }
    }

    /// Measures reads.
    pub(super) async fn load<T>(&mut self, work: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let found = work.await;
        self.load += begun.elapsed();
        found
    }

    /// Measures a decision.
    pub(super) fn decide<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let decided = work();
        self.decide += begun.elapsed();
        decided
    }

    /// Measures a transaction.
    pub(super) async fn append<T>(&mut self, work: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let written = work.await;
        self.append += begun.elapsed();
        written
    }

    /// Writes one line of metrics.
    pub(super) fn report<A: Aggregate>(
        &self,
        request: &CommandRequest<A>,
        outcome: &Result<Execution<A>, ExecuteError>,
    ) {
        let (measured, properties) = self.told(request, outcome);
        metrics::write(&measured, &[("Aggregate", A::Id::PREFIX)], &properties);
    }

    /// What the line says. Its properties tell where to look: types, codes and ids only.
    fn told<A: Aggregate>(
        &self,
        request: &CommandRequest<A>,
        outcome: &Result<Execution<A>, ExecuteError>,
    ) -> (Vec<Measurement>, Vec<(&'static str, String)>) {
        let result = match outcome {
            Ok(execution) if execution.replayed => metrics::REPLAYS,
            Ok(_) => metrics::COMMANDS,
            Err(ExecuteError::Busy(_) | ExecuteError::Load(_) | ExecuteError::Fold(_) | ExecuteError::Write(_)) => {
                metrics::FAILURES
            }
            Err(ExecuteError::Conflict) => metrics::LOST_RACES,
            Err(_) => metrics::REJECTIONS,
        };
        let millis = |step: Duration| step.as_secs_f64() * 1_000.0;
        let mut measured = vec![
            Measurement::new(result, Unit::Count, 1.0),
            Measurement::new(metrics::COMMAND_LATENCY, Unit::Milliseconds, millis(self.begun.elapsed())),
            Measurement::new(metrics::LOAD_LATENCY, Unit::Milliseconds, millis(self.load)),
            Measurement::new(metrics::DECIDE_LATENCY, Unit::Milliseconds, millis(self.decide)),
            Measurement::new(metrics::APPEND_LATENCY, Unit::Milliseconds, millis(self.append)),
        ];
        for (name, times) in [(metrics::CONFLICTS, self.conflicts), (metrics::RETRIES, self.retries)] {
            if times > 0 {
                measured.push(Measurement::new(name, Unit::Count, f64::from(times)));
            }
        }
        let mut properties = vec![
            ("trace_id", request.correlation_id.to_string()),
            ("tenant_id", request.scope.tenant_id().to_string()),
            ("aggregate_id", request.id.to_string()),
        ];
        match outcome {
            Ok(execution) => properties.push(("version", execution.snapshot.version.to_string())),
            Err(error) => properties.push(("code", error.code().to_owned())),
        }
        (measured, properties)
    }
}

#[cfg(test)]
#[path = "measure.test.rs"]
mod tests;
