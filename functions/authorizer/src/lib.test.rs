use expect_test::{expect, expect_file};
use serde_json::{Value, json, value::to_raw_value};

use super::*;
use crate::tokens::{claims, claims_with, forged, header, operator_claims, signed, verifier};

const ARN: &str = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/accounts";

fn raw(event: &Value) -> Box<RawValue> {
    to_raw_value(event).unwrap()
}

fn event(token: &str) -> Value {
    json!({ "type": "REQUEST", "methodArn": ARN, "headers": { "Authorization": format!("Bearer {token}") } })
}

/// The sample event, with a token whose claims never change: it is valid until 2100.
fn sample() -> Value {
    let mut claims = claims_with("exp", Some(json!(4_102_444_800_u64)));
    for name in ["iat", "nbf"] {
        claims[name] = json!(1_763_676_000);
    }
    let credentials = format!("Bearer {}", signed(&claims));
    json!({
        "type": "REQUEST",
        "methodArn": ARN,
        "resource": "/accounts",
        "path": "/accounts",
        "httpMethod": "GET",
        "headers": { "Accept": "application/json", "Authorization": credentials, "Host": "abcdef1234.execute-api.eu-central-1.amazonaws.com" },
        "multiValueHeaders": { "Accept": ["application/json"], "Authorization": [credentials], "Host": ["abcdef1234.execute-api.eu-central-1.amazonaws.com"] },
        "queryStringParameters": {},
        "multiValueQueryStringParameters": {},
        "pathParameters": {},
        "stageVariables": {},
        "requestContext": {
            "path": "/v1/accounts", "accountId": "123456789012", "resourceId": "abc123", "stage": "v1", "requestId": "2f1f6b0c-0000-4000-8000-000000000000",
            "identity": { "sourceIp": "203.0.113.7" }, "resourcePath": "/accounts", "httpMethod": "GET", "apiId": "abcdef1234",
        },
    })
}

/// Guards against an answer that API Gateway or the functions cannot read, and against a context that says more, or less, than the
/// token.
///
/// Requirement: ACS-5
#[test]
fn a_good_request_gets_a_policy_for_the_stage_and_the_context() {
    let allow = handle(&verifier(), &raw(&event(&signed(&claims())))).unwrap();
    expect![[r#"
        {
          "principalId": "user_01h2xcejqtf2nbrexx3vqjhp43",
          "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
              {
                "Action": "execute-api:Invoke",
                "Effect": "Allow",
                "Resource": [
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/*/*"
                ]
              },
              {
                "Action": "execute-api:Invoke",
                "Effect": "Deny",
                "Resource": [
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/violations/*",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/violations",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/POST/violations/*",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/POST/violations",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/PUT/violations/*",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/PUT/violations",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/PATCH/violations/*",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/PATCH/violations",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/DELETE/violations/*",
                  "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/DELETE/violations"
                ]
              }
            ]
          },
          "context": {
            "tenant_id": "tenant_01h2xcejqtf2nbrexx3vqjhp41",
            "capsule_id": "capsule_01h2xcejqtf2nbrexx3vqjhp42",
            "user_id": "user_01h2xcejqtf2nbrexx3vqjhp43",
            "session_id": "session_01h2xcejqtf2nbrexx3vqjhp44",
            "permissions": "account.create account.read"
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&allow).unwrap());
}

/// Guards against an operator whose context has something of a tenant, or lacks what the functions read.
///
/// Requirement: ACS-5
#[test]
fn an_operators_context_has_no_tenant() {
    let allow = handle(&verifier(), &raw(&event(&signed(&operator_claims())))).unwrap();
    let allow = serde_json::to_value(&allow).unwrap();
    let context = json!({
        "operator_id": "operator_01h2xcejqtf2nbrexx3vqjhp45",
        "session_id": "session_01h2xcejqtf2nbrexx3vqjhp44",
        "permissions": "violation.read",
    });
    assert_eq!((&allow["context"], &allow["principalId"]), (&context, &context["operator_id"]));
}

/// Guards against a sample event that no longer shows what the function accepts (`UPDATE_EXPECT=1` writes it again).
#[test]
fn the_sample_event_is_accepted() {
    let sample = sample();
    expect_file!["../../../events/authorizer.json"]
        .assert_eq(&format!("{}\n", serde_json::to_string_pretty(&sample).unwrap()));
    assert_eq!(authorize(&verifier(), &raw(&sample)).map(drop), Ok(()));
}

/// Guards against a 500 or a 403 where API Gateway must answer 401: it looks for this one message.
///
/// Requirement: ACS-6
#[test]
fn every_denial_is_the_one_error_that_becomes_401() {
    let bad = [
        json!(null),
        json!({ "methodArn": ARN }),
        event("a.b.c"),
        event(&forged(&header(), &claims())),
        event(&signed(&claims_with("tenant_id", None))),
        event(&signed(&claims_with("exp", Some(json!(1))))),
        event(&"a".repeat(20_000)),
        json!({ "methodArn": ARN, "queryStringParameters": { "$serde_json::private::RawValue": "x" } }),
        json!({ "methodArn": ARN, "headers": { "Authorization": { "$serde_json::private::RawValue": "x" } } }),
    ];
    for event in bad {
        let diagnostic = Diagnostic::from(handle(&verifier(), &raw(&event)).unwrap_err());
        assert_eq!(
            (diagnostic.error_type.as_str(), diagnostic.error_message.as_str()),
            ("Unauthorized", "Unauthorized")
        );
    }
}

/// Guards against reasons that leak a token into a log, and against codes that two reasons share.
#[test]
fn a_denial_says_why_without_quoting_the_token() {
    let token = signed(&claims_with("sid", Some(json!("a-secret-session"))));
    let denial = authorize(&verifier(), &raw(&event(&token))).unwrap_err();
    assert_eq!(denial, Denial::Claim("sid"));
    assert_eq!((denial.code(), denial.claim()), ("claim_wrong", Some("sid")));
    assert!(!format!("{denial} {denial:?}").contains("secret"));
}
