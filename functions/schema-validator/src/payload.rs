//! What the function is invoked with: a batch of queue messages whose bodies are events of the bus, or one such event.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::value::RawValue;

/// The payload of an invocation. Reading it never fails, so that one odd message cannot fail a batch.
#[derive(Debug)]
pub enum Payload {
    /// Messages of a queue.
    Queue(Vec<Message>),
    /// An event of the bus, from a rule that invokes the function itself: as a message that it would be the body of, called by the id that the bus
    /// gave the event.
    Event(Message),
    /// Something else.
    Unreadable,
}

/// A message of a queue.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id in the queue.
    pub message_id: String,
    /// What somebody sent, as the JSON text of the payload: a text that is no Unicode must not make the batch unreadable.
    #[serde(default)]
    body: Option<Box<RawValue>>,
}

/// An event as EventBridge delivers it.
#[derive(Debug, Deserialize)]
pub struct BusEvent {
    /// The service that says it comes from.
    pub source: String,
    /// The type as rules see it.
    #[serde(rename = "detail-type")]
    pub detail_type: String,
    /// The id that the bus gave it, which is not the event's own.
    #[serde(default)]
    id: Option<String>,
    /// The wire form as exact text: what is there twice is still there twice.
    pub detail: Box<RawValue>,
}

/// Why a message is no event that anybody could check. The names are stable: whoever empties the quarantine sorts by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poison {
    /// There is no body, or an empty one.
    BodyEmpty,
    /// The body is no text in Unicode: half a surrogate pair.
    BodyNotUnicode,
    /// The body is not JSON.
    BodyNotJson,
    /// The body is JSON, and no event of a bus: it lacks `source`, `detail-type` or `detail`, or they are no texts.
    BodyNotAnEvent,
    /// The event's detail is nested deeper than any reader follows.
    DetailTooDeep,
    /// The event's detail holds a text that is not Unicode.
    DetailNotUnicode,
    /// The event's detail cannot be read for another reason: a number beyond all numbers.
    DetailUnreadable,
}

impl Poison {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BodyEmpty => "body_empty",
            Self::BodyNotUnicode => "body_not_unicode",
            Self::BodyNotJson => "body_not_json",
            Self::BodyNotAnEvent => "body_not_an_event",
            Self::DetailTooDeep => "detail_too_deep",
            Self::DetailNotUnicode => "detail_not_unicode",
            Self::DetailUnreadable => "detail_unreadable",
        }
    }
}

#[derive(Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

impl Message {
    /// The event that the message is.
    ///
    /// # Errors
    /// Why it is none.
    pub fn event(&self) -> Result<BusEvent, Poison> {
        let text = self.body.as_ref().map_or("null", |body| body.get());
        match serde_json::from_str::<Option<String>>(text) {
            Ok(body) => BusEvent::parse(body.as_deref().unwrap_or_default()),
            Err(_) if text.starts_with('"') => Err(Poison::BodyNotUnicode),
            Err(_) => Err(Poison::BodyNotAnEvent),
        }
    }

    /// What somebody sent, for the quarantine: as text, or as the JSON that stood for it where it makes no text.
    #[must_use]
    pub fn body(&self) -> String {
        let text = self.body.as_ref().map_or("null", |body| body.get());
        serde_json::from_str::<Option<String>>(text).map_or_else(|_| text.to_owned(), Option::unwrap_or_default)
    }
}

impl BusEvent {
    /// The event of a message body.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(body: &str) -> Result<Self, Poison> {
        if body.trim().is_empty() {
            return Err(Poison::BodyEmpty);
        }
        serde_json::from_str(body).map_err(
            |error| {
                if error.is_data() { Poison::BodyNotAnEvent } else { Poison::BodyNotJson }
            },
        )
    }

    /// Why no reader of JSON gets at the detail, if so.
    #[must_use]
    pub fn poison(&self) -> Option<Poison> {
        let error = serde_json::from_str::<serde_json::Value>(self.detail.get()).err()?;
        let text = error.to_string();
        Some(if text.starts_with("recursion limit") {
            Poison::DetailTooDeep
        } else if text.contains("surrogate") || text.contains("escape") || text.contains("code point") {
            Poison::DetailNotUnicode
        } else {
            Poison::DetailUnreadable
        })
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        if let Ok(Batch { records }) = serde_json::from_str(text.get()) {
            return Ok(Self::Queue(records));
        }
        let Ok(event) = BusEvent::parse(text.get()) else { return Ok(Self::Unreadable) };
        let body = serde_json::to_string(text.get()).and_then(RawValue::from_string).map_err(D::Error::custom)?;
        Ok(Self::Event(Message { message_id: event.id.unwrap_or_default(), body: Some(body) }))
    }
}

#[cfg(test)]
#[path = "payload.test.rs"]
mod tests;
