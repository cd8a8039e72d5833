//! Tables for tests: on an engine in this process (dynoxide over HTTP on a free loopback port, one database each), or on any other.

#![allow(clippy::expect_used, reason = "test code that other crates' tests call")]

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType,
    },
};
use dynamodb_entity::{DynamoDbEntity, PK_ATTRIBUTE, SK_ATTRIBUTE};
use dynoxide::{Database, server};
use kernel::BlindIndexKey;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    DynamoDbStore,
    entities::{EDGE_LISTED, EdgeItem, LISTED, StateItem},
};

/// A running engine with an empty table; it stops when this is dropped.
#[derive(Debug)]
pub struct LocalTable {
    client: Client,
    _stop: oneshot::Sender<()>,
}

impl LocalTable {
    /// Starts an engine and makes the table.
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
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .endpoint_url(endpoint)
            .build();
        let client = Client::from_conf(config);
        create_table(&client, Self::NAME).await;
        Self { client, _stop: stop }
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
    let listed = StateItem::INDEXES.iter().map(|index| (index, &LISTED[..]));
    let referring = EdgeItem::INDEXES.iter().map(|index| (index, &EDGE_LISTED[..]));
    for (index, projected) in listed.chain(referring) {
        let projection = Projection::builder()
            .projection_type(ProjectionType::Include)
            .set_non_key_attributes(Some(projected.iter().map(|name| (*name).to_owned()).collect()))
            .build();
        let definition = GlobalSecondaryIndex::builder()
            .index_name(index.name)
            .set_key_schema(Some(keys(index.pk_attribute, index.sk_attribute).to_vec()))
            .projection(projection)
            .build()
            .expect("an index");
        table = table
            .attribute_definitions(attribute(index.pk_attribute))
            .attribute_definitions(attribute(index.sk_attribute))
            .global_secondary_indexes(definition);
    }
    table.send().await.expect("the table");
}
