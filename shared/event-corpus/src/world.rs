//! What exists while a corpus is written: scopes, people, streams, and what they know of each other. Its size depends on the plan, and not
//! on how many events are written.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dice::Dice,
    ids::IdFormat,
    node::Node,
    plan::{Plan, Standing, Values},
};

/// How many things of one kind a scope remembers.
const REMEMBERED: usize = 12;
/// 2026-01-05T08:00:00Z
const START: u64 = 1_767_600_000_000;
/// Where things stand that are in no scope.
pub(crate) const NOWHERE: usize = usize::MAX;

/// The innermost scope.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// Its values, the outermost first.
    pub values: Vec<Node>,
    /// Which values of a level are the same one: a name that repeats is two.
    pub groups: Vec<usize>,
    weight: f64,
    /// From which part of the corpus on it is there.
    pub from: f64,
    /// When its only event comes.
    pub single: Option<f64>,
    /// How many events it has.
    pub seen: u64,
}

/// A thing that can be referred to.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub id: Node,
    /// How many events its stream has.
    pub seen: u64,
}

/// A stream.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub entity: usize,
    /// Its scope; [`NOWHERE`] outside of all.
    pub leaf: usize,
    pub id: Node,
    /// How many events it has.
    pub seen: u64,
    /// How many are to come.
    pub left: u64,
    /// The references that stay the same, by the name of the field.
    pub fixed: BTreeMap<String, Node>,
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub leaves: Vec<Leaf>,
    /// People, by the outermost scope.
    people: Vec<Vec<Node>>,
    known: BTreeMap<(usize, usize), Vec<Known>>,
    minted: BTreeMap<(usize, usize), u64>,
    /// The boundaries that have told of themselves.
    opened: BTreeSet<(usize, usize)>,
    pub active: Vec<Stream>,
    /// How many events a type has, by entity, action and version.
    pub types: BTreeMap<(usize, usize, u32), u64>,
    /// The correlation and the last event of the flow in a scope.
    pub flows: BTreeMap<usize, (Node, Node)>,
    pub now: u64,
}

impl World {
    pub fn new(plan: &Plan, dice: &mut Dice) -> Self {
        let leaves = leaves(plan, dice);
        let outer = leaves.iter().filter_map(|leaf| leaf.groups.first()).max().map_or(0, |last| last + 1);
        let mut number = 0;
        let mut people_of = |dice: &mut Dice| {
            let count = 3 + dice.below(10);
            (0..count)
                .map(|_| {
                    number += 1;
                    plan.actor_id.mint(dice, number)
                })
                .collect()
        };
        let people = (0..=outer).map(|_| people_of(dice)).collect();
        Self {
            leaves,
            people,
            known: BTreeMap::new(),
            minted: BTreeMap::new(),
            opened: BTreeSet::new(),
            active: Vec::new(),
            types: BTreeMap::new(),
            flows: BTreeMap::new(),
            now: START,
        }
    }

    /// A scope for a new stream.
    pub fn leaf(&self, dice: &mut Dice, progress: f64) -> usize {
        let open = |leaf: &Leaf| leaf.single.is_none() && leaf.from <= progress;
        let weights = self.leaves.iter().map(|leaf| if open(leaf) { leaf.weight } else { 0.0 });
        dice.weighted(weights).unwrap_or(0)
    }

    /// The level of the outermost boundary of a scope that has an entity of its own and has not told of itself. It has from now on.
    pub fn untold(&mut self, plan: &Plan, leaf: usize) -> Option<usize> {
        let groups = &self.leaves.get(leaf)?.groups;
        let mut roots = plan.entities.iter().enumerate().filter_map(|(index, entity)| match entity.standing {
            Standing::Root(level) => Some((index, level, *groups.get(level)?)),
            _ => None,
        });
        let (index, level, group) = roots.find(|(_, level, group)| !self.opened.contains(&(*level, *group)))?;
        self.opened.insert((level, group));
        Some(index)
    }

    /// Opens a stream.
    pub fn open(
        &mut self,
        plan: &Plan,
        dice: &mut Dice,
        entity: usize,
        leaf: usize,
        life: Option<u64>,
    ) -> Option<Stream> {
        let of = plan.entities.get(entity)?;
        let leaf = if of.standing == Standing::Global { NOWHERE } else { leaf };
        let id = match of.standing {
            Standing::Root(level) => self.leaves.get(leaf)?.values.get(level)?.clone(),
            _ => self.mint(plan, dice, entity, leaf),
        };
        let known = self.known.entry((entity, leaf)).or_default();
        if known.len() >= REMEMBERED {
            let forgotten = dice.below(known.len());
            known.swap_remove(forgotten);
        }
        known.push(Known { id: id.clone(), seen: 0 });
        let left = life.unwrap_or_else(|| dice.between(of.life.0, of.life.1));
        Some(Stream { entity, leaf, id, seen: 0, left, fixed: BTreeMap::new() })
    }

    /// A new id of an entity.
    pub fn mint(&mut self, plan: &Plan, dice: &mut Dice, entity: usize, leaf: usize) -> Node {
        let Some(format) = plan.entities.get(entity).map(|entity| &entity.id) else { return Node::Null };
        let numbered = if *format == IdFormat::LocalInteger { leaf } else { NOWHERE };
        let number = self.minted.entry((entity, numbered)).or_default();
        *number += 1;
        format.mint(dice, *number)
    }

    /// A thing of an entity in a scope.
    pub fn known(&self, dice: &mut Dice, entity: usize, leaf: usize) -> Option<Node> {
        self.known.get(&(entity, leaf)).and_then(|known| dice.pick(known)).map(|known| known.id.clone())
    }

    pub fn knows(&self, entity: usize, leaf: usize) -> bool {
        self.known.contains_key(&(entity, leaf))
    }

    /// A thing of an entity that other scopes have seen more than once.
    pub fn foreign(&self, dice: &mut Dice, entity: usize, leaf: usize) -> Option<Node> {
        let others: Vec<_> = self
            .known
            .range((entity, 0)..(entity, NOWHERE))
            .filter(|((_, other), _)| *other != leaf)
            .flat_map(|(_, known)| known.iter().filter(|known| known.seen >= 2))
            .collect();
        dice.pick(&others).map(|known| known.id.clone())
    }

    /// A scope with another value at a level, which some events have.
    pub fn other_leaf(&self, dice: &mut Dice, leaf: usize, level: usize) -> Option<&Leaf> {
        let own = self.leaves.get(leaf)?.values.get(level)?;
        let others: Vec<_> =
            self.leaves.iter().filter(|other| other.seen >= 5 && other.values.get(level) != Some(own)).collect();
        dice.pick(&others).copied()
    }

    /// Somebody of the outermost scope.
    pub fn person(&self, dice: &mut Dice, leaf: usize) -> Node {
        let outer = self.leaves.get(leaf).and_then(|leaf| leaf.groups.first().copied());
        let people = outer.and_then(|outer| self.people.get(outer)).or(self.people.last());
        people.and_then(|people| dice.pick(people)).cloned().unwrap_or(Node::Null)
    }

    /// Takes an event of a stream into account.
    pub fn happened(&mut self, stream: &mut Stream, action: usize, version: u32) {
        stream.seen += 1;
        stream.left = stream.left.saturating_sub(1);
        *self.types.entry((stream.entity, action, version)).or_default() += 1;
        if let Some(leaf) = self.leaves.get_mut(stream.leaf) {
            leaf.seen += 1;
        }
        let known = self.known.get_mut(&(stream.entity, stream.leaf));
        if let Some(known) = known.and_then(|known| known.iter_mut().find(|known| known.id == stream.id)) {
            known.seen = stream.seen;
        }
    }
}

fn leaves(plan: &Plan, dice: &mut Dice) -> Vec<Leaf> {
    let mut leaves =
        vec![Leaf { values: Vec::new(), groups: Vec::new(), weight: 1.0, from: 0.0, single: None, seen: 0 }];
    for (depth, level) in plan.levels.iter().enumerate() {
        let mut group = 0;
        let mut inner = Vec::new();
        for outer in &leaves {
            let count = if outer.single.is_some() { 1 } else { dice.between(level.count.0, level.count.1) };
            // A tenant with one event is one that stands alone from the outermost boundary on.
            let singles = if depth == 0 { plan.traps.single } else { 0 };
            let values: Vec<_> = match &level.values {
                Values::Ids(format) => (0..count + singles).map(|index| format.mint(dice, group + index)).collect(),
                Values::Names(names) => {
                    dice.some(names, usize::try_from(count).unwrap_or(1)).into_iter().map(Node::Text).collect()
                }
            };
            for (value, index) in values.into_iter().zip(0..) {
                let mut leaf = outer.clone();
                leaf.values.push(value);
                leaf.groups.push(usize::try_from(group).unwrap_or(0));
                leaf.weight *= dice.range(0.2, 2.0);
                if index >= count {
                    leaf.single = Some(dice.range(0.1, 0.95));
                }
                inner.push(leaf);
                group += 1;
            }
        }
        leaves = inner;
    }
    // The first one is always there: something has to be.
    let late = leaves.len() as f64 * plan.traps.late;
    let mut order: Vec<_> = (1..leaves.len()).collect();
    dice.shuffle(&mut order);
    for index in order.into_iter().take(late as usize) {
        if let Some(leaf) = leaves.get_mut(index).filter(|leaf| leaf.single.is_none()) {
            leaf.from = dice.range(0.5, 0.9);
        }
    }
    leaves
}
