//! Laws of every item of the table, on arbitrary content: it reads back as it was written, and no two meet in one key.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::{collections::BTreeSet, fmt::Debug};

use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, PlatformLevel as _};
use dynamodb_store::{
    AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, PublishedItem, QuarantineItem, Shard, StateItem,
    entities::{AnchorKind, ClaimKind, CommandKind, EdgeKind, EventKind, PublishedKind, StateKind},
};
use kernel::{
    Actor, AggregateType, AnyId, CapsuleId, CorrelationId, Digest, KeyName, Scope, SortName, TenantId, Timestamp,
    TypedId as _, UserId,
    uuid::{Builder, Uuid, Version},
};
use proptest::{collection::btree_map, option, prelude::*};

/// Few of them, so that equal ones meet, and any.
fn uuids() -> BoxedStrategy<Uuid> {
    prop_oneof![0_u128..3, any::<u128>()]
        .prop_map(|n| Builder::from_u128(n).with_version(Version::SortRand).into_uuid())
        .boxed()
}

fn types() -> BoxedStrategy<AggregateType> {
    prop_oneof!["a|b|edge|anchor|unique|list", "[a-z]([a-z_]{0,20}[a-z])?"]
        .prop_map(|text| text.parse().expect("a type"))
        .boxed()
}

fn ids() -> BoxedStrategy<AnyId> {
    (types(), uuids())
        .prop_map(|(kind, uuid)| {
            let suffix = UserId::from_uuid(uuid).to_string().split_off("user".len());
            format!("{kind}{suffix}").parse().expect("an id")
        })
        .boxed()
}

fn names() -> BoxedStrategy<KeyName> {
    prop_oneof!["A|B|BY", "[A-Z_]{1,20}"].prop_map(|text| text.parse().expect("a name")).boxed()
}

fn digests() -> BoxedStrategy<Digest> {
    prop_oneof![0_u64..3, any::<u64>()].prop_map(|n| Digest::of(&[&n.to_be_bytes()])).boxed()
}

fn times() -> BoxedStrategy<Timestamp> {
    (-62_135_596_800_000_i64..253_402_300_800_000)
        .prop_map(|millis| Timestamp::from_millis(millis).expect("a time"))
        .boxed()
}

fn actors() -> BoxedStrategy<Actor> {
    prop_oneof![
        uuids().prop_map(|uuid| Actor::User(UserId::from_uuid(uuid))),
        "service:[a-z0-9-]{1,63}".prop_map(|text| text.parse().expect("an actor")),
    ]
    .boxed()
}

fn shards() -> BoxedStrategy<Shard> {
    (0_u8..32).prop_map(|number| serde_json::from_value(number.into()).expect("a shard")).boxed()
}

/// What people and programs write: any text, also with `#` and what JSON escapes.
fn texts() -> BoxedStrategy<String> {
    prop_oneof![".*", "[#\"\\\\\u{0}{}$?*]{0,8}"].boxed()
}

/// What every isolated item begins with.
fn owners() -> BoxedStrategy<(TenantId, CapsuleId)> {
    (uuids(), uuids())
        .prop_map(|(tenant, capsule)| (TenantId::from_uuid(tenant), CapsuleId::from_uuid(capsule)))
        .boxed()
}

prop_compose! {
    fn events()(
        (tenant_id, capsule_id) in owners(),
        (aggregate_type, aggregate_id) in (types(), ids()),
        sequence: u64,
        (event_id, causation_id, correlation) in (uuids(), uuids(), uuids()),
        event_type in texts(),
        schema_version: u32,
        occurred_at in times(),
        actor in actors(),
        data in texts(),
    ) -> EventItem {
        EventItem {
            kind: EventKind::Kind, tenant_id, capsule_id, aggregate_type, aggregate_id, sequence, event_id, event_type,
            schema_version, occurred_at, actor, correlation_id: CorrelationId::from_uuid(correlation), causation_id, data,
        }
    }
}

prop_compose! {
    fn states()(
        (tenant_id, capsule_id) in owners(),
        (aggregate_type, aggregate_id) in (types(), ids()),
        version: u64,
        fold_version: u32,
        list in names(),
        shard in shards(),
        sort_name in texts().prop_map(|name| SortName::of(&name)),
        summary in texts(),
        body in texts(),
    ) -> StateItem {
        StateItem {
            kind: StateKind::Kind, tenant_id, capsule_id, aggregate_type, aggregate_id, version, fold_version, list, shard, sort_name, summary, body,
        }
    }
}

prop_compose! {
    fn edges()(
        (tenant_id, capsule_id) in owners(),
        (aggregate_type, aggregate_id) in (types(), ids()),
        (reference, target, list) in (names(), ids(), names()),
        counted: bool,
        summary in texts(),
        link in texts(),
    ) -> EdgeItem {
        EdgeItem {
            kind: EdgeKind::Kind, tenant_id, capsule_id, aggregate_type, aggregate_id, reference, target, list, counted, summary, link,
        }
    }
}

prop_compose! {
    fn anchors()(
        (tenant_id, capsule_id) in owners(),
        (aggregate_type, aggregate_id) in (types(), ids()),
        alive: bool,
        (merged_into, parent, pinned) in (option::of(ids()), option::of(ids()), option::of(ids())),
        counters in btree_map(names(), any::<i64>(), 0..4),
    ) -> AnchorItem {
        AnchorItem {
            kind: AnchorKind::Kind, tenant_id, capsule_id, aggregate_type, aggregate_id, alive, merged_into, parent, pinned, counters,
        }
    }
}

prop_compose! {
    fn publications()(
        (tenant_id, capsule_id) in owners(),
        (aggregate_type, aggregate_id) in (types(), ids()),
        archived: bool,
        attributes in texts(),
    ) -> PublishedItem {
        PublishedItem { kind: PublishedKind::Kind, tenant_id, capsule_id, aggregate_type, aggregate_id, archived, attributes }
    }
}

prop_compose! {
    fn claims()(
        (tenant_id, capsule_id) in owners(),
        (aggregate_type, name, value) in (types(), names(), digests()),
        holder in ids(),
    ) -> ClaimItem {
        ClaimItem { kind: ClaimKind::Kind, tenant_id, capsule_id, aggregate_type, name, value, holder }
    }
}

prop_compose! {
    fn commands()(
        (tenant_id, capsule_id) in owners(),
        (function, key, request) in (names(), digests(), digests()),
        aggregate_id in ids(),
        version: u64,
        status: u16,
        expires_at: i64,
    ) -> CommandItem {
        CommandItem { kind: CommandKind::Kind, tenant_id, capsule_id, function, key, request, aggregate_id, version, status, expires_at }
    }
}

prop_compose! {
    fn quarantines()(
        digest in digests(),
        (item_pk, item_sk, reason) in (texts(), texts(), texts()),
        (first_seen, last_seen) in (times(), times()),
        count: u64,
    ) -> QuarantineItem {
        QuarantineItem { digest, item_pk, item_sk, reason, first_seen, last_seen, count }
    }
}

/// Reads it back in its own scope, and in no other.
fn round_trip<E: CapsuleIsolated + PartialEq + Debug>(entity: &E, other: &Scope) -> Result<(), TestCaseError> {
    let own = Scope::establish(entity.tenant_id(), entity.capsule_id());
    let item = entity.to_item().expect("an item");
    let read = E::from_item(&own, item.clone());
    prop_assert_eq!(read.as_ref(), Ok(entity));
    prop_assert_eq!(E::from_item(other, item).is_ok(), own == *other);
    Ok(())
}

fn key(entity: &impl DynamoDbEntity) -> (String, String) {
    (entity.pk(), entity.sk())
}

/// Two have one key if, and only if, what makes the key is the same.
fn apart<E: DynamoDbEntity, T: PartialEq>(pair: &[E; 2], parts: impl Fn(&E) -> T) -> Result<(), TestCaseError> {
    let [one, other] = pair;
    prop_assert_eq!(key(one) == key(other), parts(one) == parts(other), "{:?} and {:?}", key(one), key(other));
    Ok(())
}

/// Two of them. On the heap: by value, strategies of strategies are more than a test's stack holds.
fn pair<S: Strategy + 'static>(of: impl Fn() -> S) -> BoxedStrategy<[S::Value; 2]> {
    [of().boxed(), of().boxed()].boxed()
}

/// One of each kind.
type OneEach = (EventItem, StateItem, EdgeItem, AnchorItem, (PublishedItem, ClaimItem, CommandItem, QuarantineItem));

fn one_each() -> BoxedStrategy<OneEach> {
    let of_references = (publications().boxed(), claims().boxed(), commands().boxed(), quarantines().boxed());
    (events().boxed(), states().boxed(), edges().boxed(), anchors().boxed(), of_references.boxed()).boxed()
}

proptest! {
    /// An attribute that does not come back as it went in is a promise broken without a trace. Requirement: ACS-6
    #[test]
    fn every_item_reads_back_as_it_was_written_and_in_its_scope_only(
        (event, state, edge, anchor, (published, claim, command, quarantine)) in one_each(),
        (tenant, capsule) in owners(),
    ) {
        let other = Scope::establish(tenant, capsule);
        round_trip(&event, &other)?;
        round_trip(&state, &other)?;
        round_trip(&edge, &other)?;
        round_trip(&anchor, &other)?;
        round_trip(&published, &other)?;
        round_trip(&claim, &other)?;
        round_trip(&command, &other)?;
        prop_assert_eq!(QuarantineItem::from_item(quarantine.to_item().expect("an item")), Ok(quarantine));
    }

    /// Two records in one key are one record, of whoever wrote last: of another capsule, in the worst case. Requirement: ACS-6
    #[test]
    fn two_different_records_of_an_aggregate_never_have_one_key(
        (events, states, edges) in (pair(events), pair(states), pair(edges)),
        (anchors, published) in (pair(anchors), pair(publications)),
    ) {
        apart(&events, |it| (it.tenant_id, it.capsule_id, it.aggregate_type.clone(), it.aggregate_id.clone(), it.sequence))?;
        apart(&states, |it| (it.tenant_id, it.capsule_id, it.aggregate_type.clone(), it.aggregate_id.clone()))?;
        apart(&edges, |it| {
            let reference = (it.reference.clone(), it.target.clone());
            (it.tenant_id, it.capsule_id, it.aggregate_type.clone(), it.aggregate_id.clone(), reference)
        })?;
        apart(&anchors, |it| (it.tenant_id, it.capsule_id, it.aggregate_type.clone(), it.aggregate_id.clone()))?;
        apart(&published, |it| (it.tenant_id, it.capsule_id, it.aggregate_type.clone(), it.aggregate_id.clone()))?;
    }

    /// As above, for values and requests.
    #[test]
    fn two_different_claims_commands_or_notes_never_have_one_key(
        (claims, commands, quarantines) in (pair(claims), pair(commands), pair(quarantines)),
    ) {
        apart(&claims, |it| (it.tenant_id, it.capsule_id, it.aggregate_type.clone(), it.name.clone(), it.value))?;
        apart(&commands, |it| (it.tenant_id, it.capsule_id, it.function.clone(), it.key))?;
        apart(&quarantines, |it| it.digest)?;
    }

    /// An event under the key of a claim could be deleted with it.
    #[test]
    fn records_of_two_kinds_never_have_one_key(
        (event, state, edge, anchor, (published, claim, command, quarantine)) in one_each(),
    ) {
        let [event, state, edge, anchor] = [key(&event), key(&state), key(&edge), key(&anchor)];
        let [published, claim, command, quarantine] = [key(&published), key(&claim), key(&command), key(&quarantine)];
        let keys = BTreeSet::from([event, state, edge, anchor, published, claim, command, quarantine]);
        prop_assert_eq!(keys.len(), 8);
    }
}
