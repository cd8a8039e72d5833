//! The HTTP API, as a client sees it.

use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode, Url, header};
use serde_json::Value;

use super::failure::{CheckFailure, ensure};

/// How long one request may take. A cold function in a local cloud needs a fraction of it.
const TIMEOUT: Duration = Duration::from_secs(30);
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A client with the token.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    base: Url,
    token: String,
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    method: Method,
    path: &'a str,
    query: Vec<(&'static str, String)>,
    body: Option<&'a Value>,
    key: Option<&'a str>,
    if_match: Option<&'a str>,
}

impl<'a> Call<'a> {
    /// A request without anything but a method and a path.
    #[must_use]
    pub const fn new(method: Method, path: &'a str) -> Self {
        Self { method, path, query: Vec::new(), body: None, key: None, if_match: None }
    }

    /// With a query parameter.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// With a body.
    #[must_use]
    pub const fn body(mut self, body: &'a Value) -> Self {
        self.body = Some(body);
        self
    }

    /// With an `Idempotency-Key`.
    #[must_use]
    pub const fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// With an `If-Match`.
    #[must_use]
    pub const fn if_match(mut self, etag: &'a str) -> Self {
        self.if_match = Some(etag);
        self
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked, for messages.
    asked: String,
    /// Where to look when it is not what it should be.
    look_at: String,
    /// The status.
    pub status: StatusCode,
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The body; `null` when there is none.
    pub body: Value,
    /// When the request was sent.
    pub sent: Instant,
    /// How long the answer took.
    pub took: Duration,
}

impl Api {
    /// A client for the API at the URL.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn new(url: &str, token: &str) -> Result<Self, CheckFailure> {
        let hint = "set EVA_URL to what scripts/dev prints";
        let base = Url::parse(url.trim_end_matches('/'))
            .map_err(|error| CheckFailure::new(format!("`{url}` is no URL"), hint).because(error))?;
        let http = reqwest::Client::builder().timeout(TIMEOUT).build().map_err(|error| {
            CheckFailure::new("the HTTP client cannot be set up", "look at the system's certificates").because(error)
        })?;
        Ok(Self { http, base, token: token.to_owned() })
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// When there is no answer; a refusal is an answer.
    pub async fn send(&self, call: Call<'_>) -> Result<Answer, CheckFailure> {
        let asked = format!("{} {}", call.method, call.path);
        let look_at = function_log(call.path);
        let url =
            self.url(&call).ok_or_else(|| CheckFailure::new(format!("`{asked}` has no URL"), "look at EVA_URL"))?;
        let mut request = self.http.request(call.method.clone(), url).bearer_auth(&self.token);
        if let Some(body) = call.body {
            let media_type =
                if call.method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
            request = request.header(header::CONTENT_TYPE, media_type).body(body.to_string());
        }
        if let Some(key) = call.key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        if let Some(etag) = call.if_match {
            request = request.header(header::IF_MATCH, etag);
        }
        let sent = Instant::now();
        let unanswered = |error: reqwest::Error| {
            // The URL is in `asked` already; without it the error's text stays short.
            CheckFailure::new(format!("{asked} got no answer"), "is the system running? Start it with scripts/dev")
                .because(error.without_url())
        };
        let response = request.send().await.map_err(unanswered)?;
        let status = response.status();
        let etag = response.headers().get(header::ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
        let body = response.bytes().await.map_err(unanswered)?;
        let took = sent.elapsed();
        let body = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body).map_err(|error| {
                let what = format!("{asked} answered {status} with a body that is no JSON");
                CheckFailure::new(what, look_at.as_str()).because(error)
            })?
        };
        Ok(Answer { asked, look_at, status, etag, body, sent, took })
    }

    fn url(&self, call: &Call<'_>) -> Option<Url> {
        let mut url = self.base.clone();
        // The base ends in the stage: joining paths as URLs do would replace it.
        url.path_segments_mut().ok()?.extend(call.path.split('/').filter(|segment| !segment.is_empty()));
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        Some(url)
    }
}

impl Answer {
    /// The answer, if it has the status.
    ///
    /// # Errors
    /// When it has another one; the problem's code and trace id are part of the message.
    pub fn expect(self, status: u16) -> Result<Self, CheckFailure> {
        if self.status.as_u16() == status {
            return Ok(self);
        }
        let text = |name: &str| self.body.get(name).and_then(Value::as_str);
        let mut what = format!("{} answered {} instead of {status}", self.asked, self.status.as_u16());
        for name in ["code", "detail", "message"] {
            if let Some(text) = text(name) {
                what.push_str(&format!(", {name} `{text}`"));
            }
        }
        let look_at = match (self.status.as_u16(), text("trace_id")) {
            (401, _) => "is EVA_TOKEN expired, or for another deployment? Look at the log of the authorizer".to_owned(),
            (403, _) => "the token lacks a permission: `target/debug/eva token --permissions all`".to_owned(),
            (_, Some(trace_id)) => format!("{} for the trace `{trace_id}`", self.look_at),
            (_, None) => self.look_at.clone(),
        };
        Err(CheckFailure::new(what, look_at))
    }

    /// A text in the body.
    ///
    /// # Errors
    /// When it is not there.
    pub fn text(&self, name: &str) -> Result<&str, CheckFailure> {
        self.body.get(name).and_then(Value::as_str).ok_or_else(|| {
            CheckFailure::new(format!("{} answered without `{name}`", self.asked), self.look_at.as_str())
        })
    }

    /// The version of the aggregate: in the body, and the same in the `ETag`.
    ///
    /// # Errors
    /// When one is missing or they differ.
    pub fn version(&self) -> Result<u64, CheckFailure> {
        let version = self.body.get("version").and_then(Value::as_u64);
        match (version, self.etag.as_deref()) {
            (Some(version), Some(etag)) if etag == format!("\"{version}\"") => Ok(version),
            (version, etag) => {
                let what = format!("{} answered with version {version:?} and ETag {etag:?}", self.asked);
                Err(CheckFailure::new(what, self.look_at.as_str()))
            }
        }
    }

    /// Holds the version against the one that it should be.
    ///
    /// # Errors
    /// When it is another one.
    pub fn expect_version(&self, expected: u64) -> Result<(), CheckFailure> {
        let version = self.version()?;
        let what = || format!("{} answered with version {version} instead of {expected}", self.asked);
        ensure(version == expected, what, &self.look_at)
    }
}

/// The function behind a path: it is called as what it lists.
fn function_log(path: &str) -> String {
    let list = path.split('/').find(|segment| !segment.is_empty()).unwrap_or_default();
    format!("look at the log of the {} function", list.strip_suffix('s').unwrap_or(list))
}

#[cfg(test)]
#[path = "api.test.rs"]
mod tests;
