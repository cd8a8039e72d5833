//! Who declares one parameter declares all: nothing is inferred beside a list.

use api::{Permission, api_endpoint};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

kernel::typed_id! {
    /// The id of a contact.
    pub struct ContactId = "contact";
}

#[api_endpoint(
    method = GET,
    path = "/accounts/{account_id}/contacts/{contact_id}",
    permission = Permission::ContactRead,
    path_params(account_id),
    summary = "Get a contact"
)]
async fn get_contact(account_id: AccountId, contact_id: ContactId) {
    let _ = (account_id, contact_id);
}

fn main() {}
