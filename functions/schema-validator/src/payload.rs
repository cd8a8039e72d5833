//! What the function is invoked with: a batch of queue messages whose bodies are events of the bus, or one such event.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The payload of an invocation. Reading it never fails, so that one odd message cannot fail a batch.
#[derive(Debug)]
pub enum Payload {
    /// Messages of a queue.
    Queue(Vec<Message>),
    /// An event of the bus, from a rule that invokes the function itself.
    Event(BusEvent),
    /// Something else.
    Unreadable,
}

/// A message of a queue.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id in the queue.
    pub message_id: String,
    /// What somebody sent.
    #[serde(default)]
    pub body: String,
}

/// An event as EventBridge delivers it.
#[derive(Debug, Deserialize)]
pub struct BusEvent {
    /// The service that says it comes from.
    pub source: String,
    /// The type as rules see it.
    #[serde(rename = "detail-type")]
    pub detail_type: String,
    /// The wire form as exact text: what is there twice is still there twice.
    pub detail: Box<RawValue>,
}

#[derive(Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

impl BusEvent {
    /// The event of a message body, if it is one.
    #[must_use]
    pub fn parse(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        if let Ok(Batch { records }) = serde_json::from_str(text.get()) {
            return Ok(Self::Queue(records));
        }
        Ok(BusEvent::parse(text.get()).map_or(Self::Unreadable, Self::Event))
    }
}

#[cfg(test)]
#[path = "payload.test.rs"]
mod tests;
