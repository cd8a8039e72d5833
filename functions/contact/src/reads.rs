//! The reads of contacts.

use access_control::Permission;
use api::{Caller, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    contact::{ARCHIVED_LIST, Contact, ContactId, LIST},
    reference::{self, AccountId},
};
use kernel::{Listing, TypedId as _};
use lambda_host::view::{self, LinkedPage, PageQuery, Record};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::App;

/// One contact.
#[api_endpoint(
    method = GET,
    path = "/contacts/{contact_id}",
    permission = Permission::ContactRead,
    path_params(contact_id),
    extractors(app, caller),
    state = App,
    response = Record<Contact>,
    summary = "Get a contact"
)]
pub async fn get_contact(contact_id: ContactId, State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    app.get::<Contact>(&caller, contact_id).await
}

/// Which contacts are asked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactQuery {
    /// How many rows at most: 1 to 200, by default 50.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200), example = 50)]
    limit: Option<usize>,
    /// The `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
    /// `true` lists the archived records instead of those in use.
    #[serde(default)]
    #[schemars(example = true)]
    archived: Option<bool>,
    /// Only those that are linked to this account.
    #[serde(default)]
    account_id: Option<AccountId>,
}

/// A page of contacts.
#[api_endpoint(
    method = GET,
    path = "/contacts",
    permission = Permission::ContactRead,
    query_params(query),
    extractors(app, caller),
    state = App,
    response = LinkedPage<Contact>,
    summary = "List contacts, oldest first"
)]
pub async fn list_contacts(query: ContactQuery, State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let list = if query.archived == Some(true) { ARCHIVED_LIST } else { LIST };
    let listing = match query.account_id {
        Some(account_id) => Listing::By { list, kind: reference::ACCOUNT, target: account_id.erase() },
        None => Listing::All(list),
    };
    let page = PageQuery { limit: query.limit, cursor: query.cursor, archived: query.archived };
    Ok(view::linked_page(app.page::<Contact>(&caller, &listing, &page).await?))
}
