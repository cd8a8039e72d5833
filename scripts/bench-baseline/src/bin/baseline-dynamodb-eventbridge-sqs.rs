//! Three clients: what `schema-validator` is compared with.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let config = bench_baseline::config().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    let eventbridge = aws_sdk_eventbridge::Client::new(&config);
    let sqs = aws_sdk_sqs::Client::new(&config);
    std::hint::black_box((&dynamodb, &eventbridge, &sqs));
    bench_baseline::serve().await
}
