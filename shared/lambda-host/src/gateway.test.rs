use axum::{Extension, routing::get};
use lambda_runtime::Context;
use serde_json::json;

use super::*;

const TENANT: &str = "tenant_01h2xcejqtf2nbrexx3vqjhp41";
const CAPSULE: &str = "capsule_01h2xcejqtf2nbrexx3vqjhp42";
const USER: &str = "user_01h2xcejqtf2nbrexx3vqjhp43";
const SESSION: &str = "session_01h2xcejqtf2nbrexx3vqjhp44";

fn router() -> Router {
    Router::new()
        .route(
            "/panic",
            get(|| async {
                if true {
                    panic!("secret of a customer")
                }
            }),
        )
        .route(
            "/who",
            get(|caller: Option<Extension<Caller>>| async move {
                caller.map_or("nobody".to_owned(), |Extension(caller)| {
                    format!("{} {}", caller.scope().tenant_id(), caller.permissions())
                })
            }),
        )
        .route(
            "/operator",
            get(|operator: Option<Extension<Operator>>| async move {
                operator.map_or("nobody".to_owned(), |Extension(operator)| {
                    format!("{} {}", operator.operator_id(), operator.permissions())
                })
            }),
        )
        .route(
            "/keys",
            get(|headers: http::HeaderMap| async move {
                format!("{:?}", headers.get_all("idempotency-key").iter().collect::<Vec<_>>())
            }),
        )
        .fallback(|request: Request<Body>| async move { format!("path {}", request.uri().path()) })
}

fn payload(path: &str) -> Value {
    json!({
        "resource": "/{proxy+}", "path": path, "httpMethod": "GET", "headers": {"Host": "api.example.com"},
        "multiValueHeaders": {"Host": ["api.example.com"]}, "queryStringParameters": null,
        "multiValueQueryStringParameters": null, "pathParameters": null, "stageVariables": null,
        "requestContext": {
            "stage": "v1", "httpMethod": "GET", "requestId": "r", "apiId": "a", "path": "/v1/x",
            "authorizer": {
                "principalId": USER, "tenant_id": TENANT, "capsule_id": CAPSULE, "user_id": USER, "session_id": SESSION,
                "permissions": "account.read unknown.permission",
            },
        },
        "body": null, "isBase64Encoded": false
    })
}

async fn send(payload: Value) -> (i64, String) {
    let raw = serde_json::value::to_raw_value(&payload).expect("JSON");
    let mut service = gateway_service("test", router());
    let response = service.call(LambdaEvent::new(raw, Context::default())).await.expect("an answer");
    let body = match response.body {
        Some(GatewayBody::Text(text)) => text,
        other => format!("{other:?}"),
    };
    (response.status_code, body)
}

fn code(body: &str) -> String {
    let problem: Value = serde_json::from_str(body).expect("problem+json");
    assert!(problem["trace_id"].is_string(), "{body}");
    problem["code"].as_str().expect("a code").to_owned()
}

/// A panic's text would otherwise reach the client as a 502, and it may quote another customer's data. Requirement: ALL-7
#[tokio::test]
async fn a_panic_is_a_problem_without_its_text() {
    let (status, body) = send(payload("/panic")).await;
    assert_eq!((status, code(&body).as_str()), (500, "internal"));
    assert!(!body.contains("secret"), "{body}");
}

/// The scope must come from the verified token, whatever headers say. Requirement: ACS-6
#[tokio::test]
async fn the_caller_comes_from_the_authorizer_alone() {
    let mut request = payload("/who");
    request["headers"]["X-Tenant-Id"] = json!("tenant_01h2xcejqtf2nbrexx3vqjhp4z");
    assert_eq!(send(request).await, (200, format!("{TENANT} account.read")));
}

/// A context that is half there, or has an id of another kind, must not become a scope. Requirement: ACS-5
#[tokio::test]
async fn a_broken_authorizer_context_is_unauthorized() {
    for (field, value) in [
        ("tenant_id", json!(null)),
        ("tenant_id", json!(CAPSULE)),
        ("capsule_id", json!("capsule_x")),
        ("user_id", json!(7)),
        ("session_id", json!("")),
        ("permissions", json!(null)),
    ] {
        let mut request = payload("/who");
        request["requestContext"]["authorizer"][field] = value.clone();
        let (status, body) = send(request).await;
        assert_eq!((status, code(&body).as_str()), (401, "unauthorized"), "{field} = {value}");
    }
}

/// A public route has no authorizer and no caller; it must still be served.
#[tokio::test]
async fn a_public_route_has_no_caller() {
    let mut request = payload("/who");
    request["requestContext"]["authorizer"] = json!(null);
    assert_eq!(send(request).await, (200, "nobody".to_owned()));
}

/// A path that reads in two ways reaches another record than the one that was checked on the way. Requirement: ACS-6
#[tokio::test]
async fn a_path_that_reads_in_two_ways_is_malformed() {
    for path in [
        "/accounts/x#y",
        "/accounts/../z",
        "/accounts/./z",
        "/accounts/%2e%2e/z",
        "/accounts/x%23y",
        "/accounts/x?y",
        "//accounts",
        "/accounts//z",
        "/accounts/x y",
        "/accounts/\u{fffd}",
        "/accounts/x\\y",
        "accounts",
        "",
        "/accounts/x;y",
        "/a/\u{0}",
    ] {
        let (status, body) = send(payload(path)).await;
        assert_eq!((status, code(&body).as_str()), (400, "ambiguous_path"), "{path:?}");
    }
    assert_eq!(send(payload("/accounts/account_01-x.y~z")).await, (200, "path /accounts/account_01-x.y~z".to_owned()));
}

/// lambda_http makes a URL of these headers and panics where they make none: a client could stop a warm function with one line.
#[tokio::test]
async fn headers_that_make_no_url_do_no_harm() {
    for (name, value) in
        [("X-Forwarded-Proto", ":"), ("Host", "a b"), ("Host", ""), ("X-Forwarded-Proto", "javascript")]
    {
        let mut request = payload("/x");
        request["headers"][name] = json!(value);
        request["multiValueHeaders"][name] = json!([value]);
        assert_eq!(send(request).await, (200, "path /x".to_owned()), "{name}: {value}");
    }
}

/// API Gateway names every header in two maps, one of them with the last value only: a key that was sent twice would look as if
/// it were sent once, and the answer would be that of another request. Requirement: ALL-9
#[tokio::test]
async fn a_header_that_was_sent_twice_arrives_twice() {
    let mut request = payload("/keys");
    request["headers"]["Idempotency-Key"] = json!("b");
    request["multiValueHeaders"]["Idempotency-Key"] = json!(["a", "b"]);
    assert_eq!(send(request).await, (200, r#"["a", "b"]"#.to_owned()));
}

/// A payload that is none of API Gateway's, such as a direct invocation, must be answered and not crash the runtime.
#[tokio::test]
async fn a_payload_that_is_no_request_is_malformed() {
    for payload in [json!({}), json!(null), json!([1]), json!({"path": 7}), json!({"path": "/x", "httpMethod": "G T"})]
    {
        let (status, body) = send(payload).await;
        assert_eq!((status, code(&body).as_str()), (400, "malformed_request"));
    }
}

/// The trace id of the invocation must be the one that events carry and clients see. Requirement: PLT-8
#[tokio::test]
async fn the_trace_id_is_that_of_the_invocation() {
    let raw = serde_json::value::to_raw_value(&payload("/panic")).expect("JSON");
    let mut context = Context::default();
    context.xray_trace_id =
        Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned());
    let response = gateway_service("test", router()).call(LambdaEvent::new(raw, context)).await.expect("an answer");
    let body = format!("{:?}", response.body);
    assert!(body.contains("5759e988bd862e3fe1be46a994272793"), "{body}");
}

const OPERATOR: &str = "operator_01h2xcejqtf2nbrexx3vqjhp45";

fn of_operator(path: &str, more: &[(&str, &str)]) -> Value {
    let mut payload = payload(path);
    let mut context = json!({
        "principalId": OPERATOR, "operator_id": OPERATOR, "session_id": SESSION,
        "permissions": "violation.read account.read",
    });
    for (name, value) in more {
        context[*name] = json!(value);
    }
    payload["requestContext"]["authorizer"] = context;
    payload
}

/// An operator with a scope could read a tenant's records, and a tenant's caller with a seat among operators all tenants' violations; a
/// permission of the other kind in the token must count for nothing. Requirement: ACS-6
#[tokio::test]
async fn an_operator_is_no_caller_and_a_caller_is_no_operator() {
    assert_eq!(send(of_operator("/operator", &[])).await, (200, format!("{OPERATOR} violation.read")));
    assert_eq!(send(of_operator("/who", &[])).await, (200, "nobody".to_owned()));
    assert_eq!(send(payload("/operator")).await, (200, "nobody".to_owned()));
}

/// A context that says both was made by nobody of ours: whichever of the two a handler asked for, it would get. Requirement: ACS-6
#[tokio::test]
async fn a_context_of_both_kinds_is_of_nobody() {
    let both = [("tenant_id", TENANT), ("capsule_id", CAPSULE), ("user_id", USER)];
    for path in ["/operator", "/who"] {
        for some in [&both[..], &both[..1], &both[1..2], &both[2..]] {
            assert_eq!(send(of_operator(path, some)).await.0, 401, "{path}: {some:?}");
        }
        for odd in ["", USER, "operator_", "OPERATOR_01h2xcejqtf2nbrexx3vqjhp45"] {
            assert_eq!(send(of_operator(path, &[("operator_id", odd)])).await.0, 401, "{path}: `{odd}`");
        }
    }
}
