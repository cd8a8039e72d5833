//! The numbers of lines, as few bytes as they take: most are close to the one before.

use serde::{Deserialize, Serialize};

/// A list of line numbers in ascending order, as differences of 7 bits a byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lines {
    bytes: Vec<u8>,
    last: u64,
    kept: u32,
    forgotten: bool,
    /// How many were pushed, also those that are not kept.
    pub(crate) count: u64,
}

/// A list keeps so many; of the rest it knows the number.
const MAX_KEPT: u32 = 200_000;

impl Lines {
    pub(crate) const fn new() -> Self {
        Self { bytes: Vec::new(), last: 0, kept: 0, count: 0, forgotten: false }
    }

    /// Whether the lines were too many to keep.
    pub(crate) const fn is_forgotten(&self) -> bool {
        self.forgotten
    }

    /// Adds a line. It must not be lower than the one before.
    pub(crate) fn push(&mut self, line: u64) {
        self.count += 1;
        if self.kept >= MAX_KEPT || self.forgotten {
            return;
        }
        let mut difference = line.saturating_sub(self.last);
        while difference >= 0x80 {
            self.bytes.push((difference & 0x7f) as u8 | 0x80);
            difference >>= 7;
        }
        self.bytes.push(difference as u8);
        self.last = line.max(self.last);
        self.kept += 1;
    }

    /// Forgets the lines, keeps their number.
    pub(crate) fn forget(&mut self) {
        self.bytes = Vec::new();
        self.kept = 0;
        self.forgotten = true;
    }

    /// The lines that are kept, in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        let mut bytes = self.bytes.iter();
        let mut line = 0;
        std::iter::from_fn(move || {
            let (mut difference, mut shift) = (0_u64, 0_u32);
            loop {
                let byte = *bytes.next()?;
                difference |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 || shift > 63 {
                    break;
                }
            }
            line += difference;
            Some(line)
        })
    }

    /// Both lists, sorted again, each line moved by so many where it comes from `other`.
    pub(crate) fn merge(&mut self, other: &Self, offset: u64) {
        let forgotten = self.forgotten || other.forgotten;
        let dropped = other.count - u64::from(other.kept);
        if forgotten {
            self.count += other.count;
            self.forget();
        } else if self.kept == 0 || other.first().is_none_or(|first| first + offset >= self.last) {
            other.iter().for_each(|line| self.push(line + offset));
            self.count += dropped;
        } else {
            let dropped = dropped + self.count - u64::from(self.kept);
            let mut all: Vec<u64> = self.iter().chain(other.iter().map(|line| line + offset)).collect();
            all.sort_unstable();
            *self = Self::default();
            all.into_iter().for_each(|line| self.push(line));
            self.count += dropped;
        }
    }

    fn first(&self) -> Option<u64> {
        self.iter().next()
    }
}

#[cfg(test)]
#[path = "lines.test.rs"]
mod tests;
