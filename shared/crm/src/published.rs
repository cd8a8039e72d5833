//! What aggregates show each other: the attributes of [`kernel::Published`], as types that the publisher writes and others read.
//! An aggregate that knew another one's state could only be decided with both loaded.

mod financial;
mod product;

use kernel::{AnyId, Known, Rejection};
use serde::de::DeserializeOwned;

pub use financial::FinancialTerms;
pub use product::{Price, ProductOffer, ProductStatus};

/// What an aggregate shows of itself, and whether it is archived; `None` when there is no such aggregate.
fn shown<T: DeserializeOwned>(known: &Known, id: &AnyId) -> Result<Option<(T, bool)>, Rejection> {
    let Some(published) = known.published.get(id) else { return Ok(None) };
    let shown = T::deserialize(&published.attributes).map_err(|_| {
        let detail = format!("what the {} shows of itself cannot be read; save it once more", id.prefix());
        Rejection::unprocessable("published_unreadable", detail)
    })?;
    Ok(Some((shown, published.archived)))
}
