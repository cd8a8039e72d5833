//! Sales settings: pipelines, their stages, and the reasons why deals are lost. Read in this order: events, state and its fold, commands
//! and decisions.

mod commands;
mod events;
mod state;

use kernel::{Aggregate, ClaimSet, Inputs, KeyName, NoLink, Published, Rejection};

use super::Unlisted;

pub use crate::reference::SalesSettingsId;
pub use commands::{AddPipeline, ChangePipeline, ChangeSalesSettings, NamedPipeline, SalesSettingsCommand, StageWish};
pub use events::{
    SalesSettingsCreated, SalesSettingsDefaultPipelineChanged, SalesSettingsEvent, SalesSettingsLossReasonsChanged,
    SalesSettingsPipelineAdded, SalesSettingsPipelineArchived, SalesSettingsPipelineRenamed,
    SalesSettingsPipelineRestored, SalesSettingsPipelineStagesChanged,
};
pub use state::SalesSettingsState;

/// The aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalesSettings;

impl Aggregate for SalesSettings {
    const FOLD_VERSION: u32 = 1;
    type Id = SalesSettingsId;
    type State = SalesSettingsState;
    type Command = SalesSettingsCommand;
    type Event = SalesSettingsEvent;
    type Summary = Unlisted;
    type Link = NoLink;

    fn decide(
        state: Option<&SalesSettingsState>,
        command: &SalesSettingsCommand,
        inputs: &Inputs<SalesSettingsId>,
    ) -> Result<Vec<SalesSettingsEvent>, Rejection> {
        commands::decide(state, command, inputs)
    }

    fn evolve(state: Option<SalesSettingsState>, event: &SalesSettingsEvent) -> Option<SalesSettingsState> {
        state::evolve(state, event)
    }

    fn claims(_: &SalesSettingsState) -> ClaimSet {
        ClaimSet::new()
    }

    fn published(state: &SalesSettingsState) -> Option<Published> {
        super::published(&state.terms)
    }

    /// Full settings can still put a pipeline away.
    fn is_essential(event: &SalesSettingsEvent) -> bool {
        matches!(event, SalesSettingsEvent::PipelineArchived(_) | SalesSettingsEvent::PipelineRestored(_))
    }

    fn list(_: &SalesSettingsState) -> KeyName {
        KeyName::new("SALES_SETTINGS")
    }

    fn summary(_: &SalesSettingsState) -> Unlisted {
        Unlisted {}
    }
}

#[cfg(test)]
#[path = "sales.test.rs"]
mod tests;
