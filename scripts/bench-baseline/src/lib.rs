//! Bare `lambda_http` functions, one per set of SDK clients that a function of Eva has. They show what the runtime and the SDK
//! cost by themselves, so that `scripts/bench cold-start` can say what Eva adds.

use lambda_http::{Body, Error, Request, Response, run, service_fn};

/// Answers every request with an empty 200.
///
/// # Errors
/// When the runtime API cannot be reached.
pub async fn serve() -> Result<(), Error> {
    run(service_fn(|_: Request| async { Ok::<_, Error>(Response::new(Body::Empty)) })).await
}

/// The configuration of the SDK, from the environment.
pub async fn config() -> aws_config::SdkConfig {
    aws_config::load_defaults(aws_config::BehaviorVersion::v2026_01_12()).await
}
