//! What every record has in common: an owner, and that a wish which came true already gives no event.

use kernel::{Actor, Rejection, UserId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::value::ShortText;

/// The body of `POST /{entity}/{id}/assign`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignOwner {
    /// The member who owns the record from now on.
    pub owner_id: UserId,
    /// Why.
    #[serde(default)]
    pub reason: Option<ShortText>,
}

/// The member who owns what an actor makes.
///
/// # Errors
/// A rejection when the actor is a service: what a service makes needs a named owner.
pub fn first_owner(actor: &Actor) -> Result<UserId, Rejection> {
    match actor {
        Actor::User(user_id) => Ok(*user_id),
        Actor::Service(_) => {
            Err(Rejection::unprocessable("owner_required", "a record made by a service needs an owner"))
        }
    }
}

/// The event, unless what it says is so already: to repeat a command is harmless.
pub(crate) fn unless<E>(already: bool, event: impl Into<E>) -> Vec<E> {
    if already { Vec::new() } else { vec![event.into()] }
}

/// What it takes to bring a record back and to change it at once. A record that is in use is not changed on this way, which takes
/// another permission; changes that came true already are harmless.
///
/// # Errors
/// `not_archived` when a record in use would be changed; what the changes say.
pub(crate) fn restored<S: Clone, E>(
    state: &S,
    archived: bool,
    restored: E,
    evolve: impl FnOnce(Option<S>, &E) -> Option<S>,
    changes: impl FnOnce(&S) -> Result<Vec<E>, Rejection>,
) -> Result<Vec<E>, Rejection> {
    if !archived {
        let detail = "the record is in use; it can only be changed here while it comes back from the archive";
        let changes = changes(state)?;
        return if changes.is_empty() { Ok(changes) } else { Err(Rejection::unprocessable("not_archived", detail)) };
    }
    let live = evolve(Some(state.clone()), &restored);
    let mut events = vec![restored];
    if let Some(live) = live {
        events.extend(changes(&live)?);
    }
    Ok(events)
}
