//! The bus, and what goes into quarantine.

use aws_sdk_eventbridge::{primitives::DateTime, types::PutEventsRequestEntry};
use event_schema::GOVERNANCE_SOURCE;
use serde::Serialize;

use crate::{
    announcement::{Announcement, EVENT_TYPE},
    payload::Poison,
};

/// How many events one call takes. Source: Amazon EventBridge, `PutEvents`.
const MAX_ENTRIES: usize = 10;

/// A call that did not succeed.
#[derive(Debug, thiserror::Error)]
#[error("{code}")]
pub struct PortError {
    /// The service's error code, or what happened on the way.
    pub code: String,
}

impl PortError {
    fn new(code: Option<&str>) -> Self {
        Self { code: code.unwrap_or("no answer").to_owned() }
    }
}

impl From<serde_json::Error> for PortError {
    fn from(error: serde_json::Error) -> Self {
        Self { code: error.to_string() }
    }
}

/// The bus.
pub trait Bus: Send + Sync {
    /// Puts announcements of one violation on the bus. When one of them is not taken, none of them counts as announced.
    fn announce(&self, announcements: &[Announcement]) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// The EventBridge bus.
pub struct EventBridgeBus {
    client: aws_sdk_eventbridge::Client,
    name: String,
}

impl EventBridgeBus {
    /// The bus of this name.
    #[must_use]
    pub const fn new(client: aws_sdk_eventbridge::Client, name: String) -> Self {
        Self { client, name }
    }
}

impl Bus for EventBridgeBus {
    async fn announce(&self, announcements: &[Announcement]) -> Result<(), PortError> {
        use aws_sdk_eventbridge::error::ProvideErrorMetadata as _;
        for announcements in announcements.chunks(MAX_ENTRIES) {
            let entries =
                announcements.iter().map(|announcement| self.entry(announcement)).collect::<Result<_, _>>()?;
            let sent = self.client.put_events().set_entries(Some(entries)).send().await;
            let answer = sent.map_err(|error| PortError::new(error.code()))?;
            // The call succeeds as a whole even where an entry failed.
            if let Some(code) = answer.entries().iter().find_map(|entry| entry.error_code()) {
                return Err(PortError::new(Some(code)));
            }
        }
        Ok(())
    }
}

impl EventBridgeBus {
    fn entry(&self, announcement: &Announcement) -> Result<PutEventsRequestEntry, PortError> {
        Ok(PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(GOVERNANCE_SOURCE)
            .detail_type(EVENT_TYPE)
            .detail(serde_json::to_string(announcement)?)
            .time(DateTime::from_millis(announcement.occurred_at.as_millis()))
            .build())
    }
}

/// A message for the quarantine, with its text: once it has left its queue it is nowhere else. Only the bus may send to that
/// queue, so a text that is no event of the bus is not one of a tenant's either; of an event whose detail nobody can read it may hold
/// what a tenant's events hold, which is personal data as ciphertext only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Who sends it.
    pub function: &'static str,
    /// Why.
    pub reason: &'static str,
    /// The message's id in the queue.
    pub message_id: String,
    /// The message's text.
    pub body: String,
}

impl Notice {
    /// A message that is no event anybody could check.
    #[must_use]
    pub const fn poison(reason: Poison, message_id: String, body: String) -> Self {
        Self { function: "schema-validator", reason: reason.as_str(), message_id, body }
    }
}
