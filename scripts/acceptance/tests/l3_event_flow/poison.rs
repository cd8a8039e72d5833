//! Records of the stream that no function of ours wrote.

use acceptance::{
    Cloud, Feed, Tenant,
    table::{Item, Table, text},
    tenant::fresh,
};
use aws_sdk_dynamodb::types::AttributeValue;
use crm::account::AccountId;
use dynamodb_store::EventItem;
use kernel::{AggregateType, Scope, TenantId, TypedId as _};

use crate::{create, settle};

/// The partition key of a stream.
fn stream_of(tenant: &Tenant, id: &str) -> String {
    let id: AccountId = id.parse().expect("an account id");
    let scope = Scope::establish(tenant.tenant_id, tenant.capsule_id);
    EventItem::pk_of(&scope, &AggregateType::of::<AccountId>(), &id.erase())
}

/// The sort key of the first event.
fn first() -> String {
    EventItem::sk_of(1)
}

/// A genuine event, moved to the start of a stream that nobody wrote. The publisher would carry it to the bus.
async fn transplant(table: &Table, tenant: &Tenant, genuine: &str) -> (String, Item) {
    let id = fresh::<AccountId>().to_string();
    let pk = stream_of(tenant, &id);
    let mut item = table.get(&stream_of(tenant, genuine), &first()).await.expect("the event of the account");
    item.insert("pk".to_owned(), text(&pk));
    item.insert("aggregate_id".to_owned(), text(&id));
    (pk, item)
}

/// A way to break a genuine event.
type Break = fn(&mut Item);

/// One broken record that stops the stream would stop every tenant's events behind it. Each has to be set aside under its key, with the
/// reason, and an event written after it has to arrive.
#[tokio::test]
async fn a_poison_record_is_quarantined_and_blocks_nobody() {
    let breaks: [(&str, Break, &str); 8] = [
        (
            "nothing but a kind",
            |item| item.retain(|name, _| ["pk", "sk", "kind"].contains(&name.as_str())),
            "event_malformed",
        ),
        ("no data", |item| drop(item.remove("data")), "event_malformed"),
        ("no capsule", |item| drop(item.remove("capsule_id")), "event_malformed"),
        ("a sequence that is text", |item| drop(item.insert("sequence".to_owned(), text("1"))), "event_malformed"),
        ("data that is no JSON", |item| drop(item.insert("data".to_owned(), text("{\"name\":"))), "event_malformed"),
        (
            "data that is a map",
            |item| drop(item.insert("data".to_owned(), AttributeValue::M(Item::new()))),
            "event_malformed",
        ),
        (
            "another sequence than the key's",
            |item| drop(item.insert("sequence".to_owned(), AttributeValue::N("7".to_owned()))),
            "key_mismatch",
        ),
        (
            "another tenant than the key's",
            |item| drop(item.insert("tenant_id".to_owned(), text(&fresh::<TenantId>().to_string()))),
            "key_mismatch",
        ),
    ];
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let (client, table, quarantine) = (cloud.client(&tenant), cloud.table(), cloud.quarantine());
    let genuine = create(&client, "Genuine").await;
    feed.wait_for_sequence(&genuine, 1).await;

    let mut poisoned = Vec::new();
    for (what, broken, reason) in breaks {
        let (pk, mut item) = transplant(&table, &tenant, &genuine).await;
        broken(&mut item);
        table.put(item).await;
        poisoned.push((what, pk, reason));
    }
    settle(&client, &mut feed).await;

    for (what, pk, reason) in &poisoned {
        let notice = quarantine.wait_for(pk, &first()).await;
        assert_eq!(notice["reason"], *reason, "{what}: {notice}");
        assert_eq!(notice["function"], "stream-publisher");
        assert!(notice["sequence_number"].is_string(), "{what} can be found in the stream: {notice}");
        assert!(!notice.to_string().contains("Genuine"), "{what}: a notice says where, not what: {notice}");
    }
    assert_eq!(aggregates(&feed).len(), 2, "nothing broken is published: {:?}", feed.arrivals());
}

/// The aggregates that events arrived about.
fn aggregates(feed: &Feed) -> std::collections::BTreeSet<String> {
    feed.arrivals().iter().filter_map(|arrival| arrival.text("/aggregate_id")).collect()
}

/// The transplant itself is sound: were it refused for another reason, the cases above would prove nothing.
#[tokio::test]
async fn a_transplanted_event_is_published() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let (client, table) = (cloud.client(&tenant), cloud.table());
    let genuine = create(&client, "Genuine").await;
    let (_, item) = transplant(&table, &tenant, &genuine).await;
    let id = item["aggregate_id"].as_s().expect("text").clone();
    table.put(item).await;
    feed.wait_for("the transplanted event", |arrival| arrival.is_about(&id)).await;
}

/// The table holds states, claims and records too: published as events they would confuse every consumer, and in quarantine they
/// would bury what is really broken.
#[tokio::test]
async fn a_record_that_is_not_ours_is_left_alone() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let (client, table, quarantine) = (cloud.client(&tenant), cloud.table(), cloud.quarantine());
    let genuine = create(&client, "Genuine").await;
    let mut written = Vec::new();
    for kind in [None, Some("state"), Some("claim"), Some("EVENT"), Some("event "), Some("")] {
        let (pk, mut item) = transplant(&table, &tenant, &genuine).await;
        match kind {
            Some(kind) => drop(item.insert("kind".to_owned(), text(kind))),
            None => drop(item.remove("kind")),
        }
        table.put(item).await;
        written.push(pk);
    }
    settle(&client, &mut feed).await;
    assert_eq!(aggregates(&feed).len(), 2, "{:?}", feed.arrivals());
    let ours = quarantine.find(|notice| written.iter().any(|pk| notice["pk"] == **pk)).await;
    assert!(ours.is_empty(), "{ours:?}");
}
