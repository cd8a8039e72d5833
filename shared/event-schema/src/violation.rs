//! What can be wrong with an event.

use std::fmt;

use serde::Serialize;

use crate::field::path_pattern;

/// The kinds of violation. Their names are stable: metrics, records and subscribers use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ViolationKind {
    /// An isolation field is not there.
    IsolationMissing,
    /// An isolation field is null.
    IsolationNull,
    /// An isolation field holds something that is not the id it should be.
    IsolationForm,
    /// An isolation field inside `data` is not that of the envelope.
    IsolationMismatch,
    /// Not a JSON object at all.
    Malformed,
    /// An object has a name twice, so that two readers may see two events.
    DuplicateField,
    /// Nobody registered the type.
    UnknownType,
    /// The type is registered, this version is not.
    UnknownVersion,
    /// `detail-type` and `event_type` differ.
    TypeMismatch,
    /// The source is not the one that the aggregate belongs to.
    SourceMismatch,
    /// Ids of the envelope and of the data name different things.
    KeyMismatch,
    /// A reference to a record of another kind: an id with another prefix than the field takes.
    ReferencePrefix,
    /// One aggregate in two scopes: an event of the stream named another tenant or capsule.
    ScopeChanged,
    /// One cause in two scopes: an event names another tenant or capsule than what caused it, or than what else that caused.
    FlowScope,
    /// One cause in two requests.
    CorrelationMismatch,
    /// Two events at one position of a stream.
    SequenceReused,
    /// A later position of a stream with an earlier time.
    SequenceOrder,
    /// A required field is not there.
    MissingField,
    /// A field is null that may not be.
    NullField,
    /// A field of the wrong type or form.
    WrongForm,
    /// A field that the schema does not know.
    UnknownField,
    /// Another rule of the schema.
    Schema,
}

impl ViolationKind {
    /// The stable name: `isolation_missing`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IsolationMissing => "isolation_missing",
            Self::IsolationNull => "isolation_null",
            Self::IsolationForm => "isolation_form",
            Self::IsolationMismatch => "isolation_mismatch",
            Self::Malformed => "malformed",
            Self::DuplicateField => "duplicate_field",
            Self::UnknownType => "unknown_type",
            Self::UnknownVersion => "unknown_version",
            Self::TypeMismatch => "type_mismatch",
            Self::SourceMismatch => "source_mismatch",
            Self::KeyMismatch => "key_mismatch",
            Self::ReferencePrefix => "reference_prefix",
            Self::ScopeChanged => "scope_changed",
            Self::FlowScope => "flow_scope",
            Self::CorrelationMismatch => "correlation_mismatch",
            Self::SequenceReused => "sequence_reused",
            Self::SequenceOrder => "sequence_order",
            Self::MissingField => "missing_field",
            Self::NullField => "null_field",
            Self::WrongForm => "wrong_form",
            Self::UnknownField => "unknown_field",
            Self::Schema => "schema",
        }
    }

    /// Whether data may reach another tenant or capsule because of it.
    #[must_use]
    pub const fn is_isolation(self) -> bool {
        matches!(
            self,
            Self::IsolationMissing
                | Self::IsolationNull
                | Self::IsolationForm
                | Self::IsolationMismatch
                | Self::ScopeChanged
                | Self::FlowScope
        )
    }

    /// What follows from it, for whoever reads the log.
    #[must_use]
    pub const fn impact(self) -> &'static str {
        match self {
            Self::IsolationMissing | Self::IsolationNull | Self::IsolationForm => {
                "consumers cannot tell whose event this is: it may be lost or shown to another tenant or capsule"
            }
            Self::ScopeChanged => {
                "the record belongs to two scopes: whoever reads its stream shows one customer's data to another"
            }
            Self::FlowScope => "what was done to one customer's record changed another customer's, or says so",
            Self::CorrelationMismatch => "whoever follows the request through logs and events misses this one",
            Self::SequenceReused => "consumers that gate on the sequence drop one of the two events",
            Self::SequenceOrder => "consumers that sort by time rebuild another state than those that sort by sequence",
            Self::ReferencePrefix => {
                "consumers look the record up among those of another kind and find nothing or a stranger"
            }
            Self::IsolationMismatch => {
                "the event names two scopes: a consumer that reads the other one shows it to the wrong tenant or capsule"
            }
            Self::Malformed => "no consumer can read the event",
            Self::DuplicateField => "two consumers may read two different values out of one event",
            Self::UnknownType | Self::UnknownVersion => {
                "consumers have no contract for the event and may drop or misread it"
            }
            Self::TypeMismatch => "rules that filter on the detail-type deliver the event to the wrong consumers",
            Self::SourceMismatch => "the event may be forged, and rules that filter on the source deliver it wrongly",
            Self::KeyMismatch => "the event changes another record than the one it is about",
            Self::MissingField | Self::NullField | Self::WrongForm => {
                "consumers that rely on the field fail or misread it"
            }
            Self::UnknownField => {
                "a field without a contract: consumers drop it, and it may carry data that nobody protects"
            }
            Self::Schema => "consumers that rely on the schema fail or misread the event",
        }
    }
}

impl fmt::Display for ViolationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that is wrong with one event. Holds no value of the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// What it is.
    pub kind: ViolationKind,
    /// Where, as a JSON pointer into the event (RFC 6901); empty is the whole event.
    pub path: String,
    /// What the contract says, in words or as a pattern of the schema.
    pub expected: String,
    /// What stands there: type and length.
    pub found: String,
}

impl Violation {
    /// The path with every index as `*`: the same for all elements of a list, and so for all events with the same mistake.
    #[must_use]
    pub fn path_pattern(&self) -> String {
        path_pattern(&self.path)
    }

    /// What is wrong, as one sentence for people.
    #[must_use]
    pub fn issue(&self) -> String {
        let path = if self.path.is_empty() { "the event" } else { &self.path };
        format!("`{path}`: expected {}, found {}", self.expected, self.found)
    }

    /// What follows from it.
    #[must_use]
    pub const fn impact(&self) -> &'static str {
        self.kind.impact()
    }
}
