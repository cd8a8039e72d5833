//! Index shards: over how many keys of an index a list is spread.

use std::{fmt, num::NonZeroU8, str::FromStr};

use kernel::{AnyId, Digest, KeySegment};
use serde::{Deserialize, Serialize};

/// Over how many index keys each list is spread: 1 to 32, by default 1.
///
/// It may grow while records exist: a row moves to its new shard when its record is written again, and is read wherever it is. It must
/// never shrink: the shards above would not be read any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListShards(NonZeroU8);

/// A number of shards outside 1 to 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number of list shards must be 1 to {}", ListShards::MOST)]
pub struct ListShardsError;

impl ListShards {
    /// The most: every page of a list asks each of them.
    pub const MOST: u8 = 32;
    /// One shard.
    pub const ONE: Self = Self(NonZeroU8::MIN);

    /// A number of shards.
    ///
    /// # Errors
    /// [`ListShardsError`] outside 1 to 32.
    pub fn new(count: u8) -> Result<Self, ListShardsError> {
        let count = NonZeroU8::new(count).filter(|count| count.get() <= Self::MOST);
        count.map(Self).ok_or(ListShardsError)
    }

    /// The shard that a record is listed in: always the same one for one number of shards.
    pub(crate) fn of(self, id: &AnyId) -> Shard {
        let digest = Digest::of(&[id.to_string().as_bytes()]).first_byte();
        Shard(digest % self.0.get())
    }

    /// All shards.
    pub(crate) fn all(self) -> impl Iterator<Item = Shard> {
        (0..self.0.get()).map(Shard)
    }
}

impl FromStr for ListShards {
    type Err = ListShardsError;
    fn from_str(text: &str) -> Result<Self, ListShardsError> {
        text.parse().map_err(|_| ListShardsError).and_then(Self::new)
    }
}

/// The number of a shard, always two digits in a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shard(u8);

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl KeySegment for Shard {
    const PATTERN: &'static str = "??";
    fn write_segment(&self, key: &mut String) {
        use fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(key, "{self}");
    }
}

#[cfg(test)]
#[path = "shards.test.rs"]
mod tests;
