/// Clients that are made from one configuration share connections only if it names the HTTP client.
#[tokio::test]
async fn all_clients_share_one_pool_of_connections() {
    assert!(super::config().await.http_client().is_some());
}
