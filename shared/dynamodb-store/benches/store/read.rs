//! A state read, against a GetItem and one decode.

use crm::contact::{Contact, ContactId};
use dynamodb_store::local_table::LocalTable;
use kernel::Store as _;
use serde_json::json;

use crate::{
    by_hand::ByHand,
    contact::{age, contacts, enter, home},
    harness::{Series, compete, contender, measure},
};

/// By hand, and what the store does.
pub const CONTENDERS: [&str; 2] = ["GetItem and one decode", "load"];

/// Runs them in turns.
pub async fn compete_on(table: &LocalTable, rounds: usize) -> [Series; CONTENDERS.len()] {
    let store = &contacts(table.store());
    let id: ContactId = enter(store, 200, &json!([])).await;
    age(store, id, 2).await;
    let by_hand = &ByHand::new(table.client(), id).await;
    let scope = &home();
    compete(
        rounds,
        [
            contender(|| async { measure(async { drop(by_hand.load().await) }).await.1 }),
            contender(|| async {
                let (found, sample) = measure(async { store.load::<Contact>(scope, id, None).await.map(drop) }).await;
                found.expect("a load");
                sample
            }),
        ],
    )
    .await
}
