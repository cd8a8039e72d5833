//! The HTTP API, as a client sees it.

use std::time::Duration;

use reqwest::{Method, header};
use serde_json::Value;

use crate::Answer;

/// How long one request may take. API Gateway gives up after 29 s.
const TIMEOUT: Duration = Duration::from_secs(40);

/// A client with one token, or none.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Client {
    /// A client of the API at this address.
    ///
    /// # Panics
    /// When the system has no certificates.
    #[must_use]
    pub fn new(base: &str, token: Option<&str>) -> Self {
        let http = reqwest::Client::builder().timeout(TIMEOUT).no_proxy().build().expect("an HTTP client");
        Self { http, base: base.to_owned(), token: token.map(str::to_owned) }
    }

    /// A request. The path begins with a slash and may have a query; dots in it are resolved before it is sent (see
    /// [`raw`](crate::raw) for those that must not be).
    #[must_use]
    pub fn request(&self, method: &str, path: &str) -> Call {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let builder = self.http.request(method.clone(), format!("{}{path}", self.base));
        let builder = match &self.token {
            Some(token) => builder.bearer_auth(token),
            None => builder,
        };
        Call { asked: format!("{method} {path}"), media_type: media_type(&method), builder }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send().await
    }

    /// `POST` without a body.
    pub async fn post(&self, path: &str) -> Answer {
        self.request("POST", path).send().await
    }

    /// `POST` with a body.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.request("POST", path).json(body).send().await
    }

    /// `PATCH` with a merge patch.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.request("PATCH", path).json(body).send().await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send().await
    }
}

const fn media_type(method: &Method) -> &'static str {
    match *method {
        Method::PATCH => "application/merge-patch+json",
        _ => "application/json",
    }
}

/// A request that is still open.
#[derive(Debug)]
pub struct Call {
    asked: String,
    media_type: &'static str,
    builder: reqwest::RequestBuilder,
}

impl Call {
    /// With a JSON body and the media type that belongs to the method.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        let media_type = self.media_type;
        self.body(media_type, body.to_string())
    }

    /// With any body.
    #[must_use]
    pub fn body(mut self, media_type: &str, body: impl Into<reqwest::Body>) -> Self {
        self.builder = self.builder.header(header::CONTENT_TYPE, media_type).body(body);
        self
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    /// With an `Idempotency-Key`.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With an `If-Match` of a version.
    #[must_use]
    pub fn if_match(self, version: u64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    /// Sends it.
    ///
    /// # Panics
    /// When there is no answer; a refusal is an answer.
    pub async fn send(self) -> Answer {
        let Self { asked, builder, .. } = self;
        let response = builder.send().await.unwrap_or_else(|error| panic!("{asked} got no answer: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|error| panic!("{asked} got half an answer: {error:?}"));
        Answer::new(asked, status, headers, body.to_vec())
    }
}
