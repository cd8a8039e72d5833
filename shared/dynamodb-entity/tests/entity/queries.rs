//! Queries: what is asked for, and that nothing else is taken for an answer.

use dynamodb_entity::{DynamoDbEntity, EntityError, Projection, Query};
use kernel::TypedId as _;
use serde_dynamo::{AttributeValue, Item};

use crate::sample::{AccountId, LineItem, Listed, NoteItem, StateItem, TimerItem, line, note, scope, state, uuid};

/// What the query asks for, as people read it.
fn shown<R>(query: &Query<R>) -> String {
    let mut text = query.key_condition().to_owned();
    for (alias, name) in query.names() {
        text = text.replace(alias, name);
    }
    for (place, value) in query.values() {
        text = text.replace(place, &format!("'{value}'"));
    }
    format!("{}{}: {text}", query.table_name(), query.index_name().map(|name| format!(".{name}")).unwrap_or_default())
}

/// An item as an index carries it.
fn projected(item: &Item, attributes: &[&str]) -> Item {
    let kept = item.iter().filter(|(name, _)| attributes.contains(&name.as_str()));
    Item::from(kept.map(|(name, value)| (name.clone(), value.clone())).collect::<std::collections::HashMap<_, _>>())
}

const KEYS: [&str; 4] = ["pk", "sk", "gsi1pk", "gsi1sk"];

/// Guards against a query that is answered with rows of other kinds, which share the partition.
#[test]
fn a_query_asks_for_the_rows_of_its_kind() {
    let (scope, state) = (scope(1, 2), state(&scope(1, 2), 3));
    let (pk, id) = (state.pk(), &state.aggregate_id);
    let query = || StateItem::query(&scope, &state.aggregate_type, id);
    let begin = format!("platform_data: pk = '{pk}' AND");
    assert_eq!(shown(&query()), format!("{begin} begins_with(sk, 'EVENT#')"));
    let (two, nine) = (StateItem::sk_of(2), StateItem::sk_of(9));
    assert_eq!(shown(&query().sk_from_to(&two, &nine)), format!("{begin} sk BETWEEN '{two}' AND '{nine}'"));
    assert_eq!(shown(&query().sk_after(&two)), format!("{begin} sk BETWEEN '{two}\0' AND 'EVENT#\u{7f}'"));
    assert_eq!(shown(&query().sk_begins_with("EVENT#0000")), format!("{begin} begins_with(sk, 'EVENT#0000')"));
    let note = note(&scope, 3);
    let query = NoteItem::query(&scope, &note.id);
    assert_eq!(shown(&query), format!("platform_data: pk = '{}' AND sk = 'NOTE'", note.pk()));
}

/// Guards against an index that is asked for the table's keys, or for another order than was meant.
#[test]
fn a_query_of_an_index_asks_for_its_keys() {
    let (scope, state) = (scope(1, 2), state(&scope(1, 2), 3));
    let query = || StateItem::gsi1_query(&scope, &state.aggregate_type, 7);
    let pk = StateItem::gsi1_pk_of(&scope, &state.aggregate_type, 7);
    let begin = format!("platform_data.gsi1: gsi1pk = '{pk}'");
    assert_eq!(shown(&query()), begin);
    let after = StateItem::gsi1_sk_of(&state.aggregate_id);
    assert_eq!(shown(&query().sk_after(&after)), format!("{begin} AND gsi1sk > '{after}'"));
    let among = query().sk_after_among(&after, "note_01");
    assert_eq!(shown(&among), format!("{begin} AND gsi1sk BETWEEN '{after}\0' AND 'note_01\u{7f}'"));
    assert_eq!((query().item_limit(), query().is_ascending()), (None, true));
    let query = query().limit(5).descending();
    assert_eq!((query.item_limit(), query.is_ascending()), (Some(5), false));
    assert!(shown(&LineItem::gsi2_query(&scope)).ends_with("#RECENT' AND begins_with(gsi2sk, 'AT#')"));
    assert!(shown(&TimerItem::gsi1_query(9)).starts_with("platform_data.gsi1: gsi1pk = 'PLATFORM#DUE#9'"));
}

/// Guards against definitions that a table would be made from wrongly.
#[test]
fn an_index_says_what_it_carries() {
    assert_eq!(StateItem::GSI1.projection, Projection::Include(&["tenant_id", "capsule_id", "note"]));
    assert_eq!((LineItem::GSI2.projection, LineItem::GSI3.projection), (Projection::KeysOnly, Projection::All));
    let carries = |projection: Projection| ["note", "body"].map(|attribute| projection.carries(attribute));
    assert_eq!(carries(StateItem::GSI1.projection), [true, false]);
    assert_eq!(carries(LineItem::GSI2.projection), [false, false]);
    assert_eq!(carries(LineItem::GSI3.projection), [true, true]);
}

/// Guards against a row that was asked for and is not read, and against a view that trips over what else the index carries.
#[test]
fn an_answer_is_read_into_the_entity_or_its_view() {
    let scope = scope(1, 2);
    let mut state = state(&scope, 3);
    state.note = Some("called back".to_owned());
    let item = state.to_item().unwrap();
    let query = StateItem::query(&scope, &state.aggregate_type, &state.aggregate_id);
    assert_eq!(query.read(item.clone()), Ok(state.clone()));

    let carried = projected(&item, &[&KEYS[..], &["tenant_id", "capsule_id", "note"]].concat());
    let query = StateItem::gsi1_query(&scope, &state.aggregate_type, 7);
    let expected = Listed { gsi1sk: state.aggregate_id.clone(), note: state.note.clone() };
    assert_eq!(query.read(carried.clone()), Ok(expected));
    let mut damaged = carried;
    damaged.remove("gsi1sk");
    assert!(matches!(query.read(damaged), Err(EntityError::Decode { entity: "Listed", .. })));

    let line = line(&scope, 4);
    let item = line.to_item().unwrap();
    let keys = projected(&item, &["pk", "sk", "gsi2pk", "gsi2sk"]);
    assert_eq!(LineItem::gsi2_query(&scope).read(keys.clone()), Ok(keys));
    assert_eq!(LineItem::gsi3_query(&scope).read(item), Ok(line));
}

/// Guards against an answer of another capsule, and of one that does not say whose it is. Requirement: ACS-6
#[test]
fn an_answer_that_was_not_asked_for_is_foreign() {
    let (own, foreign) = (scope(1, 2), EntityError::ForeignScope { entity: "StateItem" });
    let item = state(&own, 3).to_item().unwrap();
    let query = StateItem::gsi1_query(&own, &state(&own, 3).aggregate_type, 7);
    assert!(query.read(item.clone()).is_ok());
    for attribute in ["gsi1pk", "tenant_id", "capsule_id"] {
        for wrong in [None, Some(AttributeValue::S("other".to_owned())), Some(AttributeValue::Null(true))] {
            let mut item = item.clone();
            // Not even what is damaged is told of.
            item.remove("gsi1sk");
            match wrong {
                Some(wrong) => item.insert(attribute.to_owned(), wrong),
                None => item.remove(attribute),
            };
            assert_eq!(query.read(item), Err(foreign.clone()), "{attribute}");
        }
    }
    let other = state(&own, 4);
    let query = StateItem::query(&own, &other.aggregate_type, &other.aggregate_id);
    assert_eq!(query.read(item.clone()), Err(foreign.clone()), "a row of another partition");
    // An index that carries no owner still carries the key, which names it.
    let keys = projected(&line(&own, 4).to_item().unwrap(), &["pk", "sk", "gsi2pk", "gsi2sk"]);
    let elsewhere = LineItem::gsi2_query(&scope(1, 9));
    assert_eq!(elsewhere.read(keys), Err(EntityError::ForeignScope { entity: "LineItem" }));
}

/// Guards against an owner one level down that nobody looks at, because the attribute of that name is not there.
#[test]
fn an_owner_one_level_down_is_compared_where_the_index_carries_it() {
    let own = scope(1, 2);
    let mut item = note(&own, 3).to_item().unwrap();
    let query = NoteItem::gsi1_query(&own);
    assert!(query.read(item.clone()).is_ok());
    let context = note(&scope(1, 9), 3).to_item().unwrap().remove("context").unwrap();
    item.insert("context".to_owned(), context);
    assert_eq!(query.read(item), Err(EntityError::ForeignScope { entity: "NoteItem" }));
}

/// Guards against a row of the platform that is taken for another one.
#[test]
fn a_platform_level_answer_stands_under_the_key_that_was_asked_for() {
    let keys = AccountId::from_uuid(uuid(1)).erase();
    let timer = TimerItem { scope: 5, key: 77, keys, tenant_id: scope(1, 2).tenant_id() };
    let item = timer.to_item().unwrap();
    assert_eq!(TimerItem::query(5).read(item.clone()), Ok(timer.clone()));
    assert_eq!(TimerItem::gsi1_query(77).read(item.clone()), Ok(timer));
    let mismatch = |attribute| Err(EntityError::KeyMismatch { entity: "TimerItem", attribute });
    assert_eq!(TimerItem::query(6).read(item.clone()), mismatch("pk"));
    assert_eq!(TimerItem::gsi1_query(78).read(item), mismatch("gsi1pk"));
}
