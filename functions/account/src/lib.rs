//! The account function: commands and reads of companies.
//!
//! A handler only binds its endpoint to the command and the store; what may happen is decided in `crm::account`.

mod commands;
mod reads;

use api::ApiRouter;
use dynamodb_store::DynamoDbStore;
use kernel::KeyName;
use lambda_host::CommandGroup;

/// The commands and reads of accounts.
pub type App = CommandGroup<DynamoDbStore>;

/// The function on a store.
#[must_use]
pub const fn app(store: DynamoDbStore) -> App {
    CommandGroup::new(store, KeyName::new("ACCOUNT"), "accounts")
}

/// The endpoints.
#[must_use]
pub fn api() -> ApiRouter<App> {
    ApiRouter::new("accounts")
        .endpoint(commands::create_account_endpoint())
        .endpoint(reads::list_accounts_endpoint())
        .endpoint(reads::get_account_endpoint())
        .endpoint(commands::change_account_endpoint())
        .endpoint(commands::archive_account_endpoint())
        .endpoint(commands::restore_account_endpoint())
        .endpoint(commands::activate_account_endpoint())
        .endpoint(commands::deactivate_account_endpoint())
        .endpoint(commands::assign_account_endpoint())
}
