//! The store on DynamoDB keeps the promises of every store where the SDK calls the engine without a socket; and the faults that
//! other tests inject do what they say.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on stops")]

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata as _, SdkError},
    types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem},
};
use dynamodb_store::local_table::{Fault, Injection, LocalTable};
use tokio::time::Instant;

kernel::store_contract!({
    let table = LocalTable::in_process().await;
    (table.store(), table)
});

lambda_host::execute_contract!({
    let table = LocalTable::in_process().await;
    (table.store(), table)
});

mod spread {
    //! The same promises where every list is spread over some index keys.

    use dynamodb_store::{ListShards, local_table::LocalTable};

    kernel::store_contract!({
        let table = LocalTable::in_process().await;
        (table.store().with_list_shards(ListShards::new(4).expect("a number of shards")), table)
    });
}

/// A transaction that puts items which must not be there yet.
async fn put(client: &Client, names: &[&str]) -> String {
    let put = |name: &&str| {
        let put = Put::builder().table_name(LocalTable::NAME).condition_expression("attribute_not_exists(pk)");
        let put =
            ["pk", "sk", "name"].iter().fold(put, |put, key| put.item(*key, AttributeValue::S((*name).to_owned())));
        let put = put.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        TransactWriteItem::builder().put(put.build().expect("a put")).build()
    };
    let request = client.transact_write_items().set_transact_items(Some(names.iter().map(put).collect()));
    let once = aws_sdk_dynamodb::Config::builder();
    let once = once.retry_config(aws_sdk_dynamodb::config::retry::RetryConfig::disabled());
    match request.customize().config_override(once).send().await {
        Ok(_) => "done".to_owned(),
        Err(SdkError::ServiceError(refused)) => {
            let code = refused.err().code().unwrap_or_default().to_owned();
            match refused.into_err() {
                aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
                    cancelled,
                ) => {
                    let reasons = cancelled.cancellation_reasons.unwrap_or_default();
                    let reason = |reason: &aws_sdk_dynamodb::types::CancellationReason| {
                        let item = reason.item().and_then(|item| item.get("name")?.as_s().ok().cloned());
                        format!("{}:{}", reason.code().unwrap_or_default(), item.unwrap_or_default())
                    };
                    reasons.iter().map(reason).collect::<Vec<_>>().join(" ")
                }
                _ => code,
            }
        }
        Err(SdkError::TimeoutError(_)) => "time-out".to_owned(),
        Err(SdkError::DispatchFailure(failed)) if failed.is_timeout() => "time-out".to_owned(),
        Err(SdkError::DispatchFailure(_)) => "no connection".to_owned(),
        Err(other) => panic!("{other:?}"),
    }
}

async fn is_there(client: &Client, name: &str) -> bool {
    let get = client.get_item().table_name(LocalTable::NAME).consistent_read(true);
    let get = ["pk", "sk"].iter().fold(get, |get, key| get.key(*key, AttributeValue::S(name.to_owned())));
    get.send().await.expect("a read").item.is_some()
}

/// An engine that answers differently without a socket would prove nothing about the one behind it.
#[tokio::test]
async fn the_engine_answers_alike_with_and_without_a_socket() {
    let (over_http, in_process) = (LocalTable::start().await, LocalTable::in_process().await);
    let mut answers = Vec::new();
    for client in [over_http.client(), in_process.client()] {
        let mut heard = vec![put(client, &["a", "b"]).await, put(client, &["c", "b", "d"]).await];
        heard.push(put(client, &["e", "e"]).await);
        for name in ["a", "b", "c", "d", "e"] {
            heard.push(is_there(client, name).await.to_string());
        }
        answers.push(heard);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][1], "None: ConditionalCheckFailed:b None:");
}

/// A fault that does something else than it says makes every test with it worthless.
#[tokio::test(start_paused = true)]
async fn a_fault_does_what_it_says() {
    for (fault, heard, effect) in [
        (Fault::FailBefore, "no connection", false),
        (Fault::LoseAnswer, "no connection", true),
        (Fault::Delay(Duration::from_millis(700)), "done", true),
        (Fault::LateEffect, "time-out", true),
        (Fault::InFlight, "time-out", false),
        (Fault::Duplicate, "done", true),
        (Fault::Throttle, "ThrottlingException", false),
        (Fault::ProvisionedThroughputExceeded, "ProvisionedThroughputExceededException", false),
        (Fault::RequestLimitExceeded, "RequestLimitExceeded", false),
        (Fault::TransactionConflict { item: 0 }, "TransactionConflict: None:", false),
        (Fault::TransactionConflict { item: usize::MAX }, "None: TransactionConflict:", false),
        (Fault::InternalError, "InternalServerError", false),
        (Fault::InternalErrorAfterEffect, "InternalServerError", true),
        (Fault::ServiceUnavailable, "ServiceUnavailable", false),
    ] {
        let table = LocalTable::in_process().await;
        let begun = Instant::now();
        table.inject(&[Injection { fault, operation: Some("TransactWriteItems"), after: 0, times: 1 }]);
        assert_eq!(put(table.client(), &["a", "b"]).await, heard, "{fault:?}");
        assert_eq!(table.calls_seen(), 1, "{fault:?}");
        assert_eq!(is_there(table.client(), "a").await, effect, "{fault:?}");
        assert!(fault != Fault::Delay(Duration::from_millis(700)) || begun.elapsed() >= Duration::from_millis(700));
        assert_eq!(put(table.client(), &["c"]).await, "done", "{fault:?}: only one call suffers");
        table.settle();
        assert_eq!(
            is_there(table.client(), "a").await,
            effect || fault == Fault::InFlight,
            "{fault:?}: told to settle"
        );
    }
}

/// A count that leaves out an index or a check makes a budget that reality breaks.
#[tokio::test]
async fn calls_are_counted_with_their_cost() {
    let table = LocalTable::in_process().await;
    table.count_calls();
    put(table.client(), &["a", "b"]).await;
    assert!(is_there(table.client(), "a").await);
    let calls = table.take_calls();
    let told: Vec<_> =
        calls.iter().map(|call| (call.operation.as_str(), call.items, call.read_units, call.write_units)).collect();
    assert_eq!(told, [("TransactWriteItems", 2, 0.0, 4.0), ("GetItem", 1, 1.0, 0.0)]);
    assert!(table.take_calls().is_empty());
}
