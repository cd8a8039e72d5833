use std::time::Duration;

use tokio::time::Instant;

use super::{BUDGET, Verdict, deliver};
use crate::{
    bus::PutError,
    chunk::Entry,
    quarantine::{Position, Reason},
    tests::{ScriptedBus, event, refused, throttled},
};

fn entries(count: u64) -> Vec<Entry> {
    (1..=count).map(|sequence| Entry::new(&event(sequence, ""), Position::default()).expect("an entry")).collect()
}

async fn verdicts(bus: &ScriptedBus, count: u64) -> Vec<Verdict> {
    let settled = deliver(bus, entries(count), Instant::now() + BUDGET).await;
    assert_eq!(settled.iter().map(|(entry, _)| entry.clone()).collect::<Vec<_>>(), entries(count), "in their order");
    settled.into_iter().map(|(_, verdict)| verdict).collect()
}

/// Sending all ten again because one failed would publish nine events twice.
#[tokio::test(start_paused = true)]
async fn only_what_failed_is_sent_again() {
    let bus = ScriptedBus::answering([
        Ok(vec![Ok(()), Err(throttled()), Ok(()), Err(throttled())]),
        Ok(vec![Err(throttled()), Ok(())]),
    ]);
    assert_eq!(verdicts(&bus, 4).await, vec![Verdict::Published; 4]);
    assert_eq!(bus.calls(), [vec![1, 2, 3, 4], vec![2, 4], vec![2]]);
}

/// A call that fails as a whole has published nothing.
#[tokio::test(start_paused = true)]
async fn a_call_without_an_answer_is_repeated() {
    let bus = ScriptedBus::answering([Err(throttled())]);
    assert_eq!(verdicts(&bus, 2).await, vec![Verdict::Published; 2]);
    assert_eq!(bus.calls(), [[1, 2], [1, 2]]);
}

/// Of a call that is refused as a whole one entry may be at fault; the others must not go down with it.
#[tokio::test(start_paused = true)]
async fn a_refused_call_is_taken_apart() {
    let bus = ScriptedBus::answering([Err(refused()), Ok(vec![Ok(())]), Err(refused()), Ok(vec![Err(throttled())])]);
    let expected = [Verdict::Published, Verdict::Refused(Reason::BusRefused), Verdict::Published];
    assert_eq!(verdicts(&bus, 3).await, expected);
    assert_eq!(bus.calls(), [vec![1, 2, 3], vec![1], vec![2], vec![3], vec![3]]);
}

/// A bus that answers for fewer entries than it got: what has no answer may be lost, so it is sent again.
#[tokio::test(start_paused = true)]
async fn an_entry_without_an_answer_is_sent_again() {
    let bus = ScriptedBus::answering([Ok(vec![Ok(())])]);
    assert_eq!(verdicts(&bus, 2).await, vec![Verdict::Published; 2]);
    assert_eq!(bus.calls(), [vec![1, 2], vec![2]]);
}

/// The function must answer before Lambda ends it, or the whole batch comes again.
#[tokio::test(start_paused = true)]
async fn it_gives_up_in_time_and_says_why() {
    let bus = ScriptedBus::answering((0..10_000).map(|_| Err(PutError::Unavailable("InternalFailure".to_owned()))));
    let start = Instant::now();
    assert_eq!(verdicts(&bus, 1).await, [Verdict::Failed("InternalFailure".to_owned())]);
    let took = start.elapsed();
    assert!(took <= BUDGET && took > Duration::from_secs(5), "{took:?}");
    assert!(bus.calls().len() < 100, "waits grow: {} calls", bus.calls().len());
}
