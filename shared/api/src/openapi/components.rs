//! What operations share: the bearer token, the problems, the headers.

use std::collections::BTreeSet;

use http::StatusCode;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::schemas::Schemas;
use crate::{
    FieldError,
    headers::{IDEMPOTENCY_KEY, IF_MATCH},
};

pub(super) fn components(statuses: &BTreeSet<u16>, for_operators: bool, schemas: &mut Schemas) -> Value {
    let problem = problem_schema(&mut schemas.responses);
    let responses: Map<String, Value> =
        statuses.iter().map(|status| (response_name(*status), problem_response(*status))).collect();
    let mut security = json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A token of a member; tenant and capsule come from it." },
    });
    if let Some(schemes) = security.as_object_mut().filter(|_| for_operators) {
        let description =
            "A token of an operator of the platform, for an audience of its own; it names no tenant and no capsule.";
        let scheme = json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": description });
        schemes.insert("operator".into(), scheme);
    }
    json!({
        "securitySchemes": security,
        "parameters": {
            "IdempotencyKey": {
                "name": IDEMPOTENCY_KEY,
                "in": "header",
                "required": false,
                "description": "The same key and the same request give the same answer for 24 hours; the same key with another request is a 422. Keys count per user and kind of record (`/accounts`, `/contacts`). Also accepted in double quotes.",
                "schema": { "type": "string", "pattern": "^[A-Za-z0-9._~:-]{1,255}$" },
                "example": "0b9f8a3e-6c1d-7c55-9d0e-5f6a7b8c9d0e",
            },
            "IfMatch": {
                "name": IF_MATCH,
                "in": "header",
                "required": false,
                "description": "The version that you read, as its ETag said; with another version the answer is 412 and nothing changes.",
                "schema": { "type": "string", "pattern": "^(\\*|\"(0|[1-9][0-9]*)\")$" },
                "example": "\"3\"",
            },
        },
        "headers": {
            "ETag": {
                "description": "The version of the record, for `If-Match`.",
                "schema": { "type": "string", "pattern": "^\"(0|[1-9][0-9]*)\"$", "examples": ["\"3\""] },
            },
            "Location": {
                "description": "Where the new record is, as a reference relative to the address of the request (RFC 9110, section 10.2.2).",
                "schema": { "type": "string", "format": "uri-reference", "examples": ["accounts/account_01h2xcejqtf2nbrexx3vqjhp41"] },
            },
            "RetryAfter": {
                "description": "After how many seconds a repetition has a chance; with 409 only where it has one (`concurrent_change`).",
                "schema": { "type": "integer", "minimum": 0 },
            },
            "WwwAuthenticate": {
                "description": "How to authenticate.",
                "schema": { "type": "string", "examples": ["Bearer"] },
            },
        },
        "responses": responses,
        "schemas": { "Problem": problem },
    })
}

/// RFC 9457 with Eva's members; further members depend on the code.
fn problem_schema(generator: &mut SchemaGenerator) -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457 problem details. Decide on `code`; the texts may change.",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": { "type": "string", "format": "uri", "examples": ["urn:eva:problem:invalid_field"] },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "code": { "type": "string", "examples": ["invalid_field"] },
            "detail": { "type": "string" },
            "errors": { "type": "array", "items": generator.subschema_for::<FieldError>() },
            "retry_after_seconds": { "type": "integer", "minimum": 0 },
            "trace_id": { "type": "string", "description": "Under which id the request is found in the log." },
            "ids": { "type": "array", "items": { "type": "string" }, "description": "The records that stand in the way, or that are not there." },
            "permission": { "type": "string", "description": "With 403: the permission that the token lacks." },
            "current_version": { "type": "integer", "minimum": 0, "description": "With 412: the version that the record has." },
            "allowed": { "type": "array", "items": { "type": "string" }, "description": "With 415: the media types that are read." },
            "max_bytes": { "type": "integer", "description": "With 413: how many bytes a body may have." },
            "line": { "type": "integer", "description": "With `malformed_json`: where reading ended." },
            "column": { "type": "integer", "description": "With `malformed_json`: where reading ended." },
        },
    })
}

/// The name of a status among the shared responses: `NotFound`.
pub(super) fn response_name(status: u16) -> String {
    match StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()) {
        Some(reason) => reason.split_whitespace().collect(),
        None => format!("Status{status}"),
    }
}

fn problem_response(status: u16) -> Value {
    let mut response = json!({
        "description": meaning(status),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let header = match status {
        401 => Some(("WWW-Authenticate", "WwwAuthenticate")),
        409 | 429 | 503 => Some(("Retry-After", "RetryAfter")),
        _ => None,
    };
    if let (Some((name, component)), Some(object)) = (header, response.as_object_mut()) {
        object.insert("headers".into(), json!({ name: { "$ref": format!("#/components/headers/{component}") } }));
    }
    response
}

fn meaning(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be read: a path, a parameter, a header or the JSON is malformed.",
        401 => "There is no valid token.",
        403 => "The token does not carry the permission; `permission` names it.",
        404 => "Nothing is there, or nothing that the caller can see.",
        409 => {
            "Somebody was faster (`concurrent_change`: try again), or it is there already or needed; then `ids` names the records."
        }
        412 => "The record has another version than `If-Match` says.",
        413 => "The body is too large.",
        415 => "The body is of another media type.",
        422 => "A field of the body is not valid, or a rule of the business refuses the command.",
        429 => "Too many requests.",
        503 => "Not now; repeat the request later.",
        _ => "An error on our side.",
    }
}
