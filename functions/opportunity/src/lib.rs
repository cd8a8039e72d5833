//! The opportunity function: commands and reads of deals.
//!
//! A handler only binds its endpoint to the command and the store; what may happen is decided in `crm::opportunity`.

mod commands;
mod reads;

use api::ApiRouter;
use dynamodb_store::DynamoDbStore;
use kernel::KeyName;
use lambda_host::CommandGroup;

/// The commands and reads of opportunities.
pub type App = CommandGroup<DynamoDbStore>;

/// The function on a store.
#[must_use]
pub const fn app(store: DynamoDbStore) -> App {
    CommandGroup::new(store, KeyName::new("OPPORTUNITY"), "opportunities")
}

/// The endpoints.
#[must_use]
pub fn api() -> ApiRouter<App> {
    ApiRouter::new("opportunities")
        .endpoint(commands::create_opportunity_endpoint())
        .endpoint(reads::list_opportunities_endpoint())
        .endpoint(reads::get_opportunity_endpoint())
        .endpoint(commands::change_opportunity_endpoint())
        .endpoint(commands::archive_opportunity_endpoint())
        .endpoint(commands::restore_opportunity_endpoint())
        .endpoint(commands::assign_opportunity_endpoint())
        .endpoint(commands::change_stage_opportunity_endpoint())
        .endpoint(commands::push_close_date_opportunity_endpoint())
        .endpoint(commands::override_forecast_opportunity_endpoint())
        .endpoint(commands::win_opportunity_endpoint())
        .endpoint(commands::lose_opportunity_endpoint())
        .endpoint(commands::abandon_opportunity_endpoint())
        .endpoint(commands::reopen_opportunity_endpoint())
        .endpoint(commands::add_line_opportunity_endpoint())
        .endpoint(commands::change_line_opportunity_endpoint())
        .endpoint(commands::remove_line_opportunity_endpoint())
        .endpoint(commands::reorder_lines_opportunity_endpoint())
}
