//! Given what was commanded before, when one more command comes, then these events follow: the words of every aggregate's tests.

use expect_test::Expect;
use kernel::{
    Actor, Aggregate, AnyId, CapsuleId, Commit, DomainEvent as _, EventContext, EventEnvelope, Inputs, Known, Lineage,
    Rejection, Scope, Snapshot, TenantId, Timestamp, TypedId, UserId, in_clear, serde_json, uuid::Uuid,
};
use proptest::{prelude::*, sample::select};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What the aggregates of the tests know of the others: nothing refers to anything until a test says so.
pub fn inputs<I: TypedId>(id: I) -> Inputs<I> {
    Inputs { scope: scope(), id, now: at(0), actor: Actor::User(user('1')), known: Known::default() }
}

/// A time so many seconds after the tests begin.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_763_676_000_123).expect("a time").plus_seconds(seconds)
}

/// An id that ends in this character.
pub fn id<I: TypedId>(last: char) -> I {
    format!("{}_01h2xcejqtf2nbrexx3vqjhp4{last}", I::PREFIX).parse().expect("an id")
}

pub fn user(last: char) -> UserId {
    id(last)
}

pub fn body<T: DeserializeOwned>(value: Value) -> T {
    in_clear(|| serde_json::from_value(value)).expect("a valid body")
}

/// The chain above a manager.
pub fn lineage(chain: &[AnyId]) -> Lineage {
    let parents = chain.iter().skip(1).cloned().map(Some).chain([None]);
    Lineage { steps: chain.iter().cloned().zip(parents).collect(), cut: false }
}

/// The state after commands that were all accepted.
pub fn state<A: Aggregate>(inputs: &Inputs<A::Id>, given: &[A::Command]) -> Option<A::State> {
    given.iter().fold(None, |state, command| {
        let events = decide::<A>(inputs, state.as_ref(), command).expect("the past was accepted");
        events.iter().fold(state, A::evolve)
    })
}

/// What becomes of a command on a state: as when it is executed, the decision knows of others only what it said that it needs.
pub fn decide<A: Aggregate>(
    inputs: &Inputs<A::Id>,
    state: Option<&A::State>,
    command: &A::Command,
) -> Result<Vec<A::Event>, Rejection> {
    let needs = A::needs(state, command, inputs);
    let mut inputs = Inputs { actor: inputs.actor.clone(), known: inputs.known.clone(), ..*inputs };
    inputs.known.published.retain(|id, _| needs.published.contains(id));
    inputs.known.lineage = needs.lineage_of.map(|_| inputs.known.lineage).unwrap_or_default();
    A::decide(state, command, &inputs)
}

/// What becomes of a command after others.
pub fn decided<A: Aggregate>(
    inputs: &Inputs<A::Id>,
    given: &[A::Command],
    when: &A::Command,
) -> Result<Vec<A::Event>, Rejection> {
    decide::<A>(inputs, state::<A>(inputs, given).as_ref(), when)
}

/// The events (type and data), or the rejection, one per line; the id of the aggregate is replaced by its prefix in capitals.
pub fn check<A: Aggregate>(inputs: &Inputs<A::Id>, given: &[A::Command], when: &A::Command, then: Expect) {
    then.assert_eq(&told::<A>(inputs, decided::<A>(inputs, given, when)));
}

/// What was decided, in the words of [`check`].
pub fn told<A: Aggregate>(inputs: &Inputs<A::Id>, decided: Result<Vec<A::Event>, Rejection>) -> String {
    let lines = match decided {
        Ok(events) => events
            .iter()
            .map(|event| format!("{} {}", event.event_type(), in_clear(|| event.encode()).expect("JSON").get()))
            .collect::<Vec<_>>(),
        Err(no) => vec![format!("{:?} {} {}: {}", no.refusal, no.code, no.pointer.unwrap_or_default(), no.detail)],
    };
    let (id, name) = (inputs.id.to_string(), A::Id::PREFIX.to_uppercase());
    lines.into_iter().map(|line| line.replace(&id, &name) + "\n").collect()
}

/// What a command after others would write.
pub fn commit<A: Aggregate>(inputs: &Inputs<A::Id>, given: &[A::Command], when: &A::Command) -> Commit<A> {
    let before = given.iter().fold(None, |before, command| {
        let commit = commit_onto::<A>(inputs, before.as_ref(), command).expect("the past was accepted");
        Some(commit.snapshot)
    });
    commit_onto(inputs, before.as_ref(), when).expect("accepted")
}

/// What a command would write after what is stored.
pub fn commit_onto<A: Aggregate>(
    inputs: &Inputs<A::Id>,
    before: Option<&Snapshot<A>>,
    command: &A::Command,
) -> Result<Commit<A>, Rejection> {
    events_onto(inputs, before, command).map(|events| commit_of(inputs, before, events))
}

/// What a command would write, by its events.
pub fn commit_of<A: Aggregate>(
    inputs: &Inputs<A::Id>,
    before: Option<&Snapshot<A>>,
    events: Vec<EventEnvelope<A::Event>>,
) -> Commit<A> {
    let commit = Commit::new(scope(), inputs.id, before.cloned(), events).expect("the events follow");
    commit.resting_on(&inputs.known)
}

/// The events of a command after what is stored.
pub fn events_onto<A: Aggregate>(
    inputs: &Inputs<A::Id>,
    before: Option<&Snapshot<A>>,
    command: &A::Command,
) -> Result<Vec<EventEnvelope<A::Event>>, Rejection> {
    let context = EventContext {
        scope: scope(),
        occurred_at: inputs.now,
        actor: inputs.actor.clone(),
        correlation_id: "0".repeat(32).parse().expect("an id"),
        causation_id: Uuid::nil(),
    };
    let events = decide::<A>(inputs, before.map(|snapshot| &snapshot.state), command)?;
    let version = before.map_or(0, |snapshot| snapshot.version);
    Ok(context.record::<A>(inputs.id, version, events, Uuid::nil))
}

pub fn scope() -> Scope {
    Scope::establish(id::<TenantId>('1'), id::<CapsuleId>('1'))
}

/// Laws that hold for every aggregate after any accepted commands: the state is the fold of the events as stores keep them, it
/// survives storage (here in clear text; a store encrypts personal data), and no command but a creation does anything the second time.
pub fn check_laws<A: Aggregate>(inputs: &Inputs<A::Id>, commands: &[A::Command], law: impl FnMut(&A::State)) {
    check_laws_with_additions::<A>(inputs, commands, |_| false, law);
}

/// The same laws for an aggregate with commands that, like a creation, make something new each time.
pub fn check_laws_with_additions<A: Aggregate>(
    inputs: &Inputs<A::Id>,
    commands: &[A::Command],
    adds: impl Fn(&A::Command) -> bool,
    mut law: impl FnMut(&A::State),
) {
    let (mut state, mut stream) = (None, Vec::new());
    for command in commands {
        let Ok(events) = decide::<A>(inputs, state.as_ref(), command) else { continue };
        let begins = state.is_none();
        state = events.iter().fold(state, A::evolve);
        stream.extend(events.iter().map(|event| {
            let data = in_clear(|| event.encode()).expect("JSON");
            let read = in_clear(|| A::Event::decode(event.event_type(), event.schema_version(), &data));
            read.expect("what was written can be read")
        }));
        if !begins && !adds(command) {
            assert_eq!(decide::<A>(inputs, state.as_ref(), command), Ok(Vec::new()), "once more");
        }
        let Some(state) = &state else { continue };
        law(state);
        assert_eq!(stream.iter().fold(None, A::evolve).as_ref(), Some(state), "state = fold(events)");
        let stored = in_clear(|| serde_json::to_string(state)).expect("JSON");
        let read = in_clear(|| serde_json::from_str::<A::State>(&stored));
        assert_eq!(&read.expect("what was written can be read"), state);
    }
}

/// Merge patches of some of these, each an object of one field.
pub fn patches(fields: Vec<Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(select(fields), 1..4).prop_map(|chosen| {
        chosen.into_iter().fold(json!({}), |mut patch, field| {
            let fields = field.as_object().expect("an object").clone();
            patch.as_object_mut().expect("an object").extend(fields);
            patch
        })
    })
}
