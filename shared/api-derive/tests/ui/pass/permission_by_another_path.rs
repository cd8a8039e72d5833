use api::api_endpoint;

const READ: access_control::Permission = access_control::Permission::AccountRead;

#[api_endpoint(method = GET, path = "/accounts", permission = READ, summary = "List accounts")]
async fn list_accounts() {}

#[api_endpoint(method = DELETE, path = "/accounts", permission = access_control::Permission::AccountArchive, summary = "Archive all")]
async fn archive_accounts() {}

fn main() {
    let router = api::ApiRouter::new("accounts").endpoint(list_accounts_endpoint()).endpoint(archive_accounts_endpoint());
    assert_eq!(router.operations()[0].access, api::Access::Permission(READ));
    let _ = router.into_router(());
}
