//! The items of the table: their keys, letter by letter, and the patterns that rights are made from. Records live for years under
//! these keys; whoever changes one here loses what stands under the old one.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;

use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, Isolation, PlatformLevel};
use dynamodb_store::{
    AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, ListShards, PublishedItem, QuarantineItem, StateItem,
    entities::{AnchorKind, ClaimKind, CommandKind, EdgeKind, EventKind, PublishedKind, StateKind},
};
use kernel::{
    Actor, AggregateType, AnyId, CorrelationId, Digest, KeyName, KeySegment as _, Scope, ServiceName, SortName,
    Timestamp, TypedId as _,
    contract::{LedgerId, ledger, scope, uuid},
};

const S: &str = "TENANT#tenant_01kahmg3r1e008000000000001#CAPSULE#capsule_01kahmg3r2e008000000000002";
const LEDGER: &str = "ledger_01kahmg3r3e008000000000003";
const OTHER: &str = "ledger_01kahmg3r4e008000000000004";
const DIGEST: &str = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";

const NAME: KeyName = KeyName::new("LEDGER");
const KIND: KeyName = KeyName::new("BOOK");

/// What isolates every item here.
fn owner() -> (Scope, AggregateType, AnyId) {
    (scope(1, 2), AggregateType::of::<LedgerId>(), ledger(3).erase())
}

fn digest() -> Digest {
    DIGEST.parse().expect("a digest")
}

fn event() -> EventItem {
    let (scope, aggregate_type, aggregate_id) = owner();
    EventItem {
        kind: EventKind::Kind,
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        aggregate_type,
        aggregate_id,
        sequence: 7,
        event_id: uuid(9),
        event_type: "LedgerOpened".to_owned(),
        schema_version: 1,
        occurred_at: Timestamp::EPOCH,
        actor: Actor::Service(ServiceName::new("test")),
        correlation_id: CorrelationId::from_uuid(uuid(1)),
        causation_id: uuid(2),
        data: "{}".to_owned(),
    }
}

fn state() -> StateItem {
    let (scope, aggregate_type, aggregate_id) = owner();
    // The first shard of one.
    let shard = serde_json::from_str("0").expect("a shard");
    StateItem {
        kind: StateKind::Kind,
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        aggregate_type,
        aggregate_id,
        version: 7,
        fold_version: 1,
        list: NAME,
        shard,
        sort_name: SortName::of("Acme"),
        summary: "{}".to_owned(),
        body: "{}".to_owned(),
    }
}

fn edge() -> EdgeItem {
    let (scope, aggregate_type, aggregate_id) = owner();
    EdgeItem {
        kind: EdgeKind::Kind,
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        aggregate_type,
        aggregate_id,
        reference: KIND,
        target: ledger(4).erase(),
        list: NAME,
        counted: true,
        summary: "{}".to_owned(),
        link: "{}".to_owned(),
    }
}

fn anchor(parent: Option<AnyId>) -> AnchorItem {
    let (scope, aggregate_type, aggregate_id) = owner();
    AnchorItem {
        kind: AnchorKind::Kind,
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        aggregate_type,
        aggregate_id,
        alive: true,
        merged_into: parent.clone(),
        parent: parent.clone(),
        pinned: parent,
        counters: BTreeMap::from([(KeyName::new("ENTRY"), 3)]),
    }
}

fn published() -> PublishedItem {
    let (scope, aggregate_type, aggregate_id) = owner();
    PublishedItem {
        kind: PublishedKind::Kind,
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        aggregate_type,
        aggregate_id,
        archived: false,
        attributes: "{}".to_owned(),
    }
}

fn claim() -> ClaimItem {
    let (scope, aggregate_type, holder) = owner();
    ClaimItem {
        kind: ClaimKind::Kind,
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        aggregate_type,
        name: KeyName::new("NAME"),
        value: digest(),
        holder,
    }
}

fn command() -> CommandItem {
    let (scope, _, aggregate_id) = owner();
    CommandItem {
        kind: CommandKind::Kind,
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        function: NAME,
        key: digest(),
        request: digest(),
        aggregate_id,
        version: 7,
        status: 201,
        expires_at: 86_400,
    }
}

fn quarantine() -> QuarantineItem {
    QuarantineItem {
        digest: digest(),
        item_pk: "pk".to_owned(),
        item_sk: "sk".to_owned(),
        reason: "decode".to_owned(),
        first_seen: Timestamp::EPOCH,
        last_seen: Timestamp::EPOCH.plus_seconds(1),
        count: 2,
    }
}

/// Both keys of an item, and those of its index.
fn keys(entity: &impl DynamoDbEntity) -> Vec<String> {
    let of_index = entity.index_keys().into_iter().map(|(_, key)| key);
    [entity.pk(), entity.sk()].into_iter().chain(of_index).collect()
}

/// A record under another key than yesterday's is a record that is lost.
#[test]
fn keys_are_those_of_the_design() {
    assert_eq!(keys(&event()), [format!("{S}#LEDGER#{LEDGER}"), "EVENT#00000000000000000007".to_owned()]);
    let own = [format!("{S}#LEDGER#{LEDGER}"), "STATE".to_owned()];
    let listed = [format!("{S}#LIST#LEDGER#00"), LEDGER.to_owned()];
    let named = [format!("{S}#LIST#LEDGER#NAME#00"), format!("61636d65#{LEDGER}")];
    assert_eq!(keys(&state()), [&own[..], &listed, &named].concat());
    assert_eq!(keys(&StateItem { sort_name: None, ..state() }), [own, listed].concat());
    let listed = [format!("{S}#LIST#LEDGER#BY#BOOK#{OTHER}"), LEDGER.to_owned()];
    let own = [format!("{S}#EDGE#LEDGER#{LEDGER}"), format!("REF#BOOK#{OTHER}")];
    assert_eq!(keys(&edge()), [own, listed].concat());
    assert_eq!(keys(&anchor(None)), [format!("{S}#ANCHOR#LEDGER#{LEDGER}"), "ANCHOR".to_owned()]);
    assert_eq!(keys(&published()), [format!("{S}#PUBLISHED#LEDGER#{LEDGER}"), "PUBLISHED".to_owned()]);
    assert_eq!(keys(&claim()), [format!("{S}#UNIQUE#LEDGER#NAME#{DIGEST}"), "CLAIM".to_owned()]);
    assert_eq!(keys(&command()), [format!("{S}#COMMAND#LEDGER#{DIGEST}"), "COMMAND".to_owned()]);
    assert_eq!(keys(&quarantine()), [format!("PLATFORM#QUARANTINE#{DIGEST}"), "QUARANTINE".to_owned()]);
}

/// An attribute that does not come back as it went in is a promise broken without a trace.
#[test]
fn items_read_back_as_they_were_written_and_in_their_scope_only() {
    fn check<E: CapsuleIsolated + PartialEq + std::fmt::Debug>(entity: E) {
        let item = entity.to_item().expect("an item");
        assert_eq!(E::from_item(&scope(1, 2), item.clone()), Ok(entity));
        assert_eq!(E::ISOLATION, Isolation::CapsuleIsolated);
        for elsewhere in [scope(1, 1), scope(2, 2)] {
            assert!(E::from_item(&elsewhere, item.clone()).is_err(), "{} of another scope", E::NAME);
        }
    }
    check(event());
    check(state());
    check(edge());
    check(anchor(None));
    check(anchor(Some(ledger(4).erase())));
    check(published());
    check(claim());
    check(command());
    let note = quarantine();
    assert_eq!(QuarantineItem::from_item(note.to_item().expect("an item")), Ok(note));
}

/// IAM's `*` also matches `#`: a pattern with one where a width is known reaches into other items. Requirement: ACS-6
#[test]
fn with_the_names_of_a_function_no_pattern_has_a_star() {
    let id = LedgerId::PATTERN;
    let own = [("aggregate_type", "LEDGER"), ("aggregate_id", id)];
    let s = "TENANT#tenant_??????????????????????????#CAPSULE#capsule_??????????????????????????";
    let digest = "?".repeat(43);
    let (listed, referring, named) = (StateItem::GSI1, EdgeItem::GSI2, StateItem::GSI3);
    for (template, fixed, expected) in [
        (EventItem::PK, &own[..], format!("{s}#LEDGER#{id}")),
        (StateItem::PK, &own, format!("{s}#LEDGER#{id}")),
        (EdgeItem::PK, &own, format!("{s}#EDGE#LEDGER#{id}")),
        (AnchorItem::PK, &own, format!("{s}#ANCHOR#LEDGER#{id}")),
        (PublishedItem::PK, &own, format!("{s}#PUBLISHED#LEDGER#{id}")),
        (ClaimItem::PK, &[("aggregate_type", "LEDGER"), ("name", "NAME")], format!("{s}#UNIQUE#LEDGER#NAME#{digest}")),
        (CommandItem::PK, &[("function", "LEDGER")], format!("{s}#COMMAND#LEDGER#{digest}")),
        (QuarantineItem::PK, &[], format!("PLATFORM#QUARANTINE#{digest}")),
        (listed.pk, &[("list", "LEDGER")], format!("{s}#LIST#LEDGER#??")),
        (named.pk, &[("list", "LEDGER")], format!("{s}#LIST#LEDGER#NAME#??")),
        (
            referring.pk,
            &[("list", "LEDGER"), ("reference", "BOOK"), ("target", id)],
            format!("{s}#LIST#LEDGER#BY#BOOK#{id}"),
        ),
    ] {
        assert_eq!(template.iam_pattern_with(fixed).expect("its placeholders"), expected);
        assert!(!expected.contains('*'), "{expected}");
    }
    assert!(!QuarantineItem::REASON.is_empty());
}

/// A shard of more than two digits would stand outside the pattern of its list, and nobody could read it.
#[test]
fn the_most_shards_still_have_two_digits() {
    assert!(ListShards::new(ListShards::MOST).is_ok() && ListShards::MOST < 100);
    assert_eq!(dynamodb_store::Shard::PATTERN, "??");
}
