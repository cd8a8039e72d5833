//! The api-docs function: the OpenAPI document, and a page to read it. Public: it shows what the source shows.
//!
//! Both are made once, at start. The page is plain HTML without scripts or requests to anywhere, so it works behind every
//! content security policy, including its own.

mod page;

use std::sync::LazyLock;

use api::{ApiRouter, Asset, Html, Info, Operation, api_endpoint};
use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

/// What the document says about the API as a whole.
pub const INFO: Info = Info {
    title: "Eva",
    version: env!("CARGO_PKG_VERSION"),
    description: "A multi-tenant CRM. Tenant and capsule come from the token; every change is an event.",
    servers: &[],
};

/// The document, generated from the endpoints of all functions and checked for drift.
const DOCUMENT: &str = include_str!("../openapi.json");

/// Five minutes without asking: a deployment is seen soon, and a reader who goes back and forth does not invoke the function.
const CACHE_CONTROL: &str = "public, max-age=300";

static OPENAPI: LazyLock<Asset> = LazyLock::new(|| Asset::new("application/json", CACHE_CONTROL, DOCUMENT));

static PAGE: LazyLock<Asset> = LazyLock::new(|| {
    let document = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        sha256_base64(page::STYLE)
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    let headers = headers.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?)));
    let page = Asset::new("text/html; charset=utf-8", CACHE_CONTROL, page::render(&document));
    headers.fold(page, |page, (name, value)| page.with_header(name, value))
});

/// As a content security policy names a style.
fn sha256_base64(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

/// The OpenAPI document.
#[api_endpoint(
    method = GET,
    path = "/openapi.json",
    public = "the document is part of the public source",
    extractors(headers),
    response = serde_json::Map<String, serde_json::Value>,
    summary = "Get the OpenAPI document of this API"
)]
pub async fn get_openapi(headers: HeaderMap) -> Response {
    OPENAPI.serve(&headers)
}

/// The page.
#[api_endpoint(
    method = GET,
    path = "/docs",
    public = "the page shows the public document",
    extractors(headers),
    response = Html,
    summary = "Read the documentation of this API"
)]
pub async fn get_docs(headers: HeaderMap) -> Response {
    PAGE.serve(&headers)
}

fn routes() -> ApiRouter<()> {
    ApiRouter::new("docs").endpoint(get_openapi_endpoint()).endpoint(get_docs_endpoint())
}

/// The function's router.
pub fn router() -> Router {
    routes().into_router(())
}

/// The function's operations, for the document.
#[must_use]
pub fn operations() -> Vec<Operation> {
    routes().operations().to_vec()
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
