//! Where ids live: the scope that the events with an id name most often.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What so many events say, one cannot deny.
const SURE: u16 = 3;

/// Boundaries nest at most so deep.
pub(crate) const LEVELS: usize = 3;

/// So many ids are remembered, twice: when as many new ones came, the older half of those that did not come again is forgotten.
pub(crate) const GENERATION: usize = 1 << 19;

/// The scope of an event: by level, a key of its boundary's value and those outside; 0 from where one is missing.
pub(crate) type Scope = [u32; LEVELS];

/// Where an id was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Home {
    levels: [Seen; LEVELS],
    /// By level, whether an event of the id's own stream was there.
    own: [bool; LEVELS],
}

/// By level: the two scopes it was seen in first, and how often elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    scopes: [u32; 2],
    counts: [u16; 2],
    others: u16,
}

/// What a home says about an event's scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing: the id is not known from other events, or from as many here as there.
    Unknown,
    /// Other events with the id are of this scope too.
    Agrees,
    /// Most events with the id are of another scope.
    Conflicts,
    /// The id is at home in several scopes.
    Shared,
}

impl Seen {
    fn add(&mut self, scope: u32, weight: u16) {
        let (scopes, counts) = (&mut self.scopes, &mut self.counts);
        for (known, count) in scopes.iter_mut().zip(counts.iter_mut()) {
            if *count == 0 {
                *known = scope;
            }
            if *known == scope {
                *count = count.saturating_add(weight);
                return;
            }
        }
        self.others = self.others.saturating_add(weight);
    }

    fn verdict(&self, scope: u32, weight: u16) -> Verdict {
        let [first, second] = self.counts;
        let (major, major_count, minor_count) = match self.scopes {
            [one, _] if first >= second => (one, first, second),
            [_, other] => (other, second, first),
        };
        if self.is_shared() {
            return Verdict::Shared;
        }
        if scope == major {
            return if major_count > weight && major_count > minor_count { Verdict::Agrees } else { Verdict::Unknown };
        }
        let here = if self.scopes.contains(&scope) { minor_count } else { self.others.min(weight) };
        if major_count >= SURE && major_count > here { Verdict::Conflicts } else { Verdict::Unknown }
    }

    /// Whether a good part of the events is of other scopes than most are.
    fn is_shared(&self) -> bool {
        let [first, second] = self.counts.map(u32::from);
        let others = u32::from(self.others);
        first + second + others >= 6 && (first.min(second) + others) * 4 > first + second + others
    }

    fn merge(&mut self, other: &Self) {
        for (scope, count) in other.scopes.iter().zip(other.counts) {
            if count > 0 {
                self.add(*scope, count);
            }
        }
        self.others = self.others.saturating_add(other.others);
    }
}

impl Home {
    /// Whether so few events name a scope, at one of the outermost so many levels, that others may deny it.
    pub(crate) fn is_open(&self, depth: usize) -> bool {
        self.levels.iter().take(depth).any(|seen| seen.counts.into_iter().max().is_none_or(|most| most <= SURE))
    }

    /// What other events say about an event of this scope with the id; `weight` is what the event itself added.
    pub(crate) fn verdict(&self, level: usize, scope: u32, weight: u16) -> Verdict {
        self.levels.get(level).map_or(Verdict::Unknown, |seen| seen.verdict(scope, weight))
    }
}

/// The homes of ids, in bounded memory.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Homes {
    young: FxHashMap<u64, Home>,
    old: FxHashMap<u64, Home>,
}

impl Homes {
    /// An event of this scope has the id; one of the id's own stream weighs more than one.
    pub(crate) fn add(&mut self, id: u64, scope: &Scope, levels: usize, weight: u16) {
        let home = self.entry(id);
        for ((seen, own), &scope) in home.levels.iter_mut().zip(&mut home.own).zip(scope).take(levels) {
            if scope == 0 {
                break;
            }
            seen.add(scope, weight);
            *own |= weight > 1;
        }
    }

    /// Where an id was seen.
    pub(crate) fn get(&self, id: u64) -> Option<&Home> {
        self.young.get(&id).or_else(|| self.old.get(&id))
    }

    /// Whether events of the id's own stream name a scope at this level, and it is one: what is everywhere is at home nowhere.
    pub(crate) fn is_scoped(&self, id: u64, level: usize) -> bool {
        let Some(home) = self.get(id) else { return false };
        home.own.get(level) == Some(&true) && !home.levels.get(level).is_some_and(Seen::is_shared)
    }

    /// How many ids are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    fn entry(&mut self, id: u64) -> &mut Home {
        if self.young.len() >= GENERATION && !self.young.contains_key(&id) {
            self.old = std::mem::take(&mut self.young);
        }
        let old = &mut self.old;
        self.young.entry(id).or_insert_with(|| old.remove(&id).unwrap_or_default())
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (&id, theirs) in other.old.iter().chain(&other.young) {
            let ours = self.entry(id);
            for (ours, theirs) in ours.levels.iter_mut().zip(&theirs.levels) {
                ours.merge(theirs);
            }
            for (ours, theirs) in ours.own.iter_mut().zip(theirs.own) {
                *ours |= theirs;
            }
        }
    }
}

#[cfg(test)]
#[path = "homes.test.rs"]
mod tests;
