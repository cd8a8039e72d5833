//! Names as lists are ordered by them.

use std::{fmt, fmt::Write as _, str::FromStr};

use icu_normalizer::ComposingNormalizer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{KeySegment, id::deserialize_from_str};

/// The beginning of a name in a form that lists can be ordered by and searched in: upper and lower case, and the ways in which Unicode
/// writes one character, are the same; accents are not. Never empty.
///
/// Its text is hexadecimal, so that it sorts like the UTF-8 of the name, as a segment of a key too, and has nothing in it that a
/// person chose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortName(String);

/// A text that is no encoded name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the beginning of a name as 1 to {} bytes in hexadecimal", SortName::MAX_BYTES)]
pub struct SortNameError;

impl SortName {
    /// How many bytes of a name count, as UTF-8: names that differ behind them are equal here.
    pub const MAX_BYTES: usize = 64;

    /// The beginning of a name; `None` of an empty one.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let folded = folded(name);
        let bytes = folded.as_bytes();
        Self::encode(bytes.get(..Self::MAX_BYTES).unwrap_or(bytes))
    }

    /// What names may be searched by; `None` of an empty text, and of one that is longer than what counts of a name.
    #[must_use]
    pub fn prefix(text: &str) -> Option<Self> {
        let folded = folded(text);
        Self::encode(folded.as_bytes()).filter(|_| folded.len() <= Self::MAX_BYTES)
    }

    /// The hexadecimal text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name begins like another one.
    #[must_use]
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.0.starts_with(&prefix.0)
    }

    fn encode(bytes: &[u8]) -> Option<Self> {
        let mut text = String::with_capacity(2 * bytes.len());
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        (!text.is_empty()).then_some(Self(text))
    }
}

/// A text in which case and spelling do not count any more: compatibility characters are replaced (NFKC; Source: Unicode Standard Annex 15), and
/// every letter is folded to lower case by way of upper case, so that `ß`, `ẞ` and `SS`, and both small sigmas, come out the same.
fn folded(text: &str) -> String {
    let nfkc = ComposingNormalizer::new_nfkc();
    let seen: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let letters = nfkc.normalize(&seen);
    let lower = letters.chars().flat_map(char::to_lowercase);
    let folded: String = lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    nfkc.normalize(&folded).into_owned()
}

/// What nobody sees and nobody types: soft hyphens, spaces of no width, marks of direction and of byte order.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl fmt::Display for SortName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SortName {
    type Err = SortNameError;
    fn from_str(text: &str) -> Result<Self, SortNameError> {
        let is_encoded = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
        let is_whole = text.len().is_multiple_of(2) && (1..=Self::MAX_BYTES).contains(&(text.len() / 2));
        if is_encoded && is_whole { Ok(Self(text.to_owned())) } else { Err(SortNameError) }
    }
}

impl Serialize for SortName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SortName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

/// Shorter names come before those that begin with them: `#`, which follows in a key, sorts before every hexadecimal digit.
impl KeySegment for SortName {
    const PATTERN: &'static str = "*";
    fn write_segment(&self, key: &mut String) {
        key.push_str(&self.0);
    }
}

#[cfg(test)]
#[path = "sort_name.test.rs"]
mod tests;
