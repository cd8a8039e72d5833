//! What can be wished of sales settings, and what becomes of it.

mod stages;

use kernel::{Inputs, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    SalesSettingsEvent, SalesSettingsId, SalesSettingsState,
    events::{
        SalesSettingsCreated, SalesSettingsDefaultPipelineChanged, SalesSettingsLossReasonsChanged,
        SalesSettingsPipelineAdded, SalesSettingsPipelineArchived, SalesSettingsPipelineRenamed,
        SalesSettingsPipelineRestored, SalesSettingsPipelineStagesChanged,
    },
    state::evolve,
};
use crate::{
    checks::check_distinct,
    limits,
    patch::Patch,
    published::{LossReason, Pipeline, SalesTerms},
    record::unless,
    reference::PipelineId,
    settings::decided,
    value::{Capped, LossCode, ShortText},
};
use stages::Ids;

pub use stages::StageWish;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum SalesSettingsCommand {
    /// Change what counts from now on.
    Change(Box<ChangeSalesSettings>),
    /// Add a pipeline.
    AddPipeline(Box<AddPipeline>),
    /// Change a pipeline.
    ChangePipeline(Box<ChangePipeline>),
    /// Take no new deals into a pipeline.
    ArchivePipeline(NamedPipeline),
    /// Take new deals into it again.
    RestorePipeline(NamedPipeline),
}

/// The body of `PATCH /settings/sales`: an RFC 7396 merge patch. A list replaces the one before it as a whole.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeSalesSettings {
    /// The pipeline that a new deal is offered first; cannot be removed.
    pub default_pipeline_id: Patch<PipelineId>,
    /// All reasons why a deal is lost, with different codes and names; `unknown` and `other` cannot be removed.
    pub loss_reasons: Patch<Capped<LossReason, { limits::LOSS_REASONS }>>,
}

/// The body of `POST /settings/sales/add-pipeline`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPipeline {
    /// Its name.
    pub name: ShortText,
    /// Its stages, in order: at least an open, a won and a lost one.
    pub stages: Capped<StageWish, { limits::STAGES }>,
}

/// The body of `POST /settings/sales/change-pipeline`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePipeline {
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// Its new name; as it is when left out.
    #[serde(default)]
    pub name: Option<ShortText>,
    /// All of its stages, in order: at least an open, a won and a lost one. As they are when left out.
    #[serde(default)]
    pub stages: Option<Capped<StageWish, { limits::STAGES }>>,
}

/// The body of `POST /settings/sales/archive-pipeline` and of `POST /settings/sales/restore-pipeline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedPipeline {
    /// The pipeline.
    pub pipeline_id: PipelineId,
}

pub(super) fn decide(
    state: Option<&SalesSettingsState>,
    command: &SalesSettingsCommand,
    inputs: &Inputs<SalesSettingsId>,
) -> Result<Vec<SalesSettingsEvent>, Rejection> {
    decided(
        state,
        || create(inputs),
        evolve,
        |state| match command {
            SalesSettingsCommand::Change(patch) => change(&state.terms, patch, inputs.id),
            SalesSettingsCommand::AddPipeline(wish) => add_pipeline(state, wish, inputs),
            SalesSettingsCommand::ChangePipeline(wish) => change_pipeline(state, wish, inputs),
            SalesSettingsCommand::ArchivePipeline(wish) => archive_pipeline(&state.terms, wish.pipeline_id, inputs.id),
            SalesSettingsCommand::RestorePipeline(wish) => restore_pipeline(&state.terms, wish.pipeline_id, inputs.id),
        },
    )
}

fn create(inputs: &Inputs<SalesSettingsId>) -> SalesSettingsEvent {
    let SalesTerms { pipelines, default_pipeline_id, loss_reasons } = SalesTerms::default_in(&inputs.scope);
    let sales_settings_id = inputs.id;
    SalesSettingsCreated { sales_settings_id, pipelines, default_pipeline_id, loss_reasons }.into()
}

/// One event per meaning, and none for what stays as it is.
fn change(
    terms: &SalesTerms,
    patch: &ChangeSalesSettings,
    sales_settings_id: SalesSettingsId,
) -> Result<Vec<SalesSettingsEvent>, Rejection> {
    let mut events: Vec<SalesSettingsEvent> = Vec::new();
    let from = terms.default_pipeline_id;
    if let Some(to) = patch.default_pipeline_id.replaces(&from, "/default_pipeline_id")? {
        usable(terms, to, "/default_pipeline_id")?;
        events.push(SalesSettingsDefaultPipelineChanged { sales_settings_id, from, to }.into());
    }
    if let Some(loss_reasons) = patch.loss_reasons.replaces(&terms.loss_reasons, "/loss_reasons")? {
        check_loss_reasons(&loss_reasons)?;
        events.push(SalesSettingsLossReasonsChanged { sales_settings_id, loss_reasons }.into());
    }
    Ok(events)
}

fn check_loss_reasons(reasons: &[LossReason]) -> Result<(), Rejection> {
    check_distinct(reasons, |reason| reason.code.clone(), |index| format!("/loss_reasons/{index}/code"))?;
    check_distinct(reasons, |reason| folded(&reason.name), |index| format!("/loss_reasons/{index}/name"))?;
    let is_there = |needed: &LossCode| reasons.iter().any(|reason| reason.code == *needed);
    if [LossCode::unknown(), LossCode::other()].iter().all(is_there) {
        Ok(())
    } else {
        let detail = "the reasons `unknown` and `other` cannot be removed; their names can be changed";
        Err(Rejection::unprocessable("loss_reason_required", detail).at("/loss_reasons"))
    }
}

/// What two names must differ in: people read `Won` and `won` as one.
fn folded(name: &ShortText) -> String {
    name.as_str().to_lowercase()
}

fn add_pipeline(
    state: &SalesSettingsState,
    wish: &AddPipeline,
    inputs: &Inputs<SalesSettingsId>,
) -> Result<Vec<SalesSettingsEvent>, Rejection> {
    if state.terms.pipelines.len() >= limits::PIPELINES {
        let detail = format!("at most {} pipelines are kept, archived ones included; change one", limits::PIPELINES);
        return Err(Rejection::unprocessable("too_many_pipelines", detail));
    }
    let mut ids = Ids::after(state.ids_given, inputs);
    let added = SalesSettingsPipelineAdded {
        sales_settings_id: inputs.id,
        pipeline_id: ids.next(),
        name: wish.name.clone(),
        stages: stages::accepted(&wish.stages, &[], &mut ids)?,
    };
    Ok(vec![added.into()])
}

fn change_pipeline(
    state: &SalesSettingsState,
    wish: &ChangePipeline,
    inputs: &Inputs<SalesSettingsId>,
) -> Result<Vec<SalesSettingsEvent>, Rejection> {
    let (sales_settings_id, pipeline_id) = (inputs.id, wish.pipeline_id);
    let pipeline = usable(&state.terms, pipeline_id, "/pipeline_id")?;
    let mut events: Vec<SalesSettingsEvent> = Vec::new();
    if let Some(name) = wish.name.clone().filter(|name| *name != pipeline.name) {
        events.push(SalesSettingsPipelineRenamed { sales_settings_id, pipeline_id, name }.into());
    }
    if let Some(wanted) = &wish.stages {
        let stages = stages::accepted(wanted, &pipeline.stages, &mut Ids::after(state.ids_given, inputs))?;
        if stages != pipeline.stages {
            events.push(SalesSettingsPipelineStagesChanged { sales_settings_id, pipeline_id, stages }.into());
        }
    }
    Ok(events)
}

fn archive_pipeline(
    terms: &SalesTerms,
    pipeline_id: PipelineId,
    sales_settings_id: SalesSettingsId,
) -> Result<Vec<SalesSettingsEvent>, Rejection> {
    let pipeline = known(terms, pipeline_id, "/pipeline_id")?;
    if pipeline_id == terms.default_pipeline_id {
        let detail = "the default pipeline cannot be archived; make another one the default first";
        return Err(Rejection::unprocessable("default_pipeline", detail).at("/pipeline_id"));
    }
    Ok(unless(pipeline.archived, SalesSettingsPipelineArchived { sales_settings_id, pipeline_id }))
}

fn restore_pipeline(
    terms: &SalesTerms,
    pipeline_id: PipelineId,
    sales_settings_id: SalesSettingsId,
) -> Result<Vec<SalesSettingsEvent>, Rejection> {
    let pipeline = known(terms, pipeline_id, "/pipeline_id")?;
    Ok(unless(!pipeline.archived, SalesSettingsPipelineRestored { sales_settings_id, pipeline_id }))
}

fn known<'t>(terms: &'t SalesTerms, id: PipelineId, pointer: &str) -> Result<&'t Pipeline, Rejection> {
    let missing = || Rejection::unprocessable("pipeline_not_found", "there is no such pipeline").at(pointer);
    terms.pipeline(id).ok_or_else(missing)
}

fn usable<'t>(terms: &'t SalesTerms, id: PipelineId, pointer: &str) -> Result<&'t Pipeline, Rejection> {
    let pipeline = known(terms, id, pointer)?;
    if pipeline.archived {
        return Err(
            Rejection::unprocessable("pipeline_archived", "the pipeline is archived; restore it first").at(pointer)
        );
    }
    Ok(pipeline)
}
