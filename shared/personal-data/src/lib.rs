//! Personal data is stored and published encrypted: AES-256-GCM per field, under the key of the record that it belongs to, bound to tenant,
//! capsule, record and field.
//!
//! `kernel` knows what a personal value is ([`kernel::Pii`]) and where they stand ([`kernel::PersonalData`]); this crate has the
//! cipher. [`EncryptedStore`] is a store that seals what it is given and opens what it reads; [`seal`] and [`open`] do the same for anything
//! else, such as an entity of another table. Keys come from a [`KeyProvider`]; [`LocalKeys`] derives them from one secret.
#![deny(missing_docs)]

mod cipher;
mod keys;
mod store;

pub use cipher::{open, seal};
#[cfg(feature = "testing")]
pub use keys::local_keys;
pub use keys::{DataKey, KeyProvider, LocalKeys, LocalKeysError};
pub use store::EncryptedStore;
