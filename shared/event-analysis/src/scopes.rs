//! What the events of a window say about each other's scope.

pub(crate) mod pending;
mod rules;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use self::{
    pending::Pending,
    rules::{OWN, Rules, Values},
};
use crate::{
    few,
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
pub(crate) const MAX_SUSPECTS: usize = 200_000;
/// Of more types, the places that hold the same are not compared.
pub(crate) const MAX_EQUAL: usize = 1 << 17;
/// More values of a boundary are not remembered.
pub(crate) const MAX_VALUES: usize = 1 << 18;
/// What is known about scopes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Scopes {
    pub(crate) homes: Homes,
    /// By place, kind of record and level, how often its ids were at home, and how often not.
    pub(crate) reach: FxHashMap<(PathId, u64), [(u64, u64); LEVELS]>,
    pub(crate) suspects: Vec<Suspect>,
    /// The values of each boundary.
    pub(crate) values: [FxHashSet<u64>; LEVELS],
    /// By variant and level: how the events are that have no such boundary.
    pub(crate) lacking: FxHashMap<(u32, u8), Lacking>,
    /// By pair and variant: how often both places hold the same.
    pub(crate) equal: FxHashMap<(u32, u32), Equality>,
    /// In a part, the events that wait for what comes before it.
    pub(crate) pending: Option<Pending>,
    /// Room for what the ids of one event say.
    #[serde(skip)]
    evidence: Vec<Evidence>,
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
                rules.turn_to(entity_of(*variant));
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
            rules.turn_to(entity_of(variant));
            let scope = rules.scope(&values);
            for level in lacking(layout, &values) {
                self.lacks(&rules, &event, &values, variant, level);
            }
            let waits = self.pending.is_some() && self.is_open(&rules, &event, &values, &scope);
            let waits = waits && self.pending.as_mut().is_some_and(|pending| pending.push(&rules, &event, variant));
            if !waits {
                self.judge(&rules, &event, &values, &scope, variant);
            }
        }
    }

    /// Whether what came before the part may say something else about an event than the part does.
    fn is_open(&self, rules: &Rules<'_>, event: &Event<'_>, values: &Values, scope: &Scope) -> bool {
        let lacks = lacking(rules.layout, values).next().is_some();
        rules.ids(event.leaves).any(|id| {
            let depth = scope.iter().take(id.levels).take_while(|scope| **scope != 0).count();
            let is_few = || self.homes.get(id.key).is_none_or(|home| home.is_open(depth));
            (depth > 0 && is_few()) || (lacks && id.weight == OWN)
        })
    }

    /// Looks at the events that waited: what came before them is known now.
    pub(crate) fn judge_pending(&mut self, layout: &Layout, excluded: &FxHashSet<PathId>, profile: &Profile) {
        if let Some(pending) = self.pending.take() {
            self.judge_all(&pending, layout, excluded, profile);
        }
    }

    pub(crate) fn judge_all(
        &mut self,
        pending: &Pending,
        layout: &Layout,
        excluded: &FxHashSet<PathId>,
        profile: &Profile,
    ) {
        let mut values = Values::default();
        let mut rules = Rules::new(layout, excluded);
        for (event, variant) in pending.events() {
            values.fill(event.leaves);
            rules.turn_to(profile.variants.get(variant as usize).and_then(|variant| variant.entity));
            let scope = rules.scope(&values);
            self.judge(&rules, &event, &values, &scope, variant);
        }
    }

    /// What the homes of its ids say about an event.
    fn judge(&mut self, rules: &Rules<'_>, event: &Event<'_>, values: &Values, scope: &Scope, variant: u32) {
        self.suspect(rules, event, scope, variant);
        for level in lacking(rules.layout, values) {
            let mut scoped = false;
            for id in rules.ids(event.leaves).filter(|id| id.weight == OWN) {
                // The id of a tenant is the boundary's value, and stands in events of the tenant's.
                let is_value = self.values.iter().any(|values| values.contains(&id.hash));
                scoped |= !is_value && self.homes.is_scoped(id.key, level);
            }
            if scoped {
                let lacking = self.lacking.entry((variant, level as u8)).or_default();
                lacking.in_scoped_streams.push(event.line);
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
                let key = (number, variant);
                if self.equal.len() >= MAX_EQUAL && !self.equal.contains_key(&key) {
                    continue;
                }
                let equality = self.equal.entry(key).or_default();
                if leaf.hash == other {
                    equality.same += 1;
                } else {
                    equality.different.push(event.line);
                }
            }
        }
    }

    fn suspect(&mut self, rules: &Rules<'_>, event: &Event<'_>, scope: &Scope, variant: u32) {
        let mut evidence = std::mem::take(&mut self.evidence);
        evidence.clear();
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
            self.suspects.push(Suspect { line: event.line, variant, evidence: evidence.clone() });
        }
        self.evidence = evidence;
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

    /// Both. Answers the events of the other that can be judged now, and are not yet.
    pub(crate) fn merge(&mut self, other: &Self, offset: u64, paths: &[PathId], variants: &[u32]) -> Option<Pending> {
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
            let key = (pair, variant_of(variant));
            if self.equal.len() >= MAX_EQUAL && !self.equal.contains_key(&key) {
                continue;
            }
            let ours = self.equal.entry(key).or_default();
            ours.same += theirs.same;
            ours.different.merge(&theirs.different, offset);
        }
        let theirs = other.pending.as_ref()?.moved(offset, path_of, variant_of);
        match &mut self.pending {
            // What came before this part may be merged later.
            Some(ours) => Some(ours.append(&theirs)),
            None => Some(theirs),
        }
    }
}

/// The levels of the boundaries that an event does not name.
fn lacking<'a>(layout: &'a Layout, values: &'a Values) -> impl Iterator<Item = usize> + 'a {
    let levels = layout.boundaries.iter().enumerate();
    levels.filter(|&(_, &path)| values.get(path) == 0).map(|(level, _)| level)
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
