use serde_json::{Value, json, value::to_raw_value};

use super::*;

const ARN: &str = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/accounts";

fn token_of(event: Value) -> Result<String, Denial> {
    token_of_text(to_raw_value(&event).unwrap().get())
}

/// Reads as the runtime does.
fn token_of_text(event: &str) -> Result<String, Denial> {
    let mut deserializer = serde_json::Deserializer::from_str(event);
    let event: Box<RawValue> = serde_path_to_error::deserialize(&mut deserializer).expect("nothing is decoded yet");
    Request::parse(&event)?.bearer_token().map(str::to_owned)
}

fn token_in(credentials: &str) -> Result<String, Denial> {
    token_of(json!({ "methodArn": ARN, "headers": { "Authorization": credentials } }))
}

/// Guards against reading only one of the two maps: gateways send either or both, in any case of the name.
#[test]
fn the_token_is_found_in_either_map_under_any_spelling_of_the_name() {
    for event in [
        json!({ "methodArn": ARN, "headers": { "authorization": "Bearer a.b.c" } }),
        json!({ "methodArn": ARN, "headers": { "AUTHORIZATION": "Bearer a.b.c" }, "multiValueHeaders": null }),
        json!({ "methodArn": ARN, "multiValueHeaders": { "Authorization": ["Bearer a.b.c"] } }),
        json!({ "methodArn": ARN, "headers": { "Authorization": "Bearer a.b.c" }, "multiValueHeaders": { "Authorization": ["Bearer a.b.c"] } }),
    ] {
        assert_eq!(token_of(event.clone()), Ok("a.b.c".to_owned()), "{event}");
    }
}

/// Guards against a comparison of the scheme that RFC 9110 makes case-insensitive.
#[test]
fn the_scheme_is_case_insensitive() {
    for credentials in ["bearer a.b.c", "BEARER a.b.c", "bEaReR a.b.c"] {
        assert_eq!(token_in(credentials), Ok("a.b.c".to_owned()), "{credentials}");
    }
}

/// Guards against white space and other schemes that one parser skips and another does not.
#[test]
fn anything_but_bearer_one_space_and_a_token_is_refused() {
    for credentials in [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer  a.b.c",
        " Bearer a.b.c",
        "Bearer a.b.c ",
        "Bearer\ta.b.c",
        "Bearer\u{a0}a.b.c",
        "Bearer a.b.c\r\nX: y",
        "Bearer a.b .c",
        "Bearera.b.c",
        "Basic a.b.c",
        "DPoP a.b.c",
        "Bearer: a.b.c",
        "Bearer \"a.b.c\"",
        "a.b.c",
        "Bearer a.b.c=",
        "Bearer ａ.b.c",
    ] {
        assert_eq!(token_in(credentials), Err(Denial::Scheme), "{credentials:?}");
    }
}

/// Guards against a second credential that a proxy checks while we check the first: repeated headers arrive as a list, as the last
/// one of a list, or joined by a comma.
#[test]
fn more_than_one_credential_is_refused() {
    for event in [
        json!({ "methodArn": ARN, "headers": { "Authorization": "Bearer a.b.c, Bearer d.e.f" } }),
        json!({ "methodArn": ARN, "headers": { "Authorization": "Bearer a.b.c,Bearer a.b.c" } }),
        json!({ "methodArn": ARN, "headers": { "Authorization": "Bearer a.b.c", "authorization": "Bearer a.b.c" } }),
        json!({ "methodArn": ARN, "multiValueHeaders": { "Authorization": ["Bearer a.b.c", "Bearer a.b.c"] } }),
        json!({ "methodArn": ARN, "headers": { "Authorization": "Bearer d.e.f" }, "multiValueHeaders": { "Authorization": ["Bearer a.b.c"] } }),
        json!({ "methodArn": ARN, "headers": { "Authorization": "Bearer a.b.c" }, "multiValueHeaders": { "Authorization": ["Bearer a.b.c", "Bearer d.e.f"] } }),
    ] {
        assert_eq!(token_of(event.clone()), Err(Denial::CredentialsRepeated), "{event}");
    }
}

/// Guards against an error other than 401 for a caller who sends nothing.
#[test]
fn a_missing_header_is_refused() {
    for event in [
        json!({ "methodArn": ARN }),
        json!({ "methodArn": ARN, "headers": null, "multiValueHeaders": null }),
        json!({ "methodArn": ARN, "headers": { "X-Authorization": "Bearer a.b.c" } }),
        json!({ "methodArn": ARN, "multiValueHeaders": { "Authorization": [] } }),
    ] {
        assert_eq!(token_of(event.clone()), Err(Denial::CredentialsMissing), "{event}");
    }
}

/// Guards against spending time on a token that is far too big to be one.
#[test]
fn a_giant_token_is_refused_before_it_is_looked_at() {
    let longest = "a".repeat(MAX_TOKEN_BYTES);
    assert_eq!(token_in(&format!("Bearer {longest}")), Ok(longest.clone()));
    assert_eq!(token_in(&format!("Bearer {longest}a")), Err(Denial::TokenTooLong));
}

/// Guards against a 500 for a good caller whose request has some other header that nobody here reads.
#[test]
fn other_headers_may_have_any_value() {
    let event = json!({ "methodArn": ARN, "headers": { "X-Name": "Zoë \u{1}", "": "x", "X-Number": 7, "Authorization": "Bearer a.b.c" } });
    assert_eq!(token_of(event), Ok("a.b.c".to_owned()));
}

/// Guards against a 500 by anybody: to serde_json a map that begins with this name is JSON in a text, and an event is undecodable
/// as a whole, or read another way, when a caller can choose the name of a query parameter.
#[test]
fn a_name_that_means_something_to_the_parser_means_nothing_here() {
    let name = "$serde_json::private::RawValue";
    let good = r#""headers": { "Authorization": "Bearer a.b.c" }"#;
    for value in [r#""x""#, r#""{}""#, r#"["x"]"#, r#"{ "$serde_json::private::RawValue": 7 }"#] {
        let odd = format!(r#"{{ "{name}": {value}, "z": "1" }}"#);
        for event in [
            format!(r#"{{ "queryStringParameters": {odd}, "methodArn": "{ARN}", {good} }}"#),
            format!(r#"{{ "multiValueQueryStringParameters": {odd}, "methodArn": "{ARN}", {good} }}"#),
            format!(r#"{{ "requestContext": {{ "identity": [{odd}] }}, "methodArn": "{ARN}", {good} }}"#),
            format!(r#"{{ "{name}": {value}, "methodArn": "{ARN}", {good} }}"#),
            format!(r#"{{ "methodArn": "{ARN}", {good}, "multiValueHeaders": {odd} }}"#),
            format!(
                r#"{{ "methodArn": "{ARN}", "headers": {{ "{name}": {value}, "Authorization": "Bearer a.b.c" }} }}"#
            ),
        ] {
            assert_eq!(token_of_text(&event), Ok("a.b.c".to_owned()), "{event}");
        }
        let credential = format!(r#"{{ "methodArn": "{ARN}", "headers": {{ "Authorization": {odd} }} }}"#);
        assert_eq!(token_of_text(&credential), Err(Denial::Request), "{credential}");
    }
    let hidden =
        format!(r#"{{ "methodArn": "{ARN}", "headers": {{ "{name}": "{{\"Authorization\":\"Bearer a.b.c\"}}" }} }}"#);
    assert_eq!(token_of_text(&hidden), Err(Denial::CredentialsMissing), "a header's value is no map of headers");
}

/// Guards against reading the one of two that a gateway did not check: a map keeps the last, and says nothing.
#[test]
fn a_name_that_stands_twice_in_the_event_is_refused() {
    let header = r#""Authorization": "Bearer a.b.c""#;
    let twice = format!(r#"{{ "methodArn": "{ARN}", "headers": {{ {header}, {header} }} }}"#);
    assert_eq!(token_of_text(&twice), Err(Denial::CredentialsRepeated));
    let headers = format!(r#""headers": {{ {header} }}"#);
    assert_eq!(token_of_text(&format!(r#"{{ "methodArn": "{ARN}", {headers}, {headers} }}"#)), Err(Denial::Request));
}

/// Guards against a good caller refused, or a stack used up, by what nobody here reads.
#[test]
fn what_is_not_read_may_be_as_deep_and_odd_as_it_likes() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let event = format!(
        r#"{{ "body": {deep}, "n": 1e999, "s": "\ud800", "methodArn": "{ARN}", "headers": {{ "Authorization": "Bearer a.b.c" }} }}"#
    );
    assert_eq!(token_of_text(&event), Ok("a.b.c".to_owned()));
}

/// Guards against a panic or a 500 for an event that is not ours.
#[test]
fn an_event_of_another_form_is_refused() {
    for event in [
        json!(null),
        json!([]),
        json!("x"),
        json!({}),
        json!({ "methodArn": 7 }),
        json!({ "methodArn": ARN, "headers": [] }),
        json!({ "methodArn": ARN, "headers": { "Authorization": 7 } }),
        json!({ "methodArn": ARN, "multiValueHeaders": { "Authorization": [7] } }),
    ] {
        assert_eq!(token_of(event.clone()), Err(Denial::Request), "{event}");
    }
}
