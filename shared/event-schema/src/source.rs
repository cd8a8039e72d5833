//! Which service an event comes from: the one mapping that the publisher writes by and the validator checks by.

/// The source of what the platform says about events. The validator never looks at these: it would answer itself.
pub const GOVERNANCE_SOURCE: &str = "eva.governance";

/// The aggregates of the access domain.
const ACCESS: [&str; 7] = ["tenant", "capsule", "user", "role_assignment", "security_group", "entitlement", "session"];

/// The EventBridge `source` of the events of an aggregate type, by its name on the wire.
#[must_use]
pub fn source_of(aggregate_type: &str) -> &'static str {
    if ACCESS.contains(&aggregate_type) { "eva.access" } else { "eva.crm" }
}
