//! What becomes of an item that is not what its key says: it is never data, and somebody hears of it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use dynamodb_entity::{PK_ATTRIBUTE, PlatformLevel as _, SK_ATTRIBUTE};
use dynamodb_store::{DynamoDbStore, EventItem, QuarantineItem, StateItem, local_table::LocalTable};
use kernel::{
    AggregateType, AppendError, Digest, LoadError, Store as _, Timestamp, TypedId as _,
    contract::{Ledger, LedgerId, LedgerOpened, commit, ledger, scope},
};

const SECRET: &str = "what only its owner may see";

type Attributes = HashMap<String, AttributeValue>;

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// The keys of ledger 1 of scope (1, 1).
fn keys() -> (String, String) {
    (StateItem::pk_of(&scope(1, 1), &AggregateType::of::<LedgerId>(), &ledger(1).erase()), StateItem::sk_of())
}

async fn put(table: &LocalTable, item: Attributes) {
    let put = table.client().put_item().table_name(LocalTable::NAME).set_item(Some(item));
    put.send().await.expect("an item that another program wrote");
}

async fn get(table: &LocalTable, (pk, sk): (String, String)) -> Option<Attributes> {
    let get = table.client().get_item().table_name(LocalTable::NAME).consistent_read(true);
    get.key(PK_ATTRIBUTE, text(pk)).key(SK_ATTRIBUTE, text(sk)).send().await.expect("an answer").item
}

async fn all(table: &LocalTable) -> Vec<Attributes> {
    table.client().scan().table_name(LocalTable::NAME).send().await.expect("a scan").items.unwrap_or_default()
}

fn note_keys() -> (String, String) {
    let (pk, sk) = keys();
    (QuarantineItem::pk_of(&Digest::of(&[pk.as_bytes(), sk.as_bytes()])), QuarantineItem::sk_of())
}

async fn note(table: &LocalTable) -> QuarantineItem {
    let item = get(table, note_keys()).await.expect("a note");
    assert!(!format!("{item:?}").contains(SECRET), "a note holds nothing of the item");
    QuarantineItem::from_item(item.into()).expect("a note that can be read")
}

/// A ledger 1 of scope (1, 1), changed behind the store's back.
async fn tampered(change: impl FnOnce(&mut Attributes)) -> (LocalTable, DynamoDbStore) {
    let table = LocalTable::start().await;
    let store = table.store();
    let opened = LedgerOpened { name: SECRET.to_owned() };
    store.append(&commit::<Ledger>(scope(1, 1), ledger(1), None, vec![opened.into()])).await.expect("written");
    let mut item = get(&table, keys()).await.expect("a state");
    change(&mut item);
    put(&table, item).await;
    (table, store)
}

async fn load(store: &DynamoDbStore) -> LoadError {
    match store.load::<Ledger>(&scope(1, 1), ledger(1), None).await {
        Err(error) => error,
        Ok(loaded) => panic!("an item that is not of its key was read: {loaded:?}"),
    }
}

/// An item of another tenant under a key of this one is a leak in the making: it is refused every time and counted.
/// Requirement: ACS-6
#[tokio::test]
async fn an_item_of_another_tenant_is_refused_and_noted() {
    let foreign = scope(2, 1).tenant_id().to_string();
    let (table, store) = tampered(|item| drop(item.insert("tenant_id".to_owned(), text(foreign)))).await;
    assert!(matches!(load(&store).await, LoadError::ForeignScope));
    let first = note(&table).await;
    assert_eq!((first.item_pk.clone(), first.item_sk.clone()), keys());
    assert_eq!((first.reason.as_str(), first.count), ("foreign_scope", 1));
    assert!(matches!(load(&store).await, LoadError::ForeignScope));
    let second = note(&table).await;
    assert_eq!((second.count, second.first_seen), (2, first.first_seen));
    assert!(second.last_seen >= first.last_seen);
}

/// What stands in the way of a write is shown to the client, so it is looked at no less closely: one of another tenant would name that
/// tenant's record. Requirement: ACS-6
#[tokio::test]
async fn a_claim_of_another_tenant_is_refused_and_noted() {
    let (table, store) = tampered(|_| ()).await;
    let is_claim = |item: &Attributes| item.get("kind") == Some(&text("claim"));
    let mut item = all(&table).await.into_iter().find(is_claim).expect("the claim of the name");
    item.insert("tenant_id".to_owned(), text(scope(2, 1).tenant_id().to_string()));
    put(&table, item).await;

    let rival = commit::<Ledger>(scope(1, 1), ledger(2), None, vec![LedgerOpened { name: SECRET.to_owned() }.into()]);
    let refused = store.append(&rival).await;
    assert!(matches!(refused, Err(AppendError::Unreadable(LoadError::ForeignScope))), "{refused:?}");
    let noted = all(&table).await;
    let reasons: Vec<_> = noted.iter().filter_map(|item| item.get("reason")?.as_s().ok()).collect();
    assert_eq!(reasons, ["foreign_scope"]);
}

/// An item that lost an attribute is told from one that is not there, or a command would begin the stream again.
#[tokio::test]
async fn an_item_that_cannot_be_read_is_refused_and_noted() {
    let (table, store) = tampered(|item| drop(item.remove("body"))).await;
    assert!(matches!(load(&store).await, LoadError::Decode(_)));
    let note = note(&table).await;
    assert_eq!((note.reason.as_str(), note.count), ("decode", 1));
}

/// An item that was copied under the key of another record reads well and is still not that record.
#[tokio::test]
async fn an_item_under_the_key_of_another_is_refused_and_noted() {
    let (table, store) =
        tampered(|item| drop(item.insert("aggregate_id".to_owned(), text(ledger(2).to_string())))).await;
    assert!(matches!(load(&store).await, LoadError::Decode(_)));
    assert_eq!(note(&table).await.reason, "key_mismatch");
}

/// A note that cannot be written must not turn the refusal into something else. Requirement: ACS-6
#[tokio::test]
async fn a_note_that_fails_changes_nothing() {
    let foreign = scope(2, 1).tenant_id().to_string();
    let (table, store) = tampered(|item| drop(item.insert("tenant_id".to_owned(), text(foreign)))).await;
    let (pk, sk) = note_keys();
    // Nothing can be added to a text: the engine refuses the note.
    let broken = [(PK_ATTRIBUTE, text(pk)), (SK_ATTRIBUTE, text(sk)), ("count", text("many"))];
    put(&table, broken.map(|(name, value)| (name.to_owned(), value)).into()).await;
    assert!(matches!(load(&store).await, LoadError::ForeignScope));
}

/// A state of an older fold is made anew of its events, which the engine may show later than the state: that is no damage, until it
/// lasts.
#[tokio::test]
async fn a_state_whose_events_are_not_to_be_seen_yet_is_waited_for() {
    for (written, is_damage) in [(Timestamp::EPOCH, true), (lambda_host::clock::now(), false)] {
        let (table, store) = tampered(|item| {
            let body = item.get("body").and_then(|body| body.as_s().ok()).cloned().unwrap_or_default();
            let mut body: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
            if let Some(updated_at) = body.get_mut("updated_at") {
                *updated_at = written.to_string().into();
            }
            item.insert("body".to_owned(), text(body.to_string()));
            item.insert("fold_version".to_owned(), AttributeValue::N("0".to_owned()));
        })
        .await;
        assert!(store.load::<Ledger>(&scope(1, 1), ledger(1), None).await.is_ok_and(|loaded| loaded.rebuilt));
        let event = (keys().0, EventItem::sk_of(1));
        let delete = table.client().delete_item().table_name(LocalTable::NAME);
        delete.key(PK_ATTRIBUTE, text(event.0)).key(SK_ATTRIBUTE, text(event.1)).send().await.expect("deleted");
        match load(&store).await {
            LoadError::Decode(_) => assert!(is_damage, "{written}"),
            LoadError::Unavailable(_) => assert!(!is_damage, "{written}"),
            other => panic!("{other:?}"),
        }
    }
}
