//! What the events of a window say about each other's scope.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::{
    class::{Form, letters},
    few,
    flatten::Leaf,
    homes::{Homes, LEVELS, Scope, Verdict},
    layout::Layout,
    lines::Lines,
    paths::PathId,
    profile::Profile,
    window::Event,
};

/// More places of one kind are not told apart.
const MAX_PLACES: usize = 16;
/// More suspicious events are counted only.
const MAX_SUSPECTS: usize = 200_000;
/// More values of a boundary are not remembered.
const MAX_VALUES: usize = 1 << 18;
/// An id shorter than this may be another one by chance.
const MIN_UNIQUE: u8 = 8;
/// What the id of the own stream counts: who it is about is said there, elsewhere it is only mentioned.
const OWN: u16 = 3;

/// What is known about scopes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Scopes {
    homes: Homes,
    /// By place, kind of record and level, how often its ids were at home, and how often not.
    pub(crate) reach: FxHashMap<(PathId, u64), [(u64, u64); LEVELS]>,
    pub(crate) suspects: Vec<Suspect>,
    /// The values of each boundary.
    values: [FxHashSet<u64>; LEVELS],
    /// By variant and level: how the events are that have no such boundary.
    pub(crate) lacking: FxHashMap<(u32, u8), Lacking>,
    /// By pair and variant: how often both places hold the same.
    pub(crate) equal: FxHashMap<(u32, u32), Equality>,
}

/// An event with an id that is at home elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Suspect {
    pub(crate) line: u64,
    pub(crate) variant: u32,
    pub(crate) evidence: Vec<Evidence>,
}

/// What an id says about the scope of its event, one bit a level.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) path: PathId,
    pub(crate) kind: u64,
    pub(crate) own: bool,
    pub(crate) agrees: u8,
    pub(crate) conflicts: u8,
    /// The id is the same one wherever it stands.
    pub(crate) is_unique: bool,
}

/// The events of a variant that lack a boundary.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lacking {
    pub(crate) events: u64,
    /// Other events of the same stream have it.
    pub(crate) in_scoped_streams: Lines,
    /// Places that hold the value of a boundary further out: where the own id stands, the event is about that.
    pub(crate) outer_at: Vec<(PathId, u64)>,
    /// Places that hold a value of the boundary.
    pub(crate) strays: Vec<(PathId, Lines)>,
}

/// Two places of a variant.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Equality {
    pub(crate) same: u64,
    pub(crate) different: Lines,
}

/// The values of one event by place, for places that the layout knows.
#[derive(Default)]
pub(crate) struct Values {
    stamp: u32,
    by_path: Vec<(u32, u64)>,
}

impl Values {
    fn fill(&mut self, leaves: &[Leaf]) {
        self.stamp = self.stamp.wrapping_add(1);
        for leaf in leaves {
            let at = leaf.path as usize;
            if self.by_path.len() <= at {
                self.by_path.resize(at + 1, (0, 0));
            }
            if let Some(slot) = self.by_path.get_mut(at)
                && slot.0 != self.stamp
            {
                *slot = (self.stamp, leaf.hash);
            }
        }
    }

    /// 0 where there is nothing to compare.
    fn get(&self, path: PathId) -> u64 {
        match self.by_path.get(path as usize) {
            Some(&(stamp, hash)) if stamp == self.stamp => hash,
            _ => 0,
        }
    }
}

impl Scopes {
    /// Learns from a window, then looks at each of its events. `variants` are theirs.
    pub(crate) fn look<'a>(
        &mut self,
        layout: &Layout,
        excluded: &FxHashSet<PathId>,
        events: impl Iterator<Item = Event<'a>> + Clone,
        variants: &[u32],
        profile: &Profile,
    ) {
        let entity_of = |variant: u32| profile.variants.get(variant as usize)?.entity;
        let mut values = Values::default();
        let pairs = Pairs::of(layout);
        let mut rules = Rules::new(layout, excluded);
        if !layout.boundaries.is_empty() {
            for (event, variant) in events.clone().zip(variants) {
                values.fill(event.leaves);
                rules.entity = entity_of(*variant);
                rules.own = layout.own_id(rules.entity);
                let scope = rules.scope(&values);
                for (seen, &path) in self.values.iter_mut().zip(&layout.boundaries) {
                    let value = values.get(path);
                    if value != 0 && seen.len() < MAX_VALUES {
                        seen.insert(value);
                    }
                }
                for id in rules.ids(event.leaves) {
                    self.homes.add(id.key, &scope, id.levels, id.weight);
                }
            }
        }
        for (event, &variant) in events.zip(variants) {
            values.fill(event.leaves);
            self.compare(&pairs, &values, &event, variant);
            if layout.boundaries.is_empty() {
                continue;
            }
            rules.entity = entity_of(variant);
            rules.own = layout.own_id(rules.entity);
            let scope = rules.scope(&values);
            self.suspect(&rules, &event, &scope, variant);
            for (level, &path) in layout.boundaries.iter().enumerate() {
                if values.get(path) == 0 {
                    self.lacks(&rules, &event, &values, variant, level);
                }
            }
        }
    }

    fn compare(&mut self, pairs: &Pairs, values: &Values, event: &Event<'_>, variant: u32) {
        for leaf in event.leaves.iter().filter(|leaf| leaf.hash != 0) {
            for &(number, other) in pairs.of_left(leaf.path) {
                let other = values.get(other);
                if other == 0 {
                    continue;
                }
                let equality = self.equal.entry((number, variant)).or_default();
                if leaf.hash == other {
                    equality.same += 1;
                } else {
                    equality.different.push(event.line);
                }
            }
        }
    }

    fn suspect(&mut self, rules: &Rules<'_>, event: &Event<'_>, scope: &Scope, variant: u32) {
        let mut evidence: Vec<Evidence> = Vec::new();
        let mut suspicious = false;
        for id in rules.ids(event.leaves) {
            let Some(home) = self.homes.get(id.key).copied() else { continue };
            let reach = self.reach.entry((id.path, id.kind)).or_default();
            let mut one = Evidence {
                path: id.path,
                kind: id.kind,
                own: id.weight == OWN,
                agrees: 0,
                conflicts: 0,
                is_unique: id.is_unique,
            };
            for (level, &scope) in scope.iter().enumerate().take(id.levels) {
                if scope == 0 {
                    break;
                }
                let verdict = home.verdict(level, scope, id.weight);
                let Some((at_home, abroad)) = reach.get_mut(level) else { continue };
                match verdict {
                    Verdict::Agrees => {
                        *at_home += 1;
                        one.agrees |= 1 << level;
                    }
                    Verdict::Conflicts => {
                        *abroad += 1;
                        one.conflicts |= 1 << level;
                        suspicious |= *abroad <= *at_home + 60;
                    }
                    Verdict::Shared => *abroad += 1,
                    Verdict::Unknown => {}
                }
            }
            if one.agrees | one.conflicts != 0 {
                evidence.push(one);
            }
        }
        if suspicious && self.suspects.len() < MAX_SUSPECTS {
            self.suspects.push(Suspect { line: event.line, variant, evidence });
        }
    }

    fn lacks(&mut self, rules: &Rules<'_>, event: &Event<'_>, values: &Values, variant: u32, level: usize) {
        let layout = rules.layout;
        let lacking = self.lacking.entry((variant, level as u8)).or_default();
        lacking.events += 1;
        for &outer in layout.boundaries.iter().enumerate().filter(|&(other, _)| other != level).map(|(_, path)| path) {
            let outer = values.get(outer);
            for leaf in event.leaves.iter().filter(|leaf| leaf.hash == outer && outer != 0) {
                if layout.boundaries.contains(&leaf.path) {
                    continue;
                }
                if let Some(count) = few::entry(&mut lacking.outer_at, leaf.path, MAX_PLACES) {
                    *count += 1;
                }
            }
        }
        let mut scoped = false;
        for id in rules.ids(event.leaves).filter(|id| id.weight == OWN) {
            // The id of a tenant is the boundary's value, and stands in events of the tenant's.
            let is_value = self.values.iter().any(|values| values.contains(&id.hash));
            scoped |= !is_value && self.homes.is_scoped(id.key, level);
        }
        let lacking = self.lacking.entry((variant, level as u8)).or_default();
        if scoped {
            lacking.in_scoped_streams.push(event.line);
        }
        let known = self.values.get(level);
        for leaf in event.leaves {
            let is_stray = leaf.hash != 0
                && known.is_some_and(|known| known.contains(&leaf.hash))
                && rules.role(leaf.path).boundary == 0
                && !rules.role(leaf.path).excluded;
            if !is_stray {
                continue;
            }
            if let Some(lines) = few::entry(&mut lacking.strays, leaf.path, MAX_PLACES) {
                lines.push(event.line);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Self, offset: u64, paths: &[PathId], variants: &[u32]) {
        let path_of = |path: PathId| paths.get(path as usize).copied().unwrap_or(path);
        let variant_of = |variant: u32| variants.get(variant as usize).copied().unwrap_or(variant);
        self.homes.merge(&other.homes);
        for (&(path, kind), theirs) in &other.reach {
            let ours = self.reach.entry((path_of(path), kind)).or_default();
            for (ours, theirs) in ours.iter_mut().zip(theirs) {
                ours.0 += theirs.0;
                ours.1 += theirs.1;
            }
        }
        for suspect in &other.suspects {
            let moved = |one: &Evidence| Evidence { path: path_of(one.path), ..*one };
            self.suspects.push(Suspect {
                line: suspect.line + offset,
                variant: variant_of(suspect.variant),
                evidence: suspect.evidence.iter().map(moved).collect(),
            });
        }
        self.suspects.truncate(MAX_SUSPECTS);
        for (ours, theirs) in self.values.iter_mut().zip(&other.values) {
            let room = MAX_VALUES.saturating_sub(ours.len());
            ours.extend(theirs.iter().take(room).copied());
        }
        for (&(variant, level), theirs) in &other.lacking {
            let ours = self.lacking.entry((variant_of(variant), level)).or_default();
            ours.events += theirs.events;
            for &(path, count) in &theirs.outer_at {
                if let Some(known) = few::entry(&mut ours.outer_at, path_of(path), MAX_PLACES) {
                    *known += count;
                }
            }
            ours.in_scoped_streams.merge(&theirs.in_scoped_streams, offset);
            for (path, lines) in &theirs.strays {
                if let Some(known) = few::entry(&mut ours.strays, path_of(*path), MAX_PLACES) {
                    known.merge(lines, offset);
                }
            }
        }
        for (&(pair, variant), theirs) in &other.equal {
            let ours = self.equal.entry((pair, variant_of(variant))).or_default();
            ours.same += theirs.same;
            ours.different.merge(&theirs.different, offset);
        }
    }
}

/// By the left place, the pairs: their numbers and right places.
struct Pairs(Vec<Vec<(u32, PathId)>>);

impl Pairs {
    fn of(layout: &Layout) -> Self {
        let mut by_path: Vec<Vec<(u32, PathId)>> = Vec::new();
        for (number, &(left, right)) in (0..).zip(&layout.pairs) {
            let at = left as usize;
            if by_path.len() <= at {
                by_path.resize_with(at + 1, Vec::new);
            }
            if let Some(pairs) = by_path.get_mut(at) {
                pairs.push((number, right));
            }
        }
        Self(by_path)
    }

    fn of_left(&self, path: PathId) -> &[(u32, PathId)] {
        self.0.get(path as usize).map_or(&[], Vec::as_slice)
    }
}

/// What the layout says about a place, where it is found at once.
#[derive(Clone, Copy, Default)]
struct Role {
    excluded: bool,
    /// Its level among the boundaries, from 1.
    boundary: u8,
    /// The kind of record that its ids name.
    target: u64,
}

/// Which leaves are ids, and what an event's scope is.
struct Rules<'a> {
    layout: &'a Layout,
    roles: Vec<Role>,
    /// The kind of record that the event is about.
    entity: Option<u64>,
    /// Where its id stands.
    own: Option<PathId>,
}

/// An id of an event.
struct Id {
    path: PathId,
    /// The kind of record that it names, 0 if that is not known.
    kind: u64,
    key: u64,
    weight: u16,
    is_unique: bool,
    /// The value itself.
    hash: u64,
    /// At how many levels, from the outermost, it has a home.
    levels: usize,
}

impl<'a> Rules<'a> {
    fn new(layout: &'a Layout, excluded: &FxHashSet<PathId>) -> Self {
        let mut rules = Self { layout, roles: Vec::new(), entity: None, own: None };
        for &path in excluded {
            rules.role_mut(path, |role| role.excluded = true);
        }
        for (level, &path) in (1..).zip(&layout.boundaries) {
            rules.role_mut(path, |role| role.boundary = level);
        }
        for (&path, &target) in &layout.targets {
            rules.role_mut(path, |role| role.target = target);
        }
        rules
    }

    fn role_mut(&mut self, path: PathId, set: impl FnOnce(&mut Role)) {
        let at = path as usize;
        if self.roles.len() <= at {
            self.roles.resize(at + 1, Role::default());
        }
        if let Some(role) = self.roles.get_mut(at) {
            set(role);
        }
    }

    fn role(&self, path: PathId) -> Role {
        self.roles.get(path as usize).copied().unwrap_or_default()
    }

    fn scope(&self, values: &Values) -> Scope {
        let mut scope = [0; LEVELS];
        let mut key = 0_u64;
        for (scope, &path) in scope.iter_mut().zip(&self.layout.boundaries) {
            let value = values.get(path);
            if value == 0 {
                break;
            }
            key = key.rotate_left(23) ^ value;
            // The lower half of a hash is one too; 0 means that there is none.
            *scope = ((key ^ (key >> 32)) as u32).max(1);
        }
        scope
    }

    fn ids<'b>(&'b self, leaves: &'b [Leaf]) -> impl Iterator<Item = Id> + 'b {
        let depth = self.layout.boundaries.len();
        leaves.iter().filter_map(move |leaf| {
            if leaf.hash == 0 || !(leaf.class.form.is_id() || leaf.class.form == Form::Composite) {
                return None;
            }
            let role = self.role(leaf.path);
            if role.excluded {
                return None;
            }
            let own = self.own == Some(leaf.path);
            // An inner boundary is at home in the outer ones.
            let levels = match role.boundary {
                0 => depth,
                1 => return None,
                level => usize::from(level) - 1,
            };
            // A capsule may be called like a tenant.
            let is_unique =
                leaf.class.form.is_unique() && leaf.class.length >= MIN_UNIQUE && leaf.class.letters != letters::DIGIT;
            let kind = if own { self.entity } else { Some(role.target).filter(|&target| target != 0) };
            let key = match (is_unique && levels == depth, kind) {
                (true, _) => leaf.hash,
                (false, Some(entity)) if levels == depth => leaf.hash.rotate_left(31) ^ entity,
                (false, _) => leaf.hash.rotate_left(31) ^ u64::from(leaf.path),
            };
            let is_unique = is_unique || kind.is_some();
            Some(Id {
                path: leaf.path,
                kind: kind.unwrap_or(0),
                key,
                weight: if own { OWN } else { 1 },
                is_unique,
                hash: leaf.hash,
                levels,
            })
        })
    }
}
