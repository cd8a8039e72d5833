//! What can happen to sales settings. One event per meaning; every event names its settings.

use super::SalesSettingsId;
use crate::{
    events::events,
    limits,
    published::{LossReason, Pipeline, Stage},
    reference::PipelineId,
    value::{Capped, ShortText},
};

events! {
    /// What can happen to sales settings.
    pub enum SalesSettingsEvent of SalesSettingsId;

    /// The settings.
    sales_settings_id;

    /// Somebody set something for the first time; this is what counted until then.
    Created(SalesSettingsCreated, 1) {
        /// The pipelines.
        pipelines: Capped<Pipeline, { limits::PIPELINES }>,
        /// The pipeline that a new deal is offered first.
        default_pipeline_id: PipelineId,
        /// The reasons why a deal is lost.
        loss_reasons: Capped<LossReason, { limits::LOSS_REASONS }>,
    }

    /// There is another pipeline.
    PipelineAdded(SalesSettingsPipelineAdded, 1) {
        /// Its id.
        pipeline_id: PipelineId,
        /// Its name.
        name: ShortText,
        /// Its stages, in order.
        stages: Capped<Stage, { limits::STAGES }>,
    }

    /// A pipeline has another name.
    PipelineRenamed(SalesSettingsPipelineRenamed, 1) {
        /// The pipeline.
        pipeline_id: PipelineId,
        /// The new name.
        name: ShortText,
    }

    /// A pipeline has other stages, or has them in another order. A deal in a stage that is gone stays where it was.
    PipelineStagesChanged(SalesSettingsPipelineStagesChanged, 1) {
        /// The pipeline.
        pipeline_id: PipelineId,
        /// All of its stages from now on, in order.
        stages: Capped<Stage, { limits::STAGES }>,
    }

    /// A pipeline takes no new deals.
    PipelineArchived(SalesSettingsPipelineArchived, 1) {
        /// The pipeline.
        pipeline_id: PipelineId,
    }

    /// A pipeline takes new deals again.
    PipelineRestored(SalesSettingsPipelineRestored, 1) {
        /// The pipeline.
        pipeline_id: PipelineId,
    }

    /// Another pipeline is the one that a new deal is offered first.
    DefaultPipelineChanged(SalesSettingsDefaultPipelineChanged, 1) {
        /// Before.
        from: PipelineId,
        /// Now.
        to: PipelineId,
    }

    /// There are other reasons why a deal is lost. What was lost keeps the code that it was lost with.
    LossReasonsChanged(SalesSettingsLossReasonsChanged, 1) {
        /// All reasons from now on.
        loss_reasons: Capped<LossReason, { limits::LOSS_REASONS }>,
    }
}
