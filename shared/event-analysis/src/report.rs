//! What the analyser says.

mod text;

use serde::{Deserialize, Serialize};

/// What a deviation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A field is not there that related events have.
    Missing,
    /// A field is null that has a value elsewhere.
    Null,
    /// A field stands in another place than in related events.
    Moved,
    /// A field has another name than in related events.
    Renamed,
    /// A value has another JSON type than elsewhere.
    Type,
    /// A text has another form than elsewhere: another prefix, another length, another alphabet.
    Format,
    /// A value disagrees with other events of the same stream, or with another field that repeats it.
    Value,
    /// An id belongs to another scope than the event that names it.
    Reference,
}

impl Kind {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Null => "null",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
            Self::Type => "type",
            Self::Format => "format",
            Self::Value => "value",
            Self::Reference => "reference",
        }
    }
}

/// How bad a deviation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nobody can say from the corpus alone whether it is meant.
    Low,
    /// Consumers may fail or misread a field.
    Medium,
    /// A record may be taken for another, or found in a foreign scope.
    High,
    /// It cannot be told whose event it is.
    Critical,
}

impl Severity {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How many events keep a pattern, of how many that could.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// So many keep it.
    pub agree: u64,
    /// So many could.
    pub of: u64,
}

/// Events of one type that deviate in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Its place in the report, from 1: the most surprising first within a severity.
    pub rank: u64,
    /// What it is.
    pub kind: Kind,
    /// The type of the events.
    pub event_type: String,
    /// Where, a JSON pointer (RFC 6901) into the event; `*` stands for each element of an array.
    pub path: String,
    /// The lines of the corpus, from 1. At most 200,000 of them.
    pub lines: Vec<u64>,
    /// How many events deviate.
    pub count: u64,
    /// What it deviates from.
    pub support: Support,
    /// How bad it is.
    pub severity: Severity,
    /// In words.
    pub explain: String,
}

/// What the events share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// `type`, `version`, `stream`, `boundary`, `nested`, `shared`, `form`, `equal`, `embedded`, `scoped`, `platform`, or `unpartitioned` where no
    /// boundary was found.
    pub kind: String,
    /// The place it is about; of a type, its name.
    pub path: String,
    /// The other place, of those kinds that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// The form of the values: JSON type, and of a text what kind it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The types that keep it, of a pattern that only related types share; empty for one of all events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// How well it is kept.
    pub support: Support,
    /// In words.
    pub explain: String,
}

/// A line that is no event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it. Quotes nothing of the line.
    pub reason: String,
}

/// Everything the analyser found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How many events there were.
    pub events: u64,
    /// How many types of them.
    pub types: u64,
    /// What deviates.
    pub violations: Vec<Violation>,
    /// What it deviates from.
    pub patterns: Vec<Pattern>,
    /// The first lines that are no events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
    /// How many there are of them.
    #[serde(default)]
    pub unreadable_count: u64,
}
