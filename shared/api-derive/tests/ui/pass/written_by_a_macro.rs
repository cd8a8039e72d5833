//! A `macro_rules` passes the words on, in all the ways that it can.

use api::{Access, Method, Permission, api_endpoint};

macro_rules! counted {
    ($method:expr, $path:expr, $permission:expr, $state:ty, $name:ident) => {
        #[api_endpoint(
            method = $method,
            path = $path,
            permission = $permission,
            state = $state,
            summary = "Count the records"
        )]
        async fn $name() -> &'static str {
            "1"
        }
    };
}

macro_rules! named {
    ($method:ident, $path:literal, $permission:path, $name:ident, $summary:literal) => {
        #[api_endpoint(method = $method, path = $path, permission = $permission, summary = $summary)]
        async fn $name() -> &'static str {
            $summary
        }
    };
}

counted!(GET, "/accounts", Permission::AccountRead, (), count_accounts);
named!(POST, "/accounts", Permission::AccountCreate, create_account, "Create an account");

fn main() {
    let router = api::ApiRouter::new("accounts").endpoint(count_accounts_endpoint()).endpoint(create_account_endpoint());
    let said: Vec<_> = router.operations().iter().map(|operation| (operation.method, operation.access)).collect();
    assert_eq!(
        said,
        [
            (Method::Get, Access::Permission(Permission::AccountRead)),
            (Method::Post, Access::Permission(Permission::AccountCreate)),
        ]
    );
    let _ = router.into_router(());
}
