//! The AWS services behind the API, at an explicit endpoint or on AWS.

use std::{env, error::Error};

use aws_config::{BehaviorVersion, Region};
use aws_sdk_sqs::config::Credentials;

use crate::cli::CloudArgs;

/// A call to one of the services that failed.
#[derive(Debug, thiserror::Error)]
#[error("{operation} failed at {endpoint}")]
pub struct CloudError {
    operation: &'static str,
    endpoint: String,
    #[source]
    source: Box<dyn Error + Send + Sync>,
}

/// Clients of the services, with one configuration.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// The table.
    pub table: aws_sdk_dynamodb::Client,
    /// The bus.
    pub bus: aws_sdk_eventbridge::Client,
    /// The queues.
    pub queues: aws_sdk_sqs::Client,
    endpoint: String,
}

impl Cloud {
    /// Clients for the endpoint that the arguments, or else `AWS_ENDPOINT_URL`, name; without one, for AWS.
    ///
    /// Region and credentials come from where the SDK always looks. A local cloud wants neither, so at an explicit endpoint they
    /// have defaults.
    pub async fn connect(args: &CloudArgs) -> Self {
        let endpoint =
            args.endpoint.clone().or_else(|| env::var("AWS_ENDPOINT_URL").ok()).filter(|url| !url.is_empty());
        let mut loader = aws_config::defaults(BehaviorVersion::latest());
        if let Some(endpoint) = &endpoint {
            loader = loader.endpoint_url(endpoint);
            if env::var_os("AWS_REGION").is_none() && env::var_os("AWS_DEFAULT_REGION").is_none() {
                loader = loader.region(Region::from_static("us-east-1"));
            }
            if is_loopback(endpoint) && env::var_os("AWS_ACCESS_KEY_ID").is_none() {
                loader = loader.credentials_provider(Credentials::new("test", "test", None, None, "local cloud"));
            }
        }
        let config = loader.load().await;
        Self {
            table: aws_sdk_dynamodb::Client::new(&config),
            bus: aws_sdk_eventbridge::Client::new(&config),
            queues: aws_sdk_sqs::Client::new(&config),
            endpoint: endpoint.map_or_else(|| "AWS".to_owned(), |url| format!("`{url}`")),
        }
    }

    /// A cloud of a table in a test, and nothing else.
    #[cfg(test)]
    pub(crate) fn of_table(table: aws_sdk_dynamodb::Client) -> Self {
        let config = aws_config::SdkConfig::builder().behavior_version(BehaviorVersion::latest()).build();
        Self {
            table,
            bus: aws_sdk_eventbridge::Client::new(&config),
            queues: aws_sdk_sqs::Client::new(&config),
            endpoint: "a test".to_owned(),
        }
    }

    /// Turns an error of the SDK into one that names the operation.
    pub(crate) fn failed<E: Error + Send + Sync + 'static>(
        &self,
        operation: &'static str,
    ) -> impl FnOnce(E) -> CloudError {
        let endpoint = self.endpoint.clone();
        move |source| CloudError { operation, endpoint, source: Box::new(source) }
    }
}

/// Made-up credentials are for this machine only: they must never hide that real ones are missing.
fn is_loopback(endpoint: &str) -> bool {
    let host = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "::1"
        || host.parse().is_ok_and(|v4: std::net::Ipv4Addr| v4.is_loopback())
}

#[cfg(test)]
#[path = "cloud.test.rs"]
mod tests;
