use dynamodb_entity::DynamoDbEntity as _;
use dynamodb_store::local_table::LocalTable;
use event_analysis::Analyser;
use kernel::EncodedEvent;
use serde_json::{Value, json};

use super::*;

/// The event of the sample that Lambda gets, in one of two tenants.
fn event(number: u32) -> Value {
    let tenant = if number.is_multiple_of(2) {
        "tenant_01h2xcejqtf2nbrexx3vqjhp41"
    } else {
        "tenant_01h2xcejqtf2nbrexx3vqjhp51"
    };
    json!({
        "event_id": format!("0190a1b2-c3d4-7000-8000-{number:012}"), "event_type": "LedgerSigned", "schema_version": 1,
        "tenant_id": tenant, "capsule_id": "capsule_01h2xcejqtf2nbrexx3vqjhp42",
        "aggregate_type": "ledger", "aggregate_id": "ledger_01h2xcejqtf2nbrexx3vqjhp43", "sequence": number,
        "occurred_at": "2026-11-20T22:00:00.123Z", "actor": "user_01h2xcejqtf2nbrexx3vqjhp44",
        "correlation_id": "5759e988bd862e3fe1be46a994272793", "causation_id": "0190a1b2-c3d4-7000-8000-000000000000",
        "data": { "note": { "$enc": { "v": 1, "kid": "k", "iv": "x", "ct": "y" } } },
    })
}

/// Guards against events that are not those of the bus, states and claims among them, and personal data in clear text.
#[tokio::test]
async fn the_table_gives_its_events_and_nothing_else() {
    let table = LocalTable::start().await;
    for number in 1..=5 {
        let event: EncodedEvent = serde_json::from_value(event(number)).unwrap();
        let item = EventItem::from(event).to_item().unwrap();
        put(&table, item.into()).await;
    }
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let key = |pk: &str| [("pk".to_owned(), text(pk)), ("sk".to_owned(), text("STATE"))];
    put(&table, key("A").into_iter().chain([("kind".to_owned(), text("state"))]).collect()).await;
    put(&table, key("B").into_iter().chain([("kind".to_owned(), text("event"))]).collect()).await;

    let cloud = Cloud::of_table(table.client().clone());
    let path = std::env::temp_dir().join(format!("eva-scan-{}", std::process::id()));
    let mut intake = Intake::new(Analyser::new(), 1, Some(&path)).unwrap();
    super::table(&cloud, LocalTable::NAME, None, &mut intake).await.unwrap();
    assert_eq!(intake.lines(), 6);
    let (analyser, events) = intake.finish().unwrap();
    assert_eq!((events, analyser.report().unreadable_count), (5, 1));
    let kept = std::fs::read_to_string(&path).unwrap();
    let mut read: Vec<Value> =
        kept.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect();
    read.sort_by_key(|event| event["sequence"].as_u64());
    assert_eq!(read, (1..=5).map(event).collect::<Vec<_>>());

    let mut intake = Intake::new(Analyser::new(), 1, None).unwrap();
    let tenant = "tenant_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap();
    super::table(&cloud, LocalTable::NAME, Some(tenant), &mut intake).await.unwrap();
    assert_eq!(intake.lines(), 2);
    std::fs::remove_file(path).unwrap();
}

async fn put(table: &LocalTable, item: Item) {
    table.client().put_item().table_name(LocalTable::NAME).set_item(Some(item)).send().await.unwrap();
}

/// Guards against a pretty-printed message that becomes many lines of what is kept.
#[test]
fn a_message_is_one_line() {
    assert_eq!(one_line("{\r\n  \"a\": 1\n}".to_owned()), b"{    \"a\": 1 }");
}
