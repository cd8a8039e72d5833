//! What operators do with a violation. Each is done once, however often it is asked for: what is so already is answered as it is.

use api::{IdempotencyKey, IfMatch, Operator, OperatorPermission, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use governance::{RecordError, ViolationId, ViolationItem};
use lambda_host::clock;

use crate::{
    App, record_problem,
    view::{self, Violation},
};

/// How often a status is decided on again because somebody else was faster.
const ATTEMPTS: usize = 3;

/// Takes a violation up.
#[api_endpoint(
    method = POST,
    path = "/violations/{violation_id}/acknowledge",
    operator_permission = OperatorPermission::ViolationAcknowledge,
    path_params(violation_id),
    extractors(app, operator, condition, key),
    state = App,
    response = Violation,
    summary = "Acknowledge a violation",
    description = "It stays acknowledged while it is seen again, and is open again when its count passes the next power of ten, or when it \
                   becomes critical and was not. Whoever acknowledged it first stays who did."
)]
pub async fn acknowledge_violation(
    violation_id: ViolationId,
    State(app): State<App>,
    operator: Operator,
    condition: IfMatch,
    key: IdempotencyKey,
) -> Result<Response, Problem> {
    without_key(&key)?;
    let decide = |item: &ViolationItem| item.acknowledged(operator.operator_id(), clock::now());
    let item = set(&app, violation_id, condition, decide).await?;
    tracing::info!(violation.id = %violation_id, operator.id = %operator.operator_id(), "violation.acknowledged");
    Ok(view::violation(item))
}

/// Puts a violation back.
#[api_endpoint(
    method = POST,
    path = "/violations/{violation_id}/reopen",
    operator_permission = OperatorPermission::ViolationReopen,
    path_params(violation_id),
    extractors(app, operator, condition, key),
    state = App,
    response = Violation,
    summary = "Reopen a violation"
)]
pub async fn reopen_violation(
    violation_id: ViolationId,
    State(app): State<App>,
    operator: Operator,
    condition: IfMatch,
    key: IdempotencyKey,
) -> Result<Response, Problem> {
    without_key(&key)?;
    let item = set(&app, violation_id, condition, ViolationItem::reopened).await?;
    tracing::info!(violation.id = %violation_id, operator.id = %operator.operator_id(), "violation.reopened");
    Ok(view::violation(item))
}

/// Reads the record, decides and writes what was decided; again when somebody else was faster.
async fn set(
    app: &App,
    violation_id: ViolationId,
    IfMatch(condition): IfMatch,
    decide: impl Fn(&ViolationItem) -> Option<ViolationItem>,
) -> Result<ViolationItem, Problem> {
    let mut outcome = Err(RecordError::Conflict);
    for _ in 0..ATTEMPTS {
        let item = app.get(violation_id).await.map_err(|error| record_problem(&error))?;
        let item = item.ok_or_else(Problem::not_found)?;
        if condition.is_some_and(|version| version != item.version) {
            return Err(Problem::precondition_failed(item.version));
        }
        let Some(decided) = decide(&item) else { return Ok(item) };
        outcome = app.set_status(&item, &decided).await;
        if !matches!(outcome, Err(RecordError::Conflict)) {
            break;
        }
    }
    outcome.map_err(|error| record_problem(&error))
}

/// A key that were ignored would promise that a repetition changes nothing, also after somebody else set the status back.
fn without_key(IdempotencyKey(key): &IdempotencyKey) -> Result<(), Problem> {
    if key.is_some() {
        let detail = "nothing is remembered under a key here: repeat the request as it is, with `If-Match` if it must not \
                      overrule what others decide in between";
        return Err(Problem::invalid_header("Idempotency-Key", detail));
    }
    Ok(())
}
