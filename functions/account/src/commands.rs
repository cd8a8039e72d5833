//! The commands on accounts.

use access_control::Permission;
use api::{JsonBody, OptionalBody, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    account::{Account, AccountCommand, AccountId, ChangeAccount, CreateAccount},
    record::AssignOwner,
};
use lambda_host::{CommandHead, view::Record};

use crate::App;

/// Enters a company.
#[api_endpoint(
    method = POST,
    path = "/accounts",
    permission = Permission::AccountCreate,
    extractors(app, head, body),
    state = App,
    request = CreateAccount,
    response = Record<Account>,
    status = 201,
    summary = "Create an account"
)]
pub async fn create_account(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<CreateAccount>,
) -> Result<Response, Problem> {
    let command = AccountCommand::Create(Box::new(body.value));
    app.create::<Account>(head, command, &body.bytes).await
}

/// Changes what is known of a company.
#[api_endpoint(
    method = PATCH,
    path = "/accounts/{account_id}",
    permission = Permission::AccountUpdate,
    path_params(account_id),
    extractors(app, head, body),
    state = App,
    request = ChangeAccount,
    response = Record<Account>,
    summary = "Change an account by a merge patch"
)]
pub async fn change_account(
    account_id: AccountId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeAccount>,
) -> Result<Response, Problem> {
    let command = AccountCommand::Change(Box::new(body.value));
    app.run::<Account>(head, account_id, command, &body.bytes).await
}

/// Puts an account away.
#[api_endpoint(
    method = DELETE,
    path = "/accounts/{account_id}",
    permission = Permission::AccountArchive,
    path_params(account_id),
    extractors(app, head),
    state = App,
    response = Record<Account>,
    summary = "Archive an account",
    description = "Its domains become free, and it lets its primary contact go, which does not come back with it; its contacts stay linked. To archive it again changes nothing."
)]
pub async fn archive_account(
    account_id: AccountId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Account>(head, account_id, AccountCommand::Archive, &[]).await
}

/// Takes an account back from the archive.
#[api_endpoint(
    method = POST,
    path = "/accounts/{account_id}/restore",
    permission = Permission::AccountRestore,
    path_params(account_id),
    extractors(app, head, body),
    state = App,
    optional_request = ChangeAccount,
    response = Record<Account>,
    summary = "Restore an archived account",
    description = "A value that must be unique may be taken by now, and a record that it refers to archived. A body, a merge patch \
                   as of a change, is carried out at the same time; that takes the permission to change too. A record in \
                   use is not changed here: 422 `not_archived`, unless all of it is so already."
)]
pub async fn restore_account(
    account_id: AccountId,
    State(app): State<App>,
    head: CommandHead,
    body: OptionalBody<ChangeAccount>,
) -> Result<Response, Problem> {
    app.restore::<Account, _>(head, account_id, Permission::AccountUpdate, body, AccountCommand::Restore).await
}

/// Puts an account in use.
#[api_endpoint(
    method = POST,
    path = "/accounts/{account_id}/activate",
    permission = Permission::AccountActivate,
    path_params(account_id),
    extractors(app, head),
    state = App,
    response = Record<Account>,
    summary = "Activate an account"
)]
pub async fn activate_account(
    account_id: AccountId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Account>(head, account_id, AccountCommand::Activate, &[]).await
}

/// Takes an account out of use.
#[api_endpoint(
    method = POST,
    path = "/accounts/{account_id}/deactivate",
    permission = Permission::AccountDeactivate,
    path_params(account_id),
    extractors(app, head),
    state = App,
    response = Record<Account>,
    summary = "Deactivate an account"
)]
pub async fn deactivate_account(
    account_id: AccountId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Account>(head, account_id, AccountCommand::Deactivate, &[]).await
}

/// Gives an account to another member.
#[api_endpoint(
    method = POST,
    path = "/accounts/{account_id}/assign",
    permission = Permission::AccountAssign,
    path_params(account_id),
    extractors(app, head, body),
    state = App,
    request = AssignOwner,
    response = Record<Account>,
    summary = "Assign an owner to an account"
)]
pub async fn assign_account(
    account_id: AccountId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<AssignOwner>,
) -> Result<Response, Problem> {
    let command = AccountCommand::Assign(body.value);
    app.run::<Account>(head, account_id, command, &body.bytes).await
}
