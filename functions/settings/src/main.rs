//! The settings function on Lambda.

use aws_sdk_dynamodb::Client;
use dynamodb_store::DynamoDbStore;
use lambda_host::{Error, aws, config, serve_http};
use settings::{api, app};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::new(&aws::config().await);
    let store = DynamoDbStore::new(client, config::required("TABLE_NAME")?)
        .with_list_shards(config::required("LIST_SHARDS")?.parse()?);
    serve_http("settings", api().into_router(app(store))).await
}
