//! The event store on DynamoDB: events, then state, then everything else of a command, in one `TransactWriteItems`.
//!
//! The [`entities`] are the only place that knows what a key looks like. The store never scans, never updates an event and never
//! deletes anything but a released claim or an edge that was taken back.
#![deny(missing_docs)]

mod append;
mod call;
mod clock;
pub mod entities;
#[cfg(feature = "local-table")]
pub mod local_table;
mod quarantine;
mod read;
mod shards;

use aws_sdk_dynamodb::{Client, config::retry::RetryConfig};
use kernel::{
    Aggregate, AnyId, AppendError, BlindIndexKey, Blocking, CommandKey, CommandRecord, Commit, Cursor, EventPage,
    Known, ListPage, Listing, LoadError, Loaded, Needs, Scope, Store,
};

pub use entities::{AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, PublishedItem, QuarantineItem, StateItem};
pub use shards::{ListShards, ListShardsError, Shard};

/// The store on one table.
#[derive(Clone, Debug)]
pub struct DynamoDbStore {
    client: Client,
    /// The same client without a second try, for transactions.
    once: Client,
    table: String,
    shards: ListShards,
    blind_index: Option<BlindIndexKey>,
}

/// Where an item stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    pk: String,
    sk: String,
}

impl DynamoDbStore {
    /// The store on a table, with one shard per list and without personal unique values.
    ///
    /// The client's configuration should name its HTTP client: reads and transactions, which differ in how often they are tried, then
    /// share its connections.
    #[must_use]
    pub fn new(client: Client, table: String) -> Self {
        // When a first try is lost and a second one is throttled, the SDK tells of the second alone, and a write that stands would be
        // taken for one that was refused. `execute` repeats with open eyes.
        let once = client.config().to_builder().retry_config(RetryConfig::disabled()).build();
        Self { client, once: Client::from_conf(once), table, shards: ListShards::ONE, blind_index: None }
    }

    /// With lists that are spread over some index keys.
    #[must_use]
    pub fn with_list_shards(self, shards: ListShards) -> Self {
        Self { shards, ..self }
    }

    /// With the key under which unique values are hashed that are personal data.
    #[must_use]
    pub fn with_blind_index(self, key: BlindIndexKey) -> Self {
        Self { blind_index: Some(key), ..self }
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

    async fn record(&self, scope: &Scope, command: &CommandKey) -> Result<Option<CommandRecord>, LoadError> {
        self.settled_record(scope, command).await
    }

    async fn look_up(&self, scope: &Scope, needs: &Needs) -> Result<Known, LoadError> {
        self.known(scope, needs).await
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
        listing: &Listing,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        self.query_list(scope, listing, cursor, limit).await
    }

    async fn holders(
        &self,
        scope: &Scope,
        blocking: &Blocking,
        target: &AnyId,
        limit: usize,
    ) -> Result<Vec<AnyId>, LoadError> {
        self.query_holders(scope, blocking, target, limit).await
    }
}
