//! Two clients: what `stream-publisher` is compared with.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let config = bench_baseline::config().await;
    let eventbridge = aws_sdk_eventbridge::Client::new(&config);
    let sqs = aws_sdk_sqs::Client::new(&config);
    std::hint::black_box((&eventbridge, &sqs));
    bench_baseline::serve().await
}
