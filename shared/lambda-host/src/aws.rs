//! The configuration of every SDK client.

use std::time::Duration;

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider, retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};

/// One try of one call. A single-item request to DynamoDB answers in milliseconds; a lost packet costs no more than this.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(2_500);

/// All tries of one call together. A command of several calls has a budget of its own, see [`execute`](crate::execute()).
const OPERATION_TIMEOUT: Duration = Duration::from_secs(8);

/// Region, credentials and endpoint from the environment, as Lambda sets them (`AWS_ENDPOINT_URL` on a local cloud only).
///
/// The credentials come from the environment alone: the longer default chain would cost init time and could pick up an identity
/// that nobody meant.
pub async fn config() -> SdkConfig {
    let region = std::env::var("AWS_REGION").or_else(|_| std::env::var("AWS_DEFAULT_REGION"));
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(Region::new(region.unwrap_or_else(|_| "us-east-1".to_owned())))
        // One pool of connections for all clients, also for those that are made from another one's configuration: a TLS handshake takes
        // longer than a command.
        .http_client(Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https())
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(1))
                .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                .operation_timeout(OPERATION_TIMEOUT)
                .build(),
        )
        .load()
        .await
}

#[cfg(test)]
#[path = "aws.test.rs"]
mod tests;
