//! A text that is served as it is, and only once to a client that has it already.

use axum::{
    body::Bytes,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use kernel::Digest;

/// A body that never changes while the function lives, with its strong entity tag: made once, and not sent again to a client that names
/// the tag in `If-None-Match` (RFC 9110, section 13.1.2).
#[derive(Clone, Debug)]
pub struct Asset {
    body: Bytes,
    /// What goes with the body.
    headers: HeaderMap,
    /// What a client that has the body needs to know.
    validity: HeaderMap,
    etag: String,
}

impl Asset {
    /// A body of a media type, and how long whom may keep it (RFC 9111, section 5.2).
    #[must_use]
    pub fn new(media_type: &'static str, cache_control: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let etag = format!("\"{}\"", Digest::of(&[&body]));
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        let tag = HeaderValue::from_str(&etag).ok().map(|tag| (header::ETAG, tag));
        let cache_control = (header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
        let validity = [cache_control].into_iter().chain(tag).collect();
        Self { body, headers: headers.into_iter().collect(), validity, etag }
    }

    /// The same with another header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The body, or 304 for a client that has it.
    #[must_use]
    pub fn serve(&self, request: &HeaderMap) -> Response {
        let tags = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut tags = tags.flat_map(|value| value.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
        let mut response = if tags.any(|tag| tag == self.etag || tag == "*") {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            (self.headers.clone(), self.body.clone()).into_response()
        };
        response.headers_mut().extend(self.validity.clone());
        response
    }
}

#[cfg(test)]
#[path = "asset.test.rs"]
mod tests;
