//! What a stream record is: an event to publish, none of our business, or broken.

use dynamodb_entity::{CapsuleIsolated as _, EntityError};
use dynamodb_store::EventItem;
use kernel::EncodedEvent;
use serde_json::{Map, Value, value::RawValue};

use crate::quarantine::{Notice, Position, Reason};

/// The kind of the items that are published.
const EVENT_KIND: &str = "event";

/// What a record turned out to be.
#[derive(Debug)]
pub enum Reading {
    /// A new event.
    Event(Box<EncodedEvent>, Position),
    /// Another kind of item.
    NotAnEvent,
    /// Broken, or something that must never happen.
    Poison(Notice),
}

/// Reads one record. The numbers of an image are text in its JSON and stay text until their attribute's type is known.
#[must_use]
pub fn read(record: &RawValue) -> Reading {
    // Of a text that is no record nothing is known, not even where it stands.
    let Ok(record) = serde_json::from_str::<Map<String, Value>>(record.get()) else {
        return Reading::Poison(Notice::new(Reason::RecordMalformed, Position::default()));
    };
    let position = position(&record);
    let change = record.get("dynamodb");
    let new_image = change.and_then(|change| change.get("NewImage"));
    let old_image = change.and_then(|change| change.get("OldImage"));
    let poison = |reason| Reading::Poison(Notice::new(reason, position.clone()));
    match record.get("eventName").and_then(Value::as_str) {
        Some("INSERT") => match (new_image, kind_of(new_image)) {
            (None, _) => poison(Reason::ImageMissing),
            (Some(image), Some(EVENT_KIND)) => match event(image) {
                Ok(event) => Reading::Event(Box::new(event), position),
                Err(reason) => poison(reason),
            },
            (Some(_), Some(_)) => Reading::NotAnEvent,
            (Some(_), None) => poison(Reason::KindMissing),
        },
        // An event under an edition may go with it; all others stay for ever.
        Some("MODIFY") if is_event(new_image, &position) || is_event(old_image, &position) => {
            poison(Reason::EventModified)
        }
        Some("REMOVE") if is_event(old_image, &position) => poison(Reason::EventRemoved),
        Some("MODIFY" | "REMOVE") => Reading::NotAnEvent,
        _ => poison(Reason::RecordMalformed),
    }
}

fn event(image: &Value) -> Result<EncodedEvent, Reason> {
    let item: serde_dynamo::Item = serde_json::from_value(image.clone()).map_err(|_| Reason::EventMalformed)?;
    match EventItem::from_trusted_item(item) {
        Ok(item) => item.into_event().map_err(|_| Reason::EventMalformed),
        Err(EntityError::KeyMismatch { .. } | EntityError::ForeignScope { .. }) => Err(Reason::KeyMismatch),
        Err(_) => Err(Reason::EventMalformed),
    }
}

fn position(record: &Map<String, Value>) -> Position {
    let change = record.get("dynamodb");
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let key = |name| change.and_then(|change| change.get("Keys")).and_then(|keys| text_attribute(keys, name));
    Position {
        sequence_number: text(change.and_then(|change| change.get("SequenceNumber"))),
        event_source_arn: text(record.get("eventSourceARN")),
        pk: key("pk").map(str::to_owned),
        sk: key("sk").map(str::to_owned),
    }
}

fn text_attribute<'a>(item: &'a Value, name: &str) -> Option<&'a str> {
    item.get(name)?.get("S")?.as_str()
}

fn kind_of(image: Option<&Value>) -> Option<&str> {
    text_attribute(image?, "kind")
}

/// Whether a changed or removed item was an event. The stream carries no old images, so the key has to tell.
fn is_event(image: Option<&Value>, position: &Position) -> bool {
    let by_key = position.sk.as_deref().is_some_and(|sk| sk.starts_with(EventItem::sk_prefix()));
    kind_of(image) == Some(EVENT_KIND) || by_key
}

#[cfg(test)]
#[path = "record.test.rs"]
mod tests;
