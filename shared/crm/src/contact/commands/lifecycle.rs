//! How far a contact has come: forward by itself, back with a reason.

use std::cmp::Ordering;

use kernel::Rejection;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    contact::{
        ContactEvent, ContactId, ContactState, Lifecycle,
        events::{ContactLifecycleAdvanced, ContactLifecycleReset},
    },
    value::ShortText,
};

/// The body of `POST /contacts/{contact_id}/advance`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvanceLifecycle {
    /// A stage ahead of the present one.
    pub to: Lifecycle,
}

/// The body of `POST /contacts/{contact_id}/reset`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetLifecycle {
    /// A stage behind the present one.
    pub to: Lifecycle,
    /// Why.
    pub reason: ShortText,
}

pub(super) fn advance(
    state: &ContactState,
    wish: &AdvanceLifecycle,
    contact_id: ContactId,
) -> Result<Vec<ContactEvent>, Rejection> {
    let (from, to) = (state.lifecycle, wish.to);
    match to.cmp(&from) {
        Ordering::Greater => Ok(vec![ContactLifecycleAdvanced { contact_id, from, to }.into()]),
        Ordering::Equal => Ok(Vec::new()),
        Ordering::Less => {
            let ahead: Vec<_> =
                Lifecycle::ALL.iter().filter(|stage| **stage > from).map(|stage| stage.as_str()).collect();
            let ahead = if ahead.is_empty() { "nothing".to_owned() } else { format!("`{}`", ahead.join("`, `")) };
            let (from, to) = (from.as_str(), to.as_str());
            let detail =
                format!("`{to}` lies behind `{from}`; ahead of it is {ahead}; to go back, reset it with a reason");
            Err(Rejection::unprocessable("lifecycle_backward", detail).at("/to"))
        }
    }
}

pub(super) fn reset(
    state: &ContactState,
    wish: &ResetLifecycle,
    contact_id: ContactId,
) -> Result<Vec<ContactEvent>, Rejection> {
    let (from, to) = (state.lifecycle, wish.to);
    match to.cmp(&from) {
        Ordering::Less => Ok(vec![ContactLifecycleReset { contact_id, from, to, reason: wish.reason.clone() }.into()]),
        Ordering::Equal => Ok(Vec::new()),
        Ordering::Greater => {
            let detail = format!("`{}` lies ahead of `{}`; advance to it", to.as_str(), from.as_str());
            Err(Rejection::unprocessable("lifecycle_forward", detail).at("/to"))
        }
    }
}

#[cfg(test)]
#[path = "lifecycle.test.rs"]
mod tests;
