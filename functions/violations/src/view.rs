//! What operators see of a violation.

use api::{ClearJson, etag};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use governance::{Acknowledgement, Severity, Status, ViolationId, ViolationItem};
use kernel::{CapsuleId, EventId, TenantId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

/// A violation: the same mistake at the same place, in events of one type, tenant and capsule, however often it was seen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Violation {
    /// The id.
    id: ViolationId,
    /// How often its status was set; also the `ETag`. Seeing it again is no new version.
    version: u64,
    /// Whether somebody looks after it.
    status: Status,
    /// How bad it is.
    severity: Severity,
    /// What is wrong: `isolation_missing`, `unknown_type` and so on.
    kind: String,
    /// Where in the event, a JSON pointer with every index as `*`.
    path: String,
    /// What the contract says.
    expected: String,
    /// What stood there the last time: type and length, never the value.
    found: String,
    /// The type of the events, if it has the form of one.
    event_type: Option<String>,
    /// The tenant that the events claim, if it has the form of one.
    tenant_id: Option<TenantId>,
    /// The capsule that the events claim, if it has the form of one.
    capsule_id: Option<CapsuleId>,
    /// The last event, if its id has the form of one.
    last_event_id: Option<EventId>,
    /// How often it was seen, at least: what is delivered again counts again.
    count: u64,
    /// When it was first seen.
    first_seen: Timestamp,
    /// When it was last seen.
    last_seen: Timestamp,
    /// Who looks after it, since when, and how it stood then.
    acknowledgement: Option<Acknowledgement>,
}

impl From<ViolationItem> for Violation {
    fn from(item: ViolationItem) -> Self {
        Self {
            id: item.violation_id,
            version: item.version,
            status: item.status,
            severity: item.severity,
            kind: item.violation_kind,
            path: item.path,
            expected: item.expected,
            found: item.found,
            event_type: item.event_type,
            tenant_id: item.tenant_id,
            capsule_id: item.capsule_id,
            last_event_id: item.last_event_id,
            count: item.count,
            first_seen: item.first_seen,
            last_seen: item.last_seen,
            acknowledgement: item.acknowledgement,
        }
    }
}

/// A page of the list of violations.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ViolationPage {
    /// The violations, those first that were seen first most lately.
    pub items: Vec<Violation>,
    /// What to send as `cursor` for the next page, or `null` at the end. A page may have fewer violations than asked for, even none, and
    /// still not be the last.
    pub next_cursor: Option<String>,
}

/// The answer with one violation as it is now.
pub fn violation(item: ViolationItem) -> Response {
    let tag = etag(item.version);
    let mut response = private(Violation::from(item));
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// For the caller alone, who asks again before it is used again.
pub fn private(view: impl Serialize) -> Response {
    let mut response = ClearJson(view).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
