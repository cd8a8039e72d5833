//! A text that is served as it is, and only once to a client that has it already.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use sha2::{Digest as _, Sha256};

/// Five minutes without asking: a deployment is seen soon, and a reader who goes back and forth does not invoke the function.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=300");

pub(crate) struct Asset {
    body: String,
    etag: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Asset {
    pub(crate) fn new(content_type: &'static str, body: String, mut headers: Vec<(HeaderName, HeaderValue)>) -> Self {
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
        headers.push((header::CONTENT_TYPE, HeaderValue::from_static(content_type)));
        headers.push((header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")));
        Self { body, etag, headers }
    }

    /// The text, or 304 when the client names its tag in `If-None-Match` (RFC 9110 section 13.1.2).
    pub(crate) fn serve(&self, request: &HeaderMap) -> Response {
        let known = request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == self.etag || tag == "*");
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = self.body.clone().into_response();
            for (name, value) in &self.headers {
                response.headers_mut().insert(name, value.clone());
            }
            response
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, CACHE_CONTROL);
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        response
    }
}

/// As a content security policy names a style.
pub(crate) fn sha256_base64(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}
