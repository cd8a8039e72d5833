//! What it costs to decide a command and to fold its events. `docs/benchmarks.md` says how to read the table.
#![allow(clippy::expect_used, reason = "a bench that ends when it cannot measure")]

mod aggregates;
mod opportunity;

use divan::Bencher;
use kernel::{
    Actor, Aggregate, CapsuleId, Inputs, Known, Published, Scope, TenantId, Timestamp, TypedId, UserId, in_clear,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Enough for a median that holds on a machine which others use too.
const SAMPLES: u32 = 5_000;

fn main() {
    divan::Divan::default().sample_count(SAMPLES).config_with_args().main();
}

/// Decides a command on the state after others, and folds what was decided.
fn measure<A: Aggregate>(bencher: Bencher<'_, '_>, inputs: &Inputs<A::Id>, given: &[A::Command], when: &A::Command) {
    let before = given.iter().fold(None, |state, command| run::<A>(inputs, state, command));
    bencher.with_inputs(|| before.clone()).bench_local_values(|state| run::<A>(inputs, state, when));
}

fn run<A: Aggregate>(inputs: &Inputs<A::Id>, state: Option<A::State>, command: &A::Command) -> Option<A::State> {
    let events = A::decide(state.as_ref(), command, inputs).expect("an accepted command");
    assert!(!events.is_empty(), "a command that does nothing is not measured");
    events.iter().fold(state, A::evolve)
}

/// The inputs of a decision that knows these of others.
fn inputs<I: TypedId>(published: impl IntoIterator<Item = (kernel::AnyId, Value)>) -> Inputs<I> {
    let shown = |(id, attributes)| (id, Published { archived: false, attributes });
    let known = Known { published: published.into_iter().map(shown).collect(), ..Known::default() };
    // 2025-11-20T22:00:00Z
    let now = Timestamp::from_millis(1_763_676_000_000).expect("a time");
    Inputs { scope: scope(), id: id(), now, actor: Actor::User(id::<UserId>()), known }
}

fn scope() -> Scope {
    Scope::establish(id::<TenantId>(), id::<CapsuleId>())
}

/// The one id of its type.
fn id<I: TypedId>() -> I {
    format!("{}_01h2xcejqtf2nbrexx3vqjhp41", I::PREFIX).parse().expect("an id")
}

fn body<T: DeserializeOwned>(value: Value) -> T {
    in_clear(|| serde_json::from_value(value)).expect("a valid body")
}
