use api::{Permission, api_endpoint};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

#[api_endpoint(
    method = GET,
    path = "/accounts/{account_id}/{account_id}",
    permission = Permission::AccountRead,
    path_params(account_id),
    summary = "Get an account"
)]
async fn get_account(account_id: AccountId) {
    let _ = account_id;
}

fn main() {}
