//! What a store of events and states promises. `contract` (a feature) tests the promises on every store.

use std::{borrow::Cow, future::Future};

use serde::{Deserialize, Serialize};

use crate::{
    Aggregate, AnyId, Claim, ClaimSet, Digest, EventDecodeError, EventEnvelope, FoldError, KeyName, Scope, Snapshot,
    Timestamp, TypedId,
};

/// Most items that one transaction may hold. Source: Amazon DynamoDB, `TransactWriteItems`.
pub const MAX_ITEMS: usize = 100;

/// Most bytes that the items of one transaction may have together. Source: Amazon DynamoDB, `TransactWriteItems`.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Most bytes of one encoded event: twice over, it fits into one entry of an event bus (256 KB).
pub const MAX_EVENT_BYTES: usize = 128 * 1024;

/// Most bytes of a state's body.
pub const MAX_STATE_BYTES: usize = 100 * 1024;

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

/// What a load finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<A: Aggregate> {
    /// The state, or `None` when there is no such aggregate in the scope.
    pub snapshot: Option<Snapshot<A>>,
    /// The record of the command that was asked about, expired ones included.
    pub record: Option<CommandRecord>,
}

/// Everything that one command writes, together or not at all.
#[derive(Clone, Debug)]
pub struct Commit<A: Aggregate> {
    /// Where it belongs.
    pub scope: Scope,
    /// The version that the decision was made at; 0 for a new stream.
    pub expected_version: u64,
    /// What was decided; may be empty when there is a record to write.
    pub events: Vec<EventEnvelope<A::Event>>,
    /// The state after the events.
    pub snapshot: Snapshot<A>,
    /// Unique values that the new state holds and the old one did not.
    pub acquired: ClaimSet,
    /// Unique values that the old state held and the new one does not.
    pub released: ClaimSet,
    /// The record of the command, when it had an idempotency key.
    pub record: Option<CommandRecord>,
}

impl<A: Aggregate> Commit<A> {
    /// Folds the events into the state and works out which unique values change hands.
    ///
    /// # Errors
    /// [`FoldError`] when the events do not follow the state; `NoBeginning` also when there is neither a state nor an event.
    pub fn new(
        scope: Scope,
        id: A::Id,
        before: Option<&Snapshot<A>>,
        events: Vec<EventEnvelope<A::Event>>,
    ) -> Result<Self, FoldError> {
        let snapshot = Snapshot::fold(id, before.cloned(), &events)?
            .ok_or_else(|| FoldError::NoBeginning { event_type: "none".to_owned() })?;
        let held = before.map(|snapshot| A::claims(&snapshot.state)).unwrap_or_default();
        let wanted = A::claims(&snapshot.state);
        let acquired = wanted.iter().filter(|claim| !holds(&held, claim)).cloned().collect();
        let released = held.iter().filter(|claim| !holds(&wanted, claim)).cloned().collect();
        let expected_version = before.map_or(0, |snapshot| snapshot.version);
        Ok(Self { scope, expected_version, events, snapshot, acquired, released, record: None })
    }

    /// How many items the transaction has.
    #[must_use]
    pub fn item_count(&self) -> usize {
        let state = usize::from(!self.events.is_empty());
        self.events.len() + state + self.acquired.len() + self.released.len() + usize::from(self.record.is_some())
    }

    /// Refuses what no store may be asked to write.
    ///
    /// # Errors
    /// [`AppendError::TooLarge`] over [`MAX_ITEMS`]; [`AppendError::Failed`] when the events do not follow the version.
    pub fn check(&self) -> Result<(), AppendError> {
        if self.item_count() > MAX_ITEMS {
            return Err(AppendError::TooLarge {
                what: "items of the command",
                found: self.item_count(),
                limit: MAX_ITEMS,
            });
        }
        let expected = self.expected_version + self.events.len() as u64;
        if self.snapshot.version == expected && self.events.iter().all(|event| event.belongs_to(&self.scope)) {
            Ok(())
        } else {
            Err(AppendError::Failed(StoreError::finding("the events do not follow the expected version in this scope")))
        }
    }
}

fn holds(claims: &[Claim], wanted: &Claim) -> bool {
    claims.iter().any(|claim| claim.name == wanted.name && claim.value == wanted.value)
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

impl From<EventDecodeError> for LoadError {
    fn from(error: EventDecodeError) -> Self {
        Self::Fold(error.into())
    }
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
    /// The engine was busy with the same items or throttled. Nothing was written; the same commit may succeed later.
    #[error("the store is busy")]
    Contention(#[source] StoreError),
    /// More than a transaction takes. Nothing was sent.
    #[error("{found} {what}, but at most {limit} fit; split the command")]
    TooLarge {
        /// What there is too much of, with its unit.
        what: &'static str,
        /// How much.
        found: usize,
        /// How much fits.
        limit: usize,
    },
    /// The answer was lost: it may have been written, or may still be.
    #[error("the outcome of the write is not known")]
    Unknown(#[source] StoreError),
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

/// Where a list goes on: the id of the last row that was seen. Opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// The place behind a row.
    #[must_use]
    pub fn after<I: TypedId>(id: I) -> Self {
        Self(id.to_string())
    }

    /// The row behind which the list goes on.
    ///
    /// # Errors
    /// [`LoadError::Cursor`] when the cursor is of another list.
    pub fn id<I: TypedId>(&self) -> Result<I, LoadError> {
        self.0.parse().map_err(|_| LoadError::Cursor)
    }

    /// The text that a client gave back.
    #[must_use]
    pub fn from_client(text: String) -> Self {
        Self(text)
    }

    /// The text for a client.
    #[must_use]
    pub fn into_client(self) -> String {
        self.0
    }
}

/// One aggregate in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "A::Summary: Serialize", deserialize = "A::Summary: serde::de::DeserializeOwned"))]
pub struct ListRow<A: Aggregate> {
    /// Its id.
    pub id: A::Id,
    /// Its version.
    pub version: u64,
    /// What the list shows.
    pub summary: A::Summary,
}

/// Some rows of a list, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage<A: Aggregate> {
    /// The rows.
    pub rows: Vec<ListRow<A>>,
    /// Where the list goes on, or `None` at its end.
    pub next: Option<Cursor>,
}

/// A store of events and states. Every method works in one scope only.
pub trait Store: Send + Sync {
    /// Loads the state, strongly consistent, and the record of a command with it, in one read. A state of an older fold is
    /// rebuilt from its events.
    fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> impl Future<Output = Result<Loaded<A>, LoadError>> + Send;

    /// Writes events, then state, then claims and record, together or not at all.
    fn append<A: Aggregate>(&self, commit: &Commit<A>) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// The events after a sequence, strongly consistent, at most `limit` of them.
    fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> impl Future<Output = Result<EventPage<A::Event>, LoadError>> + Send;

    /// A page of a list, in the order of creation; eventually consistent.
    fn list<A: Aggregate>(
        &self,
        scope: &Scope,
        list: &KeyName,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> impl Future<Output = Result<ListPage<A>, LoadError>> + Send;

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
}
