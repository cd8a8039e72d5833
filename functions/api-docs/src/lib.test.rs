use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::*;

async fn get(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    let response = router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

/// Guards against documentation that needs a token: whoever has none yet reads it first.
#[tokio::test]
async fn the_document_and_the_page_are_public() {
    let (status, headers, body) = get("/openapi.json", &[]).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, DOCUMENT));
    assert_eq!(headers["content-type"], "application/json");
    let (status, headers, body) = get("/docs", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert!(body.contains("/openapi.json") && body.starts_with("<!doctype html>"));
}

/// Guards against a committed document that is no OpenAPI, or that lost this function's own operations.
#[test]
fn the_committed_document_is_openapi_3_1_and_has_these_operations() {
    let document: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    for operation in operations() {
        let method = operation.method.as_str().to_lowercase();
        assert_eq!(document["paths"][operation.path][method]["operationId"], operation.id);
    }
}

/// Guards against a reader that loads the whole document every time.
#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    for path in ["/openapi.json", "/docs"] {
        let (_, headers, _) = get(path, &[]).await;
        assert_eq!(headers["cache-control"], "public, max-age=300");
        let etag = headers["etag"].to_str().unwrap().to_owned();
        for tags in [etag.clone(), format!("\"other\", W/{etag}"), "*".to_owned()] {
            let (status, headers, body) = get(path, &[("if-none-match", &tags)]).await;
            assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path} {tags}");
            assert_eq!(headers["etag"], etag);
        }
        assert_eq!(get(path, &[("if-none-match", "\"other\"")]).await.0, StatusCode::OK);
    }
}

/// Guards against a page into which somebody can bring a script.
#[tokio::test]
async fn the_page_allows_its_own_style_and_nothing_else() {
    let (_, headers, body) = get("/docs", &[]).await;
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"));
    let style = body.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(policy.contains(&sha256_base64(style)), "{policy}");
    assert_eq!(headers["x-content-type-options"], "nosniff");
}

/// Guards against answers of the framework that are no problem+json.
/// Requirement: ALL-7.
#[tokio::test]
async fn an_unknown_path_is_a_problem() {
    let (status, headers, _) = get("/health", &[]).await;
    assert_eq!(
        (status, &headers["content-type"]),
        (StatusCode::NOT_FOUND, &HeaderValue::from_static("application/problem+json"))
    );
}
