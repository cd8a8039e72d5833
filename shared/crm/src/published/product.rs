//! What a product shows: what it takes to put it in a line of a deal.

use kernel::{Known, Rejection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    limits,
    reference::ProductId,
    value::{Capped, Currency, Date, Money, ShortText, Sku},
};

/// How far a product has come in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Not sold yet; its SKU may still change.
    Draft,
    /// Sold.
    Active,
    /// Not sold any more.
    Retired,
}

impl ProductStatus {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

/// A price and the days on which it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What one unit costs.
    pub price: Money,
    /// The first day.
    pub effective_from: Date,
    /// The last day; until further notice when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<Date>,
}

impl Price {
    /// Whether the price is in force on a day.
    #[must_use]
    pub fn is_effective_on(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_until.is_none_or(|until| day <= until)
    }
}

/// What others see of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOffer {
    /// Its article number.
    pub sku: Sku,
    /// Its name.
    pub name: ShortText,
    /// Whether it is sold.
    pub status: ProductStatus,
    /// All of its prices: no two of one currency are in force on the same day.
    pub prices: Capped<Price, { limits::PRICES }>,
}

impl ProductOffer {
    /// The offer of a product, and whether the product is archived; `None` when there is no such product in the scope.
    ///
    /// # Errors
    /// `published_unreadable` when what was published is no offer.
    pub fn of(known: &Known, id: ProductId) -> Result<Option<(Self, bool)>, Rejection> {
        super::shown(known, id)
    }

    /// The price that is in force on a day in a currency.
    #[must_use]
    pub fn price_on(&self, currency: &Currency, day: Date) -> Option<&Price> {
        self.prices.iter().find(|price| price.price.currency() == currency && price.is_effective_on(day))
    }
}

#[cfg(test)]
#[path = "product.test.rs"]
mod tests;
