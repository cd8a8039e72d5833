//! Two functions on one table, and what the table holds in the end.

use aws_sdk_dynamodb::types::AttributeValue;
use dynamodb_store::local_table::LocalTable;
use kernel::{
    TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::{Answer, Call, GatewayClient};

use crate::commands::{Command, Prepared};

/// The functions and their table.
pub struct World {
    pub table: LocalTable,
    pub accounts: GatewayClient,
    pub contacts: GatewayClient,
}

impl World {
    async fn new() -> Self {
        let table = LocalTable::in_process().await;
        let (scope, user) = (scope(1, 1), UserId::from_uuid(uuid(9)));
        let accounts = GatewayClient::new(account::api().into_router(account::app(table.store())), scope, user);
        let contacts = GatewayClient::new(contact::api().into_router(contact::app(table.store())), scope, user);
        Self { table, accounts, contacts }
    }

    /// A world in which a command can be tried, and what it holds.
    pub async fn prepared(command: &Command) -> (Self, Prepared, Shape) {
        let world = Self::new().await;
        let prepared = Prepared::new(&world, command).await;
        let before = world.shape().await;
        (world, prepared, before)
    }

    /// Sends the command.
    pub async fn send(&self, command: &Command, prepared: &Prepared, key: Option<&str>) -> Answer {
        let call = prepared.request(self, command);
        match key {
            Some(key) => call.key(key).send().await,
            None => call.send().await,
        }
    }

    /// Sends what makes a record, and gives its id.
    pub async fn created(&self, call: Call) -> String {
        let answer = call.send().await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["id"].as_str().expect("an id").to_owned()
    }

    /// Sends what must succeed.
    pub async fn done(&self, call: Call) {
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// What the table holds.
    pub async fn shape(&self) -> Shape {
        let scan = self.table.client().scan().table_name(LocalTable::NAME).consistent_read(true);
        let items = scan.send().await.expect("a scan").items.unwrap_or_default();
        let mut lines: Vec<String> = items
            .iter()
            .map(|item| {
                let mut line = String::new();
                for name in TELLING {
                    if let Some(value) = item.get(name) {
                        line += &format!("{name}={} ", text(value));
                    }
                }
                line
            })
            .collect();
        lines.sort();
        Shape(lines)
    }
}

/// The attributes that tell what an item is, without ids, times and digests, which differ from run to run.
const TELLING: [&str; 16] = [
    "kind",
    "aggregate_type",
    "event_type",
    "sequence",
    "version",
    "fold_version",
    "list",
    "name",
    "function",
    "status",
    "reference",
    "counted",
    "alive",
    "parent",
    "pinned",
    "counters",
];

/// Everything that a table holds, in a form that is the same in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(Vec<String>);

impl Shape {
    /// What differs from another shape.
    pub fn against(&self, other: &Self) -> String {
        let missing = other.0.iter().filter(|line| !self.0.contains(line)).map(|line| format!("-{line}"));
        let strange = self.0.iter().filter(|line| !other.0.contains(line)).map(|line| format!("+{line}"));
        missing.chain(strange).collect::<Vec<_>>().join(" | ")
    }
}

fn text(value: &AttributeValue) -> String {
    match value {
        // An id: only whose.
        AttributeValue::S(text) if text.len() > 27 => text.chars().take_while(|c| *c != '_').collect(),
        AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
        AttributeValue::Bool(truth) => truth.to_string(),
        AttributeValue::M(map) => {
            let mut counters: Vec<_> =
                map.iter().map(|(name, value)| format!("{name}:{}", text_of_number(value))).collect();
            counters.retain(|counter| !counter.ends_with(":0"));
            counters.sort();
            counters.join(",")
        }
        other => panic!("{other:?} tells nothing"),
    }
}

fn text_of_number(value: &AttributeValue) -> &str {
    value.as_n().map_or("?", String::as_str)
}
