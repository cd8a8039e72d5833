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
