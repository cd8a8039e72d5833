//! `execute` keeps its promises on the store in memory.

lambda_host::execute_contract!((kernel::MemoryStore::new(), ()));
