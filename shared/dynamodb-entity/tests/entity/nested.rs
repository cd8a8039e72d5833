//! A row whose owner stands one level down is as isolated as any other.

use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, EntityError};
use kernel::{CapsuleId, Scope, TenantId};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_dynamo::AttributeValue;

use crate::sample::{NoteItem, TaskItem, note, scope, task};

/// Guards against an owner that is looked for in another place than it is written to.
#[test]
fn the_owner_is_written_and_checked_where_the_paths_say() {
    assert_eq!(
        (NoteItem::TENANT_PATH, NoteItem::CAPSULE_PATH),
        (&["context", "tenant_id"][..], &["context", "capsule"][..])
    );
    assert_eq!(
        (TaskItem::TENANT_PATH, TaskItem::CAPSULE_PATH),
        (&["owner", "tenant_id"][..], &["owner", "capsule_id"][..])
    );
    let scope = scope(1, 2);
    let (note, task) = (note(&scope, 3), task(&scope, 3));
    assert_eq!((note.tenant_id(), note.capsule_id()), (scope.tenant_id(), scope.capsule_id()));
    assert_eq!((task.tenant_id(), task.capsule_id()), (scope.tenant_id(), scope.capsule_id()));
    let (tenant, capsule) = (scope.tenant_id(), scope.capsule_id());
    assert_eq!(note.pk(), format!("TENANT#{tenant}#CAPSULE#{capsule}#NOTE#{}", note.id));
    assert_eq!(note.pk(), NoteItem::pk_of(&scope, &note.id));
    assert_eq!(task.pk(), TaskItem::pk_of(&scope, &task.id));
}

/// Guards against a damaged or foreign owner that passes because it does not stand in the entity itself; and against an error that
/// tells what is wrong with somebody else's data. Requirement: ACS-6
#[test]
fn a_row_whose_owner_cannot_be_read_is_foreign_and_nothing_more() {
    let own = scope(1, 2);
    let foreign = EntityError::ForeignScope { entity: "NoteItem" };
    let original = note(&own, 3).to_item().unwrap();
    let damage = |change: &dyn Fn(&mut std::collections::HashMap<String, AttributeValue>)| {
        let mut item = original.clone();
        item.remove("id");
        let Some(AttributeValue::M(context)) = item.get_mut("context") else { panic!("the context is a map") };
        change(context);
        item
    };
    for member in ["tenant_id", "capsule"] {
        for item in [
            damage(&|context| drop(context.remove(member))),
            damage(&|context| drop(context.insert(member.to_owned(), AttributeValue::Null(true)))),
            damage(&|context| drop(context.insert(member.to_owned(), AttributeValue::S("other".to_owned())))),
        ] {
            assert_eq!(NoteItem::from_item(&own, item), Err(foreign.clone()));
        }
    }
    for context in [None, Some(AttributeValue::S("eu".to_owned()))] {
        let mut item = original.clone();
        match context {
            Some(context) => item.insert("context".to_owned(), context),
            None => item.remove("context"),
        };
        assert_eq!(NoteItem::from_item(&own, item), Err(foreign.clone()));
    }
    // The damage alone is one that the own scope is told of.
    assert!(matches!(NoteItem::from_item(&own, damage(&|_| ())), Err(EntityError::Decode { .. })));
    assert_eq!(NoteItem::from_item(&scope(1, 9), damage(&|_| ())), Err(foreign));
}

fn round_trip<E: CapsuleIsolated + PartialEq + std::fmt::Debug>(
    entity: &E,
    own: &Scope,
    other: &Scope,
) -> Result<(), TestCaseError> {
    let item = entity.to_item().map_err(|error| TestCaseError::fail(error.to_string()))?;
    let read = E::from_item(own, item.clone());
    prop_assert_eq!(read.as_ref(), Ok(entity));
    prop_assert_eq!(E::from_item(other, item).is_ok(), own == other);
    Ok(())
}

proptest! {
    /// Guards against any pair of scopes that reads each other's rows, and a row that does not read as it was written.
    #[test]
    fn only_the_own_scope_reads_a_row(tenants: [u128; 2], capsules: [u128; 2], id: u128) {
        let (own, other) = (scope(tenants[0], capsules[0]), scope(tenants[1], capsules[1]));
        round_trip(&note(&own, id), &own, &other)?;
        round_trip(&task(&own, id), &own, &other)?;
    }
}

/// Stores its members under other names than every load looks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Renamed {
    #[serde(rename = "t")]
    tenant_id: TenantId,
    capsule_id: CapsuleId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#RENAMED#{number}"]
#[sk = "RENAMED"]
struct RenamedItem {
    #[tenant(path = context.tenant_id)]
    #[capsule(path = context.capsule_id)]
    context: Renamed,
    number: u64,
}

/// Guards against a row that can be written and never be read: the macro does not see the type of the context.
#[test]
fn a_row_whose_owner_no_load_would_find_is_not_written() {
    let scope = scope(1, 2);
    let context = Renamed { tenant_id: scope.tenant_id(), capsule_id: scope.capsule_id() };
    let item = RenamedItem { context, number: 1 }.to_item();
    assert_eq!(item, Err(EntityError::OwnerNotStored { entity: "RenamedItem" }));
}
