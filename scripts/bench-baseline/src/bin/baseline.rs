//! No client: what `authorizer` and `api-docs` are compared with.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    bench_baseline::serve().await
}
