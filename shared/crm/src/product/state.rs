//! The state of a product and how events make it.

use kernel::{PersonalData, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    ProductEvent,
    events::{ProductCreated, ProductPriceSet},
};
use crate::{
    limits,
    published::{Price, ProductOffer, ProductStatus},
    value::{Capped, Currency, LongText, ShortText, Sku, Tag},
};

/// What is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// Things that are delivered.
    Goods,
    /// Work that is done.
    Service,
    /// The use of something for some time.
    Subscription,
}

/// The fold of a product's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
#[schemars(rename = "Product")]
pub struct ProductState {
    /// The member who owns it.
    pub owner_id: UserId,
    /// Labels.
    pub tags: Capped<Tag, { limits::TAGS }>,
    /// Whether it is sold.
    pub status: ProductStatus,
    /// Since when it is archived.
    pub archived_at: Option<Timestamp>,
    /// Its article number, unique in the capsule.
    pub sku: Sku,
    /// Its name.
    pub name: ShortText,
    /// What is sold.
    pub kind: ProductKind,
    /// What one of it is: a piece, an hour, a month.
    pub unit: ShortText,
    /// The products that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<ShortText>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LongText>,
    /// Its prices, by currency and then by first day; no two of one currency are in force on the same day.
    #[serde(default)]
    pub prices: Capped<Price, { limits::PRICES }>,
}

impl ProductState {
    /// The prices in a currency, by first day.
    pub fn prices_in(&self, currency: &Currency) -> impl Iterator<Item = &Price> {
        self.prices.iter().filter(move |price| price.price.currency() == currency)
    }

    /// What others see of it.
    pub(super) fn offer(&self) -> Value {
        let Self { sku, name, status, prices, .. } = self;
        let offer = ProductOffer { sku: sku.clone(), name: name.clone(), status: *status, prices: prices.clone() };
        // Texts, decimals and dates always have a JSON form.
        serde_json::to_value(offer).unwrap_or_default()
    }
}

/// What lists show of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct ProductSummary {
    /// Its article number.
    pub sku: Sku,
    /// Its name.
    pub name: ShortText,
    /// What is sold.
    pub kind: ProductKind,
    /// The products that it belongs to, or `null`.
    pub family: Option<ShortText>,
    /// Whether it is sold.
    pub status: ProductStatus,
    /// The member who owns it.
    pub owner_id: UserId,
    /// Since when it is archived, or `null`.
    pub archived_at: Option<Timestamp>,
}

impl ProductSummary {
    pub(super) fn of(state: &ProductState) -> Self {
        Self {
            sku: state.sku.clone(),
            name: state.name.clone(),
            kind: state.kind,
            family: state.family.clone(),
            status: state.status,
            owner_id: state.owner_id,
            archived_at: state.archived_at,
        }
    }
}

pub(super) fn evolve(state: Option<ProductState>, event: &ProductEvent) -> Option<ProductState> {
    match (state, event) {
        (None, ProductEvent::Created(created)) => Some(begin(created)),
        (Some(mut state), event) => {
            apply(&mut state, event);
            Some(state)
        }
        (None, _) => None,
    }
}

fn begin(created: &ProductCreated) -> ProductState {
    ProductState {
        owner_id: created.owner_id,
        tags: created.tags.clone(),
        status: ProductStatus::Draft,
        archived_at: None,
        sku: created.sku.clone(),
        name: created.name.clone(),
        kind: created.kind,
        unit: created.unit.clone(),
        family: created.family.clone(),
        description: created.description.clone(),
        prices: Capped::default(),
    }
}

fn apply(state: &mut ProductState, event: &ProductEvent) {
    match event {
        // A stream begins once; a second beginning changes nothing.
        ProductEvent::Created(_) => {}
        ProductEvent::SkuChanged(data) => state.sku = data.to.clone(),
        ProductEvent::Renamed(data) => state.name = data.name.clone(),
        ProductEvent::KindChanged(data) => state.kind = data.to,
        ProductEvent::UnitChanged(data) => state.unit = data.unit.clone(),
        ProductEvent::FamilyChanged(data) => state.family = data.family.clone(),
        ProductEvent::DescriptionChanged(data) => state.description = data.description.clone(),
        ProductEvent::TagsChanged(data) => state.tags = data.tags.clone(),
        ProductEvent::PriceSet(data) => replace_prices(state, data),
        ProductEvent::Activated(_) | ProductEvent::Reinstated(_) => state.status = ProductStatus::Active,
        ProductEvent::Retired(_) => state.status = ProductStatus::Retired,
        ProductEvent::OwnerAssigned(data) => state.owner_id = data.to,
        ProductEvent::Archived(data) => state.archived_at = Some(data.archived_at),
        ProductEvent::Restored(_) => state.archived_at = None,
    }
}

/// The event says all prices of its currency; those of others stay.
fn replace_prices(state: &mut ProductState, set: &ProductPriceSet) {
    let others = state.prices.iter().filter(|price| price.price.currency() != set.price.currency());
    let mut prices: Vec<_> = others.chain(set.prices.iter()).cloned().collect();
    prices.sort_by(|a, b| (a.price.currency(), a.effective_from).cmp(&(b.price.currency(), b.effective_from)));
    state.prices = Capped::counted(prices);
}
