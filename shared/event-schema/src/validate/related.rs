//! An event of a type that nobody registered, held against the types that it is related to.

use serde_json::Value;

use super::{Findings, schema};
use crate::related::Group;

/// What every related type has and this event has not. What was blamed before for a better reason is not blamed again.
pub(super) fn check(related: &[(&str, &Group)], event: &Value, findings: &mut Findings) {
    for (_, group) in related {
        let Some(validator) = group.validator() else { continue };
        let mut found = Findings::default();
        schema::check_with(validator, event, &mut found);
        for violation in found.violations {
            if !findings.blame(&violation.path) {
                let expected = violation.expected + &group.support();
                findings.add(violation.kind, &violation.path, expected, violation.found);
            }
        }
    }
}
