use axum::{body::Body, response::IntoResponse as _};
use http_body_util::BodyExt as _;
use serde_json::json;

use super::*;

fn all() -> Vec<(u16, Problem)> {
    vec![
        (400, Problem::malformed("malformed_json", "x")),
        (400, Problem::invalid_parameter("account_id", "x")),
        (400, Problem::invalid_header("If-Match", "x")),
        (401, Problem::unauthorized()),
        (403, Problem::forbidden(Permission::AccountRead)),
        (404, Problem::not_found()),
        (405, Problem::method_not_allowed()),
        (409, Problem::conflict("duplicate_domain", "x")),
        (412, Problem::precondition_failed(3)),
        (413, Problem::payload_too_large(7)),
        (415, Problem::unsupported_media_type(&["application/json"])),
        (422, Problem::unprocessable("already_archived", "x")),
        (422, Problem::invalid_field(FieldError::at("/name", "missing_field", "x"))),
        (500, Problem::internal()),
        (503, Problem::unavailable(2)),
    ]
}

/// Guards against an error answer that clients cannot read: every problem has RFC 9457's members and a stable code.
/// Requirement: ALL-7.
#[tokio::test]
async fn every_problem_is_rfc_9457_with_its_status() {
    for (status, problem) in all() {
        let response = problem.clone().into_response();
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["status"], status);
        assert_eq!(body["code"], problem.code());
        assert_eq!(body["type"], format!("urn:eva:problem:{}", problem.code()));
        assert!(body["title"].as_str().is_some_and(|title| title.starts_with(|c: char| c.is_ascii_uppercase())));
    }
}

/// Guards against answers that clients cannot act on: 401 and 503 carry the headers that HTTP promises for them.
/// Requirement: ALL-7.
#[test]
fn the_headers_of_a_problem_follow_its_kind() {
    let unauthorized = Problem::unauthorized().into_response();
    assert_eq!(unauthorized.headers()["www-authenticate"], "Bearer");
    for problem in [Problem::unavailable(7), Problem::conflict("busy", "x").with_retry_after(7)] {
        assert_eq!(problem.body()["retry_after_seconds"], 7);
        assert_eq!(problem.into_response().headers()["retry-after"], "7");
    }
}

/// Guards against an extension that replaces `status` or `code` and so lies about the answer.
#[test]
fn an_extension_is_a_member_of_its_own_and_replaces_none() {
    let problem = Problem::conflict("duplicate_domain", "x")
        .with_extension("ids", json!(["account_01h2xcejqtf2nbrexx3vqjhp41"]))
        .with_extension("status", 200)
        .with_extension("code", "fine");
    let body = problem.body();
    assert_eq!(body["ids"], json!(["account_01h2xcejqtf2nbrexx3vqjhp41"]));
    assert_eq!((&body["status"], &body["code"]), (&json!(409), &json!("duplicate_domain")));
}

/// Guards against errors that name their place in a form clients do not know.
/// Requirement: ALL-7.
#[test]
fn a_field_error_names_exactly_one_place() {
    let body = Problem::invalid_field(FieldError::at("/a~1b/0", "wrong_type", "expected u64")).body();
    assert_eq!(body["errors"], json!([{ "pointer": "/a~1b/0", "code": "wrong_type", "detail": "expected u64" }]));
    let body = Problem::invalid_parameter("limit", "expected a number").body();
    assert_eq!(body["errors"][0]["parameter"], "limit");
    assert_eq!(Problem::invalid_header("If-Match", "x").body()["errors"][0]["header"], "If-Match");
}

/// Guards against two kinds of 404: whoever can tell `not there` from `not yours` can probe other tenants.
/// Requirement: ALL-7.
#[test]
fn every_not_found_is_the_same() {
    assert_eq!(Problem::not_found(), Problem::of_status(StatusCode::NOT_FOUND));
}

/// Guards against a body that is swallowed because the problem was rendered outside of a router.
#[test]
fn a_problem_travels_with_its_response_for_the_log() {
    let response: http::Response<Body> = Problem::internal().with_trace_id("t-1").into_response();
    let problem = response.extensions().get::<Problem>().unwrap();
    assert_eq!(problem.body()["trace_id"], "t-1");
}
