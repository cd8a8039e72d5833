//! They warn and work: the same route, as it was inferred.

use api::{Permission, api_endpoint};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

#[api_endpoint(method = "get", path = "/accounts/{account_id}", permission = Permission::AccountRead, summary = "Get an account")]
async fn get_account(account_id: AccountId) -> String {
    account_id.to_string()
}

fn main() {
    let router = api::ApiRouter::new("accounts").endpoint(get_account_endpoint());
    let operation = &router.operations()[0];
    assert_eq!((operation.method, operation.path_params[0].name), (api::Method::Get, "account_id"));
    let _ = router.into_router(());
}
