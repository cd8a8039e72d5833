//! The bus: one call of PutEvents and what it can answer.

use aws_sdk_eventbridge::{
    error::ProvideErrorMetadata as _,
    primitives::DateTime,
    types::{PutEventsRequestEntry, PutEventsResultEntry},
};

use crate::chunk::Entry;

/// What became of one entry, or of a whole call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutError {
    /// It may succeed when it is sent again.
    Unavailable(String),
    /// It will be refused again: the entry itself is at fault.
    Refused(String),
}

/// The bus.
pub trait Bus: Send + Sync {
    /// Puts entries on the bus; the answers are in their order.
    fn put(&self, entries: &[Entry]) -> impl Future<Output = Result<Vec<Result<(), PutError>>, PutError>> + Send;
}

/// The EventBridge bus.
pub struct EventBridgeBus {
    client: aws_sdk_eventbridge::Client,
    name: String,
}

impl EventBridgeBus {
    /// The bus of this name.
    #[must_use]
    pub const fn new(client: aws_sdk_eventbridge::Client, name: String) -> Self {
        Self { client, name }
    }

    fn request(&self, entry: &Entry) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(entry.source)
            .detail_type(&entry.detail_type)
            .detail(&entry.detail)
            .time(DateTime::from_millis(entry.time.as_millis()))
            .trace_header(&entry.trace_header)
            .build()
    }
}

impl Bus for EventBridgeBus {
    async fn put(&self, entries: &[Entry]) -> Result<Vec<Result<(), PutError>>, PutError> {
        let requests = entries.iter().map(|entry| self.request(entry)).collect();
        // Boxed, because the layout of the SDK's future is too deep for the compiler inside all of ours.
        match Box::pin(self.client.put_events().set_entries(Some(requests)).send()).await {
            Ok(answer) => Ok(answer.entries().iter().map(outcome).collect()),
            Err(error) => Err(match error.code() {
                // The only codes that speak of the entries; all others speak of us, the network or the service.
                Some(code @ ("ValidationException" | "RequestEntityTooLarge")) => PutError::Refused(code.to_owned()),
                code => PutError::Unavailable(code.unwrap_or("no answer").to_owned()),
            }),
        }
    }
}

fn outcome(entry: &PutEventsResultEntry) -> Result<(), PutError> {
    match entry.error_code() {
        None => Ok(()),
        Some(code @ ("MalformedDetail" | "InvalidArgument" | "ValidationException")) => {
            Err(PutError::Refused(code.to_owned()))
        }
        Some(code) => Err(PutError::Unavailable(code.to_owned())),
    }
}

#[cfg(test)]
#[path = "bus.test.rs"]
mod tests;
