//! The one loop behind every command: load, decide, append, and say truly what became of it.

use std::time::Duration;

use kernel::{
    Actor, Aggregate, AnyId, AppendError, Blocking, CommandKey, CommandRecord, Commit, CorrelationId, Digest,
    EventContext, Inputs, KeyName, Known, PersonalData as _, Scope, Snapshot, Store, StoreError, Timestamp, TypedId,
    UserId,
};
use tokio::time::{Instant, timeout_at};

pub use self::error::ExecuteError;
use self::{
    measure::Course,
    settle::{Unsettled, look, replayed, settled, unless_a_twin},
};
use crate::clock;

mod error;
mod measure;
mod settle;

/// How often a command is decided again because its own stream moved on.
const CONFLICT_ATTEMPTS: u32 = 3;

/// How often a write is tried again because somebody else's item or the engine is busy, or its outcome is unknown.
const BUSY_ATTEMPTS: u32 = 8;

/// Half of the longest wait before the first repetition; that doubles each time, and the wait is a random part of it ("full jitter").
const BASE_WAIT: Duration = Duration::from_millis(20);

/// The longest wait before any repetition.
const MAX_WAIT: Duration = Duration::from_millis(640);

/// How many of those who stand in the way of a command its refusal names at most, of each kind.
const SHOWN_HOLDERS: usize = 50;

/// How often they are looked for: an index shows a write a moment later.
const HOLDER_ATTEMPTS: u32 = 4;

/// How long a command may take in all: below the time-out of the functions (15 s), so that there is time to answer.
const BUDGET: Duration = Duration::from_secs(11);

/// A request to run one command.
#[derive(Clone, Debug)]
pub struct CommandRequest<A: Aggregate> {
    /// Where.
    pub scope: Scope,
    /// Who.
    pub user_id: UserId,
    /// On which aggregate; a fresh id for a new one.
    pub id: A::Id,
    /// What is wished.
    pub command: A::Command,
    /// The version that the client saw, when it said so.
    pub if_match: Option<u64>,
    /// The client's idempotency key, when it sent one.
    pub idempotency: Option<Idempotency>,
    /// The request that this belongs to.
    pub correlation_id: CorrelationId,
    /// The HTTP status of a success, kept with the record of the command.
    pub status: u16,
}

/// What makes a request recognisable when it comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// Where the record of the command lies.
    pub key: CommandKey,
    /// The digest of method, path and body.
    pub request: Digest,
}

impl Idempotency {
    /// From the client's key and what it asked for. Keys count per function, actor and scope (the store adds the scope).
    #[must_use]
    pub fn new(function: KeyName, user_id: UserId, key: &str, method: &str, path: &str, body: &[u8]) -> Self {
        let actor = user_id.to_string();
        Self {
            key: CommandKey { function, digest: Digest::of(&[actor.as_bytes(), key.as_bytes()]) },
            // With the key, which is kept nowhere: a body may be personal, and a short one is found by trying from its plain digest.
            request: Digest::of(&[key.as_bytes(), method.as_bytes(), path.as_bytes(), body]),
        }
    }
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution<A: Aggregate> {
    /// The aggregate after it.
    pub snapshot: Snapshot<A>,
    /// The HTTP status to answer with.
    pub status: u16,
    /// Whether this is the answer to an earlier request with the same key.
    pub replayed: bool,
}

/// Runs one command: load, decide, append; again when somebody was faster; and when the answer of the store is lost, look whether
/// the own event stands before deciding again.
///
/// # Errors
/// [`ExecuteError`]; with any of them nothing of the command was written, except after [`ExecuteError::Busy`] with a lost
/// answer, where the same idempotency key tells.
pub async fn execute<A: Aggregate, S: Store>(
    store: &S,
    request: CommandRequest<A>,
) -> Result<Execution<A>, ExecuteError> {
    let mut course = Course::begin();
    let outcome = run(store, &request, &mut course).await;
    course.report(&request, &outcome);
    outcome
}

async fn run<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    course: &mut Course,
) -> Result<Execution<A>, ExecuteError> {
    const {
        assert!(
            !A::State::PERSONAL || S::ENCRYPTS,
            "the store does not encrypt the aggregate's personal data: put an `EncryptedStore` over it"
        );
    }
    let deadline = Instant::now() + BUDGET;
    // Writes of this very request whose answer was lost.
    let mut unsettled: Vec<Unsettled<A>> = Vec::new();
    let error = loop {
        let Ok(attempt) = timeout_at(deadline, attempt(store, request, &mut unsettled, course)).await else {
            break ExecuteError::Busy(StoreError::finding("the command ran out of time"));
        };
        let error = match attempt {
            Ok(execution) => return Ok(execution),
            Err(Retry::Decide) => {
                wait(course.conflicts).await;
                continue;
            }
            Err(Retry::Busy(source)) => ExecuteError::Busy(source),
            Err(Retry::No(error)) => error,
        };
        // A no is only said when no lost write of this command can still come to stand; soon it has, or never will.
        let attempts = match &error {
            ExecuteError::Busy(_) => BUSY_ATTEMPTS,
            _ if unsettled.is_empty() => 0,
            _ => CONFLICT_ATTEMPTS,
        };
        if course.retries + 1 >= attempts {
            break error;
        }
        course.retries += 1;
        wait(course.retries).await;
    };
    match timeout_at(deadline, course.load(look(store, request, &mut unsettled))).await {
        Ok(Ok(Some(execution))) => Ok(execution),
        _ if unsettled.is_empty() => Err(error),
        _ => Err(ExecuteError::Busy(StoreError::finding("the outcome of the write is not known"))),
    }
}

/// What the aggregate decides, for a client that saw this version, and what it knew of others.
async fn decide<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    before: Option<&Snapshot<A>>,
    now: Timestamp,
    course: &mut Course,
) -> Result<(Vec<A::Event>, Known), ExecuteError> {
    if let Some(before) = before
        && request.if_match.is_some_and(|wanted| wanted != before.version)
    {
        return Err(ExecuteError::VersionMismatch { current: before.version });
    }
    let state = before.map(|before| &before.state);
    let (scope, actor, known) = (request.scope, Actor::User(request.user_id), Known::default());
    let mut inputs = Inputs { scope, id: request.id, now, actor, known };
    let needs = A::needs(state, &request.command, &inputs);
    if !needs.is_empty() {
        inputs.known = course.load(store.look_up(&request.scope, &needs)).await?;
    }
    let decided = course.decide(|| A::decide(state, &request.command, &inputs)).map_err(ExecuteError::Rejected)?;
    // What has no events yet, and takes commands all the same, has version 0: the settings of a tenant that never set any.
    if before.is_none() && request.if_match.is_some_and(|wanted| wanted != 0) {
        return Err(ExecuteError::VersionMismatch { current: 0 });
    }
    Ok((decided, inputs.known))
}

/// Why an attempt ended without an answer for the client.
enum Retry {
    /// The own stream moved on.
    Decide,
    /// Somebody else is busy with an item, or the answer was lost.
    Busy(StoreError),
    /// It is final.
    No(ExecuteError),
}

impl<E: Into<ExecuteError>> From<E> for Retry {
    fn from(error: E) -> Self {
        Self::No(error.into())
    }
}

async fn attempt<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    unsettled: &mut Vec<Unsettled<A>>,
    course: &mut Course,
) -> Result<Execution<A>, Retry> {
    let refused = match attempt_once(store, request, unsettled, course).await {
        Err(Retry::Decide) => {
            course.conflicts += 1;
            if course.conflicts < CONFLICT_ATTEMPTS {
                return Err(Retry::Decide);
            }
            ExecuteError::Conflict
        }
        Err(Retry::No(refused)) => refused,
        other => return other,
    };
    course.load(unless_a_twin(store, request, refused)).await
}

async fn attempt_once<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    unsettled: &mut Vec<Unsettled<A>>,
    course: &mut Course,
) -> Result<Execution<A>, Retry> {
    let now = clock::now();
    let key = request.idempotency.as_ref().map(|idempotency| &idempotency.key);
    let loaded = course.load(store.load::<A>(&request.scope, request.id, key)).await?;

    if let Some(execution) = course.load(settled(store, request, loaded.snapshot.as_ref(), unsettled)).await? {
        return Ok(execution);
    }
    let (record, current) = (loaded.record.as_ref(), loaded.snapshot.as_ref());
    if let Some(execution) = course.load(replayed(store, request, record, current)).await? {
        return Ok(execution);
    }
    let before = loaded.snapshot;
    // The clocks of two machines differ, and the times of a stream never run backwards.
    let occurred_at = before.as_ref().map_or(now, |snapshot| now.max(snapshot.updated_at));
    let version = before.as_ref().map_or(0, |snapshot| snapshot.version);
    let (decided, known) = decide(store, request, before.as_ref(), occurred_at, course).await?;
    let context = EventContext {
        scope: request.scope,
        occurred_at,
        actor: Actor::User(request.user_id),
        correlation_id: request.correlation_id,
        causation_id: clock::fresh_uuid(),
    };
    let mut events = context.record::<A>(request.id, version, decided, clock::fresh_uuid);
    // Before the fold, so that the state takes over what is encrypted.
    course.load(store.seal::<A>(&request.scope, request.id, &mut events)).await?;
    let mut commit = Commit::new(request.scope, request.id, before, events)?.resting_on(&known);
    commit.state_bytes_before = loaded.state_bytes;
    if loaded.rebuilt {
        commit = commit.refreshed();
    }
    commit.record = request.idempotency.as_ref().map(|idempotency| CommandRecord {
        key: idempotency.key.clone(),
        request: idempotency.request,
        aggregate_id: request.id.erase(),
        version: commit.snapshot.version,
        status: request.status,
        expires_at: now.plus_seconds(kernel::COMMAND_RECORD_SECONDS),
    });
    if commit.events.is_empty() && commit.record.is_none() {
        return Ok(Execution { snapshot: commit.snapshot, status: request.status, replayed: false });
    }
    append(store, request, commit, unsettled, course).await
}

async fn append<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    commit: Commit<A>,
    unsettled: &mut Vec<Unsettled<A>>,
    course: &mut Course,
) -> Result<Execution<A>, Retry> {
    match course.append(store.append(&commit)).await {
        Ok(()) => Ok(Execution { snapshot: commit.snapshot, status: request.status, replayed: false }),
        Err(AppendError::Conflict) => Err(Retry::Decide),
        // The record is there: the next attempt reads it. That is no conflict, but it must not go on for ever either.
        Err(AppendError::CommandRecorded) => {
            Err(Retry::Busy(StoreError::finding("the command is being recorded by another request")))
        }
        Err(AppendError::ClaimTaken { claim, holder }) => Err(ExecuteError::Taken { claim, holder }.into()),
        Err(AppendError::Reference(refused)) => Err(ExecuteError::Reference(refused).into()),
        Err(AppendError::Blocked { by }) => Err(blocked(store, request, by, course).await?.into()),
        Err(AppendError::Contention(source)) => Err(Retry::Busy(source)),
        Err(AppendError::TooLarge { what, found, limit }) => Err(ExecuteError::TooLarge { what, found, limit }.into()),
        Err(AppendError::Unknown(source)) => {
            unsettled.push(commit.into());
            Err(Retry::Busy(source))
        }
        Err(AppendError::Unreadable(source)) => Err(ExecuteError::from(source).into()),
        Err(AppendError::Failed(source)) => Err(ExecuteError::Write(source).into()),
    }
}

/// Who stands in the way. A no that cannot look for them is not said, because it would leave people searching; an index that shows nobody
/// of a kind yet is asked again.
async fn blocked<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    by: Vec<Blocking>,
    course: &mut Course,
) -> Result<ExecuteError, ExecuteError> {
    let mut found = Holders::look_for(store, request, &by, course).await?;
    for attempt in 1..HOLDER_ATTEMPTS {
        if found.of_every_kind {
            break;
        }
        wait(attempt).await;
        found = Holders::look_for(store, request, &by, course).await?;
    }
    let Holders { ids, more, .. } = found;
    Ok(ExecuteError::Blocked { counters: by.into_iter().map(|one| one.counter).collect(), ids, more })
}

/// Who stands in the way, as far as the index shows it.
struct Holders {
    ids: Vec<AnyId>,
    /// Whether there are more than the ids say.
    more: bool,
    /// Whether somebody of each kind is there.
    of_every_kind: bool,
}

impl Holders {
    async fn look_for<A: Aggregate, S: Store>(
        store: &S,
        request: &CommandRequest<A>,
        by: &[Blocking],
        course: &mut Course,
    ) -> Result<Self, ExecuteError> {
        let target = request.id.erase();
        let mut holders = Self { ids: Vec::new(), more: false, of_every_kind: true };
        for blocking in by {
            let mut found = course.load(store.holders(&request.scope, blocking, &target, SHOWN_HOLDERS + 1)).await?;
            holders.of_every_kind &= !found.is_empty();
            holders.more |= found.len() > SHOWN_HOLDERS;
            found.truncate(SHOWN_HOLDERS);
            holders.ids.extend(found);
        }
        Ok(holders)
    }
}

/// Waits a random part of a time that doubles with each attempt, so that those who collided do not collide again.
async fn wait(attempt: u32) {
    let longest = BASE_WAIT.saturating_mul(1 << attempt.min(10)).min(MAX_WAIT);
    let millis = fastrand::u64(0..=u64::try_from(longest.as_millis()).unwrap_or(u64::MAX));
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

#[cfg(test)]
#[path = "execute.test.rs"]
mod tests;
