//! What aggregates know of each other: edges, anchors, what is published. And what could not be read.

use std::collections::BTreeMap;

use dynamodb_entity::{DynamoDbEntity, ItemView};
use kernel::{AggregateType, Anchor, AnchorChange, AnyId, CapsuleId, Digest, KeyName, Pin, Scope, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{AnchorKind, EdgeKind, PublishedKind};

/// A reference that a list shows: from its holder to its target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#EDGE#{aggregate_type}#{aggregate_id}"]
#[sk = "REF#{reference}#{target}"]
#[gsi(
    name = "gsi2",
    pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#BY#{reference}#{target}",
    sk = "{aggregate_id}",
    projection = include(aggregate_id, capsule_id, counted, link, summary, tenant_id),
    returns = ListedEdge
)]
pub struct EdgeItem {
    /// `edge`.
    pub kind: EdgeKind,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The kind of aggregate that holds the reference.
    pub aggregate_type: AggregateType,
    /// The aggregate that holds the reference.
    pub aggregate_id: AnyId,
    /// The kind of the reference: `ACCOUNT`.
    pub reference: KeyName,
    /// The aggregate that it refers to.
    pub target: AnyId,
    /// The list of the target that the holder stands in.
    pub list: KeyName,
    /// Whether the reference counts in the target's anchor.
    pub counted: bool,
    /// What the list shows of the holder, as JSON text.
    pub summary: String,
    /// What the list shows of the reference, as JSON text.
    pub link: String,
}

/// What a list by reference shows of an edge.
#[derive(Clone, Debug, PartialEq, Deserialize, ItemView)]
pub struct ListedEdge {
    /// The aggregate that holds the reference.
    pub aggregate_id: AnyId,
    /// Whether the reference counts in the target's anchor.
    pub counted: bool,
    /// What the list shows of the holder, as JSON text.
    pub summary: String,
    /// What the list shows of the reference, as JSON text.
    pub link: String,
}

/// What an aggregate offers to those that refer to it, and how many do. Written by its own function and by theirs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ANCHOR#{aggregate_type}#{aggregate_id}"]
#[sk = "ANCHOR"]
pub struct AnchorItem {
    /// `anchor`.
    pub kind: AnchorKind,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The kind of aggregate.
    pub aggregate_type: AggregateType,
    /// The aggregate.
    pub aggregate_id: AnyId,
    /// Whether references to it may be taken.
    pub alive: bool,
    /// The aggregate that it was merged into.
    #[serde(default)]
    pub merged_into: Option<AnyId>,
    /// The aggregate of its own kind that it stands under.
    #[serde(default)]
    pub parent: Option<AnyId>,
    /// The holder that may not give its reference back.
    #[serde(default)]
    pub pinned: Option<AnyId>,
    /// How many references of each kind count.
    pub counters: BTreeMap<KeyName, i64>,
}

impl AnchorItem {
    /// The item of a new aggregate's anchor.
    pub(crate) fn new(scope: &Scope, aggregate_type: AggregateType, id: AnyId, change: &AnchorChange) -> Self {
        let Anchor { alive, merged_into, parent, pinned } = change.after.clone();
        Self {
            kind: AnchorKind::Kind,
            tenant_id: scope.tenant_id(),
            capsule_id: scope.capsule_id(),
            aggregate_type,
            aggregate_id: id,
            alive,
            merged_into,
            parent,
            pinned: pinned.map(|Pin { holder, .. }| holder),
            counters: BTreeMap::new(),
        }
    }
}

/// The few attributes of an aggregate that others may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#PUBLISHED#{aggregate_type}#{aggregate_id}"]
#[sk = "PUBLISHED"]
pub struct PublishedItem {
    /// `published`.
    pub kind: PublishedKind,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The capsule.
    pub capsule_id: CapsuleId,
    /// The kind of aggregate.
    pub aggregate_type: AggregateType,
    /// The aggregate.
    pub aggregate_id: AnyId,
    /// Whether it is archived.
    pub archived: bool,
    /// The attributes, as JSON text.
    pub attributes: String,
}

/// An item that could not be read under its key: noted, so that somebody looks at it. Its values stay where they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(reason = "an item that is not of the scope it was found in belongs to nobody for certain")]
#[pk = "PLATFORM#QUARANTINE#{digest}"]
#[sk = "QUARANTINE"]
pub struct QuarantineItem {
    /// The digest of the item's key.
    pub digest: Digest,
    /// The partition key of the item: ids and digests only.
    pub item_pk: String,
    /// The sort key of the item.
    pub item_sk: String,
    /// Why it could not be read.
    pub reason: String,
    /// When it was met first.
    pub first_seen: Timestamp,
    /// When it was met last.
    pub last_seen: Timestamp,
    /// How often it was met.
    pub count: u64,
}
