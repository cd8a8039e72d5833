use kernel::{
    MemoryStore, Rejection,
    contract::{Ledger, ledger, opened, scope},
};

use super::*;
use crate::{contract, execute};

fn request(name: &str) -> CommandRequest<Ledger> {
    contract::request(ledger(1), opened(name))
}

fn names(measured: &[Measurement]) -> Vec<&'static str> {
    measured.iter().map(Measurement::name).collect()
}

/// What a person typed must not reach the metrics, which everybody who operates the platform can read. Requirement: PLT-8
#[tokio::test(start_paused = true)]
async fn a_line_names_the_request_and_the_steps_and_nothing_that_was_typed() {
    let outcome = execute(&MemoryStore::new(), request("ada@example.com")).await;
    let (measured, properties) = Course::begin().told(&request("ada@example.com"), &outcome);
    assert_eq!(
        names(&measured),
        ["Commands", "CommandLatency", "LoadLatency", "DecideLatency", "AppendLatency"],
        "no retries, no conflicts: no such numbers"
    );
    let expected = [
        ("trace_id", request("a").correlation_id.to_string()),
        ("tenant_id", scope(1, 1).tenant_id().to_string()),
        ("aggregate_id", ledger(1).to_string()),
        ("version", "1".to_owned()),
    ];
    assert_eq!(properties, expected);
}

/// A refusal, a lost race and a failure are three things to whoever is called at night.
#[tokio::test(start_paused = true)]
async fn each_kind_of_outcome_has_a_metric_of_its_own() {
    let busy = || kernel::StoreError::finding("busy");
    for (error, metric, code) in [
        (ExecuteError::Rejected(Rejection::unprocessable("no", "ada@example.com says no")), "Rejections", "no"),
        (ExecuteError::KeyReused, "Rejections", "idempotency_key_reused"),
        (ExecuteError::Conflict, "LostRaces", "concurrent_change"),
        (ExecuteError::Busy(busy()), "Failures", "busy"),
        (ExecuteError::Write(busy()), "Failures", "write"),
    ] {
        let mut course = Course::begin();
        (course.conflicts, course.retries) = (2, 1);
        let (measured, properties) = course.told(&request("a"), &Err(error));
        assert_eq!(names(&measured)[0], metric);
        assert_eq!(names(&measured)[5..], ["Conflicts", "Retries"]);
        assert_eq!(properties.last(), Some(&("code", code.to_owned())), "{properties:?}");
    }
}
