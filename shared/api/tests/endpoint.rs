//! `#[api_endpoint]` from the macro to the wire.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]

use api::{
    ApiRouter, Caller, IdempotencyKey, IfMatch, Info, JsonBody, Permission, PermissionSet, Problem, api_endpoint, etag,
};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Request, StatusCode, header},
    response::IntoResponse,
};
use http_body_util::BodyExt as _;
use kernel::{CapsuleId, Scope, SessionId, TenantId, TypedId as _, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
    /// The id of a contact.
    pub struct ContactId = "contact";
}

#[derive(Clone)]
struct App {
    name: &'static str,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LinkQuery {
    /// Only say what would happen.
    #[serde(default)]
    dry_run: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Link {
    role: String,
}

#[api_endpoint(
    method = POST,
    path = "/accounts/{account_id}/contacts/{contact_id}",
    permission = Permission::AccountUpdate,
    path_params(account_id, contact_id),
    query_params(query),
    extractors(app, caller, condition, key, link),
    state = App,
    request = Link,
    status = 201,
    summary = "Link a contact"
)]
#[expect(clippy::too_many_arguments, reason = "one of every kind")]
async fn link_contact(
    contact_id: ContactId,
    account_id: AccountId,
    query: LinkQuery,
    State(app): State<App>,
    caller: Caller,
    condition: IfMatch,
    IdempotencyKey(key): IdempotencyKey,
    link: JsonBody<Link>,
) -> Result<impl IntoResponse, Problem> {
    let (role, bytes) = (link.value.role, link.bytes.len());
    let seen =
        json!([app.name, account_id, contact_id, query.dry_run, caller.permissions(), condition.0, key, role, bytes]);
    Ok((StatusCode::CREATED, [(header::ETAG, etag(4))], seen.to_string()))
}

fn router() -> Router {
    ApiRouter::new("accounts").endpoint(link_contact_endpoint()).into_router(App { name: "app" })
}

const ID: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);

fn path() -> String {
    format!("/accounts/{}/contacts/{}", AccountId::from_uuid(ID), ContactId::from_uuid(ID))
}

fn caller(permissions: PermissionSet) -> Caller {
    let scope = Scope::establish(TenantId::from_uuid(ID), CapsuleId::from_uuid(ID));
    Caller::new(scope, UserId::from_uuid(ID), SessionId::from_uuid(ID), permissions)
}

async fn post(path: &str, body: &str) -> (StatusCode, Value) {
    let request = Request::post(path)
        .extension(caller(PermissionSet::from_iter([Permission::AccountUpdate])))
        .header("content-type", "application/json")
        .header("if-match", "\"3\"")
        .header("idempotency-key", "k-1")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = router().oneshot(request).await.unwrap();
    let status = response.status();
    (status, serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap())
}

/// Guards against arguments that arrive in each other's place: their order in the function, in the path and in the words of
/// the macro differ.
/// Requirement: ALL-2.
#[tokio::test]
async fn every_argument_arrives_as_what_it_was_declared() {
    let (status, seen) = post(&format!("{}?dry_run=true", path()), r#"{"role":"buyer"}"#).await;
    assert_eq!(status, StatusCode::CREATED);
    let (account_id, contact_id) = (AccountId::from_uuid(ID), ContactId::from_uuid(ID));
    assert_eq!(seen, json!(["app", account_id, contact_id, true, ["account.update"], 3, "k-1", "buyer", 16]));
}

/// Guards against ids of the wrong kind that reach a handler, and against a body that is judged before the path.
/// Requirement: ALL-7.
#[tokio::test]
async fn an_id_of_the_wrong_kind_is_a_400_that_names_the_parameter() {
    let account = AccountId::from_uuid(ID);
    for (path, parameter) in [
        (format!("/accounts/{account}/contacts/{account}"), "contact_id"),
        (format!("/accounts/SECRET/contacts/{}", ContactId::from_uuid(ID)), "account_id"),
        (path().replace("account_", "ACCOUNT_"), "account_id"),
        (format!("{}%2Fx", path()), "contact_id"),
        (format!("{}%23x", path()), "contact_id"),
        (path().replace("account_", "account_%FF"), ""),
    ] {
        let (status, body) = post(&path, "no JSON").await;
        assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_parameter")), "{path}");
        assert_eq!(body["errors"][0]["parameter"], parameter, "{path}");
        assert!(!body.to_string().contains("SECRET"));
    }
}

/// Guards against a query that is judged after the body, and against a handler that runs without all of its arguments.
/// Requirement: ALL-7.
#[tokio::test]
async fn the_query_comes_next_and_the_body_last() {
    let (_, body) = post(&format!("{}?dry=1", path()), "no JSON").await;
    assert_eq!((&body["status"], &body["errors"][0]["parameter"]), (&json!(400), &json!("dry")));
    let (_, body) = post(&path(), "no JSON").await;
    assert_eq!(body["code"], "malformed_json");
    let (_, body) = post(&path(), r#"{"role":7}"#).await;
    assert_eq!((&body["status"], &body["errors"][0]["pointer"]), (&json!(422), &json!("/role")));
}

/// Guards against a handler that only the router can call: tests of a function call it directly.
#[tokio::test]
async fn the_handler_stays_a_function() {
    let answer = link_contact(
        ContactId::from_uuid(ID),
        AccountId::from_uuid(ID),
        LinkQuery { dry_run: false },
        State(App { name: "app" }),
        caller(PermissionSet::EMPTY),
        IfMatch(None),
        IdempotencyKey(None),
        JsonBody { value: Link { role: "buyer".into() }, bytes: "{}".into() },
    );
    assert_eq!(answer.await.unwrap().into_response().headers()["etag"], "\"4\"");
}

/// Guards against a document that says something else than the router does.
/// Requirement: ALL-2.
#[test]
fn the_document_has_the_words_of_the_macro() {
    let info = Info { title: "Test", version: "1", description: "", servers: &[] };
    let document = api::openapi(&info, &[link_contact_endpoint().operation().clone()]);
    let post = &document["paths"]["/accounts/{account_id}/contacts/{contact_id}"]["post"];
    assert_eq!((&post["operationId"], &post["x-permission"]), (&json!("link_contact"), &json!("account.update")));
    let names: Vec<_> = post["parameters"].as_array().unwrap().iter().map(|parameter| &parameter["name"]).collect();
    assert_eq!(names[..3], [&json!("account_id"), &json!("contact_id"), &json!("dry_run")]);
    assert_eq!(post["requestBody"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Link");
    assert_eq!(document["components"]["schemas"]["Link"]["additionalProperties"], false);
    assert!(post["responses"]["201"].is_object());
}

/// A verb that takes no body.
#[api_endpoint(
    method = POST,
    path = "/accounts/{account_id}/archive",
    permission = Permission::AccountArchive,
    path_params(account_id),
    state = App,
    summary = "Archive"
)]
pub async fn archive(account_id: AccountId) -> String {
    account_id.to_string()
}

/// `?dry_run=true` that is ignored does it; a field that is ignored looks saved. Requirement: ALL-7
#[tokio::test]
async fn what_an_endpoint_does_not_declare_is_refused() {
    let router = ApiRouter::new("accounts").endpoint(archive_endpoint()).into_router(App { name: "eva" });
    let send = async |query: &str, body: &'static str| {
        let scope = Scope::establish(TenantId::from_uuid(Uuid::now_v7()), CapsuleId::from_uuid(Uuid::now_v7()));
        let (user, session) = (UserId::from_uuid(Uuid::now_v7()), SessionId::from_uuid(Uuid::now_v7()));
        let account = AccountId::from_uuid(Uuid::now_v7());
        let request = Request::post(format!("/accounts/{account}/archive{query}"))
            .extension(Caller::new(scope, user, session, PermissionSet::all()))
            .body(Body::from(body))
            .unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    };
    assert_eq!(send("", "").await, StatusCode::OK);
    assert_eq!(send("?", "{}").await, StatusCode::OK);
    assert_eq!(send("?dry_run=true", "").await, StatusCode::BAD_REQUEST);
    assert_eq!(send("", "{\"reason\": \"x\"}").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send("", "reason=x").await, StatusCode::BAD_REQUEST);
}
