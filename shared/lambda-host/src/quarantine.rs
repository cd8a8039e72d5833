//! Where input waits that nobody can handle: a queue for operators. What is put there says which input and why.

use aws_sdk_sqs::error::ProvideErrorMetadata as _;
use serde::Serialize;

/// A notice that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot reach the quarantine queue: {code}")]
pub struct QuarantineError {
    /// The service's error code, or what happened on the way.
    pub code: String,
}

/// The quarantine of a function, for notices of its own kind.
pub trait Quarantine<N>: Send + Sync {
    /// Puts a notice into quarantine.
    fn send(&self, notice: &N) -> impl Future<Output = Result<(), QuarantineError>> + Send;
}

/// The quarantine queue.
#[derive(Clone, Debug)]
pub struct SqsQuarantine {
    client: aws_sdk_sqs::Client,
    queue_url: String,
}

impl SqsQuarantine {
    /// The queue at this address.
    #[must_use]
    pub const fn new(client: aws_sdk_sqs::Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }
}

impl<N: Serialize + Sync> Quarantine<N> for SqsQuarantine {
    async fn send(&self, notice: &N) -> Result<(), QuarantineError> {
        let body = serde_json::to_string(notice).map_err(|error| QuarantineError { code: error.to_string() })?;
        let sent = self.client.send_message().queue_url(&self.queue_url).message_body(body).send().await;
        sent.map(drop).map_err(|error| QuarantineError { code: error.code().unwrap_or("no answer").to_owned() })
    }
}
