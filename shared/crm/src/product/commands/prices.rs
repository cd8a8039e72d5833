//! Prices: a new one supersedes what stood on its days, and no day has two of one currency.

use kernel::{Inputs, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    checks::{check_business_date, invalid},
    limits,
    product::{ProductEvent, ProductId, ProductState, events::ProductPriceSet},
    published::{FinancialTerms, Price},
    value::{Capped, Date, Money},
};

/// The body of `POST /products/{product_id}/set-price`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrice {
    /// What one unit costs: zero or more, in a currency that the tenant has enabled.
    pub price: Money,
    /// The first day, past or future; today in the tenant's time zone when it is left out.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// The last day, not before the first; until further notice when it is left out.
    #[serde(default)]
    pub effective_until: Option<Date>,
}

/// A price that stands already on all of its days is not set again.
pub(super) fn set(
    state: &ProductState,
    wish: &SetPrice,
    inputs: &Inputs<ProductId>,
) -> Result<Vec<ProductEvent>, Rejection> {
    let new = checked(wish, inputs)?;
    let before: Vec<_> = state.prices_in(new.price.currency()).cloned().collect();
    let after = superseded(&before, &new);
    if after == before {
        return Ok(Vec::new());
    }
    if state.prices.len() - before.len() + after.len() > limits::PRICES {
        let detail = format!(
            "a product has at most {} prices, past ones and all currencies included: set one over the days of several that are not needed \
             any more",
            limits::PRICES
        );
        return Err(Rejection::unprocessable("too_many_prices", detail));
    }
    let Price { price, effective_from, effective_until } = new;
    let prices = Capped::counted(after);
    Ok(vec![ProductPriceSet { product_id: inputs.id, price, effective_from, effective_until, prices }.into()])
}

/// The price and its days, as the tenant's settings of today allow them.
fn checked(wish: &SetPrice, inputs: &Inputs<ProductId>) -> Result<Price, Rejection> {
    let terms = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let SetPrice { price, effective_from, effective_until } = wish.clone();
    terms.check_currency(price.currency()).map_err(|error| invalid(&error, "/price/currency"))?;
    let price = price.checked().map_err(|error| invalid(&error, "/price/amount"))?;
    if price.amount().is_sign_negative() {
        return Err(Rejection::invalid_field("/price/amount", "must not be negative"));
    }
    let effective_from = effective_from.unwrap_or_else(|| terms.today(inputs.now));
    check_business_date(effective_from, "/effective_from")?;
    if effective_until.is_some_and(|until| until < effective_from) {
        let detail = format!("must not be before the first day, which is `{effective_from}`");
        return Err(Rejection::invalid_field("/effective_until", detail));
    }
    Ok(Price { price, effective_from, effective_until })
}

/// The prices of one currency, by first day, with a new one among them: what stood on its days is cut off, or split around it. Prices
/// that follow each other without a gap and are the same stand as one, so that two lists are equal when they are on every day.
fn superseded(prices: &[Price], new: &Price) -> Vec<Price> {
    let mut all: Vec<_> = prices.iter().flat_map(|old| [before(old, new), after(old, new)]).flatten().collect();
    all.push(new.clone());
    all.sort_by_key(|price| price.effective_from);
    let mut joined: Vec<Price> = Vec::with_capacity(all.len());
    for price in all {
        match joined.last_mut() {
            Some(last) if last.price == price.price && follows(&price, last) => {
                last.effective_until = price.effective_until;
            }
            _ => joined.push(price),
        }
    }
    joined
}

/// What is left of an old price before a new one begins.
fn before(old: &Price, new: &Price) -> Option<Price> {
    let last = new.effective_from.previous();
    let until = old.effective_until.map_or(last, |until| until.min(last));
    (old.effective_from < new.effective_from).then(|| Price { effective_until: Some(until), ..old.clone() })
}

/// What is left of an old price when a new one has ended.
fn after(old: &Price, new: &Price) -> Option<Price> {
    let until = new.effective_until?;
    let goes_on = until.next() > until && old.effective_until.is_none_or(|last| last > until);
    goes_on.then(|| Price { effective_from: old.effective_from.max(until.next()), ..old.clone() })
}

fn follows(price: &Price, earlier: &Price) -> bool {
    earlier.effective_until.is_some_and(|until| until.next() == price.effective_from)
}

#[cfg(test)]
#[path = "prices.test.rs"]
mod tests;
