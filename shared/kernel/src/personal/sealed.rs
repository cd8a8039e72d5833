//! The encrypted form of a personal value, as it stands in items, events and on the bus.

use std::{borrow::Cow, fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::id::deserialize_from_str;

/// The only version of the form.
const VERSION: u8 = 1;

/// An encrypted value: `{"$enc": {"v": 1, "kid": "..", "iv": "..", "ct": ".."}}`.
///
/// AES-256-GCM (NIST SP 800-38D) of the value as JSON text, with a nonce of 96 bits made at random for every value. The names are those of JOSE
/// (RFC 7516): key id, initialisation vector, cipher text, which ends with the tag of 128 bits; binary values in base64url
/// without padding (RFC 4648).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sealed {
    /// The key that encrypted it.
    pub key_id: KeyId,
    /// The nonce.
    pub nonce: [u8; Self::NONCE_BYTES],
    /// The cipher text, and behind it the tag.
    pub cipher_text: Vec<u8>,
}

impl Sealed {
    /// The length of the nonce.
    pub const NONCE_BYTES: usize = 12;
    /// The length of the tag at the end of the cipher text.
    pub const TAG_BYTES: usize = 16;
}

/// Which key: 1 to 64 letters, digits, `-`, `_` or `.`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(Cow<'static, str>);

impl KeyId {
    /// A name known at compile time.
    ///
    /// # Panics
    /// In a constant at compile time, when it is no key id.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        assert!(is_key_id(id.as_bytes()), "a key id has 1 to 64 letters, digits, `-`, `_` or `.`");
        Self(Cow::Borrowed(id))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_key_id(mut id: &[u8]) -> bool {
    if id.is_empty() || id.len() > 64 {
        return false;
    }
    while let [first, rest @ ..] = id {
        if !(first.is_ascii_alphanumeric() || matches!(first, b'-' | b'_' | b'.')) {
            return false;
        }
        id = rest;
    }
    true
}

/// A text that is no key id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key id has 1 to 64 letters, digits, `-`, `_` or `.`")]
pub struct KeyIdError;

impl FromStr for KeyId {
    type Err = KeyIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_key_id(text.as_bytes()) { Ok(Self(Cow::Owned(text.to_owned()))) } else { Err(KeyIdError) }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_from_str(deserializer)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(rename = "$enc", borrow)]
    enc: Enc<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Enc<'a> {
    v: u8,
    kid: KeyId,
    #[serde(borrow)]
    iv: Cow<'a, str>,
    #[serde(borrow)]
    ct: Cow<'a, str>,
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |bytes: &[u8]| Cow::Owned(URL_SAFE_NO_PAD.encode(bytes));
        let enc = Enc { v: VERSION, kid: self.key_id.clone(), iv: text(&self.nonce), ct: text(&self.cipher_text) };
        Wire { enc }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Wire { enc } = Wire::deserialize(deserializer)?;
        let bytes = |text: &str, name| {
            let error = || D::Error::custom(format_args!("`{name}` of an encrypted value is not of its form"));
            URL_SAFE_NO_PAD.decode(text).map_err(|_| error())
        };
        if enc.v != VERSION {
            return Err(D::Error::custom("an encrypted value of a version that is not known here"));
        }
        let nonce = bytes(&enc.iv, "iv")?;
        let nonce = nonce.try_into().map_err(|_| D::Error::custom("`iv` of an encrypted value has another length"))?;
        let cipher_text = bytes(&enc.ct, "ct")?;
        if cipher_text.len() <= Self::TAG_BYTES {
            return Err(D::Error::custom("`ct` of an encrypted value is too short"));
        }
        Ok(Self { key_id: enc.kid, nonce, cipher_text })
    }
}

impl JsonSchema for Sealed {
    fn schema_name() -> Cow<'static, str> {
        "Encrypted".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A personal value, encrypted with AES-256-GCM.",
            "type": "object",
            "additionalProperties": false,
            "required": ["$enc"],
            "properties": { "$enc": {
                "type": "object",
                "additionalProperties": false,
                "required": ["v", "kid", "iv", "ct"],
                "properties": {
                    "v": { "const": VERSION },
                    "kid": { "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" },
                    "iv": { "type": "string", "pattern": "^[A-Za-z0-9_-]{16}$" },
                    "ct": { "type": "string", "pattern": "^[A-Za-z0-9_-]{23,}$" },
                },
            } },
        })
    }
}
