//! What can happen to a product. One event per meaning; every event names its product.

use kernel::{Timestamp, UserId};

use super::{ProductId, ProductKind};
use crate::{
    events::events,
    limits,
    published::Price,
    value::{Capped, Date, LongText, Money, ShortText, Sku, Tag},
};

events! {
    /// What can happen to a product.
    pub enum ProductEvent of ProductId;

    /// The product.
    product_id;

    /// A product was entered, as a draft without a price.
    Created(ProductCreated, 1) {
        /// The member who owns it: the one who entered it.
        owner_id: UserId,
        /// Labels.
        tags: Capped<Tag, { limits::TAGS }>,
        /// Its article number, unique in the capsule.
        sku: Sku,
        /// Its name.
        name: ShortText,
        /// What is sold.
        kind: ProductKind,
        /// What one of it is: a piece, an hour, a month.
        unit: ShortText,
        /// The products that it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        family: Option<ShortText>,
        /// Anything else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<LongText>,
    }

    /// The product has another article number.
    SkuChanged(ProductSkuChanged, 1) {
        /// Before.
        from: Sku,
        /// Now.
        to: Sku,
    }

    /// The product has another name.
    Renamed(ProductRenamed, 1) {
        /// The new name.
        name: ShortText,
    }

    /// The product is now another kind of thing.
    KindChanged(ProductKindChanged, 1) {
        /// Before.
        from: ProductKind,
        /// Now.
        to: ProductKind,
    }

    /// The product is counted in another unit.
    UnitChanged(ProductUnitChanged, 1) {
        /// The new unit.
        unit: ShortText,
    }

    /// The product belongs to another family, or to none.
    FamilyChanged(ProductFamilyChanged, 1) {
        /// The new family, or `null`.
        family: Option<ShortText>,
    }

    /// The description of the product is another, or was removed.
    DescriptionChanged(ProductDescriptionChanged, 1) {
        /// The new description, or `null`.
        description: Option<LongText>,
    }

    /// The labels of the product are others.
    TagsChanged(ProductTagsChanged, 1) {
        /// All of its labels from now on.
        tags: Capped<Tag, { limits::TAGS }>,
    }

    /// The product has a price on some days; it supersedes what stood in its currency on those days.
    PriceSet(ProductPriceSet, 1) {
        /// What one unit costs.
        price: Money,
        /// The first day.
        effective_from: Date,
        /// The last day, or `null`: until further notice.
        effective_until: Option<Date>,
        /// All prices in this currency from now on, the new one included; none of them overlap.
        prices: Capped<Price, { limits::PRICES }>,
    }

    /// The product is sold from now on; its article number is final.
    Activated(ProductActivated, 1) {}

    /// The product is not sold any more.
    Retired(ProductRetired, 1) {}

    /// The product is sold again.
    Reinstated(ProductReinstated, 1) {}

    /// Another member owns the product.
    OwnerAssigned(ProductOwnerAssigned, 1) {
        /// The owner before.
        from: UserId,
        /// The owner now.
        to: UserId,
        /// Why.
        reason: Option<ShortText>,
    }

    /// The product was put away; its article number is free for others.
    Archived(ProductArchived, 1) {
        /// When.
        archived_at: Timestamp,
    }

    /// The product was taken back from the archive, with its article number.
    Restored(ProductRestored, 1) {}
}
