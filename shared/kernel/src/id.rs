//! Typed ids: a prefix that names the type and a UUIDv7, in the TypeID form (`account_01h2xcejqtf2nbrexx3vqjhp41`).
//!
//! The form is fixed width, sorts by creation time, and cannot contain `#`, so that an id is always exactly one segment of a
//! key. Source: the TypeID specification 0.3 (base32 of Crockford, lower case) and RFC 9562 (UUIDv7).

use std::{borrow::Cow, fmt, hash::Hash, str::FromStr};

use mti::prelude::TypeIdSuffix;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Digest, Timestamp};

/// Length of the part of an id behind `{prefix}_`, in ASCII characters.
pub const SUFFIX_LEN: usize = 26;

/// Why a text is not the id that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Another prefix, or none.
    #[error("expected an id that starts with `{expected}_`")]
    Prefix {
        /// The prefix of the expected type.
        expected: Cow<'static, str>,
    },
    /// Behind the prefix there is no UUIDv7 in the TypeID form.
    #[error("expected 26 lower-case base32 characters of a UUIDv7 behind `{expected}_`")]
    Suffix {
        /// The prefix of the expected type.
        expected: Cow<'static, str>,
    },
}

/// An id that knows at compile time what it identifies. Made with [`typed_id!`](crate::typed_id).
pub trait TypedId:
    Copy
    + Eq
    + Ord
    + Hash
    + fmt::Debug
    + fmt::Display
    + FromStr<Err = IdError>
    + Serialize
    + DeserializeOwned
    + JsonSchema
    + Send
    + Sync
    + 'static
{
    /// What stands before the underscore: lower-case letters and underscores.
    const PREFIX: &'static str;

    /// The id of this type over a UUIDv7.
    fn from_uuid(uuid: Uuid) -> Self;

    /// The UUID behind the prefix.
    fn uuid(self) -> Uuid;

    /// The id that these parts always make: of what its surroundings have one of, and whoever names it need not look it up. Such an
    /// id sorts as if it had been made at the given time; 74 bits of a digest tell it from all others of its type.
    #[must_use]
    fn derived(at: Timestamp, parts: &[&[u8]]) -> Self {
        let parts: Vec<_> = [Self::PREFIX.as_bytes()].into_iter().chain(parts.iter().copied()).collect();
        let digest = Digest::of(&parts);
        let mut random = [0; 10];
        random.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
        let millis = u64::try_from(at.as_millis()).unwrap_or_default();
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The same id without its compile-time type.
    fn erase(self) -> AnyId {
        AnyId { prefix: Cow::Borrowed(Self::PREFIX), uuid: self.uuid() }
    }
}

/// Declares typed ids: `typed_id! { /// The id of an account. pub struct AccountId = "account"; }`.
#[macro_export]
macro_rules! typed_id {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident = $prefix:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name($crate::uuid::Uuid);

        const _: () = ::core::assert!(
            $crate::__private::is_prefix($prefix),
            "the prefix of an id has 1 to 63 lower-case letters and `_`, which does not stand at an end"
        );

        impl $crate::TypedId for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: $crate::uuid::Uuid) -> Self {
                Self(uuid)
            }
            fn uuid(self) -> $crate::uuid::Uuid {
                self.0
            }
        }
        impl $crate::KeySegment for $name {
            const PATTERN: &'static str = concat!($prefix, "_??????????????????????????");
            fn write_segment(&self, key: &mut ::std::string::String) {
                $crate::__private::push_id(key, $prefix, self.0);
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::__private::write_id(f, $prefix, self.0)
            }
        }
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, f)
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::IdError;
            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                $crate::__private::parse_id(text, $prefix).map(Self)
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::__private::deserialize_from_str(deserializer)
            }
        }
        impl $crate::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut $crate::schemars::SchemaGenerator) -> $crate::schemars::Schema {
                $crate::__private::id_schema($prefix)
            }
        }
    )+};
}

typed_id! {
    /// A customer of the platform.
    pub struct TenantId = "tenant";
    /// An isolation unit inside a tenant: production, sandbox, a region.
    pub struct CapsuleId = "capsule";
    /// A person or a machine that acts in a tenant.
    pub struct UserId = "user";
    /// A session, known by the id of its token.
    pub struct SessionId = "session";
    /// A person who watches over the platform and belongs to no tenant.
    pub struct OperatorId = "operator";
}

/// The kind of an aggregate, as events and keys name it: `account` on the wire, `ACCOUNT` in a key.
///
/// Lower-case ASCII letters and underscores, so it is always one segment of a key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AggregateType(Cow<'static, str>);

impl AggregateType {
    /// The type of an aggregate known at compile time, by its id's prefix.
    #[must_use]
    pub const fn of<I: TypedId>() -> Self {
        Self(Cow::Borrowed(I::PREFIX))
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AggregateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AggregateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AggregateType {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_prefix(text) {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(IdError::Prefix { expected: Cow::Borrowed("{aggregate type}") })
        }
    }
}

impl Serialize for AggregateType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for AggregateType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

/// An id whose type is known only at run time, such as the aggregate of an event on the bus.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyId {
    prefix: Cow<'static, str>,
    uuid: Uuid,
}

impl AnyId {
    /// What stands before the underscore.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The type of aggregate that it is of.
    #[must_use]
    pub fn aggregate_type(&self) -> AggregateType {
        AggregateType(self.prefix.clone())
    }

    /// The same id with a compile-time type, if its prefix is that type's.
    ///
    /// # Errors
    /// [`IdError::Prefix`] when this is the id of something else.
    pub fn typed<I: TypedId>(&self) -> Result<I, IdError> {
        if self.prefix == I::PREFIX {
            Ok(I::from_uuid(self.uuid))
        } else {
            Err(IdError::Prefix { expected: Cow::Borrowed(I::PREFIX) })
        }
    }
}

impl fmt::Display for AnyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_id(f, &self.prefix, self.uuid)
    }
}

impl fmt::Debug for AnyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AnyId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || Cow::Borrowed("{type}");
        let (prefix, _) = text.rsplit_once('_').ok_or_else(|| IdError::Prefix { expected: expected() })?;
        if !is_prefix(prefix) {
            return Err(IdError::Prefix { expected: expected() });
        }
        let uuid = parse_id(text, prefix)?;
        Ok(Self { prefix: Cow::Owned(prefix.to_owned()), uuid })
    }
}

impl Serialize for AnyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AnyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

/// Whether a text may stand before the underscore of an id.
#[must_use]
pub const fn is_prefix(text: &str) -> bool {
    let mut rest = text.as_bytes();
    let (Some(first), Some(last)) = (rest.first(), rest.last()) else { return false };
    if rest.len() > 63 || *first == b'_' || *last == b'_' {
        return false;
    }
    while let [byte, tail @ ..] = rest {
        if !(byte.is_ascii_lowercase() || *byte == b'_') {
            return false;
        }
        rest = tail;
    }
    true
}

/// Appends an id to a key.
pub fn push_id(key: &mut String, prefix: &str, uuid: Uuid) {
    key.push_str(prefix);
    key.push('_');
    key.push_str(TypeIdSuffix::from(uuid).as_ref());
}

/// Writes an id.
///
/// # Errors
/// Those of the formatter.
pub fn write_id(f: &mut fmt::Formatter<'_>, prefix: &str, uuid: Uuid) -> fmt::Result {
    write!(f, "{prefix}_{}", TypeIdSuffix::from(uuid))
}

/// Reads an id of the given prefix.
///
/// # Errors
/// [`IdError`] when the text is anything else.
pub fn parse_id(text: &str, prefix: &str) -> Result<Uuid, IdError> {
    let suffix = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or_else(|| IdError::Prefix { expected: Cow::Owned(prefix.to_owned()) })?;
    let parsed: TypeIdSuffix =
        suffix.parse().map_err(|_| IdError::Suffix { expected: Cow::Owned(prefix.to_owned()) })?;
    let uuid = parsed.to_uuid();
    // One id has one spelling: a second one would be a second key for the same thing.
    if uuid.get_version_num() == 7 && *TypeIdSuffix::from(uuid) == *suffix {
        Ok(uuid)
    } else {
        Err(IdError::Suffix { expected: Cow::Owned(prefix.to_owned()) })
    }
}

/// Deserialises through `FromStr`.
///
/// # Errors
/// Those of the deserialiser and of the parser.
pub fn deserialize_from_str<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: fmt::Display,
{
    let text = Cow::<'de, str>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// The JSON Schema of an id.
#[must_use]
pub fn id_schema(prefix: &str) -> Schema {
    json_schema!({
        "type": "string",
        "pattern": format!("^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"),
        "examples": [format!("{prefix}_01h2xcejqtf2nbrexx3vqjhp41")],
    })
}

impl JsonSchema for AggregateType {
    fn schema_name() -> Cow<'static, str> {
        "AggregateType".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z]([a-z_]*[a-z])?$" })
    }
}

impl JsonSchema for AnyId {
    fn schema_name() -> Cow<'static, str> {
        "AnyId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z][a-z_]*_[0-7][0-9a-hjkmnp-tv-z]{25}$" })
    }
}

#[cfg(test)]
#[path = "id.test.rs"]
mod tests;
