//! Problems on the wire.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Map, Value};

use super::{Content, Problem};
use crate::TraceId;

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Headers that describe a body: they do not survive when the body is replaced.
const OF_THE_BODY: [header::HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::TRANSFER_ENCODING,
    header::ETAG,
    header::CACHE_CONTROL,
];

/// The outermost layer: whatever fails inside leaves as a problem with the request's trace id.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let trace_id = request.extensions().get::<TraceId>().cloned();
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if status.is_client_error() || status.is_server_error() => Problem::of_status(status),
        None => return response,
    };
    let problem = match trace_id {
        Some(TraceId(id)) => problem.with_trace_id(id),
        None => problem,
    };
    let mut rendered = problem.into_response();
    keep_headers(response.headers(), rendered.headers_mut());
    rendered
}

fn keep_headers(from: &HeaderMap, to: &mut HeaderMap) {
    for name in from.keys() {
        if !OF_THE_BODY.contains(name) && !to.contains_key(name) {
            for value in from.get_all(name) {
                to.append(name, value.clone());
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.0.status, self.body().to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in &self.0.headers {
            headers.insert(name, value.clone());
        }
        if let Some(seconds) = self.0.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl Problem {
    /// The body, RFC 9457 section 3: the members of this type win over extensions of the same name.
    pub(crate) fn body(&self) -> Value {
        let Content { status, code, detail, errors, extensions, headers: _, retry_after_seconds, trace_id } = &*self.0;
        let mut body: Map<String, Value> =
            extensions.iter().map(|(name, value)| (name.clone().into_owned(), value.clone())).collect();
        body.insert("type".into(), format!("urn:eva:problem:{code}").into());
        body.insert("title".into(), title(code).into());
        body.insert("status".into(), status.as_u16().into());
        body.insert("code".into(), Value::from(code.as_ref()));
        if let Some(detail) = detail {
            body.insert("detail".into(), Value::from(detail.as_ref()));
        }
        if !errors.is_empty() {
            body.insert("errors".into(), errors.iter().map(|error| serde_json::json!(error)).collect());
        }
        if let Some(seconds) = retry_after_seconds {
            body.insert("retry_after_seconds".into(), (*seconds).into());
        }
        if let Some(trace_id) = trace_id {
            body.insert("trace_id".into(), Value::from(trace_id.as_str()));
        }
        Value::Object(body)
    }
}

/// A title is the code for people: it does not change from one occurrence to the next (RFC 9457 section 3.1.3).
fn title(code: &str) -> String {
    let mut words = code.replace(['_', '.', '-'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
