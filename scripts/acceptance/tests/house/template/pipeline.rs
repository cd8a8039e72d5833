//! The way of an event: stream, bus, queues. Nothing is lost on it, and nothing goes round in a circle.

use std::collections::BTreeSet;

use dynamodb_store::{EventItem, entities::EventKind};
use serde_json::{Value, json};

use super::{TEMPLATE, each, functions, resources, target};
use crate::workspace::assert_none;

/// What Lambda asks for between a function's timeout and the visibility timeout of its queue.
const VISIBILITY_FACTOR: i64 = 6;

/// The most attempts that Lambda takes for a stream.
const MOST_ATTEMPTS: i64 = 10_000;

/// Without an age, what is behind a record that cannot be handled expires unseen; with few attempts, an outage of the bus skips batches.
#[test]
fn the_stream_passes_on_events_only_and_never_stops_for_one() {
    let mappings = mappings("DynamoDB");
    assert_eq!(mappings.len(), 1, "one function carries events from the stream to the bus");
    let (function, _, mapping) = mappings[0];
    assert_eq!(function, "stream-publisher");
    let filters = mapping["FilterCriteria"]["Filters"].as_array().expect("the mapping has a filter");
    let patterns: Vec<Value> = filters
        .iter()
        .map(|filter| serde_json::from_str(filter["Pattern"].as_str().unwrap_or_default()).expect("a filter is JSON"))
        .collect();
    // Whatever is written with the kind of an event, and whatever is changed or removed under the key of one: the latter must not happen unseen.
    let kind = serde_json::to_value(EventKind::Kind).expect("a kind is a text");
    let written = json!({"dynamodb": {"NewImage": {"kind": {"S": [kind]}}}});
    let under_its_key = json!({"Keys": {"sk": {"S": [{"prefix": EventItem::sk_prefix()}]}}});
    let tampered = json!({"eventName": ["MODIFY", "REMOVE"], "dynamodb": under_its_key});
    assert_eq!(patterns, [written, tampered]);
    assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    assert_eq!(mapping["BisectBatchOnFunctionError"], true);
    let limit =
        |name: &str| mapping[name].as_i64().unwrap_or_else(|| panic!("{name} is not set: the default is for ever"));
    assert_eq!(
        limit("MaximumRetryAttempts"),
        MOST_ATTEMPTS,
        "whichever limit comes first ends it: a few attempts are used up by an outage of minutes"
    );
    assert!(
        (72_000..86_400).contains(&limit("MaximumRecordAgeInSeconds")),
        "an outage is waited out, but a record that expires leaves no notice: it lives for 24 hours"
    );
    assert_eq!(mapping["StartingPosition"], "TRIM_HORIZON", "LATEST loses what is written before the mapping works");
    assert!(
        target(&mapping["DestinationConfig"]["OnFailure"]["Destination"]).is_some(),
        "what is given up is lost without a destination"
    );
}

/// A violation that the validator answers with a violation is a circle that only the bill ends; and what is left out besides its own announcements
/// passes unseen.
#[test]
fn the_validator_sees_everything_but_its_own_events() {
    let (_, _, mapping) = mappings("SQS")
        .into_iter()
        .find(|(function, ..)| *function == "schema-validator")
        .expect("the validator has a queue");
    let queue = target(&mapping["Queue"]).expect("a queue of this template");
    let rules = rules_to(queue);
    let patterns: Vec<_> = rules.iter().map(|(_, rule)| &rule["EventPattern"]).collect();
    let announcements = json!([{"anything-but": ["EventSchemaViolationDetected"]}]);
    let expected = [
        &json!({"source": ["eva.governance"], "detail-type": announcements}),
        &json!({"source": [{"anything-but": ["eva.governance"]}]}),
    ];
    assert_eq!(patterns, expected, "two rules feed the validator");
}

/// A message that kills its reader comes back for ever and holds up the rest, unless it has somewhere to go.
#[test]
fn every_queue_that_is_consumed_gives_up_at_some_point() {
    let mut wrong = Vec::new();
    for (function, properties, mapping) in mappings("SQS") {
        let id = target(&mapping["Queue"]).expect("a queue of this template");
        let queue = &TEMPLATE["Resources"][id]["Properties"];
        let letters = target(&queue["RedrivePolicy"]["deadLetterTargetArn"]);
        if letters.is_none() || queue["RedrivePolicy"]["maxReceiveCount"].as_i64().is_none_or(|count| count < 2) {
            wrong.push(format!("{id}, read by `{function}`, has no dead-letter queue"));
        }
        let timeout =
            properties["Timeout"].as_i64().or(TEMPLATE["Globals"]["Function"]["Timeout"].as_i64()).unwrap_or_default();
        if queue["VisibilityTimeout"].as_i64().is_none_or(|visible| visible < VISIBILITY_FACTOR * timeout) {
            wrong.push(format!("{id} shows a message again before `{function}` is done with it"));
        }
        if mapping["FunctionResponseTypes"] != json!(["ReportBatchItemFailures"]) {
            wrong.push(format!("`{function}` repeats a whole batch for one message"));
        }
        let retention = |id: Option<&str>| {
            id.and_then(|id| TEMPLATE["Resources"][id]["Properties"]["MessageRetentionPeriod"].as_i64())
        };
        if retention(letters) <= retention(Some(id)) {
            wrong.push(format!(
                "the dead letters of {id} expire before they are read: their age counts from the first queue"
            ));
        }
    }
    assert_none(
        &wrong,
        "RedrivePolicy, VisibilityTimeout of six timeouts, ReportBatchItemFailures, 14 days for dead letters",
    );
}

/// A rule without retries and dead letters drops an event whenever its queue does not answer.
#[test]
fn every_rule_keeps_what_it_cannot_deliver() {
    let mut wrong = Vec::new();
    for (id, rule) in resources("AWS::Events::Rule") {
        assert_eq!(target(&rule["Properties"]["EventBusName"]), Some("EventBus"), "{id} listens to another bus");
        for to in each(&rule["Properties"]["Targets"]) {
            if target(&to["DeadLetterConfig"]["Arn"]).is_none() || !to["RetryPolicy"].is_object() {
                wrong.push(format!("{id} has a target without RetryPolicy and DeadLetterConfig"));
            }
        }
    }
    assert_none(&wrong, "add both to the target");
}

/// A queue that anybody may write to takes events for true that nobody recorded.
#[test]
fn queues_take_messages_from_their_rules_only() {
    let mut fed = BTreeSet::new();
    for (id, policy) in resources("AWS::SQS::QueuePolicy") {
        for statement in each(&policy["Properties"]["PolicyDocument"]["Statement"]) {
            assert_eq!(
                statement["Principal"],
                json!({"Service": "events.amazonaws.com"}),
                "{id}: somebody else may send"
            );
            assert_eq!(statement["Action"], "sqs:SendMessage", "{id}");
            let queue = target(&statement["Resource"]).expect("a queue of this template");
            let sources: BTreeSet<_> =
                each(&statement["Condition"]["ArnEquals"]["aws:SourceArn"]).into_iter().filter_map(target).collect();
            let rules: BTreeSet<_> = rules_to(queue).into_iter().map(|(rule, _)| rule).collect();
            assert_eq!(sources, rules, "{id}: the rules that may send (left) are not those that do (right)");
            fed.insert(queue);
        }
    }
    for (id, queue) in resources("AWS::SQS::Queue") {
        assert_eq!(queue["Properties"]["SqsManagedSseEnabled"], true, "{id} is not encrypted");
        assert_eq!(
            fed.contains(id),
            !rules_to(id).is_empty(),
            "{id}: a policy without a rule, or a rule without a policy"
        );
    }
}

/// The rules that deliver to a queue, or leave there what they cannot deliver.
fn rules_to(queue: &str) -> Vec<(&'static str, &'static Value)> {
    let delivers = |rule: &Value| {
        each(&rule["Targets"])
            .into_iter()
            .any(|to| target(&to["Arn"]) == Some(queue) || target(&to["DeadLetterConfig"]["Arn"]) == Some(queue))
    };
    resources("AWS::Events::Rule")
        .into_iter()
        .map(|(id, rule)| (id, &rule["Properties"]))
        .filter(|(_, rule)| delivers(rule))
        .collect()
}

/// The event sources of a kind: the function, its properties, the mapping.
fn mappings(kind: &str) -> Vec<(&'static str, &'static Value, &'static Value)> {
    let of = |(name, _, properties): (&'static str, &'static str, &'static Value)| {
        let events = properties["Events"].as_object().into_iter().flatten().map(|(_, event)| event);
        events
            .filter(|event| event["Type"] == kind)
            .map(|event| (name, properties, &event["Properties"]))
            .collect::<Vec<_>>()
    };
    functions().into_iter().flat_map(of).collect()
}
