//! An axum router behind API Gateway: the guards that stand in front of every router, and the way in and out.
//!
//! In front of the router: a request that cannot be read is a 400, a path that reads in two ways is a 400, a panic is a 500 as
//! problem+json, and the authorizer's context becomes the [`Caller`], the one place where a request gets its scope, or the [`Operator`], who has none.

use std::{convert::Infallible, panic::AssertUnwindSafe};

use api::{Caller, Operator, OperatorPermissions, PermissionSet, Problem, TraceId};
use aws_lambda_events::{
    apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse, ApiGatewayRequestAuthorizer},
    encodings::Body as GatewayBody,
};
use axum::{
    Router,
    body::Body,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderName, Request, header};
use kernel::{CorrelationId, Scope};
use lambda_http::request::LambdaRequest;
use lambda_runtime::{LambdaEvent, service_fn, tower::Service};
use serde_json::{Value, value::RawValue};
use tower::ServiceExt;
use tracing::Instrument;

use crate::{clock, metrics};

/// Serves a router as this process's Lambda function, until the platform ends it.
///
/// # Errors
/// When the Lambda runtime cannot be reached.
pub async fn serve_http(function: &'static str, router: Router) -> Result<(), lambda_runtime::Error> {
    crate::telemetry::init(function);
    lambda_runtime::run(gateway_service(function, router)).await
}

/// The router as a Lambda handler of API Gateway's REST payloads; tests call it with payloads of their own.
pub fn gateway_service(
    function: &'static str,
    router: Router,
) -> impl Service<
    LambdaEvent<Box<RawValue>>,
    Response = ApiGatewayProxyResponse,
    Error = Infallible,
    Future = impl Future<Output = Result<ApiGatewayProxyResponse, Infallible>> + Send,
> + Clone {
    service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let router = router.clone();
        async move {
            let correlation_id = correlation_id(&event);
            let span = tracing::info_span!("request", function, trace_id = %correlation_id);
            Ok(answer(function, router, &event.payload, correlation_id).instrument(span).await)
        }
    })
}

async fn answer(
    function: &'static str,
    router: Router,
    payload: &RawValue,
    correlation_id: CorrelationId,
) -> ApiGatewayProxyResponse {
    let started = std::time::Instant::now();
    // One catch for all of it: reading the request can panic too (lambda_http builds a URL from headers).
    let handled = AssertUnwindSafe(async {
        match read(payload, correlation_id) {
            Ok(request) => match router.oneshot(request).await {
                Ok(response) => response,
                Err(impossible) => match impossible {},
            },
            Err(problem) => render(problem, correlation_id).await,
        }
    });
    let response = match handled.catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            metrics::count(metrics::PANICS, 1, &[("Function", function)]);
            render(Problem::internal(), correlation_id).await
        }
    };
    tracing::info!(
        http.status = response.status().as_u16(),
        duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    write(response).await
}

/// The trace id of the invocation: X-Ray's where there is one, a fresh one elsewhere.
fn correlation_id(event: &LambdaEvent<Box<RawValue>>) -> CorrelationId {
    let header = event.context.xray_trace_id.as_deref();
    header.and_then(CorrelationId::from_xray_header).unwrap_or_else(|| CorrelationId::from_uuid(clock::fresh_uuid()))
}

fn read(payload: &RawValue, correlation_id: CorrelationId) -> Result<Request<Body>, Problem> {
    let mut gateway: ApiGatewayProxyRequest = serde_json::from_str(payload.get())
        .map_err(|_| Problem::malformed("malformed_request", "the request cannot be read"))?;
    // lambda_http builds a URL from these, and panics where they make none; nothing here depends on them.
    for name in [HeaderName::from_static("x-forwarded-proto"), header::HOST] {
        gateway.headers.remove(&name);
        gateway.multi_value_headers.remove(&name);
    }
    gateway.request_context.domain_name = None;
    // Both maps name every header, and `headers` has the last value only: lambda_http would let it replace the list, and a
    // header that was sent twice would look as if it were sent once.
    if !gateway.multi_value_headers.is_empty() {
        gateway.headers.clear();
    }
    // Routes do not name the stage.
    gateway.request_context.stage = None;
    check_path(gateway.path.as_deref().unwrap_or_default())?;
    let who = who(&gateway.request_context.authorizer)?;

    let raw_path = gateway.path.clone().unwrap_or_default();
    let request: lambda_http::Request = LambdaRequest::ApiGatewayV1(gateway).into();
    // INVARIANT: a path is what it says. lambda_http reads the decoded path as a URL, so `/accounts/x%23y` would arrive as
    // `/accounts/x` and `/accounts/..` as `/`: another record than the one that was checked on the way.
    if request.uri().path() != raw_path {
        return Err(ambiguous_path());
    }
    let mut request = request.map(|body| Body::from(body.to_vec()));
    request.extensions_mut().insert(TraceId(correlation_id.to_string()));
    request.extensions_mut().insert(correlation_id);
    match who {
        Some(Who::Caller(caller)) => drop(request.extensions_mut().insert(caller)),
        Some(Who::Operator(operator)) => drop(request.extensions_mut().insert(operator)),
        None => {}
    }
    Ok(request)
}

/// Paths of this API have unreserved characters only (RFC 3986); whatever else arrives was encoded to be read in two ways.
fn check_path(path: &str) -> Result<(), Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let dots = path.split('/').any(|segment| matches!(segment, "." | ".."));
    if path.starts_with('/') && path.bytes().all(plain) && !dots && !path.contains("//") {
        Ok(())
    } else {
        Err(ambiguous_path())
    }
}

fn ambiguous_path() -> Problem {
    Problem::malformed("ambiguous_path", "the path has characters that can be read in two ways")
}

/// Who calls: one of a tenant, or one of the platform, never both.
enum Who {
    Caller(Caller),
    Operator(Operator),
}

/// What the authorizer says of a caller in a tenant, and of no operator.
const OF_CALLERS: [&str; 3] = ["tenant_id", "capsule_id", "user_id"];

/// Who it is that the authorizer verified: `None` on a public route, where no authorizer ran.
///
/// This is where a request gets its scope: from the verified token, never from a header, the path or the body. An operator gets none.
fn who(authorizer: &ApiGatewayRequestAuthorizer) -> Result<Option<Who>, Problem> {
    let fields = &authorizer.fields;
    if fields.is_empty() {
        return Ok(None);
    }
    let text = |name: &str| fields.get(name).and_then(Value::as_str).ok_or_else(Problem::unauthorized);
    fn id<I: kernel::TypedId>(text: &str) -> Result<I, Problem> {
        text.parse().map_err(|_| Problem::unauthorized())
    }
    let (session_id, permissions) = (id(text("session_id")?)?, text("permissions")?.split(' '));
    if fields.contains_key("operator_id") {
        // INVARIANT: whoever is an operator is nobody's caller. A context that says both was not made by our authorizer.
        if OF_CALLERS.iter().any(|name| fields.contains_key(*name)) {
            return Err(Problem::unauthorized());
        }
        let permissions = OperatorPermissions::from_texts(permissions);
        return Ok(Some(Who::Operator(Operator::new(id(text("operator_id")?)?, session_id, permissions))));
    }
    let scope = Scope::establish(id(text("tenant_id")?)?, id(text("capsule_id")?)?);
    let permissions = PermissionSet::from_texts(permissions);
    Ok(Some(Who::Caller(Caller::new(scope, id(text("user_id")?)?, session_id, permissions))))
}

async fn render(problem: Problem, correlation_id: CorrelationId) -> Response {
    problem.with_trace_id(correlation_id.to_string()).into_response()
}

async fn write(response: Response) -> ApiGatewayProxyResponse {
    let (parts, body) = response.into_parts();
    let mut gateway = ApiGatewayProxyResponse::default();
    gateway.status_code = i64::from(parts.status.as_u16());
    gateway.multi_value_headers = parts.headers;
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => match String::from_utf8(bytes.into()) {
            Ok(text) => gateway.body = Some(GatewayBody::Text(text)),
            Err(binary) => {
                gateway.body = Some(GatewayBody::Binary(binary.into_bytes()));
                gateway.is_base64_encoded = true;
            }
        },
        // Bodies here are in memory; one that fails to be read has nothing to send.
        Err(_) => gateway.status_code = 500,
    }
    gateway
}

#[cfg(test)]
#[path = "gateway.test.rs"]
mod tests;
