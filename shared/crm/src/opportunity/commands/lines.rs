//! What a deal is about: products, how many, at which price.

use std::collections::HashSet;

use kernel::{AnyId, Inputs, Rejection, TypedId as _};
use schemars::JsonSchema;
use serde::Deserialize;

use super::deal::checked_amount;
use crate::{
    checks::invalid,
    limits,
    opportunity::{
        Discount, Line, LineId, OpportunityEvent, OpportunityState,
        events::{OpportunityLineAdded, OpportunityLineChanged, OpportunityLineRemoved, OpportunityLinesReordered},
        values::{LineError, line_amount},
    },
    patch::Patch,
    published::{FinancialTerms, ProductOffer, ProductStatus},
    record::unless,
    reference::{OpportunityId, ProductId},
    value::{Capped, Currency, Money, MoneyError, Quantity},
};

/// The body of `POST /opportunities/{opportunity_id}/add-line`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLine {
    /// An active product with a price in force in the currency of the opportunity.
    pub product_id: ProductId,
    /// How many units of it.
    pub quantity: Quantity,
    /// The price of one, not negative: by default the one in force today. All prices of an opportunity are in one currency.
    #[serde(default)]
    pub unit_price: Option<Money>,
    /// What is taken off.
    #[serde(default)]
    pub discount: Discount,
}

/// The body of `POST /opportunities/{opportunity_id}/change-line`: what is left out stays.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLine {
    /// The number of the line.
    pub line_id: LineId,
    /// How many units; cannot be removed.
    #[serde(default)]
    pub quantity: Patch<Quantity>,
    /// The price of one, in the same currency; cannot be removed.
    #[serde(default)]
    pub unit_price: Patch<Money>,
    /// What is taken off; `null` for nothing.
    #[serde(default)]
    pub discount: Patch<Discount>,
}

/// The body of `POST /opportunities/{opportunity_id}/remove-line`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveLine {
    /// The number of the line.
    pub line_id: LineId,
}

/// The body of `POST /opportunities/{opportunity_id}/reorder-lines`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReorderLines {
    /// The numbers of all lines, in their new order.
    pub line_ids: Capped<LineId, { limits::LINES }>,
}

pub(super) fn needed_to_add(wish: &AddLine, inputs: &Inputs<OpportunityId>) -> Vec<AnyId> {
    vec![FinancialTerms::id(&inputs.scope).erase(), wish.product_id.erase()]
}

/// The currencies that a price may be in.
pub(super) fn needed_to_change(wish: &ChangeLine, inputs: &Inputs<OpportunityId>) -> Vec<AnyId> {
    match wish.unit_price {
        Patch::Set(_) => vec![FinancialTerms::id(&inputs.scope).erase()],
        Patch::Keep | Patch::Remove => Vec::new(),
    }
}

pub(super) fn add(
    state: &OpportunityState,
    wish: &AddLine,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    if state.lines.len() == limits::LINES {
        let detail = format!("an opportunity has at most {} lines; remove one first", limits::LINES);
        return Err(Rejection::unprocessable("too_many_lines", detail));
    }
    let financial = FinancialTerms::of(&inputs.known, &inputs.scope)?;
    let offer = offered(wish.product_id, inputs)?;
    let asked = wish.unit_price.clone().map(|price| checked_price(price, state, &financial)).transpose()?;
    let currency = match (&asked, &state.amount) {
        (Some(price), _) => price.currency(),
        (None, Some(amount)) => amount.currency(),
        (None, None) => &financial.base_currency,
    };
    financial.check_currency(currency).map_err(|error| match asked {
        Some(_) => invalid(&error, "/unit_price/currency"),
        None => {
            let detail = format!("the opportunity is in `{currency}`: {error}");
            Rejection::unprocessable("currency_not_enabled", detail).at("/unit_price")
        }
    })?;
    let listed = list_price(&offer, currency, &financial, inputs)?;
    let unit_price = asked.unwrap_or(listed);
    let discount = checked_discount(wish.discount.clone())?;
    let line = Line {
        line_id: state.lines_numbered.saturating_add(1),
        product_id: wish.product_id,
        sku: offer.sku,
        name: offer.name,
        quantity: wish.quantity,
        amount: amount_of(wish.quantity, &unit_price, &discount, ["/quantity", "/discount"])?,
        unit_price,
        discount,
    };
    let others = if state.lines.is_empty() { None } else { state.amount.clone() };
    let amount = others.map_or_else(|| Ok(line.amount.clone()), |sum| sum.plus(&line.amount)).map_err(sum_refused)?;
    Ok(vec![OpportunityLineAdded { opportunity_id: inputs.id, line, amount }.into()])
}

/// The product, which is sold.
fn offered(product_id: ProductId, inputs: &Inputs<OpportunityId>) -> Result<ProductOffer, Rejection> {
    let refused = |code, detail: String| Rejection::unprocessable(code, detail).at("/product_id");
    match ProductOffer::of(&inputs.known, product_id)? {
        None => Err(refused("reference_not_found", "there is no such record".to_owned())),
        Some((_, true)) => Err(refused("reference_archived", "the record is archived; restore it first".to_owned())),
        Some((offer, false)) if offer.status == ProductStatus::Active => Ok(offer),
        Some((offer, false)) => {
            let status = offer.status.as_str();
            Err(refused("product_not_active", format!("the product is `{status}`; only an active one can be sold")))
        }
    }
}

/// The price in force today, which must be there even when another one is agreed.
fn list_price(
    offer: &ProductOffer,
    currency: &Currency,
    financial: &FinancialTerms,
    inputs: &Inputs<OpportunityId>,
) -> Result<Money, Rejection> {
    let today = financial.today(inputs.now);
    let price = offer.price_on(currency, today).ok_or_else(|| {
        let detail = format!(
            "the product has no price in `{currency}`, the currency of the opportunity, that is in force on {today}; set one first"
        );
        Rejection::unprocessable("price_missing", detail).at("/product_id")
    })?;
    Ok(price.price.clone())
}

/// A price as it may be agreed today, in the currency of the deal.
fn checked_price(price: Money, state: &OpportunityState, financial: &FinancialTerms) -> Result<Money, Rejection> {
    let price = checked_amount(price, financial, "/unit_price")?;
    match &state.amount {
        Some(amount) if amount.currency() != price.currency() => {
            let way_out = if state.lines.is_empty() { ": remove its amount first" } else { "" };
            let detail =
                format!("the opportunity is in `{}`; one opportunity has one currency{way_out}", amount.currency());
            Err(Rejection::unprocessable("currency_mixed", detail).at("/unit_price/currency"))
        }
        _ => Ok(price),
    }
}

/// A discount as it may be given today.
fn checked_discount(discount: Discount) -> Result<Discount, Rejection> {
    let Discount::Amount { amount } = discount else { return Ok(discount) };
    let amount = amount.checked().map_err(|error| invalid(&error, "/discount/amount"))?;
    if !amount.is_positive() {
        return Err(Rejection::invalid_field("/discount/amount/amount", "must be more than 0"));
    }
    Ok(Discount::Amount { amount })
}

/// What a line comes to; a refusal names the field that was given, for the price and for the discount.
fn amount_of(
    quantity: Quantity,
    unit_price: &Money,
    discount: &Discount,
    [of_price, of_discount]: [&str; 2],
) -> Result<Money, Rejection> {
    line_amount(quantity, unit_price, discount).map_err(|error| match error {
        LineError::Gross(_) => Rejection::invalid_field(of_price, error.to_string()),
        LineError::Discount(MoneyError::Currencies) => {
            let detail = format!("the price is in `{}`; a discount is in the same currency", unit_price.currency());
            Rejection::unprocessable("currency_mixed", detail).at("/discount/amount/currency")
        }
        LineError::Discount(_) | LineError::MoreThanPrice => Rejection::invalid_field(of_discount, error.to_string()),
    })
}

fn sum_refused(error: MoneyError) -> Rejection {
    Rejection::unprocessable("amount_too_large", format!("the amount of all lines: {error}"))
}

pub(super) fn change(
    state: &OpportunityState,
    wish: &ChangeLine,
    inputs: &Inputs<OpportunityId>,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let Some(current) = state.lines.iter().find(|line| line.line_id == wish.line_id) else {
        return Err(no_such_line("/line_id"));
    };
    let mut line = current.clone();
    if let Some(quantity) = wish.quantity.replaces(&current.quantity, "/quantity")? {
        line.quantity = quantity;
    }
    if let Some(price) = wish.unit_price.replaces(&current.unit_price, "/unit_price")? {
        line.unit_price = checked_price(price, state, &FinancialTerms::of(&inputs.known, &inputs.scope)?)?;
    }
    match &wish.discount {
        Patch::Keep => {}
        Patch::Remove => line.discount = Discount::None {},
        // The lists of today are not asked about what stands there already.
        Patch::Set(discount) if *discount == current.discount => {}
        Patch::Set(discount) => line.discount = checked_discount(discount.clone())?,
    }
    if line == *current {
        return Ok(Vec::new());
    }
    let of_price = if let Patch::Set(_) = wish.quantity { "/quantity" } else { "/unit_price" };
    let of_discount = if let Patch::Set(_) = wish.discount { "/discount" } else { of_price };
    line.amount = amount_of(line.quantity, &line.unit_price, &line.discount, [of_price, of_discount])?;
    let without = total_without(state, current)?;
    let amount = without.plus(&line.amount).map_err(sum_refused)?;
    Ok(vec![OpportunityLineChanged { opportunity_id: inputs.id, line, amount }.into()])
}

/// To remove a line again is harmless; one that never was is a mistake.
pub(super) fn remove(
    state: &OpportunityState,
    wish: &RemoveLine,
    opportunity_id: OpportunityId,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let line_id = wish.line_id;
    match state.lines.iter().find(|line| line.line_id == line_id) {
        Some(line) => {
            let amount = total_without(state, line)?;
            Ok(vec![OpportunityLineRemoved { opportunity_id, line_id, amount }.into()])
        }
        None if (1..=state.lines_numbered).contains(&line_id) => Ok(Vec::new()),
        None => Err(no_such_line("/line_id")),
    }
}

fn total_without(state: &OpportunityState, line: &Line) -> Result<Money, Rejection> {
    let total = state.amount.as_ref().unwrap_or(&line.amount);
    total.minus(&line.amount).map_err(sum_refused)
}

pub(super) fn reorder(
    state: &OpportunityState,
    wish: &ReorderLines,
    opportunity_id: OpportunityId,
) -> Result<Vec<OpportunityEvent>, Rejection> {
    let current: Vec<LineId> = state.lines.iter().map(|line| line.line_id).collect();
    let (wanted, known): (HashSet<_>, HashSet<_>) = (wish.line_ids.iter().collect(), current.iter().collect());
    if wanted != known {
        let detail = "expected the numbers of all lines of the opportunity, each once";
        return Err(Rejection::invalid_field("/line_ids", detail));
    }
    let line_ids = wish.line_ids.clone();
    Ok(unless(current == line_ids.as_slice(), OpportunityLinesReordered { opportunity_id, line_ids }))
}

fn no_such_line(pointer: &str) -> Rejection {
    Rejection::unprocessable("line_not_found", "the opportunity has no line of this number").at(pointer)
}

#[cfg(test)]
#[path = "lines.test.rs"]
mod tests;
