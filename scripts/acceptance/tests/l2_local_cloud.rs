//! The store on DynamoDB keeps the promises of every store on the local cloud's engine too, and the table that the template deploys is
//! the one that all stores are tested on.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests stand outside of functions marked as tests"
)]

use std::collections::BTreeMap;

use acceptance::{Cleanup, Cloud};
use aws_sdk_dynamodb::{
    Client,
    types::{KeySchemaElement, TableDescription},
};
use dynamodb_store::{
    DynamoDbStore,
    local_table::{blind_index_key, create_table},
};
use uuid::Uuid;

/// A table of the test's own, because the cases of the contract use the same ids; removed with the test.
struct OwnTable {
    client: Client,
    name: String,
    _cleanup: Cleanup,
}

impl OwnTable {
    async fn create() -> Self {
        let cloud = Cloud::from_env().await;
        let client = Client::new(cloud.config());
        let name = format!("eva-test-{}", Uuid::now_v7().simple());
        create_table(&client, &name).await;
        let table = name.clone();
        let cleanup = Cleanup::new(cloud.config(), async |config| {
            let _ = Client::new(&config).delete_table().table_name(table).send().await;
        });
        Self { client, name, _cleanup: cleanup }
    }

    fn store(&self) -> DynamoDbStore {
        DynamoDbStore::new(self.client.clone(), self.name.clone()).with_blind_index(blind_index_key())
    }
}

kernel::store_contract!({
    let table = OwnTable::create().await;
    (table.store(), table)
});

lambda_host::execute_contract!({
    let table = OwnTable::create().await;
    (table.store(), table)
});

/// A template whose table differs from what the entities declare would pass every store test and fail when it is deployed.
#[tokio::test]
async fn the_deployed_table_is_the_one_that_stores_are_tested_on() {
    let (deployed, own) = (Cloud::from_env().await.table(), OwnTable::create().await);
    let (deployed, own) =
        (described(deployed.client(), deployed.name()).await, described(&own.client, &own.name).await);
    assert_eq!(keys(deployed.key_schema()), keys(own.key_schema()));
    let (deployed, own) = (indexes(&deployed), indexes(&own));
    assert!(!own.is_empty());
    for (name, definition) in &own {
        assert_eq!(deployed.get(name), Some(definition), "index `{name}`");
    }
}

async fn described(client: &Client, name: &str) -> TableDescription {
    let answer = client.describe_table().table_name(name).send().await.expect("a description");
    answer.table.expect("a table")
}

fn keys(schema: &[KeySchemaElement]) -> Vec<(&str, &str)> {
    schema.iter().map(|key| (key.key_type().as_str(), key.attribute_name())).collect()
}

/// What has to be the same of an index: its keys and the attributes it projects.
#[derive(Debug, PartialEq, Eq)]
struct Index<'a> {
    keys: Vec<(&'a str, &'a str)>,
    projected: Vec<&'a str>,
}

fn indexes(table: &TableDescription) -> BTreeMap<&str, Index<'_>> {
    table
        .global_secondary_indexes()
        .iter()
        .map(|index| {
            let projection = index.projection().map_or(&[][..], |projection| projection.non_key_attributes());
            let mut projected: Vec<_> = projection.iter().map(String::as_str).collect();
            projected.sort_unstable();
            (index.index_name().unwrap_or_default(), Index { keys: keys(index.key_schema()), projected })
        })
        .collect()
}
