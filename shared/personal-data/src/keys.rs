//! Where the keys come from.

use std::{fmt, future::Future, str::FromStr};

use aws_lc_rs::{
    aead::{AES_256_GCM, RandomizedNonceKey},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{DataSubject, KeyId, PersonalDataError};

/// The length of a secret and of a key.
const KEY_BYTES: usize = 32;

/// The key of one record's personal data.
#[derive(Debug)]
pub struct DataKey {
    pub(crate) id: KeyId,
    pub(crate) key: RandomizedNonceKey,
}

impl DataKey {
    /// The key with these 32 bytes. What is encrypted with it names its id.
    ///
    /// # Errors
    /// [`PersonalDataError::Key`] when the cipher does not take it.
    pub fn new(id: KeyId, bytes: &[u8; KEY_BYTES]) -> Result<Self, PersonalDataError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, bytes);
        let key = key.map_err(|_| PersonalDataError::Key { finding: "the cipher does not take it".to_owned() })?;
        Ok(Self { id, key })
    }
}

/// Gives the keys of records' personal data.
pub trait KeyProvider: fmt::Debug + Send + Sync {
    /// The keys of some records, in their order. A page of a list asks once for all its rows.
    ///
    /// The key of a record never changes as long as its data is to be read: rotation wraps it anew.
    ///
    /// # Errors
    /// [`PersonalDataError::Key`] when they cannot be had now.
    fn keys(&self, subjects: &[DataSubject]) -> impl Future<Output = Result<Vec<DataKey>, PersonalDataError>> + Send;
}

/// Derives a key per record from one secret: HKDF-SHA-256 (RFC 5869) over tenant, capsule, entity and id.
///
/// For tests, for development, and for a deployment that keeps its secret well: whoever has it reads everything, and the key of one
/// record cannot be destroyed.
#[derive(Clone)]
pub struct LocalKeys {
    secret: std::sync::Arc<Prk>,
    /// From the secret, so that what was sealed with another one is not taken for damage.
    id: KeyId,
}

const SALT: &[u8] = b"eva personal data 1";

/// A text that is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret of personal data is 32 bytes in base64url: 43 characters without padding")]
pub struct LocalKeysError;

impl FromStr for LocalKeys {
    type Err = LocalKeysError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let secret = URL_SAFE_NO_PAD.decode(text).map_err(|_| LocalKeysError)?;
        if secret.len() != KEY_BYTES {
            return Err(LocalKeysError);
        }
        let secret = Salt::new(HKDF_SHA256, SALT).extract(&secret);
        let mut id = [0; 6];
        let filled = secret.expand(&[b"key id"], Length(id.len())).and_then(|derived| derived.fill(&mut id));
        filled.map_err(|_| LocalKeysError)?;
        let id = format!("local.{}", URL_SAFE_NO_PAD.encode(id)).parse().map_err(|_| LocalKeysError)?;
        Ok(Self { secret: std::sync::Arc::new(secret), id })
    }
}

impl fmt::Debug for LocalKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalKeys(..)")
    }
}

/// Keys for tests, from a secret that is none.
///
/// # Panics
/// Never: the text is a secret.
#[cfg(feature = "testing")]
#[must_use]
#[expect(clippy::expect_used, reason = "the text is a constant")]
pub fn local_keys() -> LocalKeys {
    "not-a-secret-only-for-tests-0123456789abcdA".parse().expect("43 characters of base64url")
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl LocalKeys {
    fn key(&self, subject: &DataSubject) -> Result<DataKey, PersonalDataError> {
        let (tenant_id, capsule_id) = (subject.tenant_id.to_string(), subject.capsule_id.to_string());
        let parts = [&tenant_id, &capsule_id, &subject.entity, &subject.id];
        // Every part is preceded by its length: `ab`, `c` and `a`, `bc` are two records.
        let lengths = parts.map(|part| (part.len() as u64).to_be_bytes());
        let info: Vec<&[u8]> =
            lengths.iter().zip(parts).flat_map(|(length, part)| [&length[..], part.as_bytes()]).collect();
        let mut key = [0; KEY_BYTES];
        let derived = self.secret.expand(&info, Length(KEY_BYTES)).and_then(|derived| derived.fill(&mut key));
        derived.map_err(|_| PersonalDataError::Key { finding: "the derivation failed".to_owned() })?;
        DataKey::new(self.id.clone(), &key)
    }
}

impl KeyProvider for LocalKeys {
    async fn keys(&self, subjects: &[DataSubject]) -> Result<Vec<DataKey>, PersonalDataError> {
        subjects.iter().map(|subject| self.key(subject)).collect()
    }
}

#[cfg(test)]
#[path = "keys.test.rs"]
pub(crate) mod tests;
