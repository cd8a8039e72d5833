//! Wires the authorizer: telemetry, configuration, handler.

use authorizer::{Config, Verifier, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_host::telemetry::init("authorizer");
    // Lambda prints the `Debug` of what `main` returns: as text, it is the sentence that says how to mend it.
    let config = Config::from_env().map_err(|error| error.to_string())?;
    let verifier = &Verifier::new(&config);
    // Text, so that no event is refused before the handler: that would be a 500 instead of a 401.
    run(service_fn(|event: LambdaEvent<Box<RawValue>>| async move { handle(verifier, &event.payload) })).await
}
