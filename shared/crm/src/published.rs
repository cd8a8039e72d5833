//! What aggregates show each other: the types of their published items. The one that publishes serialises them, the others read them
//! from what they know. Nothing here is decided.

mod financial;
mod rates;
mod sales;

use kernel::{Known, Rejection, TypedId};
use serde::Deserialize;

pub use financial::FinancialTerms;
pub use rates::{DatedRate, RateTable};
pub use sales::{LossReason, Pipeline, SalesTerms, Stage};

/// What an aggregate published, if anything, read as a `T`.
///
/// # Errors
/// `settings_unreadable` when it is no `T`.
fn read<'k, T: Deserialize<'k>>(known: &'k Known, id: impl TypedId) -> Result<Option<T>, Rejection> {
    let Some(published) = known.published.get(&id.erase()) else { return Ok(None) };
    let unreadable = |_| {
        let detail = "the settings that the command rests on cannot be read; tell the operator";
        Rejection::unprocessable("settings_unreadable", detail)
    };
    T::deserialize(&published.attributes).map(Some).map_err(unreadable)
}
