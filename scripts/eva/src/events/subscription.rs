//! A queue and a rule of our own on the bus, for as long as somebody reads.

use aws_sdk_eventbridge::types::{RuleState, Target};
use aws_sdk_sqs::types::QueueAttributeName;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cloud::{Cloud, CloudError};

const TARGET_ID: &str = "queue";
/// How long one request waits for events, in seconds; the most that SQS allows.
const WAIT_SECONDS: i32 = 20;

/// An event as EventBridge delivers it.
#[derive(Clone, Debug, Deserialize)]
pub struct BusEvent {
    /// `eva.crm`, `eva.access` or `eva.governance`.
    pub source: String,
    /// The type of the event.
    #[serde(rename = "detail-type")]
    pub detail_type: String,
    /// The event in its wire form.
    pub detail: Value,
}

impl BusEvent {
    /// A text of the event's envelope.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.detail.get(name).and_then(Value::as_str)
    }
}

/// A temporary subscription. [`Subscription::close`] removes it: a destructor could not, because removing takes requests.
#[derive(Debug)]
pub struct Subscription {
    cloud: Cloud,
    bus: String,
    /// The name of the rule and of the queue.
    name: String,
    queue_url: String,
}

impl Subscription {
    /// Subscribes to the events that match the pattern.
    ///
    /// # Errors
    /// [`CloudError`]; what was created by then is removed again.
    pub async fn open(cloud: &Cloud, bus: &str, pattern: &Value, purpose: &str) -> Result<Self, CloudError> {
        let name = format!("eva-tail-{}", Uuid::now_v7().simple());
        let created = cloud
            .queues
            .create_queue()
            .queue_name(&name)
            .attributes(QueueAttributeName::MessageRetentionPeriod, "3600")
            .send()
            .await
            .map_err(cloud.failed("creating a temporary queue"))?;
        let queue_url = created.queue_url.unwrap_or_default();
        let subscription = Self { cloud: cloud.clone(), bus: bus.to_owned(), name, queue_url };
        match subscription.connect(pattern, purpose).await {
            Ok(()) => Ok(subscription),
            Err(error) => {
                // The first error is the one that explains something; a rule that was not created cannot be removed either.
                let _ = subscription.close().await;
                Err(error)
            }
        }
    }

    async fn connect(&self, pattern: &Value, purpose: &str) -> Result<(), CloudError> {
        let Self { cloud, bus, name, queue_url } = self;
        let attributes = cloud
            .queues
            .get_queue_attributes()
            .queue_url(queue_url)
            .attribute_names(QueueAttributeName::QueueArn)
            .send()
            .await
            .map_err(cloud.failed("reading the ARN of the temporary queue"))?;
        let queue_arn = attributes
            .attributes
            .and_then(|mut attributes| attributes.remove(&QueueAttributeName::QueueArn))
            .unwrap_or_default();
        let rule = cloud
            .bus
            .put_rule()
            .name(name)
            .event_bus_name(bus)
            .description(format!("Temporary, by `{purpose}`: may be deleted when it no longer runs"))
            .event_pattern(pattern.to_string())
            .state(RuleState::Enabled)
            .send()
            .await
            .map_err(cloud.failed("creating a temporary rule"))?;
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "Service": "events.amazonaws.com" },
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                "Condition": { "ArnEquals": { "aws:SourceArn": rule.rule_arn.unwrap_or_default() } },
            }],
        });
        cloud
            .queues
            .set_queue_attributes()
            .queue_url(queue_url)
            .attributes(QueueAttributeName::Policy, policy.to_string())
            .send()
            .await
            .map_err(cloud.failed("letting the rule send to the temporary queue"))?;
        let target =
            Target::builder().id(TARGET_ID).arn(queue_arn).build().map_err(cloud.failed("describing the target"))?;
        let put = cloud
            .bus
            .put_targets()
            .rule(name)
            .event_bus_name(bus)
            .targets(target)
            .send()
            .await
            .map_err(cloud.failed("connecting the rule with the queue"))?;
        match put.failed_entries.unwrap_or_default().into_iter().next() {
            None => Ok(()),
            Some(entry) => {
                let reason = entry.error_message.or(entry.error_code).unwrap_or_default();
                Err(cloud.failed("connecting the rule with the queue")(std::io::Error::other(reason)))
            }
        }
    }

    /// Waits up to 20 seconds for the next events.
    ///
    /// # Errors
    /// [`CloudError`] when the queue does not answer.
    pub async fn receive(&self) -> Result<Vec<BusEvent>, CloudError> {
        let received = self
            .cloud
            .queues
            .receive_message()
            .queue_url(&self.queue_url)
            .max_number_of_messages(10)
            .wait_time_seconds(WAIT_SECONDS)
            .send()
            .await
            .map_err(self.cloud.failed("receiving from the temporary queue"))?;
        let mut events = Vec::new();
        for message in received.messages.unwrap_or_default() {
            // Whatever else is on the bus and no event of ours is nothing to show.
            events.extend(message.body.and_then(|body| serde_json::from_str(&body).ok()));
            if let Some(receipt) = message.receipt_handle {
                self.cloud
                    .queues
                    .delete_message()
                    .queue_url(&self.queue_url)
                    .receipt_handle(receipt)
                    .send()
                    .await
                    .map_err(self.cloud.failed("deleting from the temporary queue"))?;
            }
        }
        Ok(events)
    }

    /// Removes target, rule and queue: all of them are tried, the first error is told.
    ///
    /// # Errors
    /// [`CloudError`] of the first removal that failed.
    pub async fn close(self) -> Result<(), CloudError> {
        let Self { cloud, bus, name, queue_url } = &self;
        let target = cloud.bus.remove_targets().rule(name).event_bus_name(bus).ids(TARGET_ID).send().await;
        let rule = cloud.bus.delete_rule().name(name).event_bus_name(bus).send().await;
        let queue = cloud.queues.delete_queue().queue_url(queue_url).send().await;
        target.map_err(cloud.failed("removing the target of the temporary rule"))?;
        rule.map_err(cloud.failed("removing the temporary rule"))?;
        queue.map_err(cloud.failed("removing the temporary queue"))?;
        Ok(())
    }
}
