//! The reads of accounts.

use access_control::Permission;
use api::{Caller, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::account::{ARCHIVED_LIST, Account, AccountId, LIST};
use kernel::Store;
use lambda_host::{
    load_problem,
    view::{self, Page, PageQuery, Record},
};

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
    let loaded = app.store.load::<Account>(&caller.scope(), account_id, None).await;
    let snapshot = loaded.map_err(|error| load_problem(&error))?.snapshot;
    snapshot.map(view::record).ok_or_else(Problem::not_found)
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
    summary = "List accounts, oldest first"
)]
pub async fn list_accounts(query: PageQuery, State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let (rows, start) = (query.rows()?, query.start()?);
    let list = if query.archived == Some(true) { ARCHIVED_LIST } else { LIST };
    let page = app.store.list::<Account>(&caller.scope(), &list, start.as_ref(), rows).await;
    page.map(view::page).map_err(|error| load_problem(&error))
}
