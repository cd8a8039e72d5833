//! What a caller may do: a set of permissions in one machine word.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Permission;

/// The permissions that a caller holds.
///
/// Read from a space separated text (as OAuth writes `scope`, RFC 6749 section 3.3) or from a list. A text that names no
/// permission grants nothing and is not an error: a token may carry permissions of a newer release or of another service.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PermissionSet(u128);

impl PermissionSet {
    /// The set that allows nothing.
    pub const EMPTY: Self = Self(0);

    /// The set of every permission: for demo tokens and tests.
    #[must_use]
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// The permissions that the texts name; what names none is left out.
    pub fn from_texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        texts.into_iter().filter_map(|text| text.as_ref().parse::<Permission>().ok()).collect()
    }

    /// Whether the holder may do this.
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The permissions of the set, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.allows(*permission))
    }

    /// Whether nothing is allowed.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The texts of the set, sorted.
    fn texts(self) -> Vec<&'static str> {
        let mut texts: Vec<_> = self.iter().map(Permission::as_str).collect();
        texts.sort_unstable();
        texts
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |bits, permission| bits | permission.bit()))
    }
}

impl FromStr for PermissionSet {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from_texts(text.split(' ')))
    }
}

impl fmt::Display for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.texts().join(" "))
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.texts()).finish()
    }
}

impl Serialize for PermissionSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.texts())
    }
}

impl<'de> Deserialize<'de> for PermissionSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrList;
        impl<'de> de::Visitor<'de> for TextOrList {
            type Value = PermissionSet;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("permissions as a space separated string or as a list of strings")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<PermissionSet, E> {
                Ok(PermissionSet::from_texts(text.split(' ')))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<PermissionSet, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element::<String>()? {
                    texts.push(text);
                }
                Ok(PermissionSet::from_texts(texts))
            }
        }
        deserializer.deserialize_any(TextOrList)
    }
}

#[cfg(test)]
#[path = "set.test.rs"]
mod tests;
