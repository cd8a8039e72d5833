//! The api-docs function on Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_host::Error> {
    lambda_host::serve_http("api-docs", api_docs::router()).await
}
