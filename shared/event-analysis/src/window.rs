//! Events that were read and not looked at yet.

use serde::{Deserialize, Serialize};

use crate::flatten::Leaf;

/// How many events are looked at together. What an event says about another one of the same window is known exactly; between
/// windows a summary is kept.
pub(crate) const WINDOW: usize = 65_536;

/// A run of events.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Window {
    pub(crate) leaves: Vec<Leaf>,
    /// The line of each event, and where its leaves end.
    ends: Vec<(u64, u32)>,
}

/// One event of a window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'a> {
    pub(crate) line: u64,
    pub(crate) leaves: &'a [Leaf],
}

impl Window {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no more events fit: too many, or too large ones.
    pub(crate) fn is_full(&self) -> bool {
        self.ends.len() >= WINDOW || self.leaves.len() >= WINDOW * 48
    }

    /// Forgets the events, and keeps the room for as many.
    pub(crate) fn clear(&mut self) {
        self.leaves.clear();
        self.ends.clear();
    }

    /// The leaves pushed since the last event are those of this line.
    pub(crate) fn close(&mut self, line: u64) {
        self.ends.push((line, u32::try_from(self.leaves.len()).unwrap_or(u32::MAX)));
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = Event<'_>> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |&(line, end)| {
            let end = end as usize;
            let leaves = self.leaves.get(start..end).unwrap_or(&[]);
            start = end;
            Event { line, leaves }
        })
    }
}
