use api::{Permission, api_endpoint};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

#[api_endpoint(method = GET, path = "/accounts", permission = Permission::AccountRead, summary = "List accounts")]
async fn list_accounts(_: AccountId) {}

fn main() {}
