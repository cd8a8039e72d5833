//! How aggregates refer to each other: owning references through anchors, soft ones through what is published.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AnyId, KeyName};

/// The longest chain of parents that a decision reads and a transaction checks.
pub const MAX_LINEAGE: usize = 20;

/// An owning reference from the aggregate that holds it to another one.
///
/// While it is counted, both ends know of it in one transaction: it can only be taken while the target's anchor is alive, and
/// the target cannot be put away while one of its [blocking](crate::Aggregate::BLOCKING) counters is above zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<L> {
    /// What the target is to the holder: `ACCOUNT`. An aggregate has one reference of a kind to one target at most.
    pub kind: KeyName,
    /// The aggregate that it refers to.
    pub target: AnyId,
    /// The counter of the target's anchor that it counts in, or `None` while it does not count (the holder is archived).
    pub counter: Option<KeyName>,
    /// Where the holder stands in a list of the target, if it does.
    pub listed: Option<Listed<L>>,
    /// The field of a command that sets it, for the answer to a refusal.
    pub pointer: String,
}

/// How a reference is listed by its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<L> {
    /// The list: `CONTACT`.
    pub list: KeyName,
    /// What the list says about the reference itself, beside the summary of the holder.
    pub link: L,
}

/// References that keep their target alive: as long as one of them counts, the target cannot be put away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocking {
    /// What they count in.
    pub counter: KeyName,
    /// Their kind, and ..
    pub kind: KeyName,
    /// .. the list of their holders, for the answer to a refusal.
    pub list: KeyName,
}

/// The link of an aggregate whose references no list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoLink {}

/// What an aggregate offers to those that refer to it. Stores keep the counters beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// Whether references to it may be taken.
    pub alive: bool,
    /// The aggregate that it was merged into; it is not alive then.
    pub merged_into: Option<AnyId>,
    /// The aggregate of its own kind that it stands under, in a hierarchy.
    pub parent: Option<AnyId>,
    /// The holder that may not give its reference back.
    pub pinned: Option<Pin>,
}

/// A holder of a reference that must keep it: the primary contact of an account keeps its link to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The kind of the reference.
    pub kind: KeyName,
    /// Who holds it.
    pub holder: AnyId,
    /// The field of a command that sets the pin, for the answer to a refusal.
    pub pointer: String,
}

/// The few attributes of an aggregate that others may see, for soft references.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Whether it is archived: it can be read, and not be referred to anew.
    pub archived: bool,
    /// The attributes.
    pub attributes: Value,
}

/// What a decision has to know of other aggregates; it is read, consistently, before the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Aggregates whose published attributes are needed.
    pub published: Vec<AnyId>,
    /// An aggregate whose parents are needed, itself first.
    pub lineage_of: Option<AnyId>,
}

impl Needs {
    /// Whether nothing is needed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.published.is_empty() && self.lineage_of.is_none()
    }
}

/// What was found of what a decision [needs](Needs).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// What was published, by aggregate; one that does not exist in the scope is missing here.
    pub published: BTreeMap<AnyId, Published>,
    /// The chain of parents.
    pub lineage: Lineage,
}

/// A chain of parents, as it was read. The transaction of a command that hangs an aggregate under it checks that it still stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// An aggregate and its parent, then that one and its parent, and so on. Empty when the first does not exist.
    pub steps: Vec<(AnyId, Option<AnyId>)>,
    /// Whether the chain has more than [`MAX_LINEAGE`] steps; the rest was not read.
    pub cut: bool,
}

impl Lineage {
    /// Whether the aggregate is somewhere in the chain.
    #[must_use]
    pub fn contains(&self, id: &AnyId) -> bool {
        self.steps.iter().any(|(step, parent)| step == id || parent.as_ref() == Some(id))
    }
}
