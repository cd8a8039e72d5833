use api::{Caller, IdempotencyKey, IfMatch, JsonBody, Permission, Problem, api_endpoint};
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
    /// The id of a contact.
    pub struct ContactId = "contact";
}

#[derive(Clone)]
struct App;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Dry {
    #[serde(default)]
    dry_run: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Link {
    role: String,
}

#[derive(Serialize, JsonSchema)]
struct View {
    role: String,
}

#[api_endpoint(
    method = POST,
    path = "/accounts/{account_id}/contacts/{contact_id}",
    permission = Permission::AccountUpdate,
    path_params(contact_id, account_id),
    query_params(dry),
    extractors(app, caller, condition, key, body),
    state = App,
    request = Link,
    response = View,
    status = 201,
    summary = "Link a contact",
    description = "Twice is once.",
)]
#[allow(clippy::too_many_arguments)]
async fn link_contact(
    account_id: AccountId,
    contact_id: ContactId,
    dry: Dry,
    State(app): State<App>,
    caller: Caller,
    IfMatch(condition): IfMatch,
    IdempotencyKey(key): IdempotencyKey,
    JsonBody { value: body, .. }: JsonBody<Link>,
) -> Result<String, Problem> {
    let _ = (app, caller, condition, key);
    Ok(format!("{account_id}{contact_id}{}{}", dry.dry_run, body.role))
}

fn main() {
    let router = api::ApiRouter::new("accounts").endpoint(link_contact_endpoint());
    let operation = &router.operations()[0];
    assert_eq!((operation.id, operation.success, operation.path_params.len()), ("link_contact", 201, 2));
    let _ = router.into_router(App);
}
