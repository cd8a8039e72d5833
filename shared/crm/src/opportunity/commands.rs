//! What can be wished of an opportunity, and what becomes of it.

mod closing;
mod deal;
mod lines;
mod stages;

use kernel::{Inputs, Needs, Rejection};

use super::{
    OpportunityEvent, OpportunityState, OpportunityStatus,
    events::{OpportunityArchived, OpportunityOwnerAssigned, OpportunityRestored},
};
use crate::{
    checks::illegal_move,
    record::{self, AssignOwner, unless},
    reference::OpportunityId,
};

pub use closing::{AbandonOpportunity, LoseOpportunity, ReopenOpportunity, WinOpportunity};
pub use deal::{ChangeOpportunity, CreateOpportunity};
pub use lines::{AddLine, ChangeLine, RemoveLine, ReorderLines};
pub use stages::{ChangeStage, OverrideForecast, PushCloseDate};

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum OpportunityCommand {
    /// Enter a deal.
    Create(Box<CreateOpportunity>),
    /// Change what is known of it.
    Change(Box<ChangeOpportunity>),
    /// Take it to another stage.
    ChangeStage(ChangeStage),
    /// Expect it to be won on another day.
    PushCloseDate(PushCloseDate),
    /// Know better than its stage how likely it is to be won.
    OverrideForecast(OverrideForecast),
    /// Close it: the customer bought.
    Win(WinOpportunity),
    /// Close it: the customer did not buy.
    Lose(LoseOpportunity),
    /// Close it: nobody works on it any more.
    Abandon(AbandonOpportunity),
    /// Work on it again.
    Reopen(ReopenOpportunity),
    /// Sell one more product.
    AddLine(Box<AddLine>),
    /// Sell more or less of it, or at another price.
    ChangeLine(Box<ChangeLine>),
    /// Sell it no more.
    RemoveLine(RemoveLine),
    /// Put the lines in another order.
    ReorderLines(ReorderLines),
    /// Give it to another member.
    Assign(AssignOwner),
    /// Put it away.
    Archive,
    /// Take it back, with these changes: a record that it refers to may be archived by now.
    Restore(Option<Box<ChangeOpportunity>>),
}

/// What takes an open deal on, and what a closed one back.
const OPEN_MOVES: [&str; 4] = ["change-stage", "win", "lose", "abandon"];
const CLOSED_MOVES: [&str; 1] = ["reopen"];

/// What the decision has to know of others. Of a command that will be refused for another reason it may be too much.
pub(super) fn needs(
    state: Option<&OpportunityState>,
    command: &OpportunityCommand,
    inputs: &Inputs<OpportunityId>,
) -> Needs {
    use OpportunityCommand as Wish;
    let published = match (command, state) {
        (Wish::Create(wish), _) => deal::needed_to_create(wish, inputs),
        (Wish::Change(patch) | Wish::Restore(Some(patch)), Some(state)) => deal::needed_to_change(state, patch, inputs),
        (Wish::ChangeStage(_), Some(_)) => stages::needed_to_move(inputs),
        (Wish::OverrideForecast(_), Some(_)) => stages::needed_to_override(inputs),
        (Wish::Win(WinOpportunity { effective_on, .. }), Some(state))
        | (Wish::Lose(LoseOpportunity { effective_on, .. }), Some(state)) => {
            closing::needed_to_close(state, *effective_on, inputs)
        }
        (Wish::Abandon(wish), Some(state)) => closing::needed_to_abandon(state, wish.effective_on, inputs),
        (Wish::Reopen(_), Some(_)) => stages::needed_to_move(inputs),
        (Wish::AddLine(wish), Some(_)) => lines::needed_to_add(wish, inputs),
        (Wish::ChangeLine(wish), Some(_)) => lines::needed_to_change(wish, inputs),
        _ => Vec::new(),
    };
    Needs { published, ..Needs::default() }
}

pub(super) fn decide(
    state: Option<&OpportunityState>,
    command: &OpportunityCommand,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let opportunity_id = inputs.id;
    if let OpportunityCommand::Create(wish) = command {
        return deal::create(state, wish, inputs);
    }
    let state = state.ok_or_else(Rejection::not_found)?;
    if state.archived_at.is_some() && !matches!(command, OpportunityCommand::Restore(_) | OpportunityCommand::Archive) {
        return Err(Rejection::unprocessable("opportunity_archived", "the opportunity is archived; restore it first"));
    }
    let events = match command {
        OpportunityCommand::Create(_) => Vec::new(),
        OpportunityCommand::Change(patch) => frozen(state, deal::change(state, patch, inputs)?)?,
        OpportunityCommand::ChangeStage(wish) => stages::change(state, wish, inputs)?,
        OpportunityCommand::PushCloseDate(wish) => frozen(state, stages::push(state, wish, opportunity_id)?)?,
        OpportunityCommand::OverrideForecast(wish) => frozen(state, stages::override_forecast(state, wish, inputs)?)?,
        OpportunityCommand::Win(wish) => closing::win(state, wish, inputs)?,
        OpportunityCommand::Lose(wish) => closing::lose(state, wish, inputs)?,
        OpportunityCommand::Abandon(wish) => closing::abandon(state, wish, inputs)?,
        OpportunityCommand::Reopen(wish) => closing::reopen(state, wish, inputs)?,
        OpportunityCommand::AddLine(wish) => {
            open(state)?;
            lines::add(state, wish, inputs)?
        }
        OpportunityCommand::ChangeLine(wish) => frozen(state, lines::change(state, wish, inputs)?)?,
        OpportunityCommand::RemoveLine(wish) => frozen(state, lines::remove(state, wish, opportunity_id)?)?,
        OpportunityCommand::ReorderLines(wish) => frozen(state, lines::reorder(state, wish, opportunity_id)?)?,
        OpportunityCommand::Assign(wish) => assign(state, wish, opportunity_id),
        OpportunityCommand::Archive => {
            unless(state.archived_at.is_some(), OpportunityArchived { opportunity_id, archived_at: inputs.now })
        }
        OpportunityCommand::Restore(patch) => restore(state, patch.as_deref(), inputs)?,
    };
    Ok(events)
}

/// A closed deal stays as it was closed; nothing but its labels may be changed, and what is so already is harmless.
fn frozen(state: &OpportunityState, events: Vec<OpportunityEvent>) -> Result<Vec<OpportunityEvent>, Rejection> {
    if !events.iter().all(|event| matches!(event, OpportunityEvent::TagsChanged(_))) {
        open(state)?;
    }
    Ok(events)
}

/// Refuses what is only done to a deal that is worked on.
fn open(state: &OpportunityState) -> Result<(), Rejection> {
    if state.status == OpportunityStatus::Open {
        return Ok(());
    }
    let detail = format!(
        "the opportunity is `{}`; it can be reopened or assigned, and its tags can be changed",
        state.status.as_str()
    );
    Err(Rejection::unprocessable("opportunity_closed", detail))
}

/// The refusal of a move that the deal cannot make as it stands.
fn not_now(state: &OpportunityState) -> Rejection {
    let legal: &[&str] = if state.status == OpportunityStatus::Open { &OPEN_MOVES } else { &CLOSED_MOVES };
    illegal_move(state.status.as_str(), legal)
}

/// A record that the deal refers to may be archived by now, so it can come back with changes.
fn restore(
    state: &OpportunityState,
    patch: Option<&ChangeOpportunity>,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let restored = OpportunityEvent::from(OpportunityRestored { opportunity_id: inputs.id });
    record::restored(state, state.archived_at.is_some(), restored, super::state::evolve, |state| {
        patch.map_or(Ok(Vec::new()), |patch| frozen(state, deal::change(state, patch, inputs)?))
    })
}

fn assign(state: &OpportunityState, wish: &AssignOwner, opportunity_id: OpportunityId) -> Vec<OpportunityEvent> {
    let (from, to) = (state.owner_id, wish.owner_id);
    unless(from == to, OpportunityOwnerAssigned { opportunity_id, from, to, reason: wish.reason.clone() })
}

#[cfg(test)]
#[path = "commands.test.rs"]
mod tests;
