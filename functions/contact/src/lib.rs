//! The contact function: commands and reads of people.
//!
//! A handler only binds its endpoint to the command and the store; what may happen is decided in `crm::contact`.

mod commands;
mod reads;

use api::ApiRouter;
use dynamodb_store::DynamoDbStore;
use kernel::KeyName;
use lambda_host::CommandGroup;
use personal_data::{EncryptedStore, LocalKeys};

/// The commands and reads of contacts.
pub type App = CommandGroup<EncryptedStore<DynamoDbStore, LocalKeys>>;

/// The function on a store, which needs the key of the blind index (email addresses are unique), and the keys that personal data is
/// encrypted with.
#[must_use]
pub const fn app(store: DynamoDbStore, keys: LocalKeys) -> App {
    CommandGroup::new(EncryptedStore::new(store, keys), KeyName::new("CONTACT"), "contacts")
}

/// The endpoints.
#[must_use]
pub fn api() -> ApiRouter<App> {
    ApiRouter::new("contacts")
        .endpoint(commands::create_contact_endpoint())
        .endpoint(reads::list_contacts_endpoint())
        .endpoint(reads::get_contact_endpoint())
        .endpoint(commands::change_contact_endpoint())
        .endpoint(commands::archive_contact_endpoint())
        .endpoint(commands::restore_contact_endpoint())
        .endpoint(commands::assign_contact_endpoint())
        .endpoint(commands::advance_contact_endpoint())
        .endpoint(commands::reset_contact_endpoint())
        .endpoint(commands::grant_consent_contact_endpoint())
        .endpoint(commands::withdraw_consent_contact_endpoint())
        .endpoint(commands::opt_out_contact_endpoint())
        .endpoint(commands::opt_in_contact_endpoint())
}
