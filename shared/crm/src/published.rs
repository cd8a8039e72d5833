//! What aggregates show each other: the types of their published items. The one that publishes serialises them, the others read them
//! from what they know. Nothing here is decided: an aggregate that knew another one's state could only be decided with both loaded.

mod financial;
mod product;
mod rates;
mod sales;

use kernel::{Known, Rejection, TypedId};
use serde::Deserialize;

pub use financial::FinancialTerms;
pub use product::{Price, ProductOffer, ProductStatus};
pub use rates::{DatedRate, RateTable};
pub use sales::{LossReason, Pipeline, SalesTerms, Stage};

/// What an aggregate shows of itself, and whether it is archived; `None` when there is no such aggregate.
///
/// # Errors
/// `published_unreadable` when it is no `T`.
fn shown<'k, I: TypedId, T: Deserialize<'k>>(known: &'k Known, id: I) -> Result<Option<(T, bool)>, Rejection> {
    let Some(published) = known.published.get(&id.erase()) else { return Ok(None) };
    let shown = T::deserialize(&published.attributes).map_err(|_| {
        let detail = format!("what the {} shows of itself cannot be read; change it once more", I::PREFIX);
        Rejection::unprocessable("published_unreadable", detail)
    })?;
    Ok(Some((shown, published.archived)))
}

/// The same of settings, which are never archived.
fn read<'k, I: TypedId, T: Deserialize<'k>>(known: &'k Known, id: I) -> Result<Option<T>, Rejection> {
    Ok(shown(known, id)?.map(|(terms, _)| terms))
}
