use std::fmt::Debug;

use axum::body::Body;
use expect_test::{Expect, expect};
use serde::Deserialize;
use serde_json::Value;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    name: String,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    phones: Vec<Phone>,
    #[serde(default)]
    score: u8,
    #[serde(default)]
    custom: Value,
    #[serde(default)]
    pair: Option<(u8, u8)>,
    #[serde(default)]
    email: Option<Email>,
    #[serde(default)]
    change: Option<Change>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Customer,
    Partner,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phone {
    e164: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct Email(String);

impl TryFrom<String> for Email {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.contains('@') { Ok(Self(text)) } else { Err("expected an address with an `@`") }
    }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Rename(String),
    Move { to: u8 },
    Nothing,
}

fn refusal(text: impl AsRef<[u8]>) -> Problem {
    parse_json::<Create>(text.as_ref()).expect_err("must be refused")
}

fn check(text: impl AsRef<[u8]>, expected: &Expect) {
    let body = refusal(text).body();
    let errors: Vec<_> = body["errors"].as_array().into_iter().flatten().map(Value::to_string).collect();
    let detail = if errors.is_empty() { body["detail"].to_string() } else { errors.join("\n") };
    expected.assert_eq(&format!("{} {} {}", body["status"], body["code"].as_str().unwrap(), detail));
}

/// Guards against a parser that refuses what is right.
#[test]
fn a_body_that_fits_is_read() {
    let text = r#" {"name":"Ada","kind":"partner","phones":[{"e164":"+49"}],"score":7,"custom":{"a":[1,-2,0.5,null,true]},
        "pair":[1,2],"email":"a@b","change":{"move":{"to":3}}} "#;
    let create: Create = parse_json(text.as_bytes()).unwrap();
    assert_eq!(create.kind, Some(Kind::Partner));
    assert_eq!(create.custom, serde_json::json!({"a": [1, -2, 0.5, null, true]}));
    assert_eq!((create.pair, create.score), (Some((1, 2)), 7));
    assert_eq!(create.change, Some(Change::Move { to: 3 }));
    for (text, change) in [(r#""nothing""#, Change::Nothing), (r#"{"rename":"x"}"#, Change::Rename("x".into()))] {
        assert_eq!(parse_json::<Change>(text.as_bytes()).unwrap(), change);
    }
    let null: Create = parse_json(br#"{"name":"A","kind":null}"#).unwrap();
    assert_eq!(null.kind, None);
}

/// Guards against malformed JSON that is called a wrong field, or read up to where it breaks.
/// Requirement: ALL-7.
#[test]
fn a_text_that_is_no_json_is_malformed_with_its_place() {
    check("", &expect![[r#"400 malformed_json "the body is not JSON: EOF while parsing a value (line 1, column 0)""#]]);
    check(
        "{\n  \"name\": }",
        &expect![[r#"400 malformed_json "the body is not JSON: expected value (line 2, column 11)""#]],
    );
    check(
        r#"{"name":"Ada"} {"name":"Eve"}"#,
        &expect![[r#"400 malformed_json "the body is not JSON: trailing characters (line 1, column 16)""#]],
    );
    check(
        r#"{"name":"\ud800"}"#,
        &expect![[r#"400 malformed_json "the body is not JSON: unexpected end of hex escape (line 1, column 16)""#]],
    );
    check(
        b"{\n\"name\":\"\xff\"}",
        &expect![[r#"400 malformed_json "the body is not JSON: the text is not UTF-8 (line 2, column 9)""#]],
    );
    check(
        "{\"name\":\"a\nb\"}",
        &expect![[
            r#"400 malformed_json "the body is not JSON: control character (\\u0000-\\u001F) found while parsing a string (line 2, column 0)""#
        ]],
    );
    check(
        r#"{"score":1e999}"#,
        &expect![[r#"400 malformed_json "the body is not JSON: number out of range (line 1, column 14)""#]],
    );
    check(
        "{'name': 1}",
        &expect![[r#"400 malformed_json "the body is not JSON: key must be a string (line 1, column 2)""#]],
    );
    // A field that does not fit stands before the place where the text breaks: the text is malformed first of all.
    check(
        r#"{"nmae":1,"name":2,"name":"#,
        &expect![[r#"400 malformed_json "the body is not JSON: EOF while parsing a value (line 1, column 26)""#]],
    );
}

/// Guards against clients that must guess which field is meant.
/// Requirement: ALL-7.
#[test]
fn a_field_that_does_not_fit_is_named_by_a_pointer() {
    check(
        r#"{"name":7}"#,
        &expect![[
            r#"422 invalid_field {"code":"wrong_type","detail":"expected a string, found an integer","pointer":"/name"}"#
        ]],
    );
    check(
        "{}",
        &expect![[r#"422 invalid_field {"code":"missing_field","detail":"the field is required","pointer":"/name"}"#]],
    );
    check(
        r#"{"name":"A","phones":[{"e164":"+49"},{"e164":"+49","a/b":1}]}"#,
        &expect![[
            r#"422 invalid_field {"code":"unknown_field","detail":"expected one of `e164`","pointer":"/phones/1/a~1b"}"#
        ]],
    );
    check(
        r#"{"name":"A","phones":[{}]}"#,
        &expect![[
            r#"422 invalid_field {"code":"missing_field","detail":"the field is required","pointer":"/phones/0/e164"}"#
        ]],
    );
    check(
        r#"{"name":"A","kind":"rival"}"#,
        &expect![[
            r#"422 invalid_field {"code":"invalid_value","detail":"expected one of `customer`, `partner`","pointer":"/kind"}"#
        ]],
    );
    check(
        r#"{"name":"A","kind":3}"#,
        &expect![[
            r#"422 invalid_field {"code":"wrong_type","detail":"expected a string, found an integer","pointer":"/kind"}"#
        ]],
    );
    check(
        r#"{"name":"A","score":256}"#,
        &expect![[
            r#"422 invalid_field {"code":"invalid_value","detail":"expected an integer from 0 to 255","pointer":"/score"}"#
        ]],
    );
    check(
        r#"{"name":"A","score":1.5}"#,
        &expect![[
            r#"422 invalid_field {"code":"wrong_type","detail":"expected an integer from 0 to 255, found a number with a fraction","pointer":"/score"}"#
        ]],
    );
    check(
        r#"{"name":"A","pair":[1,2,3]}"#,
        &expect![[
            r#"422 invalid_field {"code":"invalid_length","detail":"expected fewer elements in the array, found 3 elements","pointer":"/pair"}"#
        ]],
    );
    check(
        r#"{"name":"A","email":"ada"}"#,
        &expect![[
            r#"422 invalid_field {"code":"invalid_value","detail":"expected an address with an `@`","pointer":"/email"}"#
        ]],
    );
    check(
        r#"{"name":"A","change":{"move":{"to":"x"}}}"#,
        &expect![[
            r#"422 invalid_field {"code":"wrong_type","detail":"expected an integer from 0 to 255, found a string","pointer":"/change/move/to"}"#
        ]],
    );
    check(
        r#"{"name":"A","change":{"rename":"x","move":{}}}"#,
        &expect![[
            r#"422 invalid_field {"code":"invalid_value","detail":"expected an object with exactly one field","pointer":"/change"}"#
        ]],
    );
    check(
        "[]",
        &expect![[
            r#"422 invalid_field {"code":"wrong_type","detail":"expected an object, found an array","pointer":""}"#
        ]],
    );
    // A word as serde would also write it: the documents say that it is a string.
    check(
        r#"{"name":"A","kind":{"partner":null}}"#,
        &expect![[
            r#"422 invalid_field {"code":"wrong_type","detail":"expected a string, found an object","pointer":"/kind"}"#
        ]],
    );
    // The fields' values in their order, as serde's own formats would allow.
    check(
        r#"["A",null,[]]"#,
        &expect![[
            r#"422 invalid_field {"code":"wrong_type","detail":"expected an object, found an array","pointer":""}"#
        ]],
    );
    check(
        "null",
        &expect![[r#"422 invalid_field {"code":"wrong_type","detail":"expected an object, found null","pointer":""}"#]],
    );
}

/// Guards against two readers that see two requests: of a repeated field one takes the first value, the other the last.
#[test]
fn a_repeated_field_is_refused_at_every_depth() {
    check(
        r#"{"name":"A","name":"B"}"#,
        &expect![[
            r#"422 invalid_field {"code":"duplicate_field","detail":"the field stands more than once","pointer":"/name"}"#
        ]],
    );
    check(
        r#"{"name":"A","custom":{"x":[0,{"y~":1,"y\u007e":2}]}}"#,
        &expect![[
            r#"422 invalid_field {"code":"duplicate_field","detail":"the field stands more than once","pointer":"/custom/x/1/y~0"}"#
        ]],
    );
}

/// Guards against personal data in answers: whatever is wrong, the value is not sent back.
#[test]
fn a_value_is_never_sent_back() {
    for text in [
        r#"{"name":"A","score":"SECRET, expected u8"}"#,
        r#"{"name":"A","kind":"SECRET"}"#,
        r#"{"name":"A","kind":{"SECRET":1}}"#,
        r#"{"name":"A","email":"SECRET"}"#,
        r#"{"name":"A","change":{"nothing":"SECRET"}}"#,
        r#"{"name":"SECRET""#,
        r#"{"name":"A","phones":["SECRET"]}"#,
        r#""SECRET""#,
    ] {
        let body = refusal(text).body().to_string();
        assert!(!body.contains("SECRET"), "{text} -> {body}");
    }
}

/// Guards against a stack overflow that takes the warm function down.
#[test]
fn a_thousand_levels_are_refused_and_do_not_crash() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let text = format!(r#"{{"name":"A","custom":{}1{}}}"#, open.repeat(1000), close.repeat(1000));
        let problem = refusal(text);
        assert_eq!((problem.status().as_u16(), problem.code()), (400, "malformed_json"));
    }
}

async fn extract<T: DeserializeOwned + Debug>(
    request: http::request::Builder,
    body: impl Into<Body>,
) -> Result<T, Problem> {
    JsonBody::from_request(request.body(body.into()).unwrap(), &()).await.map(|body| body.value)
}

/// Guards against bodies that are read as something they do not claim to be.
/// Requirement: ALL-7.
#[tokio::test]
async fn a_body_of_another_media_type_is_refused() {
    let post =
        |types: &[&str]| types.iter().fold(http::Request::post("/"), |post, value| post.header("content-type", *value));
    for types in
        [&["application/json"][..], &["Application/JSON; charset=UTF-8"], &["application/json;charset=\"utf-8\""]]
    {
        assert_eq!(extract::<u8>(post(types), "7").await.unwrap(), 7, "{types:?}");
    }
    for types in [
        &[][..],
        &["text/plain"],
        &["application/jsonp"],
        &["application/json; charset=latin1"],
        &["application/merge-patch+json"],
        &["application/json", "application/json"],
        &["application/json, text/plain"],
        &[""],
    ] {
        let problem = extract::<u8>(post(types), "7").await.unwrap_err();
        assert_eq!(problem.status().as_u16(), 415, "{types:?}");
        assert_eq!(problem.body()["allowed"], serde_json::json!(["application/json"]));
    }
    let gzip = post(&["application/json"]).header("content-encoding", "gzip");
    assert_eq!(extract::<u8>(gzip, "7").await.unwrap_err().status().as_u16(), 415);
    let patch = http::Request::patch("/").header("content-type", "application/merge-patch+json");
    assert_eq!(extract::<u8>(patch, "7").await.unwrap(), 7);
}

/// Guards against a request that fills the memory, also when it does not say how long it is.
/// Requirement: ALL-7.
#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_one_at_the_limit_is_read() {
    let post = || http::Request::post("/").header("content-type", "application/json");
    let fits = format!("\"{}\"", "x".repeat(MAX_BODY_BYTES - 2));
    assert_eq!(extract::<String>(post(), fits.clone()).await.unwrap().len(), MAX_BODY_BYTES - 2);
    let problem = extract::<String>(post(), fits + " ").await.unwrap_err();
    assert_eq!((problem.status().as_u16(), &problem.body()["max_bytes"]), (413, &MAX_BODY_BYTES.into()));
    let declared = post().header("content-length", MAX_BODY_BYTES + 1);
    assert_eq!(extract::<String>(declared, "\"x\"").await.unwrap_err().status().as_u16(), 413);
}

/// A verb whose body may be left out must not refuse those who leave it out, nor take what does not fit for nothing.
#[tokio::test]
async fn an_optional_body_may_be_left_out_and_is_checked_when_it_is_there() {
    let read = async |content_type: Option<&str>, text: &'static str| {
        let mut request = http::Request::post("/things/1/restore");
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request.body(Body::from(text)).expect("a request");
        let body = OptionalBody::<Phone>::from_request(request, &()).await;
        body.map(|body| (body.value, body.bytes)).map_err(|problem| problem.body()["code"].to_string())
    };
    let phone = r#"{"e164":"+4989"}"#;
    assert_eq!(read(None, "").await, Ok((None, Bytes::new())));
    assert_eq!(read(Some(JSON), "{ }").await, Ok((None, Bytes::from_static(b"{ }"))));
    let found = Ok::<_, String>((Some(Phone { e164: "+4989".to_owned() }), Bytes::from_static(phone.as_bytes())));
    assert_eq!(read(Some(JSON), phone).await, found);
    assert_eq!(read(None, "{}").await, Ok((None, Bytes::from_static(b"{}"))));
    assert_eq!(read(Some("application/merge-patch+json"), phone).await, found);
    assert_eq!(read(Some("text/plain"), phone).await, Err(r#""unsupported_media_type""#.to_owned()));
    assert_eq!(read(Some(JSON), "{").await, Err(r#""malformed_json""#.to_owned()));
    assert_eq!(read(Some(JSON), r#"{"x":1}"#).await, Err(r#""invalid_field""#.to_owned()));
}
