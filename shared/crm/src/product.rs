//! Product: something that the tenant sells. Read in this order: events, state and its fold, commands and decisions.

mod commands;
mod events;
mod state;

use kernel::{
    Aggregate, Claim, ClaimSet, Inputs, KeyName, Needs, NoLink, Published, Rejection, SortName, TypedId as _,
};

use crate::{published::FinancialTerms, reference};

pub use commands::{ChangeProduct, CreateProduct, ProductCommand, SetPrice};
pub use events::{
    ProductActivated, ProductArchived, ProductCreated, ProductDescriptionChanged, ProductEvent, ProductFamilyChanged,
    ProductKindChanged, ProductOwnerAssigned, ProductPriceSet, ProductReinstated, ProductRenamed, ProductRestored,
    ProductRetired, ProductSkuChanged, ProductTagsChanged, ProductUnitChanged,
};
pub use reference::ProductId;
pub use state::{ProductKind, ProductState, ProductSummary};

/// The products in use.
pub const LIST: KeyName = KeyName::new("PRODUCT");
/// The archived products.
pub const ARCHIVED_LIST: KeyName = KeyName::new("PRODUCT_ARCHIVED");
/// The unique value of an article number.
const SKU: KeyName = KeyName::new("SKU");

/// The aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product;

impl Aggregate for Product {
    const FOLD_VERSION: u32 = 1;
    type Id = ProductId;
    type State = ProductState;
    type Command = ProductCommand;
    type Event = ProductEvent;
    type Summary = ProductSummary;
    type Link = NoLink;

    /// The currencies and the time zone of the tenant, for a price.
    fn needs(_: Option<&ProductState>, command: &ProductCommand, inputs: &Inputs<ProductId>) -> Needs {
        let published = match command {
            ProductCommand::SetPrice(_) => vec![FinancialTerms::id(&inputs.scope).erase()],
            _ => Vec::new(),
        };
        Needs { published, ..Needs::default() }
    }

    fn decide(
        state: Option<&ProductState>,
        command: &ProductCommand,
        inputs: &Inputs<ProductId>,
    ) -> Result<Vec<ProductEvent>, Rejection> {
        commands::decide(state, command, inputs)
    }

    fn evolve(state: Option<ProductState>, event: &ProductEvent) -> Option<ProductState> {
        state::evolve(state, event)
    }

    /// An archived product gives its article number back.
    fn claims(state: &ProductState) -> ClaimSet {
        if state.archived_at.is_some() {
            return ClaimSet::new();
        }
        vec![Claim { name: SKU, value: state.sku.to_string(), personal: false, pointer: "/sku".to_owned() }]
    }

    /// What a line of a deal takes over.
    fn published(state: &ProductState) -> Option<Published> {
        Some(Published { archived: state.archived_at.is_some(), attributes: state.offer() })
    }

    fn is_essential(event: &ProductEvent) -> bool {
        matches!(
            event,
            ProductEvent::Archived(_)
                | ProductEvent::Restored(_)
                | ProductEvent::Activated(_)
                | ProductEvent::Retired(_)
                | ProductEvent::Reinstated(_)
                | ProductEvent::OwnerAssigned(_)
        )
    }

    fn list(state: &ProductState) -> KeyName {
        if state.archived_at.is_some() { ARCHIVED_LIST } else { LIST }
    }

    fn summary(state: &ProductState) -> ProductSummary {
        ProductSummary::of(state)
    }

    fn sort_name(state: &ProductState) -> Option<SortName> {
        SortName::of(state.name.as_str())
    }
}

#[cfg(test)]
#[path = "product.test.rs"]
mod tests;
