//! The bus, and what goes into quarantine.

use aws_sdk_eventbridge::{primitives::DateTime, types::PutEventsRequestEntry};
use event_schema::GOVERNANCE_SOURCE;
use serde::Serialize;

use crate::announcement::{Announcement, EVENT_TYPE};

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
    /// Puts an announcement on the bus.
    fn announce(&self, announcement: &Announcement) -> impl Future<Output = Result<(), PortError>> + Send;
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
    async fn announce(&self, announcement: &Announcement) -> Result<(), PortError> {
        use aws_sdk_eventbridge::error::ProvideErrorMetadata as _;
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(GOVERNANCE_SOURCE)
            .detail_type(EVENT_TYPE)
            .detail(serde_json::to_string(announcement)?)
            .time(DateTime::from_millis(announcement.occurred_at.as_millis()))
            .build();
        let answer =
            self.client.put_events().entries(entry).send().await.map_err(|error| PortError::new(error.code()))?;
        // The call succeeds as a whole even where its one entry failed.
        match answer.entries().iter().find_map(|entry| entry.error_code()) {
            None => Ok(()),
            Some(code) => Err(PortError::new(Some(code))),
        }
    }
}

/// A message for the quarantine, with its text: once it has left its queue it is nowhere else. Only the bus may send to that
/// queue, so a text that is no event of the bus is not one of a tenant's either.
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
    /// A message whose body is no event of the bus.
    #[must_use]
    pub const fn unreadable(message_id: String, body: String) -> Self {
        Self { function: "schema-validator", reason: "body_unreadable", message_id, body }
    }
}
