//! The state of an aggregate together with where it stands in its stream.

use serde::{Deserialize, Serialize};

use crate::{Actor, Aggregate, EventDecodeError, EventEnvelope, EventId, Timestamp};

/// The state after `version` events, and the envelope that every record shows (who, when, up to which event).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "A::State: Serialize", deserialize = "A::State: serde::de::DeserializeOwned"))]
pub struct Snapshot<A: Aggregate> {
    /// Its id.
    pub id: A::Id,
    /// The sequence of the last event folded in; also the ETag.
    pub version: u64,
    /// The last event folded in.
    pub last_event_id: EventId,
    /// When the first event was recorded.
    pub created_at: Timestamp,
    /// Who did the first.
    pub created_by: Actor,
    /// When the last event was recorded.
    pub updated_at: Timestamp,
    /// Who did the last.
    pub updated_by: Actor,
    /// The fold.
    pub state: A::State,
}

/// A stream that cannot be folded.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    /// An event does not follow the one before it.
    #[error("expected sequence {expected}, found {found}")]
    Gap {
        /// The sequence that should have come.
        expected: u64,
        /// The one that came.
        found: u64,
    },
    /// The first event of the stream creates nothing.
    #[error("event type `{event_type}` cannot begin a stream")]
    NoBeginning {
        /// The type of the first event.
        event_type: String,
    },
    /// The event belongs to another aggregate.
    #[error("an event of another stream stands in this one")]
    ForeignEvent,
    /// The event cannot be read.
    #[error("failed to decode an event")]
    Decode(#[from] EventDecodeError),
}

impl<A: Aggregate> Snapshot<A> {
    /// Folds events that follow the given snapshot (or begin the stream). No events give back what was there.
    ///
    /// # Errors
    /// [`FoldError`] when the events do not follow.
    pub fn fold(
        id: A::Id,
        snapshot: Option<Self>,
        events: &[EventEnvelope<A::Event>],
    ) -> Result<Option<Self>, FoldError> {
        events.iter().try_fold(snapshot, |before, event| Self::apply(id, before, event).map(Some))
    }

    fn apply(id: A::Id, before: Option<Self>, event: &EventEnvelope<A::Event>) -> Result<Self, FoldError> {
        let expected = before.as_ref().map_or(0, |snapshot| snapshot.version).saturating_add(1);
        if event.sequence != expected {
            return Err(FoldError::Gap { expected, found: event.sequence });
        }
        if event.aggregate_id.typed::<A::Id>().ok() != Some(id) {
            return Err(FoldError::ForeignEvent);
        }
        let (created, state) = match before {
            Some(snapshot) => (Some((snapshot.created_at, snapshot.created_by)), Some(snapshot.state)),
            None => (None, None),
        };
        let state = A::evolve(state, &event.data)
            .ok_or_else(|| FoldError::NoBeginning { event_type: event.event_type.clone().into_owned() })?;
        let (created_at, created_by) = created.unwrap_or_else(|| (event.occurred_at, event.actor.clone()));
        Ok(Self {
            id,
            version: event.sequence,
            last_event_id: event.event_id,
            created_at,
            created_by,
            updated_at: event.occurred_at,
            updated_by: event.actor.clone(),
            state,
        })
    }
}
