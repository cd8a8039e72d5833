//! Wires the authorizer: telemetry, configuration, handler.

use authorizer::{Config, Verifier, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let verifier = &Verifier::new(&Config::from_env()?);
    run(service_fn(|event: LambdaEvent<Value>| async move { handle(verifier, event.payload) })).await
}
