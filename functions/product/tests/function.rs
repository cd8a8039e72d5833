//! The product function as Lambda calls it: payloads of API Gateway in, answers out, over a real engine.

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
    products: GatewayClient,
    _table: LocalTable,
}

impl Function {
    async fn start() -> Self {
        let table = LocalTable::start().await;
        let router = product::api().into_router(product::app(table.store()));
        Self { products: GatewayClient::new(router, scope(1, 1), UserId::from_uuid(uuid(9))), _table: table }
    }

    async fn invoke(&self, payload: &Value) -> Answer {
        self.products.invoke(payload).await
    }

    /// The path of a new product.
    async fn created(&self) -> String {
        let answer = self.invoke(&sample()).await;
        format!("/products/{}", answer.body["id"].as_str().unwrap())
    }
}

fn sample() -> Value {
    serde_json::from_str(include_str!("../../../events/create-product.json")).unwrap()
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
        "product.create product.read product.update product.archive product.restore product.assign product.activate \
         product.retire product.reinstate product.set_price"
    );
    payload
}

/// The payload that people try first must work, and twice, or they learn the wrong thing. Requirement: PRO-1, ALL-9
#[tokio::test]
async fn the_sample_payload_creates_a_product_once() {
    let function = Function::start().await;
    let first = function.invoke(&sample()).await;
    assert_eq!((first.status, first.etag.as_deref()), (201, Some("\"1\"")), "{}", first.body);
    assert_eq!((&first.body["sku"], &first.body["status"]), (&json!("DR-100"), &json!("draft")));
    let again = function.invoke(&sample()).await;
    assert_eq!((again.status, again.body), (201, first.body), "the same key gets the same answer");
}

/// A caller without the permission must learn nothing, not even whether the record exists. Requirement: ACS-6, ALL-7
#[tokio::test]
async fn a_missing_permission_is_refused_before_any_load() {
    let function = Function::start().await;
    let mut payload = request("DELETE", "/products/product_01h2xcejqtf2nbrexx3vqjhp41", Value::Null);
    payload["requestContext"]["authorizer"]["permissions"] = json!("product.read");
    let answer = function.invoke(&payload).await;
    assert_eq!((answer.status, answer.body["code"].as_str()), (403, Some("forbidden")), "{}", answer.body);
}

/// A function that is reached without an authorizer must not serve anybody. Requirement: ACS-5
#[tokio::test]
async fn a_request_without_a_caller_is_unauthorized() {
    let function = Function::start().await;
    let mut payload = request("GET", "/products", Value::Null);
    payload["requestContext"]["authorizer"] = Value::Null;
    assert_eq!(function.invoke(&payload).await.status, 401);
}

/// The other capsule's record must be as absent as one that never was. Requirement: ACS-6
#[tokio::test]
async fn a_record_of_another_capsule_is_not_found() {
    let function = Function::start().await;
    let mut foreign = request("GET", &function.created().await, Value::Null);
    foreign["requestContext"]["authorizer"]["capsule_id"] = json!("capsule_01h2xcejqtf2nbrexx3vqjhp4z");
    let mut nowhere = foreign.clone();
    nowhere["path"] = json!("/products/product_01h2xcejqtf2nbrexx3vqjhp41");
    let (foreign, nowhere) = (function.invoke(&foreign).await, function.invoke(&nowhere).await);
    let without_trace = |mut body: Value| {
        body.as_object_mut().unwrap().remove("trace_id");
        body
    };
    assert_eq!((foreign.status, without_trace(foreign.body)), (404, without_trace(nowhere.body)));
}

/// A SKU that two products hold makes every order by it a guess; the answer must name the holder. Requirement: PRO-1, ALL-4
#[tokio::test]
async fn a_sku_that_is_taken_is_a_conflict_that_names_the_holder() {
    let function = Function::start().await;
    let path = function.created().await;
    let holder = path.trim_start_matches("/products/");
    let wish = json!({"sku": "Dr-100", "name": "Other", "kind": "goods", "unit": "piece"});
    let taken = |answer: Answer, holder: &str| {
        assert_eq!((answer.status, answer.body["code"].as_str()), (409, Some("duplicate_value")), "{}", answer.body);
        assert_eq!((&answer.body["ids"], &answer.body["errors"][0]["pointer"]), (&json!([holder]), &json!("/sku")));
    };
    taken(function.invoke(&request("POST", "/products", wish.clone())).await, holder);

    // An archived product lets it go, and takes it again only while it is free.
    assert_eq!(function.invoke(&request("DELETE", &path, Value::Null)).await.status, 200);
    let heir = function.invoke(&request("POST", "/products", wish)).await;
    assert_eq!(heir.status, 201, "{}", heir.body);
    let restore = format!("{path}/restore");
    taken(function.invoke(&request("POST", &restore, Value::Null)).await, heir.body["id"].as_str().unwrap());
    let restored = function.invoke(&request("POST", &restore, json!({"sku": "dr-101"}))).await;
    assert_eq!((restored.status, &restored.body["sku"]), (200, &json!("DR-101")), "{}", restored.body);
}

/// A price and a life as people set them, over the wire. Requirement: PRO-1, PRO-2
#[tokio::test]
async fn a_product_gets_a_price_and_is_sold() {
    let function = Function::start().await;
    let path = function.created().await;
    let post = async |verb: &str, body: Value| function.invoke(&request("POST", &format!("{path}/{verb}"), body)).await;
    let price = json!({"price": {"amount": "99.9", "currency": "EUR"}, "effective_from": "2026-01-01"});
    let priced = post("set-price", price).await;
    assert_eq!(priced.status, 200, "{}", priced.body);
    assert_eq!(
        priced.body["prices"],
        json!([{"price": {"amount": "99.90", "currency": "EUR"}, "effective_from": "2026-01-01"}])
    );
    let early = post("retire", Value::Null).await;
    assert_eq!((early.status, early.body["code"].as_str()), (422, Some("illegal_move")), "{}", early.body);
    let detail = early.body["detail"].as_str().unwrap();
    assert!(detail.contains("`draft`") && detail.contains("`activate`"), "{detail}");
    for (verb, status) in [("activate", "active"), ("retire", "retired"), ("reinstate", "active")] {
        let moved = post(verb, Value::Null).await;
        assert_eq!((moved.status, moved.body["status"].as_str()), (200, Some(status)), "{}", moved.body);
    }
    let frozen = function.invoke(&request("PATCH", &path, json!({"sku": "dr-200"}))).await;
    let said = (frozen.status, frozen.body["code"].as_str(), frozen.body["errors"][0]["pointer"].as_str());
    assert_eq!(said, (422, Some("sku_frozen"), Some("/sku")), "{}", frozen.body);
}

/// A field with a typing error that is ignored looks saved and is not. Requirement: ALL-7
#[tokio::test]
async fn an_unknown_or_wrong_field_is_named_by_a_pointer() {
    let function = Function::start().await;
    let path = function.created().await;
    let draft = |fields: Value| {
        let mut body = json!({"sku": "X", "name": "A", "kind": "goods", "unit": "piece"});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        body
    };
    let price = |amount: &str, currency: &str| json!({"price": {"amount": amount, "currency": currency}});
    for (method, path, body, pointer) in [
        ("POST", "/products", draft(json!({"naem": "x"})), "/naem"),
        ("POST", "/products", json!({"sku": "X", "name": "A", "kind": "goods"}), "/unit"),
        ("POST", "/products", draft(json!({"sku": "A B"})), "/sku"),
        ("POST", "/products", draft(json!({"kind": "gadget"})), "/kind"),
        ("POST", "/products", draft(json!({"status": "active"})), "/status"),
        ("POST", "/products", draft(json!({"tags": "x"})), "/tags"),
        ("PATCH", &path, json!({"unit": ""}), "/unit"),
        ("POST", &format!("{path}/set-price"), json!({"price": {"amount": 1, "currency": "EUR"}}), "/price/amount"),
        ("POST", &format!("{path}/set-price"), price("1e3", "EUR"), "/price/amount"),
        ("POST", &format!("{path}/set-price"), price("NaN", "EUR"), "/price/amount"),
        ("POST", &format!("{path}/set-price"), price(&"1".repeat(40), "EUR"), "/price/amount"),
        ("POST", &format!("{path}/set-price"), price("-1", "EUR"), "/price/amount"),
        ("POST", &format!("{path}/set-price"), price("1", "ZZZ"), "/price/currency"),
    ] {
        let answer = function.invoke(&request(method, path, body.clone())).await;
        assert_eq!((answer.status, answer.body["errors"][0]["pointer"].as_str()), (422, Some(pointer)), "{body}");
    }
}

/// A list that shows archived records, or loses live ones, misleads whoever works with it. Requirement: ALL-4
#[tokio::test]
async fn an_archived_product_moves_to_the_archived_list() {
    let function = Function::start().await;
    let path = function.created().await;
    let list = async |query: Value| {
        let mut payload = request("GET", "/products", Value::Null);
        payload["queryStringParameters"] = query;
        function.invoke(&payload).await.body["items"].as_array().unwrap().len()
    };
    assert_eq!(list(Value::Null).await, 1);
    let archived = function.invoke(&request("DELETE", &path, Value::Null)).await;
    assert_eq!((archived.status, archived.etag.as_deref()), (200, Some("\"2\"")), "{}", archived.body);
    assert_eq!(list(Value::Null).await, 0);
    assert_eq!(list(json!({"archived": "true"})).await, 1);
}

/// A list by name, or of the names that begin so, is what people look for a record in. Requirement: ALL-6
#[tokio::test]
async fn products_are_listed_by_name() {
    let function = Function::start().await;
    for (number, name) in ["beta", "Alpha", "BETA GmbH", "gamma"].into_iter().enumerate() {
        let body = json!({"sku": format!("A-{number}"), "name": name, "kind": "goods", "unit": "piece"});
        assert_eq!(function.invoke(&request("POST", "/products", body)).await.status, 201);
    }
    let list = async |query: Value| {
        let mut payload = request("GET", "/products", Value::Null);
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
    assert_eq!(product::api().operations().len(), 11);
}
