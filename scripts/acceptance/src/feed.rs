//! A queue and a rule of the test's own on the bus.

use std::time::Instant;

use aws_config::SdkConfig;
use aws_sdk_eventbridge::types::{RuleState, Target};
use aws_sdk_sqs::types::QueueAttributeName;
use kernel::{EncodedEvent, TenantId};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use uuid::Uuid;

use crate::{Cleanup, Cloud, wait::PATIENCE};

/// How long one look at the queue waits for messages, in seconds.
const LOOK_SECONDS: i32 = 2;
const TARGET_ID: &str = "queue";

/// An event as it arrived.
#[derive(Clone, Debug, Deserialize)]
pub struct Arrival {
    /// The service that it comes from.
    pub source: String,
    /// The type as rules see it.
    #[serde(rename = "detail-type")]
    pub detail_type: String,
    /// The wire form, as exact text.
    pub detail: Box<RawValue>,
    /// When it was received.
    #[serde(skip, default = "Instant::now")]
    pub at: Instant,
}

impl Arrival {
    /// The wire form.
    ///
    /// # Panics
    /// When it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.detail.get()).expect("the detail of an event is JSON")
    }

    /// The event, if it has the wire form and nothing beside it.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn event(&self) -> EncodedEvent {
        serde_json::from_str(self.detail.get())
            .unwrap_or_else(|error| panic!("{} is no event: {error}: {}", self.detail_type, self.detail))
    }

    /// A text of the wire form.
    #[must_use]
    pub fn text(&self, pointer: &str) -> Option<String> {
        self.json().pointer(pointer).and_then(Value::as_str).map(str::to_owned)
    }

    /// Whether it is about this aggregate.
    #[must_use]
    pub fn is_about(&self, aggregate_id: &str) -> bool {
        self.text("/aggregate_id").as_deref() == Some(aggregate_id)
    }
}

/// The events of one tenant from one source, for as long as the feed lives.
#[derive(Debug)]
pub struct Feed {
    queues: aws_sdk_sqs::Client,
    queue_url: String,
    arrivals: Vec<Arrival>,
    _cleanup: Cleanup,
}

impl Feed {
    /// Subscribes. Events are there from the moment that this returns.
    ///
    /// # Panics
    /// When the cloud refuses.
    pub async fn open(cloud: &Cloud, source: &str, tenant_id: TenantId) -> Self {
        let (queues, bus) = clients(cloud.config());
        let name = format!("eva-test-{}", Uuid::now_v7().simple());
        let created = queues.create_queue().queue_name(&name).send().await.expect("a queue");
        let queue_url = created.queue_url.expect("the address of the queue");
        let cleanup = {
            let (bus, name, queue_url) = (cloud.event_bus().to_owned(), name.clone(), queue_url.clone());
            Cleanup::new(cloud.config(), |config| remove(config, bus, name, queue_url))
        };

        let pattern = json!({ "source": [source], "detail": { "tenant_id": [tenant_id] } });
        let rule = bus.put_rule().name(&name).event_bus_name(cloud.event_bus());
        let rule = rule.event_pattern(pattern.to_string()).state(RuleState::Enabled).send().await.expect("a rule");
        let attributes = queues.get_queue_attributes().queue_url(&queue_url);
        let attributes = attributes.attribute_names(QueueAttributeName::QueueArn).send().await.expect("attributes");
        let queue_arn = attributes.attributes.and_then(|mut all| all.remove(&QueueAttributeName::QueueArn));
        let queue_arn = queue_arn.expect("the ARN of the queue");
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "Service": "events.amazonaws.com" },
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                "Condition": { "ArnEquals": { "aws:SourceArn": rule.rule_arn } },
            }],
        });
        let allowed = queues.set_queue_attributes().queue_url(&queue_url);
        allowed.attributes(QueueAttributeName::Policy, policy.to_string()).send().await.expect("the rule may send");
        let target = Target::builder().id(TARGET_ID).arn(queue_arn).build().expect("a target");
        let connected = bus.put_targets().rule(&name).event_bus_name(cloud.event_bus()).targets(target);
        let connected = connected.send().await.expect("the rule has a target");
        assert_eq!(connected.failed_entry_count, 0, "{:?}", connected.failed_entries);
        Self { queues, queue_url, arrivals: Vec::new(), _cleanup: cleanup }
    }

    /// What has arrived so far.
    #[must_use]
    pub fn arrivals(&self) -> &[Arrival] {
        &self.arrivals
    }

    /// What has arrived so far about an aggregate, in the order of its stream.
    #[must_use]
    pub fn of(&self, aggregate_id: &str) -> Vec<Arrival> {
        let mut stream: Vec<_> =
            self.arrivals.iter().filter(|arrival| arrival.is_about(aggregate_id)).cloned().collect();
        stream.sort_by_key(|arrival| arrival.json().get("sequence").and_then(Value::as_u64));
        stream
    }

    /// Waits until something is among what has arrived, now or before.
    ///
    /// # Panics
    /// When the deadline passes; the message lists what did arrive.
    pub async fn wait_for(&mut self, what: &str, wanted: impl Fn(&Arrival) -> bool) -> Arrival {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = self.arrivals.iter().find(|arrival| wanted(arrival)) {
                return found.clone();
            }
            let seen = || self.arrivals.iter().map(|arrival| arrival.detail.get()).collect::<Vec<_>>().join("\n");
            assert!(Instant::now() < deadline, "{what} did not arrive within {PATIENCE:?}; there are:\n{}", seen());
            self.receive(LOOK_SECONDS).await;
        }
    }

    /// Waits until so many different events of an aggregate have arrived.
    ///
    /// # Panics
    /// When the deadline passes.
    pub async fn wait_for_sequence(&mut self, aggregate_id: &str, sequence: u64) {
        for sequence in 1..=sequence {
            let is_it = |arrival: &Arrival| {
                arrival.is_about(aggregate_id)
                    && arrival.json().get("sequence").and_then(Value::as_u64) == Some(sequence)
            };
            self.wait_for(&format!("event {sequence} of {aggregate_id}"), is_it).await;
        }
    }

    /// Takes in everything that is on the queue now. After an event that was written later than all others has arrived, this is
    /// everything there is: the stream is carried to the bus in order.
    pub async fn drain(&mut self) {
        while self.receive(0).await > 0 {}
    }

    async fn receive(&mut self, seconds: i32) -> usize {
        let received = self.queues.receive_message().queue_url(&self.queue_url);
        let received = received.max_number_of_messages(10).wait_time_seconds(seconds).send().await.expect("messages");
        let messages = received.messages.unwrap_or_default();
        for message in &messages {
            let body = message.body().unwrap_or_default();
            let arrival = serde_json::from_str(body).unwrap_or_else(|error| panic!("no event, {error}: {body}"));
            self.arrivals.push(arrival);
            let deleted = self.queues.delete_message().queue_url(&self.queue_url);
            deleted.set_receipt_handle(message.receipt_handle.clone()).send().await.expect("a message is deleted");
        }
        messages.len()
    }
}

fn clients(config: &SdkConfig) -> (aws_sdk_sqs::Client, aws_sdk_eventbridge::Client) {
    (aws_sdk_sqs::Client::new(config), aws_sdk_eventbridge::Client::new(config))
}

async fn remove(config: SdkConfig, event_bus: String, name: String, queue_url: String) {
    let (queues, bus) = clients(&config);
    let _ = bus.remove_targets().rule(&name).event_bus_name(&event_bus).ids(TARGET_ID).send().await;
    let _ = bus.delete_rule().name(&name).event_bus_name(&event_bus).send().await;
    let _ = queues.delete_queue().queue_url(&queue_url).send().await;
}
