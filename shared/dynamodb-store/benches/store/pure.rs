//! The steps of a rename that need no IO.

use std::{cell::Cell, hint::black_box};

use crm::contact::{Contact, ContactId};
use dynamodb_store::local_table::LocalTable;
use futures_util::FutureExt as _;
use kernel::{
    Actor, Aggregate as _, Commit, CorrelationId, EventContext, Inputs, Known, Snapshot, Store as _, contract::uuid,
};
use lambda_host::clock;
use serde_json::json;

use crate::{
    contact::{age, contacts, enter, home, rename, user},
    harness::{Sample, Series, compete, contender, measure},
};

/// How many times a step is repeated within one sample, so that reading the clock does not count.
const REPETITIONS: u32 = 100;

/// Decode of the state, decide, and decide with encryption, evolve and encode.
pub async fn compete_on(table: &LocalTable, rounds: usize) -> [Series; 3] {
    let store = &contacts(table.store());
    let id: ContactId = enter(store, 300, &json!([])).await;
    let turn = age(store, id, 2).await;
    let loaded = store.load::<Contact>(&home(), id, None).await.expect("a load");
    let before = &loaded.snapshot.expect("a contact");
    let body = &serde_json::to_string(before).expect("JSON");
    let command = &rename(id, turn).command;
    let (now, actor) = (clock::now(), Actor::User(user()));
    let inputs = &Inputs { scope: home(), id, now, actor: actor.clone(), known: Known::default() };
    let context = &EventContext {
        scope: home(),
        occurred_at: now,
        actor,
        correlation_id: CorrelationId::from_uuid(uuid(1)),
        causation_id: uuid(2),
    };
    let sequence = &Cell::new(0_u128);
    let decide = || Contact::decide(Some(&before.state), command, inputs).expect("events");
    let all = || {
        let fresh = || uuid(sequence.replace(sequence.get() + 1));
        let mut events = context.record::<Contact>(id, before.version, decide(), fresh);
        // The keys are here: nothing waits.
        store.seal::<Contact>(&home(), id, &mut events).now_or_never().expect("at once").expect("a key");
        let commit = Commit::new(home(), id, Some(before.clone()), events).expect("a commit");
        commit.encode().expect("texts")
    };
    compete(
        rounds,
        [
            repeated(|| serde_json::from_str::<Snapshot<Contact>>(body).expect("a snapshot")),
            repeated(decide),
            repeated(all),
        ],
    )
    .await
}

fn repeated<'a, T>(step: impl Fn() -> T + Copy + 'a) -> crate::harness::Contender<'a> {
    contender(move || async move {
        let work = async {
            for _ in 0..REPETITIONS {
                black_box(step());
            }
        };
        let ((), Sample { time, allocations }) = measure(work).await;
        Sample { time: time / REPETITIONS, allocations: allocations / REPETITIONS as usize }
    })
}
