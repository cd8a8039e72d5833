//! The violations function on Lambda.

use aws_sdk_dynamodb::Client;
use governance::ViolationRecords;
use lambda_host::{Error, aws, config, serve_http};
use violations::api;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::new(&aws::config().await);
    let records = ViolationRecords::new(client, config::required("TABLE_NAME")?);
    serve_http("violations", api().into_router(records)).await
}
