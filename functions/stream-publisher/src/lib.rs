//! The stream publisher: carries every event from the table's stream to the bus, at least once and in the stream's order.
//!
//! A record is an event to publish, none of our business, or broken ([`record`]). Events travel in chunks that EventBridge takes
//! ([`chunk`]); what it refuses for the moment is sent again ([`delivery`]); what it will never take, and every broken record,
//! goes into quarantine by its key ([`quarantine`]), so that one poison record holds up nobody. What could neither be
//! published nor quarantined is answered as the batch's first failure, and the stream starts again from there.

pub mod bus;
pub mod chunk;
pub mod delivery;
pub mod quarantine;
pub mod record;

use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use lambda_host::{metrics, quarantine::Quarantine};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::Instant;

pub use crate::bus::{Bus, EventBridgeBus};
use crate::{
    chunk::{Chunk, Entry},
    delivery::Verdict,
    quarantine::Notice,
    record::{Reading, read},
};

/// What the event source mapping sends. The records stay text until each is read by itself: one that cannot be read must not
/// take the others with it.
#[derive(Debug, Deserialize)]
pub struct StreamBatch {
    /// The records of one shard, in order.
    #[serde(rename = "Records")]
    pub records: Vec<Box<RawValue>>,
}

/// The function.
pub struct Publisher<B, Q> {
    bus: B,
    quarantine: Q,
}

/// The stream's sequence number of the first record that has to come again; without one the whole batch comes again.
#[derive(Debug)]
struct Failure(Option<String>);

impl<B: Bus, Q: Quarantine<Notice>> Publisher<B, Q> {
    /// A publisher over these two.
    pub const fn new(bus: B, quarantine: Q) -> Self {
        Self { bus, quarantine }
    }

    /// Publishes a batch. Answers the first record that has to come again, if there is one.
    pub async fn handle(&self, batch: StreamBatch) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        if let Err(Failure(sequence_number)) = self.publish(&batch).await {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = Some(sequence_number.unwrap_or_default());
            response.batch_item_failures.push(failure);
        }
        response
    }

    async fn publish(&self, batch: &StreamBatch) -> Result<(), Failure> {
        let deadline = Instant::now() + delivery::BUDGET;
        let mut chunk = Chunk::default();
        let mut ignored = 0_u64;
        for record in &batch.records {
            match read(record) {
                Reading::Event(event, position) => {
                    let entry = match Entry::new(&event, position) {
                        Ok(entry) => entry,
                        Err(notice) => {
                            self.flush(&mut chunk, deadline).await?;
                            self.set_aside(notice).await?;
                            continue;
                        }
                    };
                    if let Err(entry) = chunk.push(entry) {
                        self.flush(&mut chunk, deadline).await?;
                        // An empty chunk takes every entry.
                        let _ = chunk.push(entry);
                    }
                }
                Reading::Poison(notice) => {
                    // Whatever stands before it must be out first: then the first failure is the lowest one.
                    self.flush(&mut chunk, deadline).await?;
                    self.set_aside(notice).await?;
                }
                Reading::NotAnEvent => ignored += 1,
            }
        }
        self.flush(&mut chunk, deadline).await?;
        if ignored > 0 {
            tracing::debug!(records = ignored, "stream.ignored");
        }
        Ok(())
    }

    /// Sends the chunk and empties it.
    async fn flush(&self, chunk: &mut Chunk, deadline: Instant) -> Result<(), Failure> {
        let entries = std::mem::take(chunk).into_entries();
        if entries.is_empty() {
            return Ok(());
        }
        let mut published = 0;
        let mut failure = None;
        for (entry, verdict) in delivery::deliver(&self.bus, entries, deadline).await {
            match verdict {
                Verdict::Published => {
                    published += 1;
                    tracing::debug!(
                        event.id = %entry.event_id,
                        event.r#type = %entry.detail_type,
                        tenant.id = %entry.tenant_id,
                        trace_id = %entry.correlation_id,
                        "event.published"
                    );
                }
                Verdict::Refused(reason) => {
                    let position = entry.position.clone();
                    if failure.is_none() {
                        failure = self.set_aside(Notice::new(reason, entry.position)).await.err();
                    } else {
                        tracing::warn!(event.id = %entry.event_id, sequence_number = position.sequence_number, "event.deferred");
                    }
                }
                Verdict::Failed(code) => {
                    tracing::error!(event.id = %entry.event_id, event.r#type = %entry.detail_type, code, "event.not_published");
                    failure = failure.or(Some(Failure(entry.position.sequence_number)));
                }
            }
        }
        if published > 0 {
            metrics::count(metrics::EVENTS_PUBLISHED, published, &[]);
        }
        failure.map_or(Ok(()), Err)
    }

    async fn set_aside(&self, notice: Notice) -> Result<(), Failure> {
        match self.quarantine.send(&notice).await {
            Ok(()) => {
                metrics::count(metrics::EVENTS_QUARANTINED, 1, &[("Reason", notice.reason.as_str())]);
                tracing::error!(
                    reason = notice.reason.as_str(),
                    sequence_number = notice.position.sequence_number,
                    "record.quarantined"
                );
                Ok(())
            }
            Err(error) => {
                tracing::error!(
                    reason = notice.reason.as_str(),
                    sequence_number = notice.position.sequence_number,
                    %error,
                    "record.not_quarantined"
                );
                Err(Failure(notice.position.sequence_number))
            }
        }
    }
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
