//! An HTTP connector of the SDK that calls the engine in this process, and does to the calls what a network and a busy service do.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_smithy_runtime_api::{
    client::{
        http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    calls::Call,
    faults::{Fault, Injection},
};

/// The engine behind the connector.
#[derive(Clone)]
pub(super) struct Engine {
    database: Database,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// How many calls there were since the injection or the last reset.
    seen: usize,
    injections: Vec<Injection>,
    counted: Option<Vec<Call>>,
    /// Requests that nobody heard of again, and that the engine gets just before the next one.
    late: Vec<Request>,
    /// The same, but it gets them when it is told to.
    in_flight: Vec<Request>,
}

/// What a request asks.
#[derive(Clone, Debug)]
struct Request {
    operation: String,
    body: String,
}

/// Status and body of an answer.
type Answer = (u16, String);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    pub(super) fn new(database: Database) -> Self {
        Self { database, shared: Arc::default() }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the calls are counted with the capacity that the engine reports.
    pub(super) fn count(&self) {
        self.shared().counted = Some(Vec::new());
    }

    /// The calls since counting began or was asked for last.
    pub(super) fn take_calls(&self) -> Vec<Call> {
        self.shared().counted.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// How many calls there were since the last injection.
    pub(super) fn calls_seen(&self) -> usize {
        self.shared().seen
    }

    /// The calls suffer these from now on, and no others.
    pub(super) fn inject(&self, injections: &[Injection]) {
        let mut shared = self.shared();
        shared.seen = 0;
        shared.injections = injections.to_vec();
    }

    /// Does what was held back.
    pub(super) fn settle(&self) {
        self.catch_up();
        let in_flight = std::mem::take(&mut self.shared().in_flight);
        for request in in_flight {
            self.run(&request);
        }
    }

    fn catch_up(&self) {
        let late = std::mem::take(&mut self.shared().late);
        for request in late {
            self.run(&request);
        }
    }

    fn run(&self, request: &Request) -> Answer {
        match dispatch(&self.database, &request.operation, &request.body) {
            Ok(body) => (200, body),
            Err(error) => (error.status_code(), error.to_json()),
        }
    }

    /// Runs a request, and notes what it cost when calls are counted.
    fn answer(&self, request: &Request) -> Answer {
        if self.shared().counted.is_none() {
            return self.run(request);
        }
        let asking = Request { body: Call::asking_for_units(&request.body), ..request.clone() };
        let answer = self.run(&asking);
        let call = Call::of(&request.operation, &request.body, &answer.1);
        if let Some(counted) = &mut self.shared().counted {
            counted.push(call);
        }
        answer
    }

    async fn exchange(&self, request: Request) -> Result<Answer, ConnectorError> {
        self.catch_up();
        let fault = {
            let mut shared = self.shared();
            shared.seen += 1;
            let operation = request.operation.clone();
            shared.injections.iter_mut().find_map(|injection| injection.suffer(&operation))
        };
        let Some(fault) = fault else { return Ok(self.answer(&request)) };
        match fault {
            Fault::FailBefore => Err(lost()),
            Fault::LoseAnswer => {
                self.answer(&request);
                Err(lost())
            }
            Fault::Delay(delay) => {
                tokio::time::sleep(delay).await;
                Ok(self.answer(&request))
            }
            Fault::LateEffect => {
                self.shared().late.push(request);
                Err(late())
            }
            Fault::InFlight => {
                self.shared().in_flight.push(request);
                Err(late())
            }
            Fault::Duplicate => {
                let first = self.answer(&request);
                self.answer(&request);
                Ok(first)
            }
            Fault::Throttle => Ok(refusal(400, "ThrottlingException")),
            Fault::ProvisionedThroughputExceeded => Ok(refusal(400, "ProvisionedThroughputExceededException")),
            Fault::RequestLimitExceeded => Ok(refusal(400, "RequestLimitExceeded")),
            Fault::TransactionConflict { item } if request.operation.starts_with("Transact") => {
                Ok(conflict(&request, item))
            }
            // Other reads meet no transactions.
            Fault::TransactionConflict { .. } => Ok(self.answer(&request)),
            Fault::InternalError => Ok(refusal(500, "InternalServerError")),
            Fault::InternalErrorAfterEffect => {
                self.answer(&request);
                Ok(refusal(500, "InternalServerError"))
            }
            Fault::ServiceUnavailable => Ok(refusal(503, "ServiceUnavailable")),
        }
    }
}

impl HttpConnector for Engine {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let engine = self.clone();
        HttpConnectorFuture::new(async move {
            let target = request.headers().get("x-amz-target").unwrap_or_default();
            let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
            let body = request.body().bytes().and_then(|bytes| std::str::from_utf8(bytes).ok());
            let body = body.unwrap_or_default().to_owned();
            let (status, body) = engine.exchange(Request { operation, body }).await?;
            let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
            let mut response = HttpResponse::new(status, SdkBody::from(body));
            response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
            Ok(response)
        })
    }
}

impl HttpClient for Engine {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

fn lost() -> ConnectorError {
    ConnectorError::io("the connection was lost".into())
}

fn late() -> ConnectorError {
    ConnectorError::timeout("the answer did not come in time".into())
}

fn refusal(status: u16, code: &str) -> Answer {
    (status, json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "injected"}).to_string())
}

/// A transaction that met another one at an item; the last one when there are not so many.
fn conflict(request: &Request, item: usize) -> Answer {
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let items = body["TransactItems"].as_array().map_or(0, Vec::len);
    let at = item.min(items.saturating_sub(1));
    let code = |index| if index == at { "TransactionConflict" } else { "None" };
    let reasons: Vec<Value> = (0..items).map(|index| json!({ "Code": code(index) })).collect();
    let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    (400, json!({"__type": kind, "Message": "injected", "CancellationReasons": reasons}).to_string())
}

fn dispatch(database: &Database, operation: &str, body: &str) -> Result<String, DynoxideError> {
    match operation {
        "BatchGetItem" => answer(database.batch_get_item(read(body)?)?),
        "CreateTable" => answer(database.create_table(read(body)?)?),
        "DeleteItem" => answer(database.delete_item(read(body)?)?),
        "DescribeTable" => answer(database.describe_table(read(body)?)?),
        "GetItem" => answer(database.get_item(read(body)?)?),
        "PutItem" => answer(database.put_item(read(body)?)?),
        "Query" => answer(database.query(read(body)?)?),
        "Scan" => answer(database.scan(read(body)?)?),
        "TransactGetItems" => answer(database.transact_get_items(read(body)?)?),
        "TransactWriteItems" => answer(database.transact_write_items(read(body)?)?),
        "UpdateItem" => answer(database.update_item(read(body)?)?),
        other => Err(DynoxideError::ValidationException(format!("the connector does not know `{other}`"))),
    }
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, DynoxideError> {
    serde_json::from_str(body).map_err(|error| DynoxideError::ValidationException(error.to_string()))
}

fn answer<T: Serialize>(value: T) -> Result<String, DynoxideError> {
    serde_json::to_string(&value).map_err(|error| DynoxideError::ValidationException(error.to_string()))
}
