//! The commands on opportunities.

use access_control::Permission;
use api::{JsonBody, OptionalBody, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    opportunity::{
        AbandonOpportunity, AddLine, ChangeLine, ChangeOpportunity, ChangeStage, CreateOpportunity, LoseOpportunity,
        Opportunity, OpportunityCommand, OpportunityId, OverrideForecast, PushCloseDate, RemoveLine, ReopenOpportunity,
        ReorderLines, WinOpportunity,
    },
    record::AssignOwner,
};
use lambda_host::{CommandHead, view::Record};

use crate::App;

/// Enters a deal.
#[api_endpoint(
    method = POST,
    path = "/opportunities",
    permission = Permission::OpportunityCreate,
    extractors(app, head, body),
    state = App,
    request = CreateOpportunity,
    response = Record<Opportunity>,
    status = 201,
    summary = "Create an opportunity",
    description = "It begins in an open stage of a pipeline; `GET /settings/sales` lists them, also before anything was set up."
)]
pub async fn create_opportunity(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<CreateOpportunity>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::Create(Box::new(body.value));
    app.create::<Opportunity>(head, command, &body.bytes).await
}

/// Changes what is known of a deal.
#[api_endpoint(
    method = PATCH,
    path = "/opportunities/{opportunity_id}",
    permission = Permission::OpportunityUpdate,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = ChangeOpportunity,
    response = Record<Opportunity>,
    summary = "Change an opportunity by a merge patch",
    description = "Of a closed one only the tags can be changed: 422 `opportunity_closed`."
)]
pub async fn change_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeOpportunity>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::Change(Box::new(body.value));
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Puts a deal away.
#[api_endpoint(
    method = DELETE,
    path = "/opportunities/{opportunity_id}",
    permission = Permission::OpportunityArchive,
    path_params(opportunity_id),
    extractors(app, head),
    state = App,
    response = Record<Opportunity>,
    summary = "Archive an opportunity",
    description = "While it is archived its account can be archived too. To archive it again changes nothing."
)]
pub async fn archive_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Opportunity>(head, opportunity_id, OpportunityCommand::Archive, &[]).await
}

/// Takes a deal back from the archive.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/restore",
    permission = Permission::OpportunityRestore,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    optional_request = ChangeOpportunity,
    response = Record<Opportunity>,
    summary = "Restore an archived opportunity",
    description = "Its account may be archived by now. A body, a merge patch as of a change, is carried out at the same time; that takes \
                   the permission to change too. A record in use is not changed here: 422 `not_archived`, unless all of it is so already."
)]
pub async fn restore_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: OptionalBody<ChangeOpportunity>,
) -> Result<Response, Problem> {
    let to_change = Permission::OpportunityUpdate;
    app.restore::<Opportunity, _>(head, opportunity_id, to_change, body, OpportunityCommand::Restore).await
}

/// Gives a deal to another member.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/assign",
    permission = Permission::OpportunityAssign,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = AssignOwner,
    response = Record<Opportunity>,
    summary = "Assign an owner to an opportunity"
)]
pub async fn assign_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<AssignOwner>,
) -> Result<Response, Problem> {
    app.run::<Opportunity>(head, opportunity_id, OpportunityCommand::Assign(body.value), &body.bytes).await
}

/// Takes a deal to another open stage of its pipeline.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/change-stage",
    permission = Permission::OpportunityChangeStage,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = ChangeStage,
    response = Record<Opportunity>,
    summary = "Change the stage of an opportunity",
    description = "Its probability and forecast category are those of the stage from then on. 422 `illegal_move` names the stages that it can go to; a won or lost stage is reached by `win` and `lose`."
)]
pub async fn change_stage_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeStage>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::ChangeStage(body.value);
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Expects a deal to be won on another day.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/push-close-date",
    permission = Permission::OpportunityPushCloseDate,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = PushCloseDate,
    response = Record<Opportunity>,
    summary = "Push the close date of an opportunity"
)]
pub async fn push_close_date_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<PushCloseDate>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::PushCloseDate(body.value);
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Knows better than the stage how a deal will go.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/override-forecast",
    permission = Permission::OpportunityOverrideForecast,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = OverrideForecast,
    response = Record<Opportunity>,
    summary = "Override the forecast of an opportunity",
    description = "What is left out stays, `null` leaves it to the stage again, and so does the next stage."
)]
pub async fn override_forecast_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<OverrideForecast>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::OverrideForecast(body.value);
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Closes a deal: the customer bought.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/win",
    permission = Permission::OpportunityWin,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    optional_request = WinOpportunity,
    response = Record<Opportunity>,
    summary = "Win an opportunity",
    description = "Writes down the fiscal year, quarter and period of the business day, and what the amount is worth in the tenant's base currency; nothing that happens later moves them. 422 `exchange_rate_missing` when no rate is recorded for that."
)]
pub async fn win_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: OptionalBody<WinOpportunity>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::Win(body.value.unwrap_or_default());
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Closes a deal: the customer did not buy.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/lose",
    permission = Permission::OpportunityLose,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = LoseOpportunity,
    response = Record<Opportunity>,
    summary = "Lose an opportunity",
    description = "Takes the code of one of the tenant's loss reasons; `other` needs a note. Writes down what winning does, without the worth when no rate is recorded."
)]
pub async fn lose_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<LoseOpportunity>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::Lose(body.value);
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Closes a deal: nobody works on it any more.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/abandon",
    permission = Permission::OpportunityAbandon,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    optional_request = AbandonOpportunity,
    response = Record<Opportunity>,
    summary = "Abandon an opportunity",
    description = "It stays in its stage. Writes down what losing does."
)]
pub async fn abandon_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: OptionalBody<AbandonOpportunity>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::Abandon(body.value.unwrap_or_default());
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Works on a closed deal again.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/reopen",
    permission = Permission::OpportunityReopen,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = ReopenOpportunity,
    response = Record<Opportunity>,
    summary = "Reopen a closed opportunity",
    description = "What was written down on closing stays in its history only."
)]
pub async fn reopen_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ReopenOpportunity>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::Reopen(body.value);
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Sells one more product.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/add-line",
    permission = Permission::OpportunityAddLine,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = AddLine,
    response = Record<Opportunity>,
    summary = "Add a line to an opportunity",
    description = "The product must be active and have a price in force in the currency of the opportunity. With lines the amount is their sum. Without an `Idempotency-Key`, a request that is sent twice adds two lines."
)]
pub async fn add_line_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<AddLine>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::AddLine(Box::new(body.value));
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Sells more or less of a product, or at another price.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/change-line",
    permission = Permission::OpportunityChangeLine,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = ChangeLine,
    response = Record<Opportunity>,
    summary = "Change a line of an opportunity"
)]
pub async fn change_line_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeLine>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::ChangeLine(Box::new(body.value));
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Sells a product no more.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/remove-line",
    permission = Permission::OpportunityRemoveLine,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = RemoveLine,
    response = Record<Opportunity>,
    summary = "Remove a line of an opportunity",
    description = "To remove it again changes nothing."
)]
pub async fn remove_line_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<RemoveLine>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::RemoveLine(body.value);
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}

/// Puts the lines of a deal in another order.
#[api_endpoint(
    method = POST,
    path = "/opportunities/{opportunity_id}/reorder-lines",
    permission = Permission::OpportunityReorderLines,
    path_params(opportunity_id),
    extractors(app, head, body),
    state = App,
    request = ReorderLines,
    response = Record<Opportunity>,
    summary = "Reorder the lines of an opportunity"
)]
pub async fn reorder_lines_opportunity(
    opportunity_id: OpportunityId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ReorderLines>,
) -> Result<Response, Problem> {
    let command = OpportunityCommand::ReorderLines(body.value);
    app.run::<Opportunity>(head, opportunity_id, command, &body.bytes).await
}
