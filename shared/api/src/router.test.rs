use axum::{body::Body, extract::State, middleware::Next, response::IntoResponse as _};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use kernel::{CapsuleId, Scope, SessionId, TenantId, TypedId as _, UserId};
use serde_json::Value;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::*;
use crate::{Access, Caller, JsonBody, Method, Permission, PermissionSet, Problem, TraceId};

fn operation(id: &'static str, method: Method, path: &'static str, access: Access) -> Operation {
    Operation {
        id,
        method,
        path,
        access,
        path_params: Vec::new(),
        query_params: Vec::new(),
        request: None,
        request_is_optional: false,
        response: None,
        success: 200,
        summary: "Test",
        description: "",
        tag: "",
    }
}

const PUBLIC: Access = Access::Public { reason: "a test of the router itself" };
const READ: Access = Access::Permission(Permission::AccountRead);

fn endpoint(id: &'static str, method: Method, path: &'static str, access: Access) -> Endpoint<&'static str> {
    Endpoint::new(operation(id, method, path, access), |State(answer): State<&'static str>| async move { answer })
}

fn router() -> Router {
    let request = Some(schemars::SchemaGenerator::subschema_for::<u8> as crate::SchemaOf);
    let with_body = Operation { request, ..operation("body", Method::Post, "/guarded", READ) };
    let body = |_: JsonBody<u8>| async { StatusCode::NO_CONTENT };
    let teapot = || async { (StatusCode::IM_A_TEAPOT, [("x-kept", "1"), ("etag", "\"1\"")], "SELECT * FROM secrets") };
    ApiRouter::new("test")
        .endpoint(endpoint("open", Method::Get, "/open", PUBLIC))
        .endpoint(endpoint("guarded", Method::Get, "/guarded", READ))
        .endpoint(Endpoint::new(with_body, body))
        .endpoint(Endpoint::new(operation("teapot", Method::Get, "/teapot", PUBLIC), teapot))
        .endpoint(Endpoint::new(operation("busy", Method::Get, "/busy", PUBLIC), || async {
            Err::<(), _>(Problem::conflict("busy", "x"))
        }))
        .into_router("state")
        .layer(from_fn(|mut request: axum::extract::Request, next: Next| async move {
            request.extensions_mut().insert(TraceId("trace-1".into()));
            next.run(request).await
        }))
}

fn caller(permissions: &str) -> Caller {
    let id = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
    let scope = Scope::establish(TenantId::from_uuid(id), CapsuleId::from_uuid(id));
    Caller::new(scope, UserId::from_uuid(id), SessionId::from_uuid(id), PermissionSet::from_texts([permissions]))
}

async fn send(method: &str, path: &str, caller: Option<Caller>) -> (http::HeaderMap, StatusCode, String) {
    let mut request = Request::builder().method(method).uri(path).body(Body::from("no JSON")).unwrap();
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    let response = router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.headers, parts.status, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

async fn problem(method: &str, path: &str, caller: Option<Caller>) -> (http::HeaderMap, Value) {
    let (headers, status, body) = send(method, path, caller).await;
    assert_eq!(headers["content-type"], "application/problem+json", "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["status"], status.as_u16());
    assert_eq!(body["trace_id"], "trace-1");
    (headers, body)
}

/// Guards against an endpoint that answers without its permission, and against work in front of the check: the body is no
/// JSON and of no type, and nobody without the permission learns that.
/// Requirement: ALL-7.
#[tokio::test]
async fn the_permission_is_checked_before_anything_is_read() {
    for (method, path) in [("GET", "/guarded"), ("HEAD", "/guarded"), ("POST", "/guarded")] {
        let (headers, status, _) = send(method, path, None).await;
        assert_eq!((status.as_u16(), &headers["www-authenticate"]), (401, &"Bearer".parse().unwrap()), "{method}");
        let (_, status, _) = send(method, path, Some(caller("account.update"))).await;
        assert_eq!(status.as_u16(), 403, "{method}");
    }
    let (_, body) = problem("POST", "/guarded", Some(caller("account.update"))).await;
    assert_eq!((&body["code"], &body["permission"]), (&"forbidden".into(), &"account.read".into()));
    let (_, body) = problem("POST", "/guarded", Some(caller("account.read"))).await;
    assert_eq!(body["status"], 415);
    assert_eq!(send("GET", "/guarded", Some(caller("account.read"))).await.2, "state");
    assert_eq!(send("GET", "/open", None).await.2, "state");
}

/// Guards against answers of the framework itself that are no problem+json, or that lose `Allow`.
/// Requirement: ALL-7.
#[tokio::test]
async fn what_the_framework_refuses_is_a_problem_too() {
    for path in ["/nothing", "/", "/open/", "//open", "/GUARDED"] {
        let (_, body) = problem("GET", path, None).await;
        assert_eq!(body["code"], "not_found", "{path}");
    }
    let (headers, body) = problem("DELETE", "/guarded", None).await;
    assert_eq!(body["code"], "method_not_allowed");
    assert_eq!(headers["allow"], "GET,HEAD,POST");
}

/// Guards against an error page of somebody else reaching the client: its text may say anything.
/// Requirement: ALL-7.
#[tokio::test]
async fn an_error_that_is_no_problem_becomes_one_and_keeps_its_headers() {
    let (headers, body) = problem("GET", "/teapot", None).await;
    assert_eq!((&body["status"], &body["code"]), (&418.into(), &"refused".into()));
    assert_eq!(headers["x-kept"], "1");
    assert!(!headers.contains_key("etag") && !body.to_string().contains("SELECT"));
    assert_eq!(problem("GET", "/busy", None).await.1["code"], "busy");
}

/// Guards against problems that cannot be found in the log, and against failing where no host has set an id.
#[tokio::test]
async fn without_a_trace_id_a_problem_is_still_complete() {
    let response = Problem::not_found().into_response();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["code"], "not_found");
}

fn errors(endpoints: impl IntoIterator<Item = Endpoint<&'static str>>) -> Vec<String> {
    let router = endpoints.into_iter().fold(ApiRouter::new("test"), ApiRouter::endpoint);
    router.try_into_router("").map_or_else(|errors| errors.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

/// Guards against one of two endpoints being served without anybody having decided which.
/// Requirement: ALL-2.
#[test]
fn endpoints_that_clash_are_refused_together() {
    let get = |id, path| endpoint(id, Method::Get, path, READ);
    assert_eq!(
        errors([
            get("a", "/x/{x_id}"),
            get("b", "/x/{x_id}"),
            get("a", "/y"),
            get("c", "/x/{id}/z"),
            get("d", "/x/{x_id}/z"),
        ]),
        [
            "`GET /x/{x_id}` is served by `a` and by `b`: give one of them another method or path",
            "two endpoints are called `a`: rename one of the handlers",
            "`/x/{id}/z` and `/x/{x_id}/z` differ only in the names of parameters: use the same names",
        ]
    );
    assert!(errors([get("a", "/x/{id}"), get("b", "/x/mine"), endpoint("c", Method::Put, "/x/{id}", READ)]).is_empty());
}

/// Guards against a function that starts with an ambiguous route table.
#[test]
#[should_panic(expected = "`GET /x` is served by `a` and by `b`")]
fn an_ambiguous_router_does_not_start() {
    let get = |id| endpoint(id, Method::Get, "/x", READ);
    let _ = ApiRouter::new("test").endpoint(get("a")).endpoint(get("b")).into_router("");
}
