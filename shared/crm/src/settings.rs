//! Settings: what every scope has one of, under an id that is derived from the scope.
//!
//! They are there from the start: until somebody sets something they are the default, without an event. The first command begins the
//! stream with the default as it is then, so that no later release changes it under the tenant.

pub mod financial;
pub mod rates;
pub mod sales;

use kernel::{PersonalData, Published, Rejection};
use serde::{Deserialize, Serialize};

/// What lists show of settings: there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, PersonalData)]
pub struct Unlisted {}

/// The events of a wish on settings; ones that are not there yet begin.
fn decided<S: Clone, E>(
    state: Option<&S>,
    created: impl FnOnce() -> E,
    evolve: impl FnOnce(Option<S>, &E) -> Option<S>,
    wish: impl FnOnce(&S) -> Result<Vec<E>, Rejection>,
) -> Result<Vec<E>, Rejection> {
    if let Some(state) = state {
        return wish(state);
    }
    let created = created();
    let begun = evolve(None, &created);
    let mut events = vec![created];
    if let Some(begun) = begun {
        events.extend(wish(&begun)?);
    }
    Ok(events)
}

/// What others may see of settings: all of it, always.
fn published<T: Serialize>(terms: &T) -> Option<Published> {
    // Maps with texts as keys, and values that are texts and numbers, always become JSON.
    let attributes = serde_json::to_value(terms).unwrap_or_default();
    Some(Published { archived: false, attributes })
}
