//! An endpoint for operators of the platform.

use api::{Operator, OperatorPermission, api_endpoint};

#[api_endpoint(
    method = GET,
    path = "/violations",
    operator_permission = OperatorPermission::ViolationRead,
    extractors(operator),
    summary = "List violations"
)]
pub async fn list_violations(operator: Operator) -> String {
    operator.operator_id().to_string()
}

fn main() {
    let _ = api::ApiRouter::new("violations").endpoint(list_violations_endpoint()).into_router(());
}
