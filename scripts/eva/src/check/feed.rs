//! What arrives on the bus while the check runs, with the moment of its arrival.

use std::{
    convert::Infallible,
    time::{Duration, Instant},
};

use aws_sdk_sqs::types::QueueAttributeName;
use tokio::{sync::watch, time::timeout};

use crate::{
    cloud::{Cloud, CloudError},
    events::subscription::{BusEvent, Subscription},
};

/// An event and when it arrived.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The event.
    pub event: BusEvent,
    /// When it came out of the queue.
    pub at: Instant,
}

/// Everything that has arrived.
#[derive(Clone, Debug)]
pub struct Feed(watch::Receiver<Vec<Arrival>>);

/// Where arrivals are put.
#[derive(Debug)]
pub struct Arrivals(watch::Sender<Vec<Arrival>>);

/// An empty feed.
#[must_use]
pub fn channel() -> (Feed, Arrivals) {
    let (sender, receiver) = watch::channel(Vec::new());
    (Feed(receiver), Arrivals(sender))
}

/// Puts what the subscription receives into the feed, until the queue fails.
pub async fn pump(subscription: &Subscription, arrivals: &Arrivals) -> CloudError {
    let forever: Result<Infallible, CloudError> = async {
        loop {
            let events = subscription.receive().await?;
            arrivals.put(events, Instant::now());
        }
    }
    .await;
    match forever {
        Err(error) => error,
    }
}

impl Arrivals {
    /// Adds events that arrived at one moment.
    pub fn put(&self, events: Vec<BusEvent>, at: Instant) {
        self.0.send_modify(|all| all.extend(events.into_iter().map(|event| Arrival { event, at })));
    }
}

impl Feed {
    /// The first event of the kind, as soon as it is there; `None` when it does not come in time.
    pub async fn wait_for(&self, patience: Duration, wanted: impl Fn(&BusEvent) -> bool) -> Option<Arrival> {
        let is_wanted = |arrival: &&Arrival| wanted(&arrival.event);
        self.wait_until(patience, |all| all.iter().any(|arrival| wanted(&arrival.event)))
            .await
            .then(|| self.0.borrow().iter().find(is_wanted).cloned())
            .flatten()
    }

    /// Whether the arrivals become as they should be, in time.
    pub async fn wait_until(&self, patience: Duration, done: impl Fn(&[Arrival]) -> bool) -> bool {
        let mut receiver = self.0.clone();
        let waited = timeout(patience, receiver.wait_for(|all| done(all))).await;
        matches!(waited, Ok(Ok(_)))
    }

    /// A look at everything that has arrived.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.0.borrow().clone()
    }
}

/// About how many messages a queue holds.
///
/// # Errors
/// [`CloudError`] when it does not answer.
pub async fn depth(cloud: &Cloud, queue_url: &str) -> Result<u64, CloudError> {
    let attributes = cloud
        .queues
        .get_queue_attributes()
        .queue_url(queue_url)
        .attribute_names(QueueAttributeName::ApproximateNumberOfMessages)
        .send()
        .await
        .map_err(cloud.failed("reading the depth of a queue"))?;
    let depth = attributes
        .attributes
        .as_ref()
        .and_then(|attributes| attributes.get(&QueueAttributeName::ApproximateNumberOfMessages));
    Ok(depth.and_then(|depth| depth.parse().ok()).unwrap_or(0))
}

#[cfg(test)]
#[path = "feed.test.rs"]
mod tests;
