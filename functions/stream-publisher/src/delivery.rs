//! Sending a chunk until every entry has a verdict or the time is up.

use std::time::Duration;

use lambda_host::metrics;
use tokio::time::{Instant, sleep};

use crate::{
    bus::{Bus, PutError},
    chunk::Entry,
    quarantine::Reason,
};

/// How long one batch may try. The function's time-out is 30 s and one call may take 8 s.
pub const BUDGET: Duration = Duration::from_secs(15);

/// The longest wait before the first repetition; it doubles each time, and the wait is a random part of it ("full jitter").
const BASE_WAIT: Duration = Duration::from_millis(50);

/// The longest wait before any repetition.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is on the bus.
    Published,
    /// It will never be.
    Refused(Reason),
    /// Not within the time; the code is the bus's last answer.
    Failed(String),
}

/// Sends entries, those that failed alone again, until the deadline. The verdicts are in the order of the entries.
pub async fn deliver<B: Bus>(bus: &B, entries: Vec<Entry>, deadline: Instant) -> Vec<(Entry, Verdict)> {
    let mut verdicts: Vec<Option<Verdict>> = vec![None; entries.len()];
    let mut open: Vec<usize> = (0..entries.len()).collect();
    let mut longest_wait = BASE_WAIT;
    loop {
        let mut last_codes = Vec::new();
        for (index, outcome) in attempt(bus, &entries, &open).await {
            let verdict = verdicts.get_mut(index);
            match (outcome, verdict) {
                (Ok(()), Some(verdict)) => *verdict = Some(Verdict::Published),
                (Err(PutError::Refused(_)), Some(verdict)) => *verdict = Some(Verdict::Refused(Reason::BusRefused)),
                (Err(PutError::Unavailable(code)), _) => last_codes.push((index, code)),
                (_, None) => {}
            }
        }
        let wait = longest_wait.mul_f64(fastrand::f64());
        if last_codes.is_empty() || Instant::now() + wait >= deadline {
            return settle(entries, verdicts, last_codes);
        }
        open = last_codes.into_iter().map(|(index, _)| index).collect();
        metrics::count(metrics::PUBLISH_RETRIES, open.len() as u64, &[]);
        sleep(wait).await;
        longest_wait = (longest_wait * 2).min(MAX_WAIT);
    }
}

type Outcome = (usize, Result<(), PutError>);

/// One call with the open entries. A call that is refused as a whole is repeated entry by entry, to find out which is at fault.
async fn attempt<B: Bus>(bus: &B, entries: &[Entry], open: &[usize]) -> Vec<Outcome> {
    let sent: Vec<Entry> = open.iter().filter_map(|index| entries.get(*index)).cloned().collect();
    match bus.put(&sent).await {
        Ok(outcomes) => {
            let outcomes = outcomes.into_iter().chain(std::iter::repeat_with(unanswered));
            open.iter().copied().zip(outcomes).collect()
        }
        Err(PutError::Refused(_)) if sent.len() > 1 => {
            let mut outcomes = Vec::with_capacity(sent.len());
            for (index, entry) in open.iter().copied().zip(&sent) {
                let answer = bus.put(std::slice::from_ref(entry)).await;
                outcomes.push((index, answer.and_then(|mut answers| answers.pop().unwrap_or_else(unanswered))));
            }
            outcomes
        }
        Err(error) => open.iter().map(|index| (*index, Err(error.clone()))).collect(),
    }
}

/// An entry without an answer counts as not sent: twice is better than never.
fn unanswered() -> Result<(), PutError> {
    Err(PutError::Unavailable("no answer for the entry".to_owned()))
}

fn settle(
    entries: Vec<Entry>,
    verdicts: Vec<Option<Verdict>>,
    mut failed: Vec<(usize, String)>,
) -> Vec<(Entry, Verdict)> {
    let mut settled = Vec::with_capacity(entries.len());
    for (index, (entry, verdict)) in entries.into_iter().zip(verdicts).enumerate() {
        let verdict = verdict.unwrap_or_else(|| {
            let at = failed.iter().position(|(failed, _)| *failed == index);
            Verdict::Failed(at.map_or_else(String::new, |at| failed.swap_remove(at).1))
        });
        settled.push((entry, verdict));
    }
    settled
}

#[cfg(test)]
#[path = "delivery.test.rs"]
mod tests;
