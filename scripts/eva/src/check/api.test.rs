use serde_json::json;

use super::*;

fn url_of(base: &str, call: Call<'_>) -> String {
    Api::new(base, "t").unwrap().url(&call).unwrap().to_string()
}

fn answer(status: u16, etag: Option<&str>, body: Value) -> Answer {
    let status = StatusCode::from_u16(status).unwrap();
    Answer {
        asked: "GET /accounts".to_owned(),
        look_at: function_log("/accounts"),
        status,
        etag: etag.map(str::to_owned),
        body,
        sent: Instant::now(),
        took: Duration::ZERO,
    }
}

/// Guards against losing the stage of the URL, and against a cursor that changes on its way.
#[test]
fn a_path_is_put_behind_the_stage_and_a_query_is_encoded() {
    for base in ["http://127.0.0.1:4566/_aws/execute-api/abc/v1", "http://127.0.0.1:4566/_aws/execute-api/abc/v1/"] {
        let call = Call::new(Method::GET, "/accounts").query("limit", "25").query("cursor", "a+b/c=&d");
        assert_eq!(
            url_of(base, call),
            "http://127.0.0.1:4566/_aws/execute-api/abc/v1/accounts?limit=25&cursor=a%2Bb%2Fc%3D%26d"
        );
    }
}

/// Guards against a failure that one cannot act upon.
#[test]
fn an_unexpected_status_says_what_was_answered_and_where_to_look() {
    let problem = json!({ "code": "account.name_missing", "detail": "a name is required", "trace_id": "t-1" });
    assert_eq!(
        answer(422, None, problem).expect(201).unwrap_err().to_string(),
        "GET /accounts answered 422 instead of 201, code `account.name_missing`, detail `a name is required`; look at the log of the account function for the \
         trace `t-1`"
    );
    let refused = answer(401, None, json!({ "message": "Unauthorized" })).expect(200).unwrap_err().to_string();
    assert!(refused.contains("authorizer"), "{refused}");
}

/// Guards against sending people to the log of a function that had no part in it.
#[test]
fn the_log_is_that_of_the_function_that_answered() {
    assert_eq!(function_log("/accounts"), "look at the log of the account function");
    assert_eq!(
        function_log("/contacts/contact_01h2xcejqtf2nbrexx3vqjhp47/opt-in"),
        "look at the log of the contact function"
    );
}

/// Guards against an `ETag` that a client sends back in vain.
#[test]
fn the_version_must_be_the_etag() {
    assert_eq!(answer(200, Some("\"3\""), json!({ "version": 3 })).version().unwrap(), 3);
    for (etag, body) in [
        (Some("\"2\""), json!({ "version": 3 })),
        (None, json!({ "version": 3 })),
        (Some("\"3\""), json!({})),
        (Some("3"), json!({ "version": 3 })),
    ] {
        assert!(answer(200, etag, body).version().is_err());
    }
    assert!(answer(200, Some("\"3\""), json!({ "version": 3 })).expect_version(3).is_ok());
    assert!(answer(200, Some("\"3\""), json!({ "version": 3 })).expect_version(2).is_err());
}
