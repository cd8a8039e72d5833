//! What needs no token.

use acceptance::Cloud;

/// Whoever is to write a client has no token yet.
#[tokio::test]
async fn the_documentation_is_public() {
    let cloud = Cloud::from_env().await;
    let anonymous = cloud.anonymous();
    let document = anonymous.get("/openapi.json").await.expect(200);
    assert_eq!(document.header("content-type"), Some("application/json"));
    assert!(document.json()["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{document}");
    assert!(document.json().pointer("/paths/~1accounts~1{account_id}/patch").is_some(), "{document}");
    let page = anonymous.get("/docs").await.expect(200);
    assert!(page.header("content-type").is_some_and(|media_type| media_type.starts_with("text/html")), "{page}");
    assert!(page.text().contains("/accounts/{account_id}"));
}

/// A browser that executes a script in the documentation could be made to execute another one.
#[tokio::test]
async fn the_page_lets_nothing_run() {
    let page = Cloud::from_env().await.anonymous().get("/docs").await.expect(200);
    let policy = page.header("content-security-policy").expect("a policy").to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!page.text().contains("<script"));
}
