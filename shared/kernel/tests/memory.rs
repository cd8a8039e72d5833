//! The in-memory store keeps the promises of every store.

kernel::store_contract!((kernel::MemoryStore::new(), ()));
