//! The contact function on Lambda.

use aws_sdk_dynamodb::Client;
use contact::{api, app};
use dynamodb_store::DynamoDbStore;
use lambda_host::{Error, aws, config, serve_http};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::new(&aws::config().await);
    let store = DynamoDbStore::new(client, config::required("TABLE_NAME")?)
        .with_list_shards(config::required("LIST_SHARDS")?.parse()?)
        .with_blind_index(config::required("BLIND_INDEX_KEY")?.parse()?);
    let keys = config::required("PERSONAL_DATA_KEY")?.parse()?;
    serve_http("contact", api().into_router(app(store, keys))).await
}
