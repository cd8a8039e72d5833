//! Events of a part that only what comes before the part can judge: the record that they name may be of another scope.

use serde::{Deserialize, Serialize};

use super::rules::Rules;
use crate::{
    flatten::Leaf,
    paths::PathId,
    window::{Event, Window},
};

/// Once so many values wait, the events after them are judged by what the part has seen.
pub(crate) const MAX_PENDING: usize = 1 << 20;

/// Events that wait, with no more of each than what says something about scopes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Pending {
    events: Window,
    variants: Vec<u32>,
}

impl Pending {
    /// How many values wait.
    pub(crate) fn len(&self) -> usize {
        self.events.leaves.len()
    }

    /// Keeps an event, if there is room.
    pub(super) fn push(&mut self, rules: &Rules<'_>, event: &Event<'_>, variant: u32) -> bool {
        let telling = || event.leaves.iter().filter(|leaf| rules.is_telling(leaf));
        if self.len() + telling().count() > MAX_PENDING {
            return false;
        }
        self.events.leaves.extend(telling());
        self.events.close(event.line);
        self.variants.push(variant);
        true
    }

    /// Adds those of a later part that fit, and answers the rest.
    pub(super) fn append(&mut self, later: &Self) -> Self {
        let mut rest = Self::default();
        for (event, variant) in later.events() {
            let fits = self.len() + event.leaves.len() <= MAX_PENDING;
            let to = if fits { &mut *self } else { &mut rest };
            to.events.leaves.extend(event.leaves);
            to.events.close(event.line);
            to.variants.push(variant);
        }
        rest
    }

    /// The same events, where lines, places and types have other numbers.
    pub(super) fn moved(
        &self,
        offset: u64,
        path_of: impl Fn(PathId) -> PathId,
        variant_of: impl Fn(u32) -> u32,
    ) -> Self {
        let mut moved = Self::default();
        for (event, variant) in self.events() {
            let leaves = event.leaves.iter().map(|leaf| Leaf { path: path_of(leaf.path), ..*leaf });
            moved.events.leaves.extend(leaves);
            moved.events.close(event.line + offset);
            moved.variants.push(variant_of(variant));
        }
        moved
    }

    pub(super) fn events(&self) -> impl Iterator<Item = (Event<'_>, u32)> {
        self.events.events().zip(self.variants.iter().copied())
    }
}
