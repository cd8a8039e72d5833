//! A rename through `execute`, against the same requests by hand.

use std::cell::Cell;

use dynamodb_store::{
    DynamoDbStore,
    local_table::{LocalTable, blind_index_key},
};
use lambda_host::execute;
use serde_json::json;

use crate::{
    by_hand::{ByHand, Requests},
    contact::{age, contacts, enter, enter_account, rename, rename_once},
    harness::{Series, compete, contender, measure},
};

/// The SDK calls around items that are ready; the same requests by hand; `execute`; `execute` with an idempotency key, so that the
/// record is read and written too; `execute` on a contact with one link, whose edge shows the name and is written too.
pub const CONTENDERS: [&str; 5] = [
    "SDK calls alone, items ready",
    "the same requests by hand",
    "execute",
    "execute with an idempotency key",
    "execute, contact with one link",
];

/// Runs all of them in turns.
pub async fn compete_on(table: &LocalTable, rounds: usize) -> [Series; CONTENDERS.len()] {
    the_requests_are_the_same(table).await;
    let store = &contacts(table.store());
    let account = enter_account(store).await;
    let link = json!([{ "account_id": account }]);
    let mut ids = Vec::new();
    for (number, links) in [json!([]), json!([]), json!([]), json!([]), link].iter().enumerate() {
        let id = enter(store, 100 + number as u128, links).await;
        age(store, id, 2).await;
        ids.push(id);
    }
    let alone = &ByHand::new(table.client(), ids[0]).await;
    let ready = &alone.ready().await;
    let by_hand = &ByHand::new(table.client(), ids[1]).await;
    let turns = &[const { Cell::new(1) }; CONTENDERS.len()];
    let next = |contender: usize| turns[contender].replace(turns[contender].get() + 1);
    let through_execute = |request| async move { measure(async { execute(store, request).await.map(drop) }).await };
    compete(
        rounds,
        [
            contender(|| async { measure(alone.calls_alone(ready)).await.1 }),
            contender(|| {
                let turn = next(1);
                async move { measure(by_hand.rename(turn)).await.1 }
            }),
            contender(|| succeeded(through_execute(rename(ids[2], next(2))))),
            contender(|| succeeded(through_execute(rename_once(ids[3], next(3))))),
            contender(|| succeeded(through_execute(rename(ids[4], next(4))))),
        ],
    )
    .await
}

async fn succeeded<E: std::error::Error>(
    run: impl Future<Output = (Result<(), E>, crate::harness::Sample)>,
) -> crate::harness::Sample {
    let (outcome, sample) = run.await;
    outcome.expect("a rename");
    sample
}

/// A comparison of different requests would say nothing.
async fn the_requests_are_the_same(table: &LocalTable) {
    let requests = Requests::default();
    let client = requests.of(table.client());
    let store = DynamoDbStore::new(client.clone(), LocalTable::NAME.to_owned()).with_blind_index(blind_index_key());
    let store = contacts(store);
    let id = enter(&store, 99, &json!([])).await;
    let turn = age(&store, id, 2).await;
    let by_hand = ByHand::new(&client, id).await;
    requests.taken();
    execute(&store, rename(id, turn)).await.expect("a rename");
    let of_execute = requests.taken();
    by_hand.rename(turn + 1).await;
    assert_eq!(of_execute, requests.taken(), "the requests by hand are not those of `execute`");
    assert_eq!(of_execute.len(), 2, "a rename is one read and one write");
}
