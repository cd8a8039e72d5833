//! Keys: their text, their constructors, their patterns.

use dynamodb_entity::{CapsuleIsolated as _, DynamoDbEntity, Isolation, KeySegment, PlatformLevel, TemplateError};
use kernel::{AggregateType, TypedId};
use proptest::prelude::*;

use crate::sample::{AccountId, NoteItem, StateItem, TaskItem, TimerItem, scope, state, uuid};

/// Guards against a key that is not the declared template with the fields in it.
#[test]
fn a_key_is_the_template_with_the_fields_in_it() {
    let scope = scope(1, 2);
    let item = state(&scope, 3);
    let (tenant, capsule, id) = (scope.tenant_id(), scope.capsule_id(), &item.aggregate_id);
    assert_eq!(item.pk(), format!("TENANT#{tenant}#CAPSULE#{capsule}#ACCOUNT#{id}"));
    assert_eq!(item.sk(), "EVENT#00000000000000000042");
    assert_eq!(
        item.index_keys(),
        [("gsi1pk", format!("TENANT#{tenant}#CAPSULE#{capsule}#LIST#ACCOUNT#07")), ("gsi1sk", id.to_string()),]
    );
}

/// Guards against constructors that make another key than the row has: what is written would never be found.
#[test]
fn a_constructor_makes_the_key_of_the_row() {
    let scope = scope(1, 2);
    let item = state(&scope, 3);
    let list = AggregateType::of::<AccountId>();
    assert_eq!(StateItem::pk_of(&scope, &item.aggregate_type, &item.aggregate_id), item.pk());
    assert_eq!(StateItem::sk_of(42), item.sk());
    assert_eq!(StateItem::sk_prefix(), "EVENT#");
    assert_eq!(
        item.index_keys(),
        [
            (StateItem::GSI1.pk_attribute, StateItem::gsi1_pk_of(&scope, &list, 7)),
            (StateItem::GSI1.sk_attribute, StateItem::gsi1_sk_of(&item.aggregate_id)),
        ]
    );
}

/// Guards against an index that lists rows which should not be listed.
#[test]
fn a_row_without_an_index_value_is_not_in_the_index() {
    let mut item = state(&scope(1, 2), 3);
    item.list = None;
    assert_eq!(item.index_keys(), []);
}

/// Guards against generated locals that shadow a field or an argument of the same name.
#[test]
fn fields_called_like_generated_locals_keep_their_values() {
    let account = AccountId::from_uuid(uuid(1));
    let timer = TimerItem { scope: 5, key: 77, keys: account.erase(), tenant_id: scope(1, 2).tenant_id() };
    assert_eq!(timer.pk(), "PLATFORM#TIMER#5");
    assert_eq!(timer.sk(), format!("DUE#0000000077#{account}"));
    assert_eq!(TimerItem::pk_of(5), timer.pk());
    assert_eq!(TimerItem::sk_of(77, &timer.keys), timer.sk());
}

/// Guards against definitions that a table, a policy or a report would be made from wrongly.
#[test]
fn an_entity_describes_itself() {
    const REASON: &str = "timers are found by due time across all capsules";
    assert_eq!(StateItem::NAME, "StateItem");
    assert_eq!(StateItem::TABLE_NAME, "platform_data");
    assert_eq!(StateItem::ISOLATION, Isolation::CapsuleIsolated);
    assert_eq!(TimerItem::ISOLATION, Isolation::PlatformLevel { reason: REASON });
    assert_eq!(TimerItem::REASON, REASON);
    assert_eq!(StateItem::INDEXES, [StateItem::GSI1]);
    assert_eq!(StateItem::GSI1.name, "gsi1");
    assert_eq!(StateItem::PK.text(), "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}");
    assert!(NoteItem::INDEXES.len() == 1 && TaskItem::INDEXES.is_empty());
}

const ACCOUNTS: &str = "TENANT#tenant_??????????????????????????#CAPSULE#capsule_??????????????????????????\
                        #ACCOUNT#account_??????????????????????????";

/// Guards against a policy that grants more than one kind of aggregate, or another capsule by a `*` that matches `#`.
#[test]
fn an_iam_pattern_is_fixed_width_where_the_type_is() {
    assert_eq!(
        StateItem::PK.iam_pattern(),
        "TENANT#tenant_??????????????????????????#CAPSULE#capsule_??????????????????????????#*#*"
    );
    assert_eq!(StateItem::SK.iam_pattern(), "EVENT#????????????????????");
    assert!(StateItem::GSI1.pk.iam_pattern().ends_with("#LIST#*#*"), "two digits do not hold every u8");
    let narrowed =
        StateItem::PK.iam_pattern_with(&[("aggregate_type", "ACCOUNT"), ("aggregate_id", AccountId::PATTERN)]);
    assert_eq!(narrowed.as_deref(), Ok(ACCOUNTS));
}

/// Guards against a narrowing that silently narrows nothing, or widens.
#[test]
fn a_pattern_is_not_narrowed_by_a_mistake() {
    assert!(matches!(
        StateItem::PK.iam_pattern_with(&[("agregate_type", "ACCOUNT")]),
        Err(TemplateError::UnknownPlaceholder { .. })
    ));
    for text in ["", "*", "ACCOUNT#account_1", "${aws:userid}"] {
        assert!(
            matches!(
                StateItem::PK.iam_pattern_with(&[("aggregate_type", text)]),
                Err(TemplateError::NotOneSegment { .. })
            ),
            "`{text}`"
        );
    }
}

fn is_match(pattern: &str, key: &str) -> bool {
    pattern.len() == key.len() && pattern.bytes().zip(key.bytes()).all(|(p, k)| p == b'?' || p == k)
}

proptest! {
    /// Guards against two capsules or two aggregates that meet in one key.
    #[test]
    fn two_different_owners_or_ids_never_give_one_key(a: [u128; 3], b: [u128; 3]) {
        let (left, right) = (state(&scope(a[0], a[1]), a[2]), state(&scope(b[0], b[1]), b[2]));
        let same = (left.tenant_id(), left.capsule_id(), &left.aggregate_id)
            == (right.tenant_id(), right.capsule_id(), &right.aggregate_id);
        prop_assert_eq!(left.pk() == right.pk(), same);
        // Neighbours differ in one part only, where an unlucky template would mix them up.
        for neighbour in [state(&scope(b[0], a[1]), a[2]), state(&scope(a[0], b[1]), a[2]), state(&scope(a[0], a[1]), b[2])] {
            prop_assert_eq!(left.pk() == neighbour.pk(), left == neighbour);
        }
    }

    /// Guards against a policy that locks a function out of some of its own rows.
    #[test]
    fn every_key_matches_its_pattern(tenant: u128, capsule: u128, id: u128) {
        prop_assert!(is_match(ACCOUNTS, &state(&scope(tenant, capsule), id).pk()));
    }

    /// Guards against sort keys that do not sort as their numbers do.
    #[test]
    fn padded_numbers_sort_as_numbers(a: u64, b: u64) {
        prop_assert_eq!(StateItem::sk_of(a).cmp(&StateItem::sk_of(b)), a.cmp(&b));
    }
}
