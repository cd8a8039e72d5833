use serde_json::json;

use super::*;

const ARN: &str = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/accounts";

fn token_of(event: Value) -> Result<String, Denial> {
    Request::parse(event)?.bearer_token().map(str::to_owned)
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
