//! Entries as the bus takes them, and how many fit into one call.

use event_schema::source_of;
use kernel::{CorrelationId, EncodedEvent, EventId, TenantId, Timestamp};

use crate::quarantine::{Notice, Position, Reason};

/// Entries in one call of PutEvents (EventBridge API reference).
pub const MAX_ENTRIES: usize = 10;

/// Bytes in one call of PutEvents, all entries together.
pub const MAX_BYTES: usize = 256 * 1024;

/// What AWS counts for the time of an entry ("Calculating event entry size").
const TIME_BYTES: usize = 14;

/// An event on its way to the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The service that it comes from.
    pub source: &'static str,
    /// Its type.
    pub detail_type: String,
    /// Its wire form.
    pub detail: String,
    /// When it was recorded.
    pub time: Timestamp,
    /// The trace of the request that caused it, for X-Ray.
    pub trace_header: String,
    /// Its id.
    pub event_id: EventId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// The trace as its id.
    pub correlation_id: CorrelationId,
    /// Where its record stands.
    pub position: Position,
}

impl Entry {
    /// The entry of an event.
    ///
    /// # Errors
    /// A notice for the quarantine, when the event is too large for the bus or has no wire form.
    pub fn new(event: &EncodedEvent, position: Position) -> Result<Self, Notice> {
        let Ok(detail) = serde_json::to_string(event) else {
            return Err(Notice::new(Reason::EventMalformed, position));
        };
        let entry = Self {
            source: source_of(event.aggregate_type.as_str()),
            detail_type: event.event_type.clone().into_owned(),
            detail,
            time: event.occurred_at,
            trace_header: trace_header(event.correlation_id),
            event_id: event.event_id,
            tenant_id: event.tenant_id,
            correlation_id: event.correlation_id,
            position,
        };
        if entry.size() > MAX_BYTES {
            return Err(Notice::new(Reason::EventTooLarge, entry.position));
        }
        Ok(entry)
    }

    /// The size in bytes as AWS counts it.
    #[must_use]
    pub fn size(&self) -> usize {
        TIME_BYTES + self.source.len() + self.detail_type.len() + self.detail.len()
    }
}

/// An X-Ray header whose trace id is the correlation id: `Root=1-5759e988-bd862e3fe1be46a994272793`.
fn trace_header(id: CorrelationId) -> String {
    let hex = id.to_string();
    let (epoch, unique) = hex.split_at(8);
    format!("Root=1-{epoch}-{unique}")
}

/// Entries that fit into one call, in order.
#[derive(Debug, Default)]
pub struct Chunk {
    entries: Vec<Entry>,
    bytes: usize,
}

impl Chunk {
    /// Takes an entry, or gives it back when there is no room. An empty chunk has room for every entry.
    ///
    /// # Errors
    /// The entry itself.
    #[allow(clippy::result_large_err, reason = "the entry is given back, not an error")]
    pub fn push(&mut self, entry: Entry) -> Result<(), Entry> {
        let bytes = self.bytes + entry.size();
        if self.entries.len() >= MAX_ENTRIES || bytes > MAX_BYTES {
            return Err(entry);
        }
        self.bytes = bytes;
        self.entries.push(entry);
        Ok(())
    }

    /// The entries.
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}

#[cfg(test)]
#[path = "chunk.test.rs"]
mod tests;
