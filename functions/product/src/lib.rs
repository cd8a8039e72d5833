//! The product function: commands and reads of the catalogue.
//!
//! A handler only binds its endpoint to the command and the store; what may happen is decided in `crm::product`.

mod commands;
mod reads;

use api::ApiRouter;
use dynamodb_store::DynamoDbStore;
use kernel::KeyName;
use lambda_host::CommandGroup;

/// The commands and reads of products.
pub type App = CommandGroup<DynamoDbStore>;

/// The function on a store.
#[must_use]
pub const fn app(store: DynamoDbStore) -> App {
    CommandGroup::new(store, KeyName::new("PRODUCT"), "products")
}

/// The endpoints.
#[must_use]
pub fn api() -> ApiRouter<App> {
    ApiRouter::new("products")
        .endpoint(commands::create_product_endpoint())
        .endpoint(reads::list_products_endpoint())
        .endpoint(reads::get_product_endpoint())
        .endpoint(commands::change_product_endpoint())
        .endpoint(commands::archive_product_endpoint())
        .endpoint(commands::restore_product_endpoint())
        .endpoint(commands::set_price_product_endpoint())
        .endpoint(commands::activate_product_endpoint())
        .endpoint(commands::retire_product_endpoint())
        .endpoint(commands::reinstate_product_endpoint())
        .endpoint(commands::assign_product_endpoint())
}
