//! Sales settings: pipelines, and the reasons why deals are lost.

use access_control::Permission;
use api::{Caller, JsonBody, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    published::SalesTerms,
    settings::sales::{
        AddPipeline, ChangePipeline, ChangeSalesSettings, NamedPipeline, SalesSettings, SalesSettingsCommand,
        SalesSettingsState,
    },
};
use lambda_host::{
    CommandHead,
    view::{Record, RecordOrDefault},
};

use crate::App;

/// The sales settings.
#[api_endpoint(
    method = GET,
    path = "/settings/sales",
    permission = Permission::SalesSettingsRead,
    extractors(app, caller),
    state = App,
    response = RecordOrDefault<SalesSettings>,
    summary = "Get the sales settings",
    description = "Until somebody sets something they are the default, with version 0: a pipeline whose ids stay as they are."
)]
pub async fn get_sales_settings(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let scope = caller.scope();
    let default = || SalesSettingsState::beginning(SalesTerms::default_in(&scope));
    app.get_or_default::<SalesSettings>(&caller, SalesTerms::id(&scope), default).await
}

/// Changes the default pipeline and the reasons why deals are lost.
#[api_endpoint(
    method = PATCH,
    path = "/settings/sales",
    permission = Permission::SalesSettingsUpdate,
    extractors(app, head, body),
    state = App,
    request = ChangeSalesSettings,
    response = Record<SalesSettings>,
    summary = "Change the sales settings by a merge patch"
)]
pub async fn change_sales_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeSalesSettings>,
) -> Result<Response, Problem> {
    let command = SalesSettingsCommand::Change(Box::new(body.value));
    run(&app, head, command, &body.bytes).await
}

/// Adds a pipeline.
#[api_endpoint(
    method = POST,
    path = "/settings/sales/add-pipeline",
    permission = Permission::SalesSettingsAddPipeline,
    extractors(app, head, body),
    state = App,
    request = AddPipeline,
    response = Record<SalesSettings>,
    summary = "Add a pipeline",
    description = "It is the last one of the answer. To add it again adds another one: send an `Idempotency-Key`."
)]
pub async fn add_pipeline_sales_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<AddPipeline>,
) -> Result<Response, Problem> {
    let command = SalesSettingsCommand::AddPipeline(Box::new(body.value));
    run(&app, head, command, &body.bytes).await
}

/// Changes a pipeline.
#[api_endpoint(
    method = POST,
    path = "/settings/sales/change-pipeline",
    permission = Permission::SalesSettingsChangePipeline,
    extractors(app, head, body),
    state = App,
    request = ChangePipeline,
    response = Record<SalesSettings>,
    summary = "Change the name or the stages of a pipeline",
    description = "The stages are given as a whole, in order: one with its `stage_id` stays, one without is new, one that is left out is \
                   gone."
)]
pub async fn change_pipeline_sales_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangePipeline>,
) -> Result<Response, Problem> {
    let command = SalesSettingsCommand::ChangePipeline(Box::new(body.value));
    run(&app, head, command, &body.bytes).await
}

/// Takes no new deals into a pipeline.
#[api_endpoint(
    method = POST,
    path = "/settings/sales/archive-pipeline",
    permission = Permission::SalesSettingsArchivePipeline,
    extractors(app, head, body),
    state = App,
    request = NamedPipeline,
    response = Record<SalesSettings>,
    summary = "Archive a pipeline",
    description = "It takes no new deals; those in it stay. The default pipeline cannot be archived."
)]
pub async fn archive_pipeline_sales_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<NamedPipeline>,
) -> Result<Response, Problem> {
    run(&app, head, SalesSettingsCommand::ArchivePipeline(body.value), &body.bytes).await
}

/// Takes new deals into a pipeline again.
#[api_endpoint(
    method = POST,
    path = "/settings/sales/restore-pipeline",
    permission = Permission::SalesSettingsRestorePipeline,
    extractors(app, head, body),
    state = App,
    request = NamedPipeline,
    response = Record<SalesSettings>,
    summary = "Restore an archived pipeline"
)]
pub async fn restore_pipeline_sales_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<NamedPipeline>,
) -> Result<Response, Problem> {
    run(&app, head, SalesSettingsCommand::RestorePipeline(body.value), &body.bytes).await
}

async fn run(app: &App, head: CommandHead, command: SalesSettingsCommand, body: &[u8]) -> Result<Response, Problem> {
    let id = SalesTerms::id(&head.scope());
    app.run::<SalesSettings>(head, id, command, body).await
}
