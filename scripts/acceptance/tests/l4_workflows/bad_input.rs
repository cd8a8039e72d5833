//! Input that is wrong, in every way that we know of.

use acceptance::{Answer, Client, http::Call};
use serde_json::{Value, json};

use super::{create, path, records::Records, routes, setup};

const JSON: &str = "application/json";

fn post(client: &Client, media_type: &str, body: impl Into<Vec<u8>>) -> Call {
    client.request("POST", "/accounts").body(media_type, body.into())
}

/// Whether the list is as it was: a refused request writes nothing.
async fn assert_nothing_was_written(client: &Client) {
    assert_eq!(client.get("/accounts").await.expect(200).json()["items"], json!([]));
}

/// A body that cannot be read must be refused with the place where it breaks, not guessed at. Requirement: ALL-7
#[tokio::test]
async fn a_body_that_is_no_json_is_malformed() {
    let (_, _, client) = setup().await;
    let deep = format!("{{\"name\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let bodies: [&[u8]; 12] = [
        b"",
        b" ",
        b"{",
        b"{\"name\":\"Acme\",}",
        b"{'name':'Acme'}",
        b"{\"name\":\"Acme\"} {}",
        b"name=Acme&kind=prospect",
        b"{\"name\":NaN}",
        b"{\"name\":\"\\ud800\"}",
        b"\xff{\"name\":\"Acme\",\"kind\":\"prospect\"}",
        b"{\"name\":\"Acme\",\xc3\x28\"kind\":\"prospect\"}",
        deep.as_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let answer = post(&client, JSON, body).send().await;
        assert_eq!(answer.status, 400, "`{shown}`: {answer}");
        let problem = answer.problem(400, "malformed_json").json();
        assert!(problem["line"].is_u64() && problem["column"].is_u64(), "`{shown}`: {problem}");
    }
    assert_nothing_was_written(&client).await;
}

/// The field that is wrong, and how.
fn assert_field(answer: Answer, pointer: &str, code: &str) {
    let problem = answer.problem(422, "invalid_field").json();
    let errors = problem["errors"].as_array().expect("errors");
    assert_eq!((&errors[0]["pointer"], &errors[0]["code"]), (&json!(pointer), &json!(code)), "{problem}");
}

/// A field that is taken in silence is lost in silence: each mistake is named by its place, and what was sent is not sent back.
/// Requirement: ALL-7
#[tokio::test]
async fn a_field_that_does_not_fit_is_named_by_its_pointer() {
    let (_, _, client) = setup().await;
    let cases = [
        (r#"{"kind":"prospect"}"#, "/name", "missing_field"),
        (r#"{"name":"Acme","kind":"prospect","hunter2":1}"#, "/hunter2", "unknown_field"),
        (r#"{"name":"Acme","kind":"prospect","name":"hunter2"}"#, "/name", "duplicate_field"),
        (r#"{"name":"Acme","\u006eame":"hunter2","kind":"prospect"}"#, "/name", "duplicate_field"),
        (r#"{"name":7,"kind":"prospect"}"#, "/name", "wrong_type"),
        (r#"{"name":null,"kind":"prospect"}"#, "/name", "wrong_type"),
        (r#"{"name":["hunter2"],"kind":"prospect"}"#, "/name", "wrong_type"),
        (r#"{"name":"   ","kind":"prospect"}"#, "/name", "invalid_value"),
        (r#"{"name":"Acme","kind":"hunter2"}"#, "/kind", "invalid_value"),
        (r#"{"name":"Acme","kind":"prospect","employee_count":-1}"#, "/employee_count", "invalid_value"),
        (r#"{"name":"Acme","kind":"prospect","employee_count":1.5}"#, "/employee_count", "wrong_type"),
        (r#"{"name":"Acme","kind":"prospect","employee_count":"12"}"#, "/employee_count", "wrong_type"),
        (r#"{"name":"Acme","kind":"prospect","annual_revenue":12}"#, "/annual_revenue", "wrong_type"),
        (
            r#"{"name":"Acme","kind":"prospect","annual_revenue":{"amount":12.5,"currency":"EUR"}}"#,
            "/annual_revenue/amount",
            "wrong_type",
        ),
        (
            r#"{"name":"Acme","kind":"prospect","annual_revenue":{"amount":"1","currency":"EUR","x":1}}"#,
            "/annual_revenue/x",
            "unknown_field",
        ),
        (r#"{"name":"Acme","kind":"prospect","domains":"hunter2.com"}"#, "/domains", "wrong_type"),
        (r#"{"name":"Acme","kind":"prospect","domains":["acme.com","gmail.com"]}"#, "/domains/1", "invalid_value"),
        (r#"{"name":"Acme","kind":"prospect","domains":["mail.hunter2.com"]}"#, "/domains/0", "invalid_value"),
        (r#"{"name":"Acme","kind":"prospect","phones":["hunter2"]}"#, "/phones/0", "invalid_value"),
        (r#"{"name":"Acme","kind":"prospect","website":"javascript:hunter2"}"#, "/website", "invalid_value"),
        (
            r#"{"name":"Acme","kind":"prospect","tax_ids":[{"country":"XX","scheme":"VAT","value":"hunter2"}]}"#,
            "/tax_ids/0/country",
            "invalid_value",
        ),
        (r#"[]"#, "", "wrong_type"),
        (r#""hunter2""#, "", "wrong_type"),
        (r#"null"#, "", "wrong_type"),
    ];
    for (body, pointer, code) in cases {
        let answer = post(&client, JSON, body).send().await;
        assert!(pointer == "/hunter2" || !answer.text().contains("hunter2"), "{body}: {answer}");
        assert_eq!(answer.status, 422, "{body}: {answer}");
        assert_field(answer, pointer, code);
    }
    let long = json!({ "name": "x".repeat(256), "kind": "prospect" });
    assert_field(client.post_json("/accounts", &long).await, "/name", "invalid_value");
    let many =
        json!({ "name": "Acme", "kind": "prospect", "tags": (0..51).map(|n| n.to_string()).collect::<Vec<_>>() });
    let refused = client.post_json("/accounts", &many).await.problem(422, "invalid_field");
    assert_eq!(refused.string("/errors/0/pointer"), "/tags");
    assert_nothing_was_written(&client).await;
}

/// The same for what is sold and what it costs: an amount that is read in another way than it was meant is a loss. Requirement: ALL-7, PRO-1, PRO-2
#[tokio::test]
async fn a_field_of_a_product_or_a_price_that_does_not_fit_is_named_by_its_pointer() {
    let (_, _, client) = setup().await;
    let product = r#"{"sku":"DR-1","name":"\u202ee\u0301 🦀","kind":"goods","unit":"piece"}"#;
    let product = client.request("POST", "/products").body(JSON, product).send().await.expect(201);
    let set_price = format!("/products/{}/set-price", product.id());
    let forty_digits = format!(r#"{{"price":{{"amount":"{}","currency":"EUR"}}}}"#, "1".repeat(40));
    let cases = [
        ("/products", r#"{"name":"Drill","kind":"goods","unit":"piece"}"#, "/sku", "missing_field"),
        ("/products", r#"{"sku":"hunter 2","name":"Drill","kind":"goods","unit":"piece"}"#, "/sku", "invalid_value"),
        ("/products", r#"{"sku":null,"name":"Drill","kind":"goods","unit":"piece"}"#, "/sku", "wrong_type"),
        ("/products", r#"{"sku":"A","name":"Drill","kind":"hunter2","unit":"piece"}"#, "/kind", "invalid_value"),
        ("/products", r#"{"sku":"A","name":"Drill","kind":"goods","unit":" "}"#, "/unit", "invalid_value"),
        (
            "/products",
            r#"{"sku":"A","name":"Drill","kind":"goods","unit":"piece","prices":[]}"#,
            "/prices",
            "unknown_field",
        ),
        (&set_price, r#"{}"#, "/price", "missing_field"),
        (&set_price, r#"{"price":12}"#, "/price", "wrong_type"),
        (&set_price, r#"{"price":{"amount":12.5,"currency":"EUR"}}"#, "/price/amount", "wrong_type"),
        (&set_price, r#"{"price":{"amount":"1e3","currency":"EUR"}}"#, "/price/amount", "invalid_value"),
        (&set_price, r#"{"price":{"amount":"NaN","currency":"EUR"}}"#, "/price/amount", "invalid_value"),
        (&set_price, &forty_digits, "/price/amount", "invalid_value"),
        (&set_price, r#"{"price":{"amount":"0.001","currency":"EUR"}}"#, "/price/amount", "invalid_value"),
        (&set_price, r#"{"price":{"amount":"-1","currency":"EUR"}}"#, "/price/amount", "invalid_value"),
        (&set_price, r#"{"price":{"amount":"1","currency":"ZZZ"}}"#, "/price/currency", "invalid_value"),
        (
            &set_price,
            r#"{"price":{"amount":"1","currency":"EUR"},"effective_from":"2026-02-30"}"#,
            "/effective_from",
            "invalid_value",
        ),
        (
            &set_price,
            r#"{"price":{"amount":"1","currency":"EUR"},"effective_from":"2026-02-02","effective_until":"2026-02-01"}"#,
            "/effective_until",
            "invalid_value",
        ),
    ];
    for (path, body, pointer, code) in cases {
        let answer = client.request("POST", path).body(JSON, body.to_owned()).send().await;
        assert!(!answer.text().contains("hunter2"), "{body}: {answer}");
        assert_eq!(answer.status, 422, "{body}: {answer}");
        assert_field(answer, pointer, code);
    }
    let refused = client.patch(&format!("/products/{}", product.id()), &json!({ "unit": null })).await;
    assert_eq!(refused.problem(422, "field_required").string("/errors/0/pointer"), "/unit");
    let items = client.get("/products").await.expect(200).json();
    assert_eq!(items["items"].as_array().map(Vec::len), Some(1), "nothing else was written");
}

/// A body that is too large is refused before anybody reads it, and one that just fits is read. Requirement: ALL-7
#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let (_, _, client) = setup().await;
    let padded = |length: usize| {
        let body = r#"{"name":"Acme","kind":"prospect"}"#;
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    for length in [api::MAX_BODY_BYTES + 1, 1024 * 1024] {
        let refused = post(&client, JSON, padded(length)).send().await.problem(413, "payload_too_large");
        assert_eq!(refused.json()["max_bytes"], api::MAX_BODY_BYTES);
    }
    assert_nothing_was_written(&client).await;
    post(&client, JSON, padded(api::MAX_BODY_BYTES)).send().await.expect(201);
}

/// A body of another type is something else that happens to look like JSON. Requirement: ALL-7
#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let (_, _, client) = setup().await;
    let body = r#"{"name":"Acme","kind":"prospect"}"#;
    for media_type in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/merge-patch+json",
        "application/json; charset=utf-16",
        "application/jsonx",
        "json",
    ] {
        post(&client, media_type, body).send().await.problem(415, "unsupported_media_type");
    }
    let compressed = post(&client, JSON, body).header("content-encoding", "gzip");
    compressed.send().await.problem(415, "unsupported_media_type");
    assert_nothing_was_written(&client).await;
    let id = post(&client, "Application/JSON; charset=UTF-8", body).send().await.expect(201).id();
    let patch = client.request("PATCH", &path(&id)).body(JSON, r#"{"name":"Beta"}"#);
    patch.send().await.expect(200);
}

/// An id of another kind in the wrong place is a mistake in the client's code, and must be told as one. Requirement: ALL-7
#[tokio::test]
async fn an_id_of_another_kind_is_refused() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let suffix = id.strip_prefix("account_").expect("an account id");
    let others = [
        format!("contact_{suffix}"),
        suffix.to_owned(),
        format!("accounts_{suffix}"),
        format!("account_{}", &suffix[1..]),
        format!("account_{suffix}0"),
        format!("Account_{suffix}"),
        "x".to_owned(),
        "account_".to_owned(),
        // A UUID of version 4 is no id of ours.
        "account_2x4y6z8a0b4c6d8e0f2g4h6j8k".to_owned(),
    ];
    for other in others {
        for (method, below) in [("GET", ""), ("DELETE", ""), ("POST", "/activate")] {
            let answer = client.request(method, &format!("/accounts/{other}{below}")).send().await;
            let refused = answer.problem(400, "invalid_parameter");
            assert_eq!(refused.string("/errors/0/parameter"), "account_id", "{other}");
        }
    }
    let owner = client.post_json(&format!("{}/assign", path(&id)), &json!({ "owner_id": id })).await;
    assert_field(owner, "/owner_id", "invalid_value");
}

/// A filter with a typing error that is ignored answers with the whole list. Requirement: ALL-6, ALL-7
#[tokio::test]
async fn a_query_that_is_not_understood_is_refused() {
    let (_, _, client) = setup().await;
    let long_prefix = format!("name_prefix={}", "x".repeat(65));
    for (query, parameter) in [
        ("nmae=Acme", "nmae"),
        ("Limit=1", "Limit"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=x", "limit"),
        ("limit=", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("archived=yes", "archived"),
        ("archived=TRUE", "archived"),
        ("sort=NAME", "sort"),
        ("sort=owner", "sort"),
        ("sort=", "sort"),
        ("name_prefix=", "name_prefix"),
        (long_prefix.as_str(), "name_prefix"),
        ("sort=created&name_prefix=a", "sort"),
        ("sort=name&cursor=YWNjb3VudF8wMWgyeGNlanF0ZjJuYnJleHgzdnFqaHA0MQ", "cursor"),
        ("cursor=x", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=YWNjb3VudF8wMWgyeGNlanF0ZjJuYnJleHgzdnFqaHA0MSM", "cursor"),
        ("cursor=Y29udGFjdF8wMWgyeGNlanF0ZjJuYnJleHgzdnFqaHA0MQ", "cursor"),
    ] {
        let answer = client.get(&format!("/accounts?{query}")).await;
        assert_eq!(answer.status, 400, "`{query}`: {answer}");
        let refused = answer.problem(400, "invalid_parameter");
        assert_eq!(refused.string("/errors/0/parameter"), parameter, "`{query}`");
    }
}

/// Where no parameter is taken, one that is sent is a mistake: `?version=1` that is ignored answers with another version, and a verb that
/// ignores `?dry_run=true` does it. Requirement: ALL-7
#[tokio::test]
async fn a_query_where_none_is_taken_is_refused() {
    let (_, _, client) = setup().await;
    let records = Records::create(&client).await;
    for route in routes::all().iter().filter(|route| !route.takes_query()) {
        let refused = route.call_with(&client, &records, "?dry_run=true").send().await;
        assert_eq!(refused.status, 400, "{}: {refused}", route.name());
        refused.problem(400, "invalid_parameter");
    }
    for path in records.paths() {
        assert_eq!(client.get(&path).await.expect(200).version(), 1, "nothing was written");
    }
}

/// A condition that is not understood must not be ignored: the change would be made without it. Requirement: ALL-7, ALL-9
#[tokio::test]
async fn a_header_that_is_not_understood_is_refused() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    let long = "k".repeat(256);
    let cases: [(&str, &[&str]); 14] = [
        ("If-Match", &["1"]),
        ("If-Match", &["W/\"1\""]),
        ("If-Match", &["\"01\""]),
        ("If-Match", &["\"x\""]),
        ("If-Match", &["\"1\", \"2\""]),
        ("If-Match", &["\"1\"", "\"1\""]),
        ("If-Match", &["\"18446744073709551616\""]),
        ("If-Match", &["\"-1\""]),
        ("Idempotency-Key", &["a b"]),
        ("Idempotency-Key", &["a,b"]),
        ("Idempotency-Key", &["one", "two"]),
        ("Idempotency-Key", &["#"]),
        ("Idempotency-Key", &["\"\""]),
        ("Idempotency-Key", &[long.as_str()]),
    ];
    for (name, values) in cases {
        let call = client.request("PATCH", &path(&id)).json(&json!({ "name": "Beta" }));
        let answer = values.iter().fold(call, |call, value| call.header(name, value)).send().await;
        assert_eq!(answer.status, 400, "{name}: {values:?}: {answer}");
        let refused = answer.problem(400, "invalid_header").json();
        assert_eq!(refused.pointer("/errors/0/header").and_then(Value::as_str), Some(name), "{refused}");
    }
    assert_eq!(client.get(&path(&id)).await.expect(200).version(), 1);
}
