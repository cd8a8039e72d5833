//! What API Gateway answers in our place looks like one of our answers, and nobody gets in past the authorizer.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{TEMPLATE, each, functions, only, target};
use crate::workspace::assert_none;

const API: &str = "AWS::Serverless::Api";

/// The longest that a result of the authorizer may be remembered, in seconds: what it refuses takes effect within a minute.
const LONGEST_CACHE_SECONDS: i64 = 60;

/// The kinds of answers that API Gateway gives by itself and a caller can cause.
const ANSWERS: [&str; 12] = [
    "ACCESS_DENIED",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "MISSING_AUTHENTICATION_TOKEN",
    "REQUEST_TOO_LARGE",
    "THROTTLED",
    "UNAUTHORIZED",
];

/// Statuses for which the API has one word only, whoever answers: the `code` of the problem there.
const CODES: [(i64, &str); 5] = [
    (401, "unauthorized"),
    (413, "payload_too_large"),
    (415, "unsupported_media_type"),
    (429, "too_many_requests"),
    (500, "internal"),
];

/// A client that reads problems would break on the one answer that is `{"message": ..}`. Requirement: ALL-7
#[test]
fn answers_of_the_gateway_are_problems_like_ours() {
    let responses = only(API)["GatewayResponses"].as_object().expect("the API has gateway responses");
    let mut wrong: Vec<_> = ANSWERS
        .iter()
        .filter(|kind| !responses.contains_key(**kind))
        .map(|kind| format!("{kind} is not set"))
        .collect();
    for (kind, response) in responses {
        let headers = &response["ResponseParameters"]["Headers"];
        for (header, value) in [("Content-Type", "'application/problem+json'"), ("Cache-Control", "'no-store'")] {
            if headers[header] != value {
                wrong.push(format!("{kind}: the header {header} is {} instead of \"{value}\"", headers[header]));
            }
        }
        let status = response["StatusCode"].as_i64();
        if status == Some(401) && headers["WWW-Authenticate"] != "'Bearer'"
            || status == Some(429) && headers["Retry-After"].is_null()
        {
            wrong.push(format!("{kind}: the header that goes with {status:?} is missing"));
        }
        wrong.extend(faults_of_body(kind, status, &response["ResponseTemplates"]["application/json"]));
    }
    assert_none(
        &wrong,
        "write it as shared/api/src/problem/render.rs does: type, title, status, code, detail, trace_id",
    );
}

fn faults_of_body(kind: &str, status: Option<i64>, template: &Value) -> Vec<String> {
    let body: Value = template.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let members: BTreeSet<&str> = body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let mut expected = BTreeSet::from(["type", "title", "status", "code", "detail", "trace_id"]);
    if status.is_none() {
        // It keeps the status of the kind that fell through to it, so it cannot name one.
        expected.remove("status");
    }
    let mut wrong = Vec::new();
    if members != expected {
        wrong.push(format!("{kind}: the members are {members:?}"));
    }
    if status.is_some() && body["status"].as_i64() != status {
        wrong.push(format!("{kind}: the body says {} and the answer {status:?}", body["status"]));
    }
    let code = body["code"].as_str().unwrap_or_default();
    if body["type"] != format!("urn:eva:problem:{code}") {
        wrong.push(format!("{kind}: the type of `{code}` is {}", body["type"]));
    }
    if let Some((_, ours)) =
        CODES.iter().find(|(known, ours)| status == Some(*known) && *ours != code && !has_own_word(kind))
    {
        wrong.push(format!("{kind}: the code is `{code}`, and the API itself says `{ours}`"));
    }
    if body["trace_id"] != "$context.requestId" {
        wrong.push(format!("{kind}: the trace id is {}", body["trace_id"]));
    }
    wrong
}

/// Answers that only the gateway gives, so that their code says which.
fn has_own_word(kind: &str) -> bool {
    matches!(kind, "QUOTA_EXCEEDED" | "AUTHORIZER_FAILURE" | "AUTHORIZER_CONFIGURATION_ERROR")
}

/// A remembered answer lets a revoked token in for as long. Requirement: ACS-5
#[test]
fn a_result_of_the_authorizer_is_remembered_for_a_minute_at_most() {
    let auth = &only(API)["Auth"];
    let name = auth["DefaultAuthorizer"].as_str().expect("every route has an authorizer unless it says otherwise");
    let authorizer = &auth["Authorizers"][name];
    let function = target(&authorizer["FunctionArn"]);
    let deployed = functions().into_iter().find(|(name, ..)| *name == "authorizer").map(|(_, id, _)| id);
    assert_eq!(function, deployed, "the default authorizer is another function");
    assert_eq!(authorizer["FunctionPayloadType"], "REQUEST");
    assert_eq!(
        authorizer["Identity"]["Headers"],
        json!(["Authorization"]),
        "the result is remembered by more or less than the token"
    );
    let seconds =
        authorizer["Identity"]["ReauthorizeEvery"].as_i64().expect("the time is written down: the default is 300 s");
    assert!((0..=LONGEST_CACHE_SECONDS).contains(&seconds), "{seconds} s is longer than a revocation may take");
}

/// A log of addresses, paths or bodies would hold personal data that no erasure reaches.
#[test]
fn the_access_log_has_ids_and_templates_only() {
    let api = only(API);
    let format = api["AccessLogSetting"]["Format"].as_str().expect("the stage has an access log");
    let banned = ["sourceIp", "userAgent", "$context.path\"", "identity", "requestOverride", "querystring"];
    let found: Vec<_> = banned.iter().filter(|word| format.contains(**word)).collect();
    assert!(found.is_empty(), "the access log has {found:?}: leave out what names a person");
    for settings in api["MethodSettings"].as_array().expect("the stage has settings") {
        assert_eq!(settings["DataTraceEnabled"], false, "a data trace logs bodies and tokens");
    }
    assert_eq!(TEMPLATE["Resources"]["EvaUsagePlan"]["Properties"]["ApiStages"][0]["ApiId"]["Ref"], "EvaApi");
}

/// A usage plan limits callers with a key, and no tenant has one: until then nothing but the stage's throttle stands between one
/// caller and the account's limit, and a method that asks for a key refuses everybody.
#[test]
fn the_stage_limits_all_callers_while_no_tenant_has_a_key() {
    let api = only(API);
    let all = each(&api["MethodSettings"])
        .into_iter()
        .find(|settings| settings["HttpMethod"] == "*" && settings["ResourcePath"] == "/*")
        .expect("the stage has settings for all methods");
    for limit in ["ThrottlingRateLimit", "ThrottlingBurstLimit"] {
        assert!(!all[limit].is_null(), "{limit} is not set: the default is the account's");
    }
    let events =
        functions().into_iter().flat_map(|(.., properties)| properties["Events"].as_object().into_iter().flatten());
    let asks = events.map(|(_, event)| &event["Properties"]["Auth"]).chain([&api["Auth"]]);
    assert_eq!(asks.filter(|auth| auth["ApiKeyRequired"] == true).count(), 0, "a key is asked for that no tenant has");
}
