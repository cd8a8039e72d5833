//! The reads of opportunities.

use access_control::Permission;
use api::{Caller, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    opportunity::{ARCHIVED_LIST, CLOSED_LIST, LIST, Opportunity, OpportunityId},
    reference::{self, AccountId, StageId},
};
use kernel::{AnyId, KeyName, Listing, TypedId as _, UserId};
use lambda_host::view::{self, Page, PageQuery, ReferringRecord};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::App;

/// One opportunity.
#[api_endpoint(
    method = GET,
    path = "/opportunities/{opportunity_id}",
    permission = Permission::OpportunityRead,
    path_params(opportunity_id),
    extractors(app, caller),
    state = App,
    response = ReferringRecord<Opportunity>,
    summary = "Get an opportunity",
    description = "It also says which of its contacts, lead and products are archived by now."
)]
pub async fn get_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    app.get_referring::<Opportunity>(&caller, opportunity_id).await
}

/// Which opportunities are asked for: the open, the closed or the archived ones; all of them, or those of one account, owner or stage.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityQuery {
    /// How many rows at most: 1 to 200, by default 50.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200), example = 50)]
    limit: Option<usize>,
    /// The `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
    /// `true` lists those that are won, lost or abandoned instead of the open ones.
    #[serde(default)]
    #[schemars(example = true)]
    closed: Option<bool>,
    /// `true` lists the archived records instead of those in use.
    #[serde(default)]
    #[schemars(example = true)]
    archived: Option<bool>,
    /// Only those of this account.
    #[serde(default)]
    account_id: Option<AccountId>,
    /// Only those of this member.
    #[serde(default)]
    owner_id: Option<UserId>,
    /// Only those in this stage.
    #[serde(default)]
    stage_id: Option<StageId>,
}

impl OpportunityQuery {
    /// The list that is asked for.
    fn list(&self) -> Result<KeyName, Problem> {
        match (self.closed == Some(true), self.archived == Some(true)) {
            (false, false) => Ok(LIST),
            (true, false) => Ok(CLOSED_LIST),
            (false, true) => Ok(ARCHIVED_LIST),
            (true, true) => Err(Problem::invalid_parameter(
                "closed",
                "cannot be asked for with `archived`: the archived ones, open and closed, stand in one list",
            )),
        }
    }

    /// The one reference that the list is asked for by, if any.
    fn by(&self) -> Result<Option<(KeyName, AnyId)>, Problem> {
        let account = self.account_id.map(|id| (reference::ACCOUNT, id.erase()));
        let owner = self.owner_id.map(|id| (reference::OWNER, id.erase()));
        let stage = self.stage_id.map(|id| (reference::STAGE, id.erase()));
        let mut asked = [account, owner, stage].into_iter().flatten();
        match (asked.next(), asked.next()) {
            (by, None) => Ok(by),
            _ => Err(Problem::invalid_parameter(
                if self.stage_id.is_some() { "stage_id" } else { "owner_id" },
                "only one of `account_id`, `owner_id` and `stage_id` can be asked for at a time",
            )),
        }
    }
}

/// A page of opportunities.
#[api_endpoint(
    method = GET,
    path = "/opportunities",
    permission = Permission::OpportunityRead,
    query_params(query),
    extractors(app, caller),
    state = App,
    response = Page<Opportunity>,
    summary = "List opportunities, oldest first",
    description = "The open ones, unless the closed or the archived ones are asked for. One of `account_id`, `owner_id` and `stage_id` \
                   can be asked for at a time."
)]
pub async fn list_opportunities(
    query: OpportunityQuery,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let list = query.list()?;
    let listing = match query.by()? {
        Some((kind, target)) => Listing::By { list, kind, target },
        None => Listing::All(list),
    };
    let page = PageQuery { limit: query.limit, cursor: query.cursor, archived: query.archived };
    Ok(view::page(app.page::<Opportunity>(&caller, &listing, &page).await?))
}
