//! What can be wished of a product, and what becomes of it.

mod prices;

use kernel::{Inputs, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    ProductEvent, ProductId, ProductKind, ProductState,
    events::{
        ProductActivated, ProductArchived, ProductCreated, ProductDescriptionChanged, ProductFamilyChanged,
        ProductKindChanged, ProductOwnerAssigned, ProductReinstated, ProductRenamed, ProductRestored, ProductRetired,
        ProductSkuChanged, ProductTagsChanged, ProductUnitChanged,
    },
};
use crate::{
    checks::illegal_move,
    limits,
    patch::Patch,
    published::ProductStatus,
    record::{self, AssignOwner, first_owner, unless},
    value::{Capped, LongText, ShortText, Sku, Tag},
};

pub use prices::SetPrice;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum ProductCommand {
    /// Enter a product.
    Create(Box<CreateProduct>),
    /// Change what is known of it.
    Change(Box<ChangeProduct>),
    /// Set its price on some days.
    SetPrice(SetPrice),
    /// Begin to sell it.
    Activate,
    /// Stop selling it.
    Retire,
    /// Sell it again.
    Reinstate,
    /// Give it to another member.
    Assign(AssignOwner),
    /// Put it away.
    Archive,
    /// Take it back, with these changes: its article number may not be free any more.
    Restore(Option<Box<ChangeProduct>>),
}

/// The body of `POST /products`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProduct {
    /// Its article number; it must be unique in the capsule.
    pub sku: Sku,
    /// Its name.
    pub name: ShortText,
    /// What is sold.
    pub kind: ProductKind,
    /// What one of it is: a piece, an hour, a month.
    pub unit: ShortText,
    /// The products that it belongs to.
    #[serde(default)]
    pub family: Option<ShortText>,
    /// Anything else.
    #[serde(default)]
    pub description: Option<LongText>,
    /// Labels.
    #[serde(default)]
    pub tags: Capped<Tag, { limits::TAGS }>,
}

/// The body of `PATCH /products/{product_id}`: an RFC 7396 merge patch.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeProduct {
    /// Its article number; cannot be removed, and only a draft may get another one.
    pub sku: Patch<Sku>,
    /// Its name; cannot be removed.
    pub name: Patch<ShortText>,
    /// What is sold; cannot be removed.
    pub kind: Patch<ProductKind>,
    /// What one of it is: a piece, an hour, a month; cannot be removed.
    pub unit: Patch<ShortText>,
    /// The products that it belongs to.
    pub family: Patch<ShortText>,
    /// Anything else.
    pub description: Patch<LongText>,
    /// All of its labels.
    pub tags: Patch<Capped<Tag, { limits::TAGS }>>,
}

pub(super) fn decide(
    state: Option<&ProductState>,
    command: &ProductCommand,
    inputs: &Inputs<ProductId>,
) -> Result<Vec<ProductEvent>, Rejection> {
    use ProductStatus::{Active, Draft, Retired};
    let product_id = inputs.id;
    if let ProductCommand::Create(wish) = command {
        return create(state, wish, inputs);
    }
    let state = state.ok_or_else(Rejection::not_found)?;
    if state.archived_at.is_some() && !matches!(command, ProductCommand::Restore(_) | ProductCommand::Archive) {
        return Err(Rejection::unprocessable("product_archived", "the product is archived; restore it first"));
    }
    let events = match command {
        ProductCommand::Create(_) => Vec::new(),
        ProductCommand::Change(patch) => change(state, patch, product_id)?,
        ProductCommand::SetPrice(wish) => prices::set(state, wish, inputs)?,
        ProductCommand::Activate => advance(state, Draft, Active, ProductActivated { product_id })?,
        ProductCommand::Retire => advance(state, Active, Retired, ProductRetired { product_id })?,
        ProductCommand::Reinstate => advance(state, Retired, Active, ProductReinstated { product_id })?,
        ProductCommand::Assign(wish) => assign(state, wish, product_id),
        ProductCommand::Archive => {
            unless(state.archived_at.is_some(), ProductArchived { product_id, archived_at: inputs.now })
        }
        ProductCommand::Restore(patch) => restore(state, patch.as_deref(), product_id)?,
    };
    Ok(events)
}

fn create(
    state: Option<&ProductState>,
    wish: &CreateProduct,
    inputs: &Inputs<ProductId>,
) -> Result<Vec<ProductEvent>, Rejection> {
    if state.is_some() {
        return Err(Rejection::conflict("product_exists", "a product with this id exists"));
    }
    let wish = wish.clone();
    let created = ProductCreated {
        product_id: inputs.id,
        owner_id: first_owner(&inputs.actor)?,
        tags: wish.tags,
        sku: wish.sku,
        name: wish.name,
        kind: wish.kind,
        unit: wish.unit,
        family: wish.family,
        description: wish.description,
    };
    Ok(vec![created.into()])
}

/// One event per meaning, and none for what stays as it is.
fn change(state: &ProductState, patch: &ChangeProduct, product_id: ProductId) -> Result<Vec<ProductEvent>, Rejection> {
    let mut events: Vec<ProductEvent> = Vec::new();
    if let Some(to) = patch.sku.replaces(&state.sku, "/sku")? {
        check_sku_may_change(state.status)?;
        events.push(ProductSkuChanged { product_id, from: state.sku.clone(), to }.into());
    }
    if let Some(name) = patch.name.replaces(&state.name, "/name")? {
        events.push(ProductRenamed { product_id, name }.into());
    }
    if let Some(to) = patch.kind.replaces(&state.kind, "/kind")? {
        events.push(ProductKindChanged { product_id, from: state.kind, to }.into());
    }
    if let Some(unit) = patch.unit.replaces(&state.unit, "/unit")? {
        events.push(ProductUnitChanged { product_id, unit }.into());
    }
    if let Some(family) = patch.family.changes(&state.family) {
        events.push(ProductFamilyChanged { product_id, family }.into());
    }
    if let Some(description) = patch.description.changes(&state.description) {
        events.push(ProductDescriptionChanged { product_id, description }.into());
    }
    if let Some(tags) = patch.tags.list_changes(&state.tags) {
        events.push(ProductTagsChanged { product_id, tags }.into());
    }
    Ok(events)
}

/// Orders and invoices outside name a product that was sold by its article number.
fn check_sku_may_change(status: ProductStatus) -> Result<(), Rejection> {
    if status == ProductStatus::Draft {
        return Ok(());
    }
    let detail = "the SKU is final since the product was activated; enter another product for another SKU";
    Err(Rejection::unprocessable("sku_frozen", detail).at("/sku"))
}

/// Moves a product from one status to the next; a move that came true already gives no event.
fn advance(
    state: &ProductState,
    from: ProductStatus,
    to: ProductStatus,
    event: impl Into<ProductEvent>,
) -> Result<Vec<ProductEvent>, Rejection> {
    let legal = match state.status {
        status if status == to => return Ok(Vec::new()),
        status if status == from => return Ok(vec![event.into()]),
        ProductStatus::Draft => "activate",
        ProductStatus::Active => "retire",
        ProductStatus::Retired => "reinstate",
    };
    Err(illegal_move(state.status.as_str(), &[legal]))
}

/// The article number that the product had may be another one's by now, so it can come back with changes.
fn restore(
    state: &ProductState,
    patch: Option<&ChangeProduct>,
    product_id: ProductId,
) -> Result<Vec<ProductEvent>, Rejection> {
    let restored = ProductEvent::from(ProductRestored { product_id });
    record::restored(state, state.archived_at.is_some(), restored, super::state::evolve, |state| {
        patch.map_or(Ok(Vec::new()), |patch| change(state, patch, product_id))
    })
}

fn assign(state: &ProductState, wish: &AssignOwner, product_id: ProductId) -> Vec<ProductEvent> {
    let (from, to) = (state.owner_id, wish.owner_id);
    unless(from == to, ProductOwnerAssigned { product_id, from, to, reason: wish.reason.clone() })
}

#[cfg(test)]
#[path = "commands.test.rs"]
mod tests;
