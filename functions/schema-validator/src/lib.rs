//! The schema validator: sees every event on the bus, from every service, and notices what breaks its contract.
//!
//! It takes a batch as a whole: reads it ([`payload`]), checks each event, by what others registered where the code does not know
//! the type ([`registered`]), and all of them beside each other, and puts together what is the same violation ([`group`]). Each becomes one
//! WARN log, a metric, one write of its record at platform level and, on first sight and at every power of ten, an event of its own
//! ([`announcement`]). It never stops the pipeline: nothing waits for the validator. What it says holds paths, types and lengths,
//! never a value.
//!
//! A count is "at least": a message whose batch could not be written down in full comes again and counts again, in all of its
//! violations. Nothing is lost: only messages of which everything is written down are gone from the queue.

pub mod announcement;
mod check;
pub mod group;
pub mod payload;
pub mod policy;
pub mod ports;
pub mod registered;

use std::{collections::BTreeSet, pin::Pin, sync::Mutex, time::Duration};

use aws_lambda_events::streams::{SqsBatchItemFailure, SqsEventResponse};
use event_schema::{Registry, RegistryError, StreamMemory};
use futures_util::{StreamExt as _, stream};
use governance::{RecordError, SchemaRecords, Status, ViolationItem};
use lambda_host::{
    clock,
    quarantine::{Quarantine, QuarantineError},
};
use tokio::time::{Instant, timeout_at};

use crate::{
    announcement::Announcement,
    group::{Group, Groups},
    payload::Poison,
    ports::Notice,
};
pub use crate::{
    payload::{BusEvent, Message, Payload},
    policy::SeverityPolicy,
    ports::{Bus, EventBridgeBus},
    registered::RegisteredTypes,
};
pub use governance::ViolationRecords;

/// How long one invocation works. The function's time-out is 30 s and a time-out loses the partial answer: all messages would come
/// again. The rest is for a cold start, and for the checks themselves, which cannot be cut off.
pub const BUDGET: Duration = Duration::from_secs(20);

/// How many calls are under way at once: enough that waiting for one does not add up, few enough for one connection pool.
const CONCURRENCY: usize = 8;

/// The function.
pub struct Validator<B, Q> {
    /// The known events.
    pub registry: Registry,
    /// Those that other services registered.
    pub registered: RegisteredTypes,
    /// How bad what is.
    pub policy: SeverityPolicy,
    /// Whose the streams are that this process saw.
    pub memory: Mutex<StreamMemory>,
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
    /// Nobody could say whether the type is registered.
    #[error("cannot look up the schema: {0}")]
    LookUp(#[source] RecordError),
    /// The same, for the events of the type.
    #[error("nobody could say whether the type of the event is registered")]
    TypeUnknown,
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

/// The messages of a batch that come again, by their places.
#[derive(Debug, Default)]
struct Failures {
    messages: BTreeSet<usize>,
    first: Option<HandleError>,
}

impl Failures {
    /// One line, however many messages it is about.
    fn add(&mut self, messages: &BTreeSet<usize>, error: HandleError) {
        tracing::error!(messages = messages.len(), %error, "messages.failed");
        self.messages.extend(messages);
        self.first.get_or_insert(error);
    }
}

impl<B, Q> Validator<B, Q> {
    /// The function on a table, before it has seen anything.
    ///
    /// # Errors
    /// When an embedded schema is none, which a test would have found.
    pub fn new(
        client: &aws_sdk_dynamodb::Client,
        table: &str,
        policy: SeverityPolicy,
        bus: B,
        quarantine: Q,
    ) -> Result<Self, RegistryError> {
        Ok(Self {
            registry: Registry::embedded()?,
            registered: RegisteredTypes::new(SchemaRecords::new(client.clone(), table.to_owned())),
            policy,
            memory: Mutex::default(),
            records: ViolationRecords::new(client.clone(), table.to_owned()),
            bus,
            quarantine,
        })
    }
}

impl<B: Bus, Q: Quarantine<Notice>> Validator<B, Q> {
    /// Checks a batch of queue messages, or one event.
    ///
    /// # Errors
    /// For a single event only, whose invocation Lambda then repeats. A queue's messages are answered one by one.
    pub async fn handle(&self, payload: Payload) -> Result<SqsEventResponse, HandleError> {
        let deadline = Instant::now() + BUDGET;
        let mut failures = Failures::default();
        let (messages, is_queue) = match payload {
            Payload::Unreadable => return Err(HandleError::Payload),
            Payload::Event(message) => (vec![message], false),
            Payload::Queue(messages) => (messages, true),
        };
        let (mut events, mut poison) = (Vec::with_capacity(messages.len()), Vec::new());
        for (place, message) in messages.iter().enumerate() {
            match message.event() {
                Ok(event) => events.push((place, event)),
                Err(reason) => poison.push((place, reason)),
            }
        }
        let (groups, unreadable) = self.check(&events, deadline, &mut failures).await;
        poison.extend(unreadable);
        self.set_aside(&messages, poison, deadline, &mut failures).await;
        self.report(groups, deadline, &mut failures).await;
        let mut response = SqsEventResponse::default();
        if !is_queue {
            return failures.first.map_or_else(|| Ok(response), Err);
        }
        let failed = failures.messages.iter().filter_map(|place| messages.get(*place));
        response.batch_item_failures = failed
            .map(|message| {
                let mut failure = SqsBatchItemFailure::default();
                failure.item_identifier = Some(message.message_id.clone());
                failure
            })
            .collect();
        Ok(response)
    }

    /// Puts messages that nobody can read into quarantine, each with its reason.
    async fn set_aside(
        &self,
        messages: &[Message],
        poison: Vec<(usize, Poison)>,
        deadline: Instant,
        failures: &mut Failures,
    ) {
        let sent = stream::iter(poison).map(|(place, reason)| async move {
            let Some(message) = messages.get(place) else { return (place, Ok(())) };
            let notice = Notice::poison(reason, message.message_id.clone(), message.body());
            let sending = async { self.quarantine.send(&notice).await.map_err(HandleError::Quarantine) };
            let sent = before(deadline, Box::pin(sending)).await;
            if sent.is_ok() {
                tracing::error!(message.id = message.message_id, reason = reason.as_str(), "message.quarantined");
            }
            (place, sent)
        });
        let mut sent = Box::pin(sent.buffer_unordered(CONCURRENCY));
        while let Some((place, sent)) = sent.next().await {
            if let Err(error) = sent {
                failures.add(&BTreeSet::from([place]), error);
            }
        }
    }

    /// Reports all violations of a batch, also when one of them cannot be written down.
    async fn report(&self, groups: Groups, deadline: Instant, failures: &mut Failures) {
        let groups = groups.into_groups();
        for group in &groups {
            group.log();
            group.measure();
        }
        let written = stream::iter(&groups)
            .map(|group| async move { (group, before(deadline, Box::pin(self.write_down(group))).await) });
        let mut written = Box::pin(written.buffer_unordered(CONCURRENCY));
        while let Some((group, written)) = written.next().await {
            if let Err(error) = written {
                failures.add(&group.messages, error);
            }
        }
    }

    /// Counts the violation in its record, and announces it when the count passed a threshold. The record remembers what was
    /// announced, so that a crash in between repeats the announcement and never loses it.
    async fn write_down(&self, group: &Group) -> Result<(), HandleError> {
        let now = clock::now();
        let item = self.records.observe(&group.item(now)).await?;
        let passed = announcement::passed(item.announced, item.count);
        let item = self.reopened(item, passed.last().copied()).await?;
        let Some(highest) = passed.last().copied() else { return Ok(()) };
        let announcements: Vec<_> = passed
            .into_iter()
            .map(|threshold| Announcement::of(&item, threshold, &group.subject, &group.violation, now))
            .collect();
        self.bus.announce(&announcements).await.map_err(HandleError::Announce)?;
        self.records.mark_announced(item.violation_id, highest).await?;
        Ok(())
    }

    /// What an operator took up is news again when it passed a threshold since, or became critical. An operator who was faster decides.
    async fn reopened(&self, item: ViolationItem, passed: Option<u64>) -> Result<ViolationItem, RecordError> {
        // A threshold that the bus has not heard of yet may be one that the operator knew.
        let known = item.acknowledgement.map_or(0, |acknowledgement| acknowledgement.count);
        let grew = passed.is_some_and(|threshold| threshold > known);
        let is_news = item.status == Status::Acknowledged && (grew || item.became_critical());
        let Some(reopened) = item.reopened().filter(|_| is_news) else { return Ok(item) };
        match self.records.set_status(&item, &reopened).await {
            Ok(reopened) => {
                tracing::warn!(violation.id = %reopened.violation_id, count = reopened.count, "violation.reopened");
                Ok(reopened)
            }
            Err(RecordError::Conflict) => Ok(item),
            Err(error) => Err(error),
        }
    }
}

/// Does the work, or what of it can be done before the deadline. To be cut off is like a crash: the work is done again from its
/// beginning. It comes boxed: nested by value, the SDK's futures are deeper than the compiler follows.
async fn before<T>(
    deadline: Instant,
    work: Pin<Box<impl Future<Output = Result<T, HandleError>>>>,
) -> Result<T, HandleError> {
    // `timeout_at` begins the work before it looks at the clock: a call that is begun and cut off is one for nothing.
    if Instant::now() >= deadline {
        return Err(HandleError::TimeUp);
    }
    timeout_at(deadline, work).await.unwrap_or(Err(HandleError::TimeUp))
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
