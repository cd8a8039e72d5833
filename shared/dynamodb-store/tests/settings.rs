//! What a store can be set to: over how many shards lists are spread, and under which key personal values are hashed.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::{HashMap, HashSet};

use aws_sdk_dynamodb::types::AttributeValue;
use dynamodb_entity::{CapsuleIsolated as _, SK_ATTRIBUTE};
use dynamodb_store::{ClaimItem, DynamoDbStore, ListShards, StateItem, local_table::LocalTable};
use kernel::{
    AppendError, Digest, Listing, Scope, Snapshot, Store as _,
    contract::{AmountAdded, Ledger, LedgerId, LedgerOpened, OPEN, commit, ledger, scope},
};

const ADDRESS: &str = "ada@example.com";

async fn open(store: &DynamoDbStore, scope: Scope, number: u128, name: &str) -> Snapshot<Ledger> {
    let opened = LedgerOpened { name: name.to_owned() };
    let commit = commit::<Ledger>(scope, ledger(number), None, vec![opened.into()]);
    store.append(&commit).await.expect("a new ledger");
    commit.snapshot
}

/// The ids of a list in the order of creation.
async fn listed(store: &DynamoDbStore, scope: &Scope) -> Vec<LedgerId> {
    pages(store, scope, &Listing::All(OPEN)).await
}

/// The ids of a list, two rows a page.
async fn pages(store: &DynamoDbStore, scope: &Scope, listing: &Listing) -> Vec<LedgerId> {
    let (mut ids, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.list::<Ledger>(scope, listing, cursor.as_ref(), 2).await.expect("a page");
        ids.extend(page.rows.into_iter().map(|row| row.id));
        cursor = page.next;
        if cursor.is_none() {
            return ids;
        }
    }
}

async fn items(table: &LocalTable, sk: &str) -> Vec<HashMap<String, AttributeValue>> {
    let answer = table.client().scan().table_name(LocalTable::NAME).send().await.expect("all items");
    let mut items = answer.items.expect("items");
    items.retain(|item| item.get(SK_ATTRIBUTE) == Some(&AttributeValue::S(sk.to_owned())));
    items
}

/// A capsule is spread over more keys when it has grown: nothing of what stands there may be missed, shown twice or out of order.
#[tokio::test]
async fn a_list_stays_whole_while_its_shards_grow() {
    let (table, scope) = (LocalTable::start().await, scope(1, 1));
    let few = table.store();
    let mut before = Vec::new();
    for number in (2..=20).step_by(2) {
        before.push(open(&few, scope, number, &format!("name {number:02}")).await);
    }
    let many = table.store().with_list_shards(ListShards::new(4).expect("a number of shards"));
    for number in (1..=19).step_by(2) {
        open(&many, scope, number, &format!("name {number:02}")).await;
    }
    let all: Vec<_> = (1..=20).map(ledger).collect();
    let by_name = Listing::ByName { list: OPEN, prefix: None };
    assert_eq!(listed(&many, &scope).await, all);
    assert_eq!(pages(&many, &scope, &by_name).await, all);

    for snapshot in &before {
        let added = AmountAdded { amount: 1, note: String::new() };
        many.append(&commit(scope, snapshot.id, Some(snapshot), vec![added.into()])).await.expect("one more");
    }
    assert_eq!(listed(&many, &scope).await, all, "rows that moved to their new shard");
    assert_eq!(pages(&many, &scope, &by_name).await, all, "the same by name");
    let states = items(&table, &StateItem::sk_of()).await;
    for index in [StateItem::GSI1, StateItem::GSI3] {
        let keys = states.iter().filter_map(|item| item.get(index.pk_attribute));
        let keys: HashSet<_> = keys.map(|key| key.as_s().expect("a key").clone()).collect();
        assert_eq!(keys.len(), 4, "every shard of {} is used", index.name);
    }
}

/// With one digest for all tenants, a tenant could look for its customers among those of others. Requirement: CON-2
#[tokio::test]
async fn one_address_has_another_digest_in_every_scope() {
    let table = LocalTable::start().await;
    let scopes = [scope(1, 1), scope(2, 1), scope(1, 2)];
    let mut digests = vec![Digest::of(&[ADDRESS.as_bytes()])];
    for scope in scopes {
        open(&table.store(), scope, 1, ADDRESS).await;
    }
    for item in items(&table, &ClaimItem::sk_of()).await {
        assert!(!format!("{item:?}").contains(ADDRESS), "a claim shows no address");
        let claim = scopes.iter().find_map(|scope| ClaimItem::from_item(scope, item.clone().into()).ok());
        digests.push(claim.expect("a claim of one of the scopes").value);
    }
    assert_eq!(digests.len(), 4);
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), 4, "no two scopes share a digest, and none is the plain one");
}

/// A store without the key that hashed an address anyway would keep it where everybody can try for it. Requirement: CON-2
#[tokio::test]
async fn without_the_key_no_personal_value_is_written() {
    let (table, scope) = (LocalTable::start().await, scope(1, 1));
    let store = DynamoDbStore::new(table.client().clone(), LocalTable::NAME.to_owned());
    let opened = LedgerOpened { name: ADDRESS.to_owned() };
    let answer = store.append(&commit::<Ledger>(scope, ledger(1), None, vec![opened.into()])).await;
    assert!(
        matches!(&answer, Err(AppendError::Failed(error)) if error.code().contains("blind index key")),
        "{answer:?}"
    );
    open(&store, scope, 2, "a name that is no person's").await;
    assert_eq!(listed(&store, &scope).await, [ledger(2)]);
}
