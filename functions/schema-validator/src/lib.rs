//! The schema validator: sees every event on the bus, from every service, and notices what breaks its contract.
//!
//! A violation becomes a WARN log, a metric, a record at platform level ([`record`]) and, on first sight and at every power of
//! ten, an event of its own ([`announcement`]). It never stops the pipeline: nothing waits for the validator. What it says
//! holds paths, types and lengths, never a value.

pub mod announcement;
pub mod payload;
pub mod ports;
pub mod record;

use std::{pin::Pin, time::Duration};

use aws_lambda_events::streams::{SqsBatchItemFailure, SqsEventResponse};
use event_schema::{BusContext, GOVERNANCE_SOURCE, Registry, Rejected, Subject, Violation};
use lambda_host::{
    clock, metrics,
    quarantine::{Quarantine, QuarantineError},
};
use tokio::time::{Instant, timeout_at};

use crate::{
    announcement::Announcement,
    payload::{BusEvent, Message},
    ports::Notice,
    record::{Identity, RecordError},
};
pub use crate::{
    payload::Payload,
    ports::{Bus, EventBridgeBus},
    record::ViolationRecords,
};

/// How long one invocation works. The function's time-out is 30 s and a time-out loses the partial answer: all messages would come
/// again. The rest is for a cold start, and for the checks themselves, which cannot be cut off.
pub const BUDGET: Duration = Duration::from_secs(20);

/// The function.
pub struct Validator<B, Q> {
    /// The known events.
    pub registry: Registry,
    /// Where violations are counted.
    pub records: ViolationRecords,
    /// Where they are announced.
    pub bus: B,
    /// Where messages go that are no events.
    pub quarantine: Q,
}

/// A message or event that could not be dealt with. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// The record could not be written.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The announcement could not be sent.
    #[error("cannot announce the violation: {0}")]
    Announce(ports::PortError),
    /// A message that is no event could not be set aside.
    #[error("cannot set the message aside: {0}")]
    Quarantine(QuarantineError),
    /// The invocation's time was used up before or while it was looked at.
    #[error("not done within {} s", BUDGET.as_secs())]
    TimeUp,
    /// The payload of a direct invocation is neither a batch nor an event.
    #[error("expected a batch of queue messages or an EventBridge event")]
    Payload,
}

impl<B: Bus, Q: Quarantine<Notice>> Validator<B, Q> {
    /// Checks a batch of queue messages, or one event.
    ///
    /// # Errors
    /// For a single event only, whose invocation Lambda then repeats. A queue's messages are answered one by one.
    pub async fn handle(&self, payload: Payload) -> Result<SqsEventResponse, HandleError> {
        let deadline = Instant::now() + BUDGET;
        let mut response = SqsEventResponse::default();
        match payload {
            Payload::Event(event) => before(deadline, Box::pin(self.event(&event))).await?,
            Payload::Unreadable => return Err(HandleError::Payload),
            Payload::Queue(messages) => {
                for message in messages {
                    if let Err(error) = before(deadline, Box::pin(self.message(&message))).await {
                        tracing::error!(message.id = message.message_id, %error, "message.failed");
                        let mut failure = SqsBatchItemFailure::default();
                        failure.item_identifier = Some(message.message_id);
                        response.batch_item_failures.push(failure);
                    }
                }
            }
        }
        Ok(response)
    }

    async fn message(&self, message: &Message) -> Result<(), HandleError> {
        let Some(event) = BusEvent::parse(&message.body) else {
            let notice = Notice::unreadable(message.message_id.clone(), message.body.clone());
            self.quarantine.send(&notice).await.map_err(HandleError::Quarantine)?;
            tracing::error!(message.id = message.message_id, "message.quarantined");
            return Ok(());
        };
        self.event(&event).await
    }

    async fn event(&self, event: &BusEvent) -> Result<(), HandleError> {
        // The rule leaves these out; a second validator or a wider rule must not start a loop.
        if event.source == GOVERNANCE_SOURCE {
            return Ok(());
        }
        let context = BusContext { source: &event.source, detail_type: &event.detail_type };
        match self.registry.validate(event.detail.get(), context) {
            Ok(valid) => {
                tracing::debug!(
                    event.id = %valid.event_id,
                    event.r#type = valid.event_type,
                    tenant.id = %valid.tenant_id,
                    trace_id = %valid.correlation_id,
                    "event.validated"
                );
                Ok(())
            }
            Err(rejected) => self.report(&rejected).await,
        }
    }

    /// Reports all violations of an event, also when one of them cannot be written down.
    async fn report(&self, Rejected { subject, violations }: &Rejected) -> Result<(), HandleError> {
        let mut outcome = Ok(());
        for violation in violations {
            log(subject, violation);
            count(subject, violation);
            if let Err(error) = self.write_down(subject, violation).await {
                outcome = Err(error);
            }
        }
        outcome
    }

    /// Counts the violation in its record, and announces it when the count reaches a threshold. The record remembers what was
    /// announced, so that a crash in between repeats the announcement and never loses it.
    async fn write_down(&self, subject: &Subject, violation: &Violation) -> Result<(), HandleError> {
        let now = clock::now();
        let identity = Identity::of(subject, violation);
        let item = self.records.observe(&identity, subject, violation, now).await?;
        let due = announcement::due(item.count);
        if item.announced >= due {
            return Ok(());
        }
        let announcement = Announcement::of(&item, due, subject, violation, now);
        self.bus.announce(&announcement).await.map_err(HandleError::Announce)?;
        self.records.mark_announced(&identity, due).await?;
        Ok(())
    }
}

/// Does the work, or what of it can be done before the deadline. To be cut off is like a crash: the work is done again from its
/// beginning. It comes boxed: nested by value, the SDK's futures are deeper than the compiler follows.
async fn before(
    deadline: Instant,
    work: Pin<Box<impl Future<Output = Result<(), HandleError>>>>,
) -> Result<(), HandleError> {
    // `timeout_at` begins the work before it looks at the clock: a call that is begun and cut off is one for nothing.
    if Instant::now() >= deadline {
        return Err(HandleError::TimeUp);
    }
    timeout_at(deadline, work).await.unwrap_or(Err(HandleError::TimeUp))
}

fn log(subject: &Subject, violation: &Violation) {
    let entity = subject.aggregate_type.as_ref().map_or("unknown", kernel::AggregateType::as_str);
    let event = event_name(subject);
    let id = subject.event_id.map(|id| id.to_string());
    let trace_id = subject.correlation_id.map(|id| id.to_string());
    let (kind, path, issue, impact) = (violation.kind.as_str(), &violation.path, violation.issue(), violation.impact());
    if violation.kind.is_isolation() {
        tracing::warn!(
            entity,
            event,
            issue,
            impact,
            event.id = id,
            path,
            kind,
            trace_id,
            "Capsule isolation violation detected"
        );
    } else {
        tracing::warn!(
            entity,
            event,
            issue,
            impact,
            event.id = id,
            path,
            kind,
            trace_id,
            "Event schema violation detected"
        );
    }
}

fn count(subject: &Subject, violation: &Violation) {
    // A type that nobody registered is text from outside: as a dimension it could become any number of metrics.
    let event_type = if subject.known_type { event_name(subject) } else { "unknown" };
    let dimensions = [("EventType", event_type), ("Kind", violation.kind.as_str())];
    metrics::count(metrics::SCHEMA_VIOLATIONS, 1, &dimensions);
}

fn event_name(subject: &Subject) -> &str {
    subject.event_type.as_deref().unwrap_or("unknown")
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
