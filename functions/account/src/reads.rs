//! The reads of accounts.

use access_control::Permission;
use api::{Caller, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::account::{ARCHIVED_LIST, Account, AccountId, LIST};
use lambda_host::view::{self, NamedPageQuery, Page, Record};

use crate::App;

/// One account.
#[api_endpoint(
    method = GET,
    path = "/accounts/{account_id}",
    permission = Permission::AccountRead,
    path_params(account_id),
    extractors(app, caller),
    state = App,
    response = Record<Account>,
    summary = "Get an account"
)]
pub async fn get_account(account_id: AccountId, State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    app.get::<Account>(&caller, account_id).await
}

/// A page of accounts.
#[api_endpoint(
    method = GET,
    path = "/accounts",
    permission = Permission::AccountRead,
    query_params(query),
    extractors(app, caller),
    state = App,
    response = Page<Account>,
    summary = "List accounts, oldest first or by name"
)]
pub async fn list_accounts(query: NamedPageQuery, State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let list = if query.archived == Some(true) { ARCHIVED_LIST } else { LIST };
    let listing = query.listing(list)?;
    Ok(view::page(app.page::<Account>(&caller, &listing, &query.page()).await?))
}
