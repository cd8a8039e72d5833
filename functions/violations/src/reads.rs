//! The reads: the list, and one violation.

use api::{OperatorPermission, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use governance::{Place, Selection, Severity, Status, ViolationId};
use kernel::TenantId;
use lambda_host::view::PageQuery;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    App, record_problem,
    view::{self, Violation, ViolationPage},
};

/// Which violations are asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListViolations {
    /// `open`, which is also meant without it, or `acknowledged`.
    #[serde(default)]
    status: Option<Status>,
    /// Only those that are as bad as this.
    #[serde(default)]
    severity: Option<Severity>,
    /// Only those of events that claim this tenant.
    #[serde(default)]
    tenant_id: Option<TenantId>,
    /// How many at most: 1 to 200, by default 50.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200), example = 50)]
    limit: Option<usize>,
    /// The `next_cursor` of the page before, asked for with the same filters.
    #[serde(default)]
    cursor: Option<String>,
}

/// Lists violations.
#[api_endpoint(
    method = GET,
    path = "/violations",
    operator_permission = OperatorPermission::ViolationRead,
    query_params(query),
    extractors(app),
    state = App,
    response = ViolationPage,
    summary = "List the violations of all tenants",
    description = "Those first that were seen first most lately: a violation keeps its place however often it is seen again. For \
                   operators of the platform only."
)]
pub async fn list_violations(query: ListViolations, State(app): State<App>) -> Result<Response, Problem> {
    let ListViolations { status, severity, tenant_id, limit, cursor } = query;
    let selection = Selection { status: status.unwrap_or_default(), severity, tenant_id };
    let rows = PageQuery { limit, ..PageQuery::default() }.rows()?;
    let after = cursor.map(|cursor| place(&cursor, &selection)).transpose()?;
    let page = app.list(&selection, after, rows).await.map_err(|error| record_problem(&error))?;
    Ok(view::private(ViolationPage {
        items: page.records.into_iter().map(Violation::from).collect(),
        next_cursor: page.next.map(|place| cursor_at(&place, &selection)),
    }))
}

/// One violation.
#[api_endpoint(
    method = GET,
    path = "/violations/{violation_id}",
    operator_permission = OperatorPermission::ViolationRead,
    path_params(violation_id),
    extractors(app),
    state = App,
    response = Violation,
    summary = "Get a violation"
)]
pub async fn get_violation(violation_id: ViolationId, State(app): State<App>) -> Result<Response, Problem> {
    let record = app.get(violation_id).await.map_err(|error| record_problem(&error))?;
    record.map(view::violation).ok_or_else(Problem::not_found)
}

/// The list that a cursor belongs to: behind it in another one is nowhere.
fn list_of(selection: &Selection) -> String {
    let severity = selection.severity.map_or("", Severity::as_str);
    let tenant_id = selection.tenant_id.map(|id| id.to_string()).unwrap_or_default();
    format!("{}|{severity}|{tenant_id}", selection.status.as_str())
}

fn cursor_at(place: &Place, selection: &Selection) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}|{}|{}", list_of(selection), place.first_seen, place.violation_id))
}

fn place(cursor: &str, selection: &Selection) -> Result<Place, Problem> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let rest = text.strip_prefix(&list_of(selection))?.strip_prefix('|')?;
        let (first_seen, violation_id) = rest.split_once('|')?;
        Some(Place { first_seen: first_seen.parse().ok()?, violation_id: violation_id.parse().ok()? })
    };
    read().ok_or_else(|| Problem::invalid_parameter("cursor", "expected the `next_cursor` of a page of the same list"))
}
