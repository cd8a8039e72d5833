//! What a schema file says besides its schema, and which values of an event its check needs. The build script reads files by this too.

use schema_program::Capture;
use serde_json::Value;

/// The keyword that says what an event must name besides its schema: `capsule` or `platform`.
pub(crate) const ISOLATION_KEYWORD: &str = "x-eva-isolation";
/// The keyword that names the bus source of the events, where it is not that of their aggregate.
pub(crate) const SOURCE_KEYWORD: &str = "x-eva-source";
/// The keyword that names the service whose file it is, where it is not made from the code.
pub(crate) const OWNER_KEYWORD: &str = "x-eva-owner";

/// The keyword that says why events belong to a tenant as a whole, where another service says that they do.
pub(crate) const PLATFORM_REASON_KEYWORD: &str = "x-eva-platform-reason";

/// What an event must name besides what its schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Its tenant and its capsule.
    Capsule,
    /// Its tenant: the event is about the tenant itself or one of its capsules.
    Platform,
}

/// The values that are captured, in this order. The last is the field of the data that repeats the id of the aggregate.
pub(crate) const CAPTURED: [&str; 13] = [
    "/event_id",
    "/event_type",
    "/schema_version",
    "/tenant_id",
    "/capsule_id",
    "/aggregate_type",
    "/aggregate_id",
    "/sequence",
    "/occurred_at",
    "/correlation_id",
    "/causation_id",
    "/data/tenant_id",
    "/data/capsule_id",
];

/// What stands at the top of a schema file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Head {
    pub(crate) isolation: Option<Isolation>,
    /// The service that registered the file, where it is not made from the code.
    pub(crate) owner: Option<String>,
    /// The bus source, where the file names one.
    pub(crate) source: Option<String>,
    /// The kind of aggregate, where the schema allows only one.
    pub(crate) aggregate_type: Option<String>,
}

impl Head {
    pub(crate) fn of(schema: &Value) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        Self {
            isolation: match schema.get(ISOLATION_KEYWORD).and_then(Value::as_str) {
                Some("capsule") => Some(Isolation::Capsule),
                Some("platform") => Some(Isolation::Platform),
                _ => None,
            },
            owner: text(schema.get(OWNER_KEYWORD)),
            source: text(schema.get(SOURCE_KEYWORD)),
            aggregate_type: text(schema.pointer("/properties/aggregate_type/const")),
        }
    }

    /// What the check of an event of this schema keeps: what [`CAPTURED`] names, and the id of the aggregate inside the data.
    pub(crate) fn captures(aggregate_type: &str) -> Vec<Capture> {
        let own = format!("/data/{aggregate_type}_id");
        let pointers = CAPTURED.iter().copied().chain([own.as_str()]);
        (0..).zip(pointers).map(|(slot, pointer)| Capture { pointer: pointer.to_owned(), slot }).collect()
    }
}
