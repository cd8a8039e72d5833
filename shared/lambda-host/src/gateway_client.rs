//! A client that calls a router as API Gateway does, authorizer's context included, for tests.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "test code that other crates' tests call")]

use api::{OperatorPermissions, Permission};
use axum::Router;
use kernel::{OperatorId, Scope, UserId};
use lambda_runtime::{Context, LambdaEvent, tower::Service as _};
use serde_json::{Map, Value, json, value::to_raw_value};

use crate::{clock, gateway_service};

/// A user of a function, with all permissions.
#[derive(Clone, Debug)]
pub struct GatewayClient {
    router: Router,
    who: Who,
}

/// As whom it calls.
#[derive(Clone, Copy, Debug)]
enum Who {
    User(Scope, UserId),
    Operator(OperatorId),
}

/// A request that is being put together.
#[derive(Clone, Debug)]
pub struct Call {
    client: GatewayClient,
    method: &'static str,
    path: String,
    body: Value,
    headers: Map<String, Value>,
    query: Map<String, Value>,
}

/// What the function answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, `null` when there is none.
    pub body: Value,
    /// The header `ETag`.
    pub etag: Option<String>,
}

impl GatewayClient {
    /// A user in a scope.
    #[must_use]
    pub const fn new(router: Router, scope: Scope, user_id: UserId) -> Self {
        Self { router, who: Who::User(scope, user_id) }
    }

    /// An operator of the platform.
    #[must_use]
    pub const fn operator(router: Router, operator_id: OperatorId) -> Self {
        Self { router, who: Who::Operator(operator_id) }
    }

    /// The same user in another scope; an operator has none.
    #[must_use]
    pub fn elsewhere(&self, scope: Scope) -> Self {
        let who = match self.who {
            Who::User(_, user_id) => Who::User(scope, user_id),
            operator @ Who::Operator(_) => operator,
        };
        Self { who, ..self.clone() }
    }

    /// A GET.
    #[must_use]
    pub fn get(&self, path: impl Into<String>) -> Call {
        self.call("GET", path, Value::Null)
    }

    /// A POST; `null` for no body.
    #[must_use]
    pub fn post(&self, path: impl Into<String>, body: Value) -> Call {
        self.call("POST", path, body)
    }

    /// A PATCH.
    #[must_use]
    pub fn patch(&self, path: impl Into<String>, body: Value) -> Call {
        self.call("PATCH", path, body)
    }

    /// A DELETE.
    #[must_use]
    pub fn delete(&self, path: impl Into<String>) -> Call {
        self.call("DELETE", path, Value::Null)
    }

    /// Calls the function with a whole payload of API Gateway.
    ///
    /// # Panics
    /// When the function gives no answer at all: the test cannot go on.
    pub async fn invoke(&self, payload: &Value) -> Answer {
        let raw = to_raw_value(payload).expect("a payload");
        let event = LambdaEvent::new(raw, Context::default());
        let answer = match gateway_service("test", self.router.clone()).call(event).await {
            Ok(answer) => serde_json::to_value(answer).expect("an answer"),
            Err(impossible) => match impossible {},
        };
        Answer {
            status: answer["statusCode"].as_u64().and_then(|status| status.try_into().ok()).expect("a status"),
            body: answer["body"]
                .as_str()
                .filter(|body| !body.is_empty())
                .map_or(Value::Null, |body| serde_json::from_str(body).expect("a body in JSON")),
            etag: answer["multiValueHeaders"]["etag"][0].as_str().map(str::to_owned),
        }
    }

    fn call(&self, method: &'static str, path: impl Into<String>, body: Value) -> Call {
        let (headers, query) = Default::default();
        Call { client: self.clone(), method, path: path.into(), body, headers, query }
    }
}

impl Call {
    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), json!([value]));
        self
    }

    /// With an idempotency key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// With a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.insert(name.to_owned(), json!([value.into()]));
        self
    }

    /// Sends it.
    ///
    /// # Panics
    /// When the function gives no answer at all: the test cannot go on.
    pub async fn send(self) -> Answer {
        let Self { client, method, path, body, mut headers, query } = self;
        let session_id = clock::fresh_id::<kernel::SessionId>();
        let authorizer = match client.who {
            Who::User(scope, user_id) => {
                let permissions: Vec<&str> = Permission::ALL.iter().map(|permission| permission.as_str()).collect();
                json!({
                    "tenant_id": scope.tenant_id(),
                    "capsule_id": scope.capsule_id(),
                    "user_id": user_id,
                    "session_id": session_id,
                    "permissions": permissions.join(" "),
                })
            }
            Who::Operator(operator_id) => json!({
                "operator_id": operator_id,
                "session_id": session_id,
                "permissions": OperatorPermissions::all().to_string(),
            }),
        };
        headers.insert("Content-Type".to_owned(), json!(["application/json"]));
        let payload = json!({
            "resource": path,
            "path": path,
            "httpMethod": method,
            "headers": {},
            "multiValueHeaders": headers,
            "multiValueQueryStringParameters": query,
            "requestContext": {
                "resourcePath": path,
                "httpMethod": method,
                "path": path,
                "stage": "v1",
                "identity": { "sourceIp": "127.0.0.1" },
                "authorizer": authorizer,
            },
            "body": if body.is_null() { Value::Null } else { json!(body.to_string()) },
            "isBase64Encoded": false,
        });
        client.invoke(&payload).await
    }
}
