//! The account function as Lambda calls it: payloads of API Gateway in, answers out, over a real engine.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use dynamodb_store::local_table::LocalTable;
use kernel::{
    TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::{Answer, GatewayClient};
use serde_json::{Value, json};

/// The function on a table of its own.
struct Function {
    accounts: GatewayClient,
    _table: LocalTable,
}

impl Function {
    async fn start() -> Self {
        let table = LocalTable::start().await;
        let router = account::api().into_router(account::app(table.store()));
        Self { accounts: GatewayClient::new(router, scope(1, 1), UserId::from_uuid(uuid(9))), _table: table }
    }

    async fn invoke(&self, payload: &Value) -> Answer {
        self.accounts.invoke(payload).await
    }
}

fn sample() -> Value {
    serde_json::from_str(include_str!("../../../events/create-account.json")).unwrap()
}

/// The sample request with another method, path and body.
fn request(method: &str, path: &str, body: Value) -> Value {
    let mut payload = sample();
    for key in ["headers", "multiValueHeaders"] {
        payload[key].as_object_mut().unwrap().remove("Idempotency-Key");
    }
    payload["httpMethod"] = json!(method);
    payload["path"] = json!(path);
    payload["body"] = if body.is_null() { Value::Null } else { json!(body.to_string()) };
    payload["requestContext"]["authorizer"]["permissions"] = json!(
        "account.create account.read account.update account.archive account.restore account.assign account.activate"
    );
    payload
}

/// The payload that people try first must work, and twice, or they learn the wrong thing. Requirement: ACC-1, ALL-9
#[tokio::test]
async fn the_sample_payload_creates_an_account_once() {
    let function = Function::start().await;
    let first = function.invoke(&sample()).await;
    assert_eq!((first.status, first.etag.as_deref()), (201, Some("\"1\"")), "{}", first.body);
    assert_eq!(first.body["name"], "Acme Corporation");
    let again = function.invoke(&sample()).await;
    assert_eq!((again.status, again.body), (201, first.body), "the same key gets the same answer");
}

/// A caller without the permission must learn nothing, not even whether the record exists. Requirement: ACS-6, ALL-7
#[tokio::test]
async fn a_missing_permission_is_refused_before_any_load() {
    let function = Function::start().await;
    let mut payload = request("DELETE", "/accounts/account_01h2xcejqtf2nbrexx3vqjhp41", Value::Null);
    payload["requestContext"]["authorizer"]["permissions"] = json!("account.read");
    let answer = function.invoke(&payload).await;
    assert_eq!((answer.status, answer.body["code"].as_str()), (403, Some("forbidden")), "{}", answer.body);
}

/// A function that is reached without an authorizer must not serve anybody. Requirement: ACS-5
#[tokio::test]
async fn a_request_without_a_caller_is_unauthorized() {
    let function = Function::start().await;
    let mut payload = request("GET", "/accounts", Value::Null);
    payload["requestContext"]["authorizer"] = Value::Null;
    assert_eq!(function.invoke(&payload).await.status, 401);
}

/// The other capsule's record must be as absent as one that never was. Requirement: ACS-6
#[tokio::test]
async fn a_record_of_another_capsule_is_not_found() {
    let function = Function::start().await;
    let id = function.invoke(&sample()).await.body["id"].as_str().unwrap().to_owned();
    let mut foreign = request("GET", &format!("/accounts/{id}"), Value::Null);
    foreign["requestContext"]["authorizer"]["capsule_id"] = json!("capsule_01h2xcejqtf2nbrexx3vqjhp4z");
    let mut nowhere = foreign.clone();
    nowhere["path"] = json!("/accounts/account_01h2xcejqtf2nbrexx3vqjhp41");
    let (foreign, nowhere) = (function.invoke(&foreign).await, function.invoke(&nowhere).await);
    let without_trace = |mut body: Value| {
        body.as_object_mut().unwrap().remove("trace_id");
        body
    };
    assert_eq!((foreign.status, without_trace(foreign.body)), (404, without_trace(nowhere.body)));
}

/// A domain that two companies hold makes the search by it ambiguous; the answer must name the holder. Requirement: ACC-1, ALL-4
#[tokio::test]
async fn a_domain_that_is_taken_is_a_conflict_that_names_the_holder() {
    let function = Function::start().await;
    let holder = function.invoke(&sample()).await.body["id"].clone();
    let wish = json!({"name": "Acme Two", "kind": "prospect", "domains": ["other.com", "acme.com"]});
    let answer = function.invoke(&request("POST", "/accounts", wish)).await;
    assert_eq!((answer.status, answer.body["code"].as_str()), (409, Some("duplicate_value")), "{}", answer.body);
    assert_eq!((&answer.body["ids"], &answer.body["errors"][0]["pointer"]), (&json!([holder]), &json!("/domains/1")));
}

/// A field with a typing error that is ignored looks saved and is not. Requirement: ALL-7
#[tokio::test]
async fn an_unknown_or_wrong_field_is_named_by_a_pointer() {
    let function = Function::start().await;
    for (body, pointer) in [
        (json!({"name": "A", "kind": "prospect", "naem": "x"}), "/naem"),
        (json!({"name": "A"}), "/kind"),
        (json!({"name": "", "kind": "prospect"}), "/name"),
        (json!({"name": "A", "kind": "prospect", "domains": ["acme.com", "gmail.com"]}), "/domains/1"),
        (
            json!({"name": "A", "kind": "prospect", "annual_revenue": {"amount": 1, "currency": "EUR"}}),
            "/annual_revenue/amount",
        ),
        (json!({"name": "A", "kind": "prospect", "employee_count": -1}), "/employee_count"),
        (json!({"name": "A", "kind": "prospect", "tags": "x"}), "/tags"),
        (json!({"name": "A", "kind": "prospect", "tenant_id": "tenant_01h2xcejqtf2nbrexx3vqjhp41"}), "/tenant_id"),
    ] {
        let answer = function.invoke(&request("POST", "/accounts", body.clone())).await;
        assert_eq!((answer.status, answer.body["errors"][0]["pointer"].as_str()), (422, Some(pointer)), "{body}");
    }
}

/// A list that shows archived records, or loses live ones, misleads whoever works with it. Requirement: ALL-4
#[tokio::test]
async fn an_archived_account_moves_to_the_archived_list() {
    let function = Function::start().await;
    let id = function.invoke(&sample()).await.body["id"].as_str().unwrap().to_owned();
    let list = async |path: &str, query: Value| {
        let mut payload = request("GET", path, Value::Null);
        payload["queryStringParameters"] = query;
        function.invoke(&payload).await.body["items"].as_array().unwrap().len()
    };
    assert_eq!(list("/accounts", Value::Null).await, 1);
    let archived = function.invoke(&request("DELETE", &format!("/accounts/{id}"), Value::Null)).await;
    assert_eq!((archived.status, archived.etag.as_deref()), (200, Some("\"2\"")), "{}", archived.body);
    assert_eq!(list("/accounts", Value::Null).await, 0);
    assert_eq!(list("/accounts", json!({"archived": "true"})).await, 1);
}

/// A list by name, or of the names that begin so, is what people look for a record in. Requirement: ALL-6
#[tokio::test]
async fn accounts_are_listed_by_name() {
    let function = Function::start().await;
    for (number, name) in ["beta", "Alpha", "BETA GmbH", "gamma"].into_iter().enumerate() {
        let body = json!({"name": name, "kind": "other", "domains": [format!("d{number}.com")]});
        assert_eq!(function.invoke(&request("POST", "/accounts", body)).await.status, 201);
    }
    let list = async |query: Value| {
        let mut payload = request("GET", "/accounts", Value::Null);
        payload["queryStringParameters"] = query;
        let answer = function.invoke(&payload).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let names = answer.body["items"].as_array().unwrap().iter().map(|row| row["name"].clone());
        (Value::from_iter(names), answer.body["next_cursor"].clone())
    };
    assert_eq!(list(json!({"sort": "name"})).await.0, json!(["Alpha", "beta", "BETA GmbH", "gamma"]));
    assert_eq!(list(json!({"sort": "created"})).await.0, json!(["beta", "Alpha", "BETA GmbH", "gamma"]));
    let (first, cursor) = list(json!({"name_prefix": "Bet", "limit": "1"})).await;
    let (second, end) = list(json!({"name_prefix": "Bet", "limit": "1", "cursor": cursor})).await;
    assert_eq!((first, second, end), (json!(["beta"]), json!(["BETA GmbH"]), Value::Null));
}

/// A condition that is not understood must not be ignored: nobody can have seen a version of what is not there. Requirement: ALL-9
#[tokio::test]
async fn a_creation_takes_no_condition() {
    let function = Function::start().await;
    let mut payload = sample();
    payload["multiValueHeaders"]["If-Match"] = json!(["\"3\""]);
    let answer = function.invoke(&payload).await;
    assert_eq!(
        (answer.status, answer.body["errors"][0]["header"].as_str()),
        (400, Some("If-Match")),
        "{}",
        answer.body
    );
}

/// Endpoints that contradict each other would only be found when the function starts. Requirement: ALL-2
#[test]
fn the_endpoints_make_a_router() {
    assert_eq!(account::api().operations().len(), 9);
}
