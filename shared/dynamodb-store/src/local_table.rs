//! Tables for tests: on an engine in this process (dynoxide over HTTP on a free loopback port, one database each), or on any other.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "test code that other crates' tests call")]

mod calls;
mod connector;
mod faults;

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig, timeout::TimeoutConfig},
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType,
    },
};
use dynamodb_entity::{DynamoDbEntity, PK_ATTRIBUTE, SK_ATTRIBUTE};
use dynoxide::{Database, server};
use governance::ViolationItem;
use kernel::BlindIndexKey;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    DynamoDbStore,
    entities::{EdgeItem, StateItem},
};

pub use calls::Call;
pub use faults::{Fault, Injection};

use self::connector::Engine;

/// A running engine with an empty table; it stops when this is dropped.
#[derive(Debug)]
pub struct LocalTable {
    client: Client,
    served: Served,
}

/// How the engine is reached.
#[derive(Debug)]
enum Served {
    OverHttp { _stop: oneshot::Sender<()> },
    InProcess(Engine),
}

impl LocalTable {
    /// Starts an engine behind a loopback port and makes the table.
    ///
    /// # Panics
    /// When the engine cannot be started: the test cannot go on.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let endpoint = format!("http://{}", listener.local_addr().expect("a local address"));
        let (stop, stopped) = oneshot::channel::<()>();
        let database = Database::memory().expect("a database in memory");
        tokio::spawn(server::serve_with_shutdown(listener, database, async move {
            let _ = stopped.await;
        }));
        let http_client = aws_smithy_http_client::Builder::new().build_http();
        let client = Client::from_conf(config().endpoint_url(endpoint).http_client(http_client).build());
        Self::with_table(client, Served::OverHttp { _stop: stop }).await
    }

    /// Starts an engine that the SDK calls without a socket, where faults can be injected and calls counted.
    ///
    /// # Panics
    /// When the engine cannot be started: the test cannot go on.
    pub async fn in_process() -> Self {
        let engine = Engine::new(Database::memory().expect("a database in memory"));
        let config = config().endpoint_url("http://in-process.invalid").http_client(engine.clone());
        Self::with_table(Client::from_conf(config.build()), Served::InProcess(engine)).await
    }

    async fn with_table(client: Client, served: Served) -> Self {
        create_table(&client, Self::NAME).await;
        Self { client, served }
    }

    /// From now on the calls suffer these and no others; each call the first that it matches. In process only.
    ///
    /// # Panics
    /// For an engine that is reached over HTTP.
    pub fn inject(&self, injections: &[Injection]) {
        self.engine().inject(injections);
    }

    /// Does what was held back by [`Fault::LateEffect`] and [`Fault::InFlight`]. In process only.
    ///
    /// # Panics
    /// For an engine that is reached over HTTP.
    pub fn settle(&self) {
        self.engine().settle();
    }

    /// How many calls there were since the last injection, retries of the SDK included. In process only.
    ///
    /// # Panics
    /// For an engine that is reached over HTTP.
    #[must_use]
    pub fn calls_seen(&self) -> usize {
        self.engine().calls_seen()
    }

    /// From now on every call is noted with its cost. In process only.
    ///
    /// # Panics
    /// For an engine that is reached over HTTP.
    pub fn count_calls(&self) {
        self.engine().count();
    }

    /// The calls since [`count_calls`](Self::count_calls), or since this was asked last.
    ///
    /// # Panics
    /// For an engine that is reached over HTTP.
    #[must_use]
    pub fn take_calls(&self) -> Vec<Call> {
        self.engine().take_calls()
    }

    #[allow(clippy::panic, reason = "a mistake of the test")]
    fn engine(&self) -> &Engine {
        match &self.served {
            Served::InProcess(engine) => engine,
            Served::OverHttp { .. } => panic!("only an engine in process can be watched: use `LocalTable::in_process`"),
        }
    }

    /// The table's name.
    pub const NAME: &'static str = <StateItem as DynamoDbEntity>::TABLE_NAME;

    /// A client of the engine.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The store on the table.
    #[must_use]
    pub fn store(&self) -> DynamoDbStore {
        DynamoDbStore::new(self.client.clone(), Self::NAME.to_owned()).with_blind_index(blind_index_key())
    }
}

/// The configuration of the functions' client (`lambda_host::aws`), with credentials that open nothing.
fn config() -> aws_sdk_dynamodb::config::Builder {
    aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(
            TimeoutConfig::builder()
                .operation_attempt_timeout(Duration::from_millis(2_500))
                .operation_timeout(Duration::from_secs(8))
                .build(),
        )
}

/// A blind index key for tests; it is no secret.
///
/// # Panics
/// Never: the text is a key.
#[must_use]
pub fn blind_index_key() -> BlindIndexKey {
    "not-a-secret-only-for-tests-0123456789abcdA".parse().expect("43 characters of base64url")
}

/// Makes a table with the keys and indexes that the entities declare, on any engine.
///
/// # Panics
/// When the engine refuses: the test cannot go on.
pub async fn create_table(client: &Client, name: &str) {
    let keys = |pk: &str, sk: &str| {
        [(pk, KeyType::Hash), (sk, KeyType::Range)].map(|(attribute, key_type)| {
            KeySchemaElement::builder().attribute_name(attribute).key_type(key_type).build().expect("a key")
        })
    };
    let attribute = |name: &str| {
        let definition = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        definition.build().expect("an attribute")
    };
    let mut table = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(keys(PK_ATTRIBUTE, SK_ATTRIBUTE).to_vec()))
        .attribute_definitions(attribute(PK_ATTRIBUTE))
        .attribute_definitions(attribute(SK_ATTRIBUTE));
    for index in StateItem::INDEXES.iter().chain(EdgeItem::INDEXES).chain(ViolationItem::INDEXES) {
        let definition = GlobalSecondaryIndex::builder()
            .index_name(index.name)
            .set_key_schema(Some(keys(index.pk_attribute, index.sk_attribute).to_vec()))
            .projection(projection(&index.projection))
            .build()
            .expect("an index");
        table = table
            .attribute_definitions(attribute(index.pk_attribute))
            .attribute_definitions(attribute(index.sk_attribute))
            .global_secondary_indexes(definition);
    }
    table.send().await.expect("the table");
}

fn projection(declared: &dynamodb_entity::Projection) -> Projection {
    let (kind, attributes) = match declared {
        dynamodb_entity::Projection::KeysOnly => (ProjectionType::KeysOnly, None),
        dynamodb_entity::Projection::Include(attributes) => {
            (ProjectionType::Include, Some(attributes.iter().map(|name| (*name).to_owned()).collect()))
        }
        dynamodb_entity::Projection::All => (ProjectionType::All, None),
    };
    Projection::builder().projection_type(kind).set_non_key_attributes(attributes).build()
}
