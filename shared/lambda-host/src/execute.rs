//! The one loop behind every command: load, decide, append, and say truly what became of it.

use std::time::Duration;

use kernel::{
    Actor, Aggregate, AnyId, AppendError, Claim, CommandKey, CommandRecord, Commit, CorrelationId, Digest,
    EventContext, EventId, FoldError, Inputs, KeyName, LoadError, Loaded, Rejection, Scope, Snapshot, Store,
    StoreError, Timestamp, TypedId, UserId,
};
use tokio::time::{Instant, timeout_at};

use crate::{clock, metrics};

/// How often a command is decided again because its own stream moved on.
const CONFLICT_ATTEMPTS: u32 = 3;

/// How often a write is tried again because somebody else's item or the engine is busy, or its outcome is unknown.
const BUSY_ATTEMPTS: u32 = 8;

/// The longest wait before the first repetition; it doubles each time, and the wait is a random part of it ("full jitter").
const BASE_WAIT: Duration = Duration::from_millis(20);

/// The longest wait before any repetition.
const MAX_WAIT: Duration = Duration::from_millis(640);

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
            request: Digest::of(&[method.as_bytes(), path.as_bytes(), body]),
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

/// Why a command was not carried out. Each of them is true: nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The business says no.
    #[error("the command was rejected")]
    Rejected(#[source] Rejection),
    /// Another record holds a value that must be unique.
    #[error("a unique value is taken")]
    Taken {
        /// What was wanted.
        claim: Claim,
        /// Who has it.
        holder: AnyId,
    },
    /// The client saw another version than the current one.
    #[error("the version is {current}, not the one asked for")]
    VersionMismatch {
        /// The current version; 0 when there is no such record.
        current: u64,
    },
    /// The key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Others changed the same record each time; the client may try again.
    #[error("others changed the record at the same time")]
    Conflict,
    /// The store is busy or does not answer; the client may try again with the same idempotency key.
    #[error("the store is busy")]
    Busy(#[source] StoreError),
    /// More than one transaction holds.
    #[error("the command is too large: {found} {what}, at most {limit} fit")]
    TooLarge {
        /// What there is too much of, with its unit.
        what: &'static str,
        /// How much.
        found: usize,
        /// How much fits.
        limit: usize,
    },
    /// A load failed for good.
    #[error("the record could not be loaded")]
    Load(#[source] LoadError),
    /// The decided events do not fold: a mistake in the domain.
    #[error("the decided events do not follow the state")]
    Fold(#[from] FoldError),
    /// The store refused for good.
    #[error("the record could not be written")]
    Write(#[source] StoreError),
}

impl From<LoadError> for ExecuteError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unavailable(source) => Self::Busy(source),
            other => Self::Load(other),
        }
    }
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
    let outcome = run(store, &request).await;
    let aggregate = ("Aggregate", A::Id::PREFIX);
    match &outcome {
        Ok(execution) if execution.replayed => metrics::count(metrics::REPLAYS, 1, &[aggregate]),
        Ok(_) => metrics::count(metrics::COMMANDS, 1, &[aggregate]),
        Err(ExecuteError::Rejected(no)) => metrics::count(metrics::REJECTIONS, 1, &[aggregate, ("Code", no.code)]),
        Err(ExecuteError::Conflict) => metrics::count(metrics::CONFLICTS, 1, &[aggregate]),
        Err(_) => {}
    }
    outcome
}

async fn run<A: Aggregate, S: Store>(store: &S, request: &CommandRequest<A>) -> Result<Execution<A>, ExecuteError> {
    let deadline = Instant::now() + BUDGET;
    // Writes of this very request whose answer was lost: they may stand, or may still come to stand.
    let mut unsettled: Vec<Unsettled<A>> = Vec::new();
    let (mut conflicts, mut busy) = (0, 0);
    let error = loop {
        let late = || Retry::No(ExecuteError::Busy(StoreError::finding("the command ran out of time")));
        let attempt = timeout_at(deadline, attempt(store, request, &mut unsettled)).await;
        match attempt.unwrap_or_else(|_| Err(late())) {
            Ok(execution) => return Ok(execution),
            Err(Retry::No(error)) => break error,
            Err(Retry::Decide) => {
                conflicts += 1;
                if conflicts >= CONFLICT_ATTEMPTS {
                    break ExecuteError::Conflict;
                }
                wait(conflicts).await;
            }
            Err(Retry::Busy(source)) => {
                busy += 1;
                if busy >= BUSY_ATTEMPTS {
                    break ExecuteError::Busy(source);
                }
                wait(busy).await;
            }
        }
    };
    // No is only said after a last look: a lost write may have come to stand since.
    match timeout_at(deadline, look(store, request, &mut unsettled)).await {
        Ok(Ok(Some(execution))) => Ok(execution),
        Ok(Ok(None)) => Err(error),
        Ok(Err(_)) | Err(_) if unsettled.is_empty() => Err(error),
        // Nobody can look: it is not known, and that is not a no.
        Ok(Err(_)) | Err(_) => Err(ExecuteError::Busy(StoreError::finding("the outcome of the write is not known"))),
    }
}

/// What the aggregate decides, for a client that saw this version.
fn decide<A: Aggregate>(
    request: &CommandRequest<A>,
    before: Option<&Snapshot<A>>,
    now: Timestamp,
    actor: &Actor,
) -> Result<Vec<A::Event>, ExecuteError> {
    if let Some(before) = before
        && request.if_match.is_some_and(|wanted| wanted != before.version)
    {
        return Err(ExecuteError::VersionMismatch { current: before.version });
    }
    let inputs = Inputs { id: request.id, now, actor: actor.clone() };
    A::decide(before.map(|before| &before.state), &request.command, &inputs).map_err(ExecuteError::Rejected)
}

/// A commit whose answer was lost.
struct Unsettled<A: Aggregate> {
    event_id: EventId,
    snapshot: Snapshot<A>,
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
) -> Result<Execution<A>, Retry> {
    let now = clock::now();
    let key = request.idempotency.as_ref().map(|idempotency| &idempotency.key);
    let loaded = store.load::<A>(&request.scope, request.id, key).await?;

    if let Some(execution) = settled(store, request, loaded.snapshot.as_ref(), unsettled).await? {
        return Ok(execution);
    }
    if let Some(execution) = replayed(store, request, &loaded).await? {
        return Ok(execution);
    }
    let before = loaded.snapshot;
    let version = before.as_ref().map_or(0, |snapshot| snapshot.version);
    let actor = Actor::User(request.user_id);
    let decided = match decide(request, before.as_ref(), now, &actor) {
        Ok(decided) => decided,
        Err(refused) => {
            // A batched read is no snapshot: a twin with the same key may have committed between its two items, and what is
            // refused here is what the twin did.
            if let Some(key) = key {
                let again = store.load::<A>(&request.scope, request.id, Some(key)).await?;
                if let Some(execution) = replayed(store, request, &again).await? {
                    return Ok(execution);
                }
            }
            return Err(refused.into());
        }
    };
    let context = EventContext {
        scope: request.scope,
        occurred_at: now,
        actor,
        correlation_id: request.correlation_id,
        causation_id: clock::fresh_uuid(),
    };
    let events = context.record::<A>(request.id, version, decided, clock::fresh_uuid);
    let mut commit = Commit::new(request.scope, request.id, before.as_ref(), events)?;
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
    append(store, request, commit, unsettled).await
}

async fn append<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    commit: Commit<A>,
    unsettled: &mut Vec<Unsettled<A>>,
) -> Result<Execution<A>, Retry> {
    match store.append(&commit).await {
        Ok(()) => Ok(Execution { snapshot: commit.snapshot, status: request.status, replayed: false }),
        Err(AppendError::Conflict) => Err(Retry::Decide),
        // The record is there: the next attempt reads it. That is no conflict, but it must not go on for ever either.
        Err(AppendError::CommandRecorded) => {
            Err(Retry::Busy(StoreError::finding("the command is being recorded by another request")))
        }
        Err(AppendError::ClaimTaken { claim, holder }) => Err(ExecuteError::Taken { claim, holder }.into()),
        Err(AppendError::Contention(source)) => Err(Retry::Busy(source)),
        Err(AppendError::TooLarge { what, found, limit }) => Err(ExecuteError::TooLarge { what, found, limit }.into()),
        Err(AppendError::Unknown(source)) => {
            if let Some(first) = commit.events.first() {
                unsettled.push(Unsettled { event_id: first.event_id, snapshot: commit.snapshot });
            }
            Err(Retry::Busy(source))
        }
        Err(AppendError::Failed(source)) => Err(ExecuteError::Write(source).into()),
    }
}

/// Looks whether a write with a lost answer stands: whether the own event is where it would be.
async fn settled<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    current: Option<&Snapshot<A>>,
    unsettled: &mut Vec<Unsettled<A>>,
) -> Result<Option<Execution<A>>, Retry> {
    let Some(first) = unsettled.first() else { return Ok(None) };
    let version = current.map_or(0, |snapshot| snapshot.version);
    // Every lost write of this request wrote its first event at the version that it was decided at, none of them before this.
    let from = first.snapshot.version.saturating_sub(kernel::MAX_ITEMS as u64);
    let mut after = from;
    while after < version {
        let page = store.events::<A>(&request.scope, request.id, after, kernel::MAX_ITEMS).await?;
        for event in &page.events {
            if let Some(found) = unsettled.iter().position(|lost| lost.event_id == event.event_id) {
                let snapshot = unsettled.swap_remove(found).snapshot;
                return Ok(Some(Execution { snapshot, status: request.status, replayed: false }));
            }
        }
        match page.events.last() {
            Some(last) => after = last.sequence,
            None => break,
        }
    }
    Ok(None)
}

/// Looks once more for a write with a lost answer; does nothing when there is none.
async fn look<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    unsettled: &mut Vec<Unsettled<A>>,
) -> Result<Option<Execution<A>>, Retry> {
    if unsettled.is_empty() {
        return Ok(None);
    }
    let loaded = store.load::<A>(&request.scope, request.id, None).await?;
    settled(store, request, loaded.snapshot.as_ref(), unsettled).await
}

/// The answer to an earlier request with the same key, if its record still counts.
async fn replayed<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    loaded: &Loaded<A>,
) -> Result<Option<Execution<A>>, ExecuteError> {
    let (Some(idempotency), Some(record)) = (&request.idempotency, &loaded.record) else { return Ok(None) };
    if record.expires_at <= clock::now() {
        return Ok(None);
    }
    if record.request != idempotency.request {
        return Err(ExecuteError::KeyReused);
    }
    let undecodable = |error| ExecuteError::Load(LoadError::Decode(error));
    let id = record.aggregate_id.typed::<A::Id>();
    let id = id.map_err(|error| undecodable(StoreError::new("decode", error)))?;
    let current = loaded.snapshot.as_ref().filter(|snapshot| snapshot.id == id && snapshot.version == record.version);
    let snapshot = match current {
        Some(snapshot) => snapshot.clone(),
        None => store.load_version::<A>(&request.scope, id, record.version).await?.ok_or_else(|| {
            undecodable(StoreError::finding("the stream is shorter than the record of the command says"))
        })?,
    };
    Ok(Some(Execution { snapshot, status: record.status, replayed: true }))
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
