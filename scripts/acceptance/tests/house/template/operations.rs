//! What operators need: logs that end, traces, and an alarm for everything that goes wrong silently.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{TEMPLATE, functions, only, resources, target};
use crate::workspace::{SOURCES, assert_none};

/// A log group without an end costs more every month, and keeps what an erasure should have removed.
#[test]
fn every_log_ends() {
    let mut wrong: Vec<_> = resources("AWS::Logs::LogGroup")
        .into_iter()
        .filter(|(_, group)| target(&group["Properties"]["RetentionInDays"]) != Some("LogRetentionDays"))
        .map(|(id, _)| format!("{id} has no RetentionInDays of the parameter LogRetentionDays"))
        .collect();
    let groups: BTreeSet<_> = resources("AWS::Logs::LogGroup").into_iter().map(|(id, _)| id).collect();
    for (name, _, properties) in functions() {
        // Lambda makes a group of its own, without an end, for a function that names none.
        if !target(&properties["LoggingConfig"]["LogGroup"]).is_some_and(|group| groups.contains(group)) {
            wrong.push(format!("`{name}` does not log into a group of this template"));
        }
    }
    assert_none(&wrong, "give each function a log group with `RetentionInDays: !Ref LogRetentionDays`");
}

/// A trace that breaks off at a hop shows everything but the cause.
#[test]
fn every_hop_is_traced() {
    assert_eq!(TEMPLATE["Globals"]["Function"]["Tracing"], "Active");
    assert_eq!(only("AWS::Serverless::Api")["TracingEnabled"], true);
    let off: Vec<_> = functions()
        .into_iter()
        .filter(|(.., properties)| !properties["Tracing"].is_null())
        .map(|(name, ..)| name)
        .collect();
    assert!(off.is_empty(), "{off:?} have tracing settings of their own: leave it to Globals");
}

/// Dead letters, quarantine, a late stream and violations are silent: nobody sees them unless something rings.
#[test]
fn what_goes_wrong_silently_rings() {
    let depth = "AWS/SQS ApproximateNumberOfMessagesVisible";
    let mut expected: BTreeSet<String> = BTreeSet::from([
        format!("{depth} QuarantineQueue"),
        "AWS/Lambda IteratorAge StreamPublisherFunction".to_owned(),
        "Eva SchemaViolations ".to_owned(),
        "Eva CriticalSchemaViolations ".to_owned(),
        "AWS/ApiGateway 5XXError AWS::StackName".to_owned(),
    ]);
    expected.extend(dead_letter_queues().iter().map(|queue| format!("{depth} {queue}")));
    let (authorizer, others): (Vec<_>, Vec<_>) = functions().into_iter().partition(|(name, ..)| *name == "authorizer");
    expected.extend(others.iter().map(|(_, id, _)| format!("AWS/Lambda Errors {id}")));
    let there: BTreeSet<String> =
        resources("AWS::CloudWatch::Alarm").into_iter().map(|(_, alarm)| watched(&alarm["Properties"])).collect();
    let missing: Vec<_> = expected.difference(&there).map(|alarm| format!("no alarm watches {alarm}")).collect();
    assert_none(&missing, "add the alarm to template.yaml");
    // An authorizer says 401 by failing. What it really cannot answer is a 5xx of the API.
    let false_alarms: Vec<_> = authorizer
        .iter()
        .map(|(_, id, _)| format!("AWS/Lambda Errors {id}"))
        .filter(|alarm| there.contains(alarm))
        .collect();
    assert_none(&false_alarms, "remove the alarm: every expired token raises it");
    let mute: Vec<_> = resources("AWS::CloudWatch::Alarm")
        .into_iter()
        .filter(|(_, alarm)| {
            alarm["Properties"]["AlarmActions"].is_null() || alarm["Properties"]["AlarmDescription"].is_null()
        })
        .map(|(id, _)| format!("{id} tells nobody, or does not say what it means"))
        .collect();
    assert_none(&mute, "give it AlarmActions of the parameter AlarmTopicArn and a description");
}

/// An alarm on a metric that nobody writes never rings.
#[test]
fn our_own_metrics_are_written_by_somebody() {
    let written = SOURCES
        .iter()
        .find(|source| source.path == "shared/lambda-host/src/metrics.rs")
        .expect("one place knows the names");
    for (id, alarm) in resources("AWS::CloudWatch::Alarm") {
        let (namespace, name) = (&alarm["Properties"]["Namespace"], &alarm["Properties"]["MetricName"]);
        if namespace.as_str().is_some_and(|namespace| !namespace.starts_with("AWS/")) {
            assert!(
                written.text.contains(&namespace.to_string()),
                "{id}: lambda-host writes into another namespace than {namespace}"
            );
            assert!(written.text.contains(&name.to_string()), "{id}: lambda-host does not know the metric {name}");
        }
    }
}

/// Namespace, metric and resource of an alarm.
fn watched(alarm: &Value) -> String {
    let text = |name: &str| alarm[name].as_str().unwrap_or_default();
    let resource = target(&alarm["Dimensions"][0]["Value"]).unwrap_or_default();
    format!("{} {} {resource}", text("Namespace"), text("MetricName"))
}

/// The queues in which ends what could not be delivered or handled.
fn dead_letter_queues() -> BTreeSet<&'static str> {
    let queues = resources("AWS::SQS::Queue").into_iter();
    let of_queues =
        queues.filter_map(|(_, queue)| target(&queue["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]));
    let rules = resources("AWS::Events::Rule").into_iter();
    let targets = rules.flat_map(|(_, rule)| rule["Properties"]["Targets"].as_array().into_iter().flatten());
    let of_rules = targets.filter_map(|rule| target(&rule["DeadLetterConfig"]["Arn"]));
    let events = functions().into_iter().filter_map(|(.., properties)| properties["Events"].as_object());
    let of_streams = events
        .flat_map(|events| events.values())
        .filter_map(|event| target(&event["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]));
    of_queues.chain(of_rules).chain(of_streams).collect()
}
