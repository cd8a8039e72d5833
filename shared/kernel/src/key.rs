//! What may stand between two `#` of a key.

use std::{borrow::Cow, fmt, fmt::Write as _, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::{AggregateType, AnyId, IdError, id::deserialize_from_str};

/// A value that is exactly one segment of a key: its text never contains `#` and is never empty, so that two different values
/// can never meet in one key.
///
/// Implemented for typed ids, aggregate types, sequences, points in time and list names. Text that people typed is never a segment: hash it, or,
/// where a list is ordered by it and it is no personal data, make a [`SortName`](crate::SortName) of it.
///
/// Derived for an enum of unit variants, each of which writes its name in upper case (`SalesOrder` is `SALES_ORDER`) or what
/// `#[key_segment = ".."]` says, and for a newtype, which writes what it wraps:
///
/// ```
/// use kernel::{KeySegment, UserId};
///
/// #[derive(KeySegment)]
/// enum EntityType {
///     Account,
///     #[key_segment = "ORG"]
///     Organisation,
/// }
///
/// #[derive(KeySegment)]
/// struct OwnerId(UserId);
///
/// let mut key = String::new();
/// EntityType::Organisation.write_segment(&mut key);
/// assert_eq!((key.as_str(), EntityType::PATTERN), ("ORG", "*"));
/// assert_eq!(OwnerId::PATTERN, UserId::PATTERN);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a key: it does not implement `KeySegment`",
    label = "used as a placeholder of a key",
    note = "use a typed id (`typed_id!`), an unsigned number, a time, or an enum or newtype that derives `KeySegment`; hash what people typed, e.g. with `Digest::of`"
)]
pub trait KeySegment {
    /// The segment as an IAM pattern for `dynamodb:LeadingKeys`: `?` for each character that varies; `*` only where the
    /// length varies, because `*` also matches `#`.
    const PATTERN: &'static str;

    /// Appends the segment to a key.
    fn write_segment(&self, key: &mut String);
}

impl KeySegment for AggregateType {
    const PATTERN: &'static str = "*";
    fn write_segment(&self, key: &mut String) {
        key.extend(self.as_str().chars().map(|c| c.to_ascii_uppercase()));
    }
}

impl KeySegment for AnyId {
    const PATTERN: &'static str = "*";
    fn write_segment(&self, key: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(key, "{self}");
    }
}

macro_rules! number_segments {
    ($($number:ty),+) => {$(
        impl KeySegment for $number {
            const PATTERN: &'static str = "*";
            fn write_segment(&self, key: &mut String) {
                let _ = write!(key, "{self}");
            }
        }
    )+};
}
number_segments!(u8, u16, u32, u64);

impl<T: KeySegment> KeySegment for &T {
    const PATTERN: &'static str = T::PATTERN;
    fn write_segment(&self, key: &mut String) {
        T::write_segment(self, key);
    }
}

/// A name that the code chose, as a segment of a key: the name of a list, a function, a unique value. Upper-case letters and
/// underscores.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(Cow<'static, str>);

impl KeyName {
    /// A name known at compile time; keep it in a constant.
    ///
    /// # Panics
    /// In a constant at compile time, if the name is empty or has anything but upper-case letters and `_`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        assert!(!name.is_empty(), "a name in a key is not empty");
        let mut rest = name.as_bytes();
        while let [first, tail @ ..] = rest {
            assert!(
                first.is_ascii_uppercase() || *first == b'_',
                "a name in a key has upper-case letters and `_` only"
            );
            rest = tail;
        }
        Self(Cow::Borrowed(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for KeyName {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(IdError::Prefix { expected: Cow::Borrowed("{UPPER_CASE}") })
        }
    }
}

impl Serialize for KeyName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for KeyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

impl KeySegment for KeyName {
    const PATTERN: &'static str = "*";
    fn write_segment(&self, key: &mut String) {
        key.push_str(&self.0);
    }
}

/// A SHA-256 digest (FIPS 180-4) as a segment of a key: 43 characters of base64url (RFC 4648, no padding).
///
/// For what people typed: a domain, an idempotency key, a request. Not for personal data, which needs a keyed digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of a list of parts. Every part is preceded by its length, so that `["ab", "c"]` and `["a", "bc"]` differ.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The keyed digest of a list of parts, for personal data: HMAC-SHA-256 (RFC 2104). Without the key nobody can try values
    /// against it.
    #[must_use]
    pub fn keyed(key: &BlindIndexKey, parts: &[&[u8]]) -> Self {
        let mut mac = key.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Self(mac.finalize().into_bytes().into())
    }

    /// The bytes of the digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first byte, as a number that is spread evenly.
    #[must_use]
    pub const fn first_byte(&self) -> u8 {
        let [first, ..] = self.0;
        first
    }
}

/// The secret key under which personal values are hashed, so that they can be compared without being shown ("blind index").
///
/// It must not change while records exist: what was hashed under another key is not found.
#[derive(Clone)]
pub struct BlindIndexKey(Hmac<Sha256>);

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a blind index key is 32 bytes in base64url: 43 characters without padding")]
pub struct BlindIndexKeyError;

impl FromStr for BlindIndexKey {
    type Err = BlindIndexKeyError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BlindIndexKeyError)?;
        if bytes.len() != 32 {
            return Err(BlindIndexKeyError);
        }
        Hmac::new_from_slice(&bytes).map(Self).map_err(|_| BlindIndexKeyError)
    }
}

impl fmt::Debug for BlindIndexKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlindIndexKey(..)")
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || IdError::Prefix { expected: Cow::Borrowed("{43 characters of base64url}") };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| error())?;
        bytes.try_into().map(Self).map_err(|_| error())
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

impl KeySegment for Digest {
    const PATTERN: &'static str = "???????????????????????????????????????????";
    fn write_segment(&self, key: &mut String) {
        URL_SAFE_NO_PAD.encode_string(self.0, key);
    }
}

#[cfg(test)]
#[path = "key.test.rs"]
mod tests;
