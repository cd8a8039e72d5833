//! What became of a write whose answer was lost, and of a request that came before.

use kernel::{Aggregate, EventId, LoadError, Loaded, Snapshot, Store, StoreError};

use super::{CommandRequest, ExecuteError, Execution, Retry};
use crate::clock;

/// A commit whose answer was lost.
pub(super) struct Unsettled<A: Aggregate> {
    pub(super) event_id: EventId,
    pub(super) snapshot: Snapshot<A>,
}

/// Looks whether a write with a lost answer stands: whether the own event is where it would be.
pub(super) async fn settled<A: Aggregate, S: Store>(
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
pub(super) async fn look<A: Aggregate, S: Store>(
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
pub(super) async fn replayed<A: Aggregate, S: Store>(
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
