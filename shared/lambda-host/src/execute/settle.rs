//! What became of a write whose answer was lost, and of a request that came before.

use kernel::{Aggregate, CommandRecord, Commit, EventId, LoadError, Snapshot, Store, StoreError};

use super::{CommandRequest, ExecuteError, Execution, Retry};
use crate::clock;

/// A commit whose answer was lost: it stands, or it may still come to stand while the stream is where it was decided at.
pub(super) struct Unsettled<A: Aggregate> {
    expected_version: u64,
    /// None when it writes the record of the command alone: then only the record tells.
    first_event_id: Option<EventId>,
    snapshot: Snapshot<A>,
}

impl<A: Aggregate> From<Commit<A>> for Unsettled<A> {
    fn from(commit: Commit<A>) -> Self {
        let first_event_id = commit.events.first().map(|event| event.event_id);
        Self { expected_version: commit.expected_version, first_event_id, snapshot: commit.snapshot }
    }
}

/// Looks whether a write with a lost answer stands: whether the own event is where it would be. Writes that can stand no more,
/// because another event is there, are forgotten.
pub(super) async fn settled<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    current: Option<&Snapshot<A>>,
    unsettled: &mut Vec<Unsettled<A>>,
) -> Result<Option<Execution<A>>, Retry> {
    let Some(mut after) = unsettled.iter().map(|lost| lost.expected_version).min() else { return Ok(None) };
    let version = current.map_or(0, |snapshot| snapshot.version);
    while after < version {
        let page = store.events::<A>(&request.scope, request.id, after, kernel::MAX_ITEMS).await?;
        for event in &page.events {
            if event.sequence != after + 1 {
                return Err(LoadError::events_not_shown_yet().into());
            }
            after = event.sequence;
            if let Some(found) = unsettled.iter().position(|lost| lost.first_event_id == Some(event.event_id)) {
                let snapshot = unsettled.swap_remove(found).snapshot;
                return Ok(Some(Execution { snapshot, status: request.status, replayed: false }));
            }
            unsettled.retain(|lost| lost.first_event_id.is_none() || lost.expected_version + 1 != event.sequence);
        }
        if page.events.is_empty() {
            return Err(LoadError::events_not_shown_yet().into());
        }
    }
    Ok(None)
}

/// Looks once more for a write with a lost answer; does nothing when there is none.
pub(super) async fn look<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    unsettled: &mut Vec<Unsettled<A>>,
) -> Result<Option<Execution<A>>, Retry> {
    if unsettled.is_empty() {
        return Ok(None);
    }
    let key = request.idempotency.as_ref().map(|idempotency| &idempotency.key);
    let loaded = store.load::<A>(&request.scope, request.id, key).await?;
    match settled(store, request, loaded.snapshot.as_ref(), unsettled).await? {
        Some(execution) => Ok(Some(execution)),
        None => Ok(replayed(store, request, loaded.record.as_ref(), loaded.snapshot.as_ref()).await?),
    }
}

/// The answer to an earlier request with the same key, if its record still counts.
pub(super) async fn replayed<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    record: Option<&CommandRecord>,
    current: Option<&Snapshot<A>>,
) -> Result<Option<Execution<A>>, ExecuteError> {
    let (Some(idempotency), Some(record)) = (&request.idempotency, record) else { return Ok(None) };
    if record.expires_at <= clock::now() {
        return Ok(None);
    }
    if record.request != idempotency.request {
        return Err(ExecuteError::KeyReused);
    }
    let id = record.aggregate_id.typed::<A::Id>();
    let id = id.map_err(|error| ExecuteError::Load(LoadError::Decode(StoreError::new("decode", error))))?;
    let current = current.filter(|snapshot| snapshot.id == id && snapshot.version == record.version);
    let snapshot = match current {
        Some(snapshot) => snapshot.clone(),
        None => {
            let (version, written_at) = (record.version, record.recorded_at());
            store.promised_version::<A>(&request.scope, id, version, written_at, clock::now()).await?
        }
    };
    Ok(Some(Execution { snapshot, status: record.status, replayed: true }))
}

/// A no that is due to what a twin did, another request with the same key, is none: then it is the twin's answer. What a load
/// shows of a transaction may lack the record, which the engine applies as an item of its own.
pub(super) async fn unless_a_twin<A: Aggregate, S: Store>(
    store: &S,
    request: &CommandRequest<A>,
    refused: ExecuteError,
) -> Result<Execution<A>, Retry> {
    if let Some(idempotency) = &request.idempotency
        && refused.is_refusal()
    {
        let record = store.record(&request.scope, &idempotency.key).await?;
        let id = record.as_ref().and_then(|record| record.aggregate_id.typed::<A::Id>().ok());
        let current = match id {
            Some(id) => store.load::<A>(&request.scope, id, None).await?.snapshot,
            None => None,
        };
        if let Some(execution) = replayed(store, request, record.as_ref(), current.as_ref()).await? {
            return Ok(execution);
        }
    }
    Err(Retry::No(refused))
}
