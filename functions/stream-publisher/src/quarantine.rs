//! Where broken records wait for an operator: by key, never with what they hold.

use serde::Serialize;

/// Why a record cannot be published, ever. The names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Not a stream record.
    RecordMalformed,
    /// A new item without its image: the stream's view type is wrong.
    ImageMissing,
    /// An item without a kind: not written by this platform.
    KindMissing,
    /// An attribute of the event is missing or of the wrong type.
    EventMalformed,
    /// The key is not the one that the attributes give.
    KeyMismatch,
    /// An event was overwritten. Events never change.
    EventModified,
    /// An event was deleted. Events stay.
    EventRemoved,
    /// The event is larger than the bus takes.
    EventTooLarge,
    /// The bus refused the event for what it is.
    BusRefused,
}

impl Reason {
    /// The stable name: `key_mismatch`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecordMalformed => "record_malformed",
            Self::ImageMissing => "image_missing",
            Self::KindMissing => "kind_missing",
            Self::EventMalformed => "event_malformed",
            Self::KeyMismatch => "key_mismatch",
            Self::EventModified => "event_modified",
            Self::EventRemoved => "event_removed",
            Self::EventTooLarge => "event_too_large",
            Self::BusRefused => "bus_refused",
        }
    }
}

/// Where a record stands: enough to find it in the stream and in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Its number in the stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
    /// The stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_source_arn: Option<String>,
    /// The partition key of the item, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pk: Option<String>,
    /// The sort key of the item, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sk: Option<String>,
}

/// The message that goes into quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Who sends it.
    pub function: &'static str,
    /// Why.
    pub reason: Reason,
    /// Which record.
    #[serde(flatten)]
    pub position: Position,
}

impl Notice {
    /// A notice about the record at this position.
    #[must_use]
    pub const fn new(reason: Reason, position: Position) -> Self {
        Self { function: "stream-publisher", reason, position }
    }
}
