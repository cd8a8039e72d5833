//! Opportunity: a deal. Read in this order: values, events, state and its fold, commands and decisions.

mod commands;
mod events;
mod state;
mod values;

use std::collections::BTreeSet;

use kernel::{Aggregate, AnyId, ClaimSet, Inputs, KeyName, Listed, Needs, PersonalData, Reference, Rejection, TypedId};
use serde::{Deserialize, Serialize};

use crate::reference;

pub use commands::{
    AbandonOpportunity, AddLine, ChangeLine, ChangeOpportunity, ChangeStage, CreateOpportunity, LoseOpportunity,
    OpportunityCommand, OverrideForecast, PushCloseDate, RemoveLine, ReopenOpportunity, ReorderLines, WinOpportunity,
};
pub use events::{
    OpportunityAbandoned, OpportunityAccountChanged, OpportunityAmountChanged, OpportunityArchived,
    OpportunityCloseDatePushed, OpportunityContactRolesChanged, OpportunityCreated, OpportunityEvent,
    OpportunityForecastOverridden, OpportunityLineAdded, OpportunityLineChanged, OpportunityLineRemoved,
    OpportunityLinesReordered, OpportunityLost, OpportunityNextStepChanged, OpportunityOwnerAssigned,
    OpportunityPrimaryContactChanged, OpportunityRenamed, OpportunityReopened, OpportunityRestored,
    OpportunityStageChanged, OpportunityTagsChanged, OpportunityWon,
};
pub use reference::OpportunityId;
pub use state::{OpportunityState, OpportunitySummary};
pub use values::{BaseAmount, Closing, ContactRole, Discount, FiscalDate, Line, LineId, OpportunityStatus};

/// The open opportunities.
pub const LIST: KeyName = reference::OPPORTUNITY_LIST;
/// Those that are won, lost or abandoned: they only become more, and whoever works on the open ones must not read through them.
pub const CLOSED_LIST: KeyName = KeyName::new("OPPORTUNITY_CLOSED");
/// The archived opportunities.
pub const ARCHIVED_LIST: KeyName = KeyName::new("OPPORTUNITY_ARCHIVED");

/// Account, owner and stage.
const REFERENCES: usize = 3;
/// The largest change: an event per field, the state, a record, every reference shown anew and one of them elsewhere, and the anchors of
/// two accounts.
const LARGEST_CHANGE: usize = 7 + 1 + 1 + REFERENCES + 1 + 2;
const _: () = assert!(LARGEST_CHANGE < kernel::MAX_ITEMS, "a change must fit one transaction");

/// What lists by account, owner or stage say of that: nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, PersonalData)]
pub struct OpportunityLink {}

/// The aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opportunity;

impl Aggregate for Opportunity {
    const FOLD_VERSION: u32 = 1;
    type Id = OpportunityId;
    type State = OpportunityState;
    type Command = OpportunityCommand;
    type Event = OpportunityEvent;
    type Summary = OpportunitySummary;
    type Link = OpportunityLink;

    fn needs(state: Option<&OpportunityState>, command: &OpportunityCommand, inputs: &Inputs<OpportunityId>) -> Needs {
        commands::needs(state, command, inputs)
    }

    fn decide(
        state: Option<&OpportunityState>,
        command: &OpportunityCommand,
        inputs: &Inputs<OpportunityId>,
    ) -> Result<Vec<OpportunityEvent>, Rejection> {
        commands::decide(state, command, inputs)
    }

    fn evolve(state: Option<OpportunityState>, event: &OpportunityEvent) -> Option<OpportunityState> {
        state::evolve(state, event)
    }

    fn claims(_: &OpportunityState) -> ClaimSet {
        ClaimSet::new()
    }

    /// The account, which cannot be put away while the deal is open, and what else it is listed by.
    fn references(state: &OpportunityState) -> Vec<Reference<OpportunityLink>> {
        let listed = || Some(Listed { list: Self::list(state), link: OpportunityLink {} });
        let by = |kind: KeyName, target, pointer: &str| Reference {
            kind,
            target,
            counter: None,
            listed: listed(),
            pointer: pointer.to_owned(),
        };
        let counter = state.is_open().then_some(reference::OPPORTUNITIES);
        vec![
            Reference { counter, ..by(reference::ACCOUNT, state.account_id.erase(), "/account_id") },
            by(reference::OWNER, state.owner_id.erase(), "/owner_id"),
            by(reference::STAGE, state.stage_id.erase(), "/stage_id"),
        ]
    }

    /// The contacts and the lead, and the products of its lines.
    fn soft_references(state: &OpportunityState) -> BTreeSet<AnyId> {
        let contacts = state.contact_roles.iter().map(|role| role.contact_id).chain(state.primary_contact_id);
        let products = state.lines.iter().map(|line| line.product_id.erase());
        contacts.map(TypedId::erase).chain(state.originating_lead_id.map(TypedId::erase)).chain(products).collect()
    }

    fn is_essential(event: &OpportunityEvent) -> bool {
        matches!(
            event,
            OpportunityEvent::Won(_)
                | OpportunityEvent::Lost(_)
                | OpportunityEvent::Abandoned(_)
                | OpportunityEvent::Reopened(_)
                | OpportunityEvent::StageChanged(_)
                | OpportunityEvent::Archived(_)
                | OpportunityEvent::Restored(_)
                | OpportunityEvent::OwnerAssigned(_)
        )
    }

    fn list(state: &OpportunityState) -> KeyName {
        match state.archived_at {
            Some(_) => ARCHIVED_LIST,
            None if state.is_open() => LIST,
            None => CLOSED_LIST,
        }
    }

    fn summary(state: &OpportunityState) -> OpportunitySummary {
        OpportunitySummary::of(state)
    }
}

#[cfg(test)]
#[path = "opportunity.test.rs"]
mod tests;
