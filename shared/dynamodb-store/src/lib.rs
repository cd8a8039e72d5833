//! The event store on DynamoDB: events, then state, then everything else of a command, in one `TransactWriteItems`.
//!
//! The [`entities`] are the only place that knows what a key looks like. The store never scans, never updates an event and never
//! deletes anything but a released claim.
#![deny(missing_docs)]

mod append;
mod call;
pub mod entities;
#[cfg(feature = "local-table")]
pub mod local_table;
mod read;

use aws_sdk_dynamodb::Client;
use kernel::{
    Aggregate, AppendError, CommandKey, Commit, Cursor, EventPage, KeyName, ListPage, LoadError, Loaded, Scope, Store,
};

pub use entities::{ClaimItem, CommandItem, EventItem, StateItem};

/// The store on one table.
#[derive(Clone, Debug)]
pub struct DynamoDbStore {
    client: Client,
    table: String,
}

impl DynamoDbStore {
    /// The store on a table.
    #[must_use]
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl Store for DynamoDbStore {
    async fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        self.load_state(scope, id, command).await
    }

    async fn append<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        self.transact(commit).await
    }

    async fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        self.query_events::<A>(scope, id, after, limit).await
    }

    async fn list<A: Aggregate>(
        &self,
        scope: &Scope,
        list: &KeyName,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        self.query_list(scope, list, cursor, limit).await
    }
}
