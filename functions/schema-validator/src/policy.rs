//! How bad each kind of violation is.

use event_schema::ViolationKind;
use governance::Severity;

/// How bad the kinds are: fixed but for types that nobody registered, where it depends on who else may use the bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeverityPolicy {
    /// Of a type or a version that nobody registered.
    pub unknown_type: Severity,
}

impl Default for SeverityPolicy {
    fn default() -> Self {
        Self { unknown_type: Severity::Medium }
    }
}

impl SeverityPolicy {
    /// The severity of a kind of violation.
    #[must_use]
    pub const fn of(self, kind: ViolationKind) -> Severity {
        match kind {
            _ if kind.is_isolation() => Severity::Critical,
            ViolationKind::KeyMismatch
            | ViolationKind::SourceMismatch
            | ViolationKind::DuplicateField
            | ViolationKind::ReferencePrefix
            | ViolationKind::SequenceReused => Severity::High,
            ViolationKind::UnknownType | ViolationKind::UnknownVersion => self.unknown_type,
            _ => Severity::Medium,
        }
    }
}

#[cfg(test)]
#[path = "policy.test.rs"]
mod tests;
