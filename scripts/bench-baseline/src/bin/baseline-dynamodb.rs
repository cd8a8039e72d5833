//! A DynamoDB client: what `account` is compared with.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let config = bench_baseline::config().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    std::hint::black_box(&dynamodb);
    bench_baseline::serve().await
}
