//! The state of sales settings and how events make it.

use kernel::PersonalData;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SalesSettingsEvent, events::SalesSettingsCreated};
use crate::{
    published::{Pipeline, SalesTerms, Stage},
    reference::PipelineId,
    value::Capped,
};

/// The fold of the stream of sales settings: what others may see of it, and what new ids are made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, PersonalData)]
#[schemars(rename = "SalesSettings")]
pub struct SalesSettingsState {
    /// What counts.
    #[serde(flatten)]
    pub terms: SalesTerms,
    /// How many ids of pipelines and stages were given out, so that none is given out twice.
    pub ids_given: u64,
}

impl SalesSettingsState {
    /// What counts until somebody sets something.
    #[must_use]
    pub const fn beginning(terms: SalesTerms) -> Self {
        Self { terms, ids_given: 0 }
    }

    fn change(&mut self, id: PipelineId, change: impl FnOnce(&mut Pipeline)) {
        let mut pipelines = self.terms.pipelines.as_mut_slice().iter_mut();
        if let Some(pipeline) = pipelines.find(|pipeline| pipeline.pipeline_id == id) {
            change(pipeline);
        }
    }
}

pub(super) fn evolve(state: Option<SalesSettingsState>, event: &SalesSettingsEvent) -> Option<SalesSettingsState> {
    match (state, event) {
        (None, SalesSettingsEvent::Created(created)) => Some(SalesSettingsState::beginning(terms_of(created))),
        (Some(mut state), event) => {
            apply(&mut state, event);
            Some(state)
        }
        (None, _) => None,
    }
}

fn terms_of(created: &SalesSettingsCreated) -> SalesTerms {
    SalesTerms {
        pipelines: created.pipelines.clone(),
        default_pipeline_id: created.default_pipeline_id,
        loss_reasons: created.loss_reasons.clone(),
    }
}

fn apply(state: &mut SalesSettingsState, event: &SalesSettingsEvent) {
    match event {
        // A stream begins once; a second beginning changes nothing.
        SalesSettingsEvent::Created(_) => {}
        SalesSettingsEvent::PipelineAdded(data) => {
            state.ids_given += 1 + data.stages.len() as u64;
            let added = Pipeline {
                pipeline_id: data.pipeline_id,
                name: data.name.clone(),
                stages: data.stages.clone(),
                archived: false,
            };
            let pipelines = state.terms.pipelines.iter().cloned().chain([added]);
            state.terms.pipelines = Capped::counted(pipelines.collect());
        }
        SalesSettingsEvent::PipelineRenamed(data) => {
            state.change(data.pipeline_id, |pipeline| pipeline.name = data.name.clone());
        }
        SalesSettingsEvent::PipelineStagesChanged(data) => {
            let known = |stage: &Stage| state.terms.stage(stage.stage_id).is_some();
            state.ids_given += data.stages.iter().filter(|stage| !known(stage)).count() as u64;
            state.change(data.pipeline_id, |pipeline| pipeline.stages = data.stages.clone());
        }
        SalesSettingsEvent::PipelineArchived(data) => {
            state.change(data.pipeline_id, |pipeline| pipeline.archived = true);
        }
        SalesSettingsEvent::PipelineRestored(data) => {
            state.change(data.pipeline_id, |pipeline| pipeline.archived = false);
        }
        SalesSettingsEvent::DefaultPipelineChanged(data) => state.terms.default_pipeline_id = data.to,
        SalesSettingsEvent::LossReasonsChanged(data) => state.terms.loss_reasons = data.loss_reasons.clone(),
    }
}
