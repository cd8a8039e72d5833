//! Whose the streams are that a warm function has seen lately.

use std::collections::HashMap;

use kernel::AnyId;

use super::{Standing, StreamScope};

/// Whose streams are, over the batches of one process: the last few thousand streams, and what most of their events said.
///
/// It is a vote (Boyer and Moore): an event of the remembered scope strengthens it, one of another weakens it, and only a scope that
/// nothing speaks for any more is replaced. So one forged event neither takes a stream over nor makes all genuine ones look forged.
///
/// It forgets: a function that starts knows nothing, each of several knows its own part, and of more than [`CAPACITY`](Self::CAPACITY)
/// streams those that were not seen for longest are dropped. What it does not know is no violation.
#[derive(Debug, Default)]
pub struct StreamMemory {
    /// Those seen since the last change of generations.
    young: HashMap<AnyId, Vote>,
    /// Those of the generation before.
    old: HashMap<AnyId, Vote>,
}

#[derive(Clone, Copy, Debug)]
struct Vote {
    scope: StreamScope,
    standing: Standing,
    weight: u32,
}

impl StreamMemory {
    /// How many streams are remembered at most. With some 150 bytes each they take less than a megabyte.
    pub const CAPACITY: usize = 4_096;

    /// A stream is as well known as it can be: more events do not make it harder to correct.
    const MAX_WEIGHT: u32 = 64;

    /// How many streams are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.young.len().saturating_add(self.old.len())
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whose the stream is, if that is known, and how far what said it is believed.
    pub(super) fn scope_of(&self, stream: &AnyId) -> Option<(StreamScope, Standing)> {
        self.young.get(stream).or_else(|| self.old.get(stream)).map(|vote| (vote.scope, vote.standing))
    }

    /// Remembers events of a stream. What is believed less than what is remembered changes nothing.
    pub(super) fn saw(&mut self, stream: &AnyId, scope: StreamScope, events: u32, standing: Standing) {
        let vote = match self.young.remove(stream).or_else(|| self.old.remove(stream)) {
            Some(vote) if vote.standing > standing => vote,
            Some(vote) if vote.standing < standing => Vote { scope, standing, weight: events.min(Self::MAX_WEIGHT) },
            // What belongs to the tenant as a whole says less of a stream than a capsule, and nothing against one.
            Some(vote) if vote.scope.0 == scope.0 && scope.1.is_none() => vote,
            Some(vote) if vote.scope.0 == scope.0 && vote.scope.1.is_none() => Vote { scope, ..vote },
            Some(vote) if vote.scope == scope => {
                Vote { weight: vote.weight.saturating_add(events).min(Self::MAX_WEIGHT), ..vote }
            }
            Some(vote) if vote.weight >= events => Vote { weight: vote.weight.saturating_sub(events), ..vote },
            _ => Vote { scope, standing, weight: events.min(Self::MAX_WEIGHT) },
        };
        if self.young.len() >= Self::CAPACITY / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(stream.clone(), vote);
    }
}

#[cfg(test)]
#[path = "memory.test.rs"]
mod tests;
