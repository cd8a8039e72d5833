//! A store with encryption on top keeps every promise of the store under it.

kernel::store_contract!((
    personal_data::EncryptedStore::new(kernel::MemoryStore::new(), personal_data::local_keys()),
    ()
));
