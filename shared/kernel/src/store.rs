//! What a store of events and states promises. `contract` (a feature) tests the promises on every store.

use std::{borrow::Cow, future::Future};

use crate::{
    Aggregate, AnyId, Blocking, Claim, Commit, Cursor, Digest, EventDecodeError, EventEnvelope, FoldError, KeyName,
    Known, ListPage, Listing, Needs, Scope, Snapshot, Timestamp,
};

/// Most items that one transaction may hold. Source: Amazon DynamoDB, `TransactWriteItems`.
pub const MAX_ITEMS: usize = 100;

/// Most bytes that the items of one transaction may have together. Source: Amazon DynamoDB, `TransactWriteItems`.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Most bytes of one encoded event: twice over, it fits into one entry of an event bus (256 KB).
pub const MAX_EVENT_BYTES: usize = 128 * 1024;

/// Most bytes of a state's body.
pub const MAX_STATE_BYTES: usize = 100 * 1024;

/// What [essential](Aggregate::is_essential) events may add to a state beyond [`MAX_STATE_BYTES`].
pub const STATE_RESERVE_BYTES: usize = 8 * 1024;

/// What there can be too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Items of one transaction.
    Items,
    /// Bytes of one transaction.
    Bytes,
    /// Bytes of one event.
    EventBytes,
    /// Bytes of the state.
    StateBytes,
}

/// How long a recorded answer is given again, in seconds.
pub const COMMAND_RECORD_SECONDS: i64 = 24 * 60 * 60;

/// Where the record of a command lies: per function, and per actor and key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommandKey {
    /// The function that runs the command.
    pub function: KeyName,
    /// The digest of actor and idempotency key.
    pub digest: Digest,
}

/// What is remembered of a command that was answered with 2xx, so that a repetition gets the same answer. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandRecord {
    /// Where it lies.
    pub key: CommandKey,
    /// The digest of method, path and body: another request under the same key is an error.
    pub request: Digest,
    /// The aggregate that the command changed or made.
    pub aggregate_id: AnyId,
    /// Its version after the command.
    pub version: u64,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Until when the record counts, to the second: stores drop the rest. The store's own expiry may remove it later than that.
    pub expires_at: Timestamp,
}

impl CommandRecord {
    /// When the command was recorded.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        self.expires_at.plus_seconds(-COMMAND_RECORD_SECONDS)
    }
}

/// Longer than an engine takes to apply a transaction, and than the clocks of two machines differ.
const APPLIED_WITHIN_SECONDS: i64 = 60;

/// What a load finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<A: Aggregate> {
    /// The state, or `None` when there is no such aggregate in the scope.
    pub snapshot: Option<Snapshot<A>>,
    /// Whether the stored state was of an older fold, so that the events were folded again.
    pub rebuilt: bool,
    /// How many bytes the stored state has: one that is over a limit may stay so, and shrink.
    pub state_bytes: usize,
    /// The record of the command that was asked about, expired ones included.
    pub record: Option<CommandRecord>,
}

impl<A: Aggregate> Loaded<A> {
    /// Nothing.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { snapshot: None, rebuilt: false, state_bytes: 0, record: None }
    }
}

/// What went wrong in the engine under a store: a code that is safe to log, and the engine's own error, whose text may quote items
/// and is never logged.
#[derive(Debug, thiserror::Error)]
#[error("{code}")]
pub struct StoreError {
    code: Cow<'static, str>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// An engine's error with its code, such as `ThrottlingException`.
    #[must_use]
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { code: code.into(), source: Some(source.into()) }
    }

    /// A finding of the store itself, in words without values.
    #[must_use]
    pub fn finding(code: impl Into<Cow<'static, str>>) -> Self {
        Self { code: code.into(), source: None }
    }

    /// What may be logged.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// Why a load failed.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// An item under this key belongs to another scope. Never data, always a violation.
    #[error("an item of another tenant or capsule stands under a key of this one")]
    ForeignScope,
    /// The engine did not answer, or throttled; the same load may succeed later.
    #[error("the store did not answer in time")]
    Unavailable(#[source] StoreError),
    /// The engine refused.
    #[error("the store failed")]
    Failed(#[source] StoreError),
    /// What is stored cannot be read.
    #[error("a stored item cannot be decoded")]
    Decode(#[source] StoreError),
    /// The stream cannot be folded.
    #[error("the stream cannot be folded")]
    Fold(#[from] FoldError),
    /// The cursor is none of this list.
    #[error("the cursor is none that this list gave out")]
    Cursor,
}

impl LoadError {
    /// Events must be there, because a state or a record says so, and the engine does not show them yet.
    #[must_use]
    pub fn events_not_shown_yet() -> Self {
        Self::Unavailable(StoreError::finding("events of the stream are not to be seen yet"))
    }
}

impl From<EventDecodeError> for LoadError {
    fn from(error: EventDecodeError) -> Self {
        Self::Fold(error.into())
    }
}

/// A reference that could not be taken or given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedReference {
    /// The aggregate at its other end.
    pub target: AnyId,
    /// The field of the command that it is about.
    pub pointer: String,
    /// Why.
    pub refusal: ReferenceRefusal,
}

/// Why a reference could not be taken or given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceRefusal {
    /// The target does not exist in the scope.
    Missing,
    /// The target is archived.
    Archived,
    /// The target was merged into another aggregate.
    MergedInto(AnyId),
    /// The target pins its holder, which may not give it back.
    Pinned,
    /// The aggregate to be pinned holds no such reference.
    NotHeld,
}

/// Why a commit was not written, or may not have been.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The stream moved on since the load. Nothing was written.
    #[error("the stream moved on")]
    Conflict,
    /// A record of this command exists: somebody with the same key was faster. Nothing was written.
    #[error("the command is recorded already")]
    CommandRecorded,
    /// Another aggregate holds a unique value. Nothing was written.
    #[error("a unique value is taken")]
    ClaimTaken {
        /// What was wanted.
        claim: Claim,
        /// Who has it.
        holder: AnyId,
    },
    /// A reference cannot be taken or given back. Nothing was written.
    #[error("a reference was refused")]
    Reference(RefusedReference),
    /// Others still refer to the aggregate, so that it cannot be put away. Nothing was written.
    #[error("others still refer to the aggregate")]
    Blocked {
        /// Those whose counters are above zero.
        by: Vec<Blocking>,
    },
    /// The engine was busy with the same items or throttled. Nothing was written; the same commit may succeed later.
    #[error("the store is busy")]
    Contention(#[source] StoreError),
    /// More than a transaction takes, or a state. Nothing was sent.
    #[error("{what:?}: {found}, but at most {limit} fit; split the command")]
    TooLarge {
        /// What there is too much of.
        what: Limit,
        /// How much.
        found: usize,
        /// How much fits.
        limit: usize,
    },
    /// The answer was lost: it may have been written, or may still be.
    #[error("the outcome of the write is not known")]
    Unknown(#[source] StoreError),
    /// What stood in the way cannot be read. Nothing was written.
    #[error("what stood in the way could not be read")]
    Unreadable(#[source] LoadError),
    /// The engine refused. Nothing was written.
    #[error("the store failed")]
    Failed(#[source] StoreError),
}

/// Some events of a stream, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPage<E> {
    /// The events.
    pub events: Vec<EventEnvelope<E>>,
    /// Whether more may follow the last one.
    pub more: bool,
}

/// A store of events and states. Every method works in one scope only.
pub trait Store: Send + Sync {
    /// Whether it encrypts personal data, as whoever keeps some demands: one that does not can neither record nor show it.
    const ENCRYPTS: bool = false;

    /// Loads the state, strongly consistent, and the record of a command with it, in one read. A state of an older fold is
    /// rebuilt from its events.
    fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> impl Future<Output = Result<Loaded<A>, LoadError>> + Send;

    /// The record of a command, expired ones included, as no write leaves it half done: while another request is writing it, the read
    /// fails with [`LoadError::Unavailable`]. [`load`](Self::load) promises that of each of its items alone.
    fn record(
        &self,
        scope: &Scope,
        command: &CommandKey,
    ) -> impl Future<Output = Result<Option<CommandRecord>, LoadError>> + Send;

    /// Reads what a decision needs to know of other aggregates, strongly consistent.
    fn look_up(&self, scope: &Scope, needs: &Needs) -> impl Future<Output = Result<Known, LoadError>> + Send;

    /// Makes new events ready to be recorded, before they are folded into the state: where personal data is encrypted it is encrypted
    /// here, so that the state holds the same cipher text. A store that encrypts nothing does nothing.
    fn seal<A: Aggregate>(
        &self,
        _scope: &Scope,
        _id: A::Id,
        _events: &mut [EventEnvelope<A::Event>],
    ) -> impl Future<Output = Result<(), LoadError>> + Send {
        std::future::ready(Ok(()))
    }

    /// Writes events, then state, then everything else of the command, together or not at all.
    fn append<A: Aggregate>(&self, commit: &Commit<A>) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// The events after a sequence, strongly consistent, at most `limit` of them.
    fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> impl Future<Output = Result<EventPage<A::Event>, LoadError>> + Send;

    /// A page of a list, in the order of the [`Listing`]; eventually consistent.
    fn list<A: Aggregate>(
        &self,
        scope: &Scope,
        listing: &Listing,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> impl Future<Output = Result<ListPage<A>, LoadError>> + Send;

    /// The holders of references of a kind that count at a target, newest first, at most `limit` of them; eventually consistent. A store
    /// that has to read past many that do not count may find fewer.
    fn holders(
        &self,
        scope: &Scope,
        blocking: &Blocking,
        target: &AnyId,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<AnyId>, LoadError>> + Send;

    /// The state as it was at a version; `None` when the stream is shorter.
    fn load_version<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        version: u64,
    ) -> impl Future<Output = Result<Option<Snapshot<A>>, LoadError>> + Send {
        async move {
            let mut snapshot: Option<Snapshot<A>> = None;
            loop {
                let at = snapshot.as_ref().map_or(0, |snapshot| snapshot.version);
                let wanted = usize::try_from(version.saturating_sub(at)).unwrap_or(usize::MAX);
                if wanted == 0 {
                    return Ok(snapshot);
                }
                let page = self.events::<A>(scope, id, at, wanted).await?;
                let stalled = page.events.is_empty();
                snapshot = Snapshot::fold(id, snapshot, &page.events)?;
                if stalled || (!page.more && snapshot.as_ref().is_none_or(|snapshot| snapshot.version < version)) {
                    return Ok(None);
                }
            }
        }
    }

    /// The state at a version of which something says, written with it at a time, that it is there. Engines show the items of one
    /// transaction one after the other: events that are not to be seen are [`LoadError::Unavailable`] for a while, and damage after it.
    fn promised_version<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        version: u64,
        written_at: Timestamp,
        now: Timestamp,
    ) -> impl Future<Output = Result<Snapshot<A>, LoadError>> + Send {
        async move {
            let is_young = now < written_at.plus_seconds(APPLIED_WITHIN_SECONDS);
            match self.load_version::<A>(scope, id, version).await {
                Ok(Some(snapshot)) => Ok(snapshot),
                Ok(None) | Err(LoadError::Fold(FoldError::Gap { .. })) if is_young => {
                    Err(LoadError::events_not_shown_yet())
                }
                Ok(None) => Err(LoadError::Decode(StoreError::finding(
                    "the stream is shorter than what was written with it says",
                ))),
                Err(error) => Err(error),
            }
        }
    }
}
