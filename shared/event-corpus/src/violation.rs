//! What can be wrong with an event.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with an event; the names are those of the analyser's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A field that is always there is not.
    Missing,
    /// A field that is never null is.
    Null,
    /// A field stands elsewhere.
    Moved,
    /// A field has another name.
    Renamed,
    /// A field has another JSON type.
    Type,
    /// A value disagrees with its stream, or with another field of the event.
    Value,
    /// An id of another scope.
    Reference,
    /// An id or a time of another form.
    Format,
}

impl Kind {
    /// All of them, in the order of the issue.
    pub const ALL: [Self; 8] =
        [Self::Missing, Self::Null, Self::Moved, Self::Renamed, Self::Type, Self::Value, Self::Reference, Self::Format];

    /// The kind that a report names so.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name in a report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Null => "null",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
            Self::Type => "type",
            Self::Value => "value",
            Self::Reference => "reference",
            Self::Format => "format",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A violation that was planted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Planted {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub kind: Kind,
    /// Where it should stand, as a JSON pointer into the line.
    pub path: String,
    /// The type of the event.
    pub event_type: String,
}
