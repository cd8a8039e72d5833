//! The functions on one table, and what the table holds in the end.

#[path = "opened.rs"]
mod opened;

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    iter,
    sync::LazyLock,
};

use aws_sdk_dynamodb::types::AttributeValue;
use crm::published::{Pipeline, SalesTerms};
use dynamodb_store::local_table::LocalTable;
use kernel::{
    AnyId, Timestamp, TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::{Answer, Call, GatewayClient};
use personal_data::local_keys;
use serde_json::Value;
use uuid::Uuid;

use crate::commands::{Command, Prepared};

/// The functions and their table.
pub struct World {
    pub table: LocalTable,
    pub accounts: GatewayClient,
    pub contacts: GatewayClient,
    pub opportunities: GatewayClient,
    pub products: GatewayClient,
    pub settings: GatewayClient,
    /// The ids of the records that were made here, in that order.
    made: RefCell<Vec<String>>,
}

impl World {
    async fn new() -> Self {
        let table = LocalTable::in_process().await;
        let (scope, user) = (scope(1, 1), Self::user());
        let accounts = GatewayClient::new(account::api().into_router(account::app(table.store())), scope, user);
        let contacts =
            GatewayClient::new(contact::api().into_router(contact::app(table.store(), local_keys())), scope, user);
        let opportunities =
            GatewayClient::new(opportunity::api().into_router(opportunity::app(table.store())), scope, user);
        let products = GatewayClient::new(product::api().into_router(product::app(table.store())), scope, user);
        let settings = GatewayClient::new(settings::api().into_router(settings::app(table.store())), scope, user);
        Self { table, accounts, contacts, opportunities, products, settings, made: RefCell::default() }
    }

    /// Who sends the commands, and owns what they make.
    pub fn user() -> UserId {
        UserId::from_uuid(uuid(9))
    }

    /// A world in which a command can be tried.
    pub async fn prepared(command: &Command) -> (Self, Prepared) {
        let world = Self::new().await;
        let prepared = Prepared::new(&world, command).await;
        (world, prepared)
    }

    /// The client of a function.
    pub fn client_of(&self, function: &str) -> &GatewayClient {
        match function {
            "account" => &self.accounts,
            "contact" => &self.contacts,
            "opportunity" => &self.opportunities,
            "product" => &self.products,
            "settings" => &self.settings,
            other => panic!("the function `{other}` is not in this world: add its client, in faults/world.rs"),
        }
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
        let id = answer.body["id"].as_str().expect("an id").to_owned();
        self.made.borrow_mut().push(id.clone());
        id
    }

    /// Sends what must succeed.
    pub async fn done(&self, call: Call) {
        self.answered(call).await;
    }

    /// The same, with what is answered.
    pub async fn answered(&self, call: Call) -> Value {
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// What an answer says, in a form that is the same in every run.
    pub fn said(&self, answer: &Answer) -> String {
        let etag = answer.etag.as_deref().unwrap_or("no ETag");
        format!("{} {etag} {}", answer.status, text_of(&answer.body.to_string(), &self.made.borrow()))
    }

    /// What the table holds.
    pub async fn items(&self) -> Vec<Item> {
        let scan = self.table.client().scan().table_name(LocalTable::NAME).consistent_read(true);
        scan.into_paginator().items().send().collect::<Result<_, _>>().await.expect("a scan")
    }

    /// The same, in a form that can be compared.
    pub async fn shape(&self) -> Shape {
        let mut items = self.items().await;
        opened::items(&mut items).await;
        Shape::of(&items, &self.made.borrow())
    }

    /// Lets the table hold these items again, and nothing else: a new world takes far longer.
    pub async fn restore(&self, items: &[Item]) {
        let (client, found) = (self.table.client(), self.items().await);
        let is_in =
            |items: &[Item], item: &Item| items.iter().any(|other| KEY.iter().all(|key| other[*key] == item[*key]));
        for item in found.iter().filter(|item| !is_in(items, item)) {
            let key = KEY.map(|key| (key.to_owned(), item[key].clone())).into();
            client.delete_item().table_name(LocalTable::NAME).set_key(Some(key)).send().await.expect("a deletion");
        }
        for item in items.iter().filter(|item| !found.contains(item)) {
            client.put_item().table_name(LocalTable::NAME).set_item(Some(item.clone())).send().await.expect("a write");
        }
    }
}

/// An item of the table.
pub type Item = HashMap<String, AttributeValue>;

/// The key of an item.
const KEY: [&str; 2] = ["pk", "sk"];

/// The pipeline that is there without any set-up, and its stages.
static DEFAULTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let ids = |pipeline: &Pipeline| {
        let stages = pipeline.stages.iter().map(|stage| stage.stage_id.to_string());
        iter::once(pipeline.pipeline_id.to_string()).chain(stages).collect::<Vec<_>>()
    };
    SalesTerms::default_in(&scope(1, 1)).pipelines.iter().flat_map(ids).collect()
});

/// Everything that a table holds, in a form that is the same in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(Vec<String>);

impl Shape {
    fn of(items: &[Item], made: &[String]) -> Self {
        let mut lines: Vec<_> = items
            .iter()
            .map(|item| {
                let names: BTreeSet<_> = item.keys().collect();
                let attributes = names.into_iter().map(|name| format!("{name}={}", value(name, &item[name], made)));
                attributes.collect::<Vec<_>>().join(" ")
            })
            .collect();
        lines.sort();
        Self(lines)
    }

    /// What differs from another shape.
    pub fn against(&self, other: &Self) -> String {
        let missing = other.0.iter().filter(|line| !self.0.contains(line)).map(|line| format!("-{line}"));
        let strange = self.0.iter().filter(|line| !other.0.contains(line)).map(|line| format!("+{line}"));
        missing.chain(strange).collect::<Vec<_>>().join(" | ")
    }
}

/// The value of an attribute.
fn value(name: &str, value: &AttributeValue, made: &[String]) -> String {
    match (name, value) {
        ("expires_at", AttributeValue::N(_)) => "<time>".to_owned(),
        // It hashes a path, which may have an id in it.
        ("request", AttributeValue::S(_)) => "<digest>".to_owned(),
        (_, AttributeValue::S(text)) => text_of(text, made),
        (_, AttributeValue::N(digits)) => digits.clone(),
        (_, AttributeValue::Bool(truth)) => truth.to_string(),
        (_, AttributeValue::Null(_)) => "null".to_owned(),
        (_, AttributeValue::M(map)) => {
            let names: BTreeSet<_> = map.keys().collect();
            let entries = names.into_iter().map(|name| format!("{name}:{}", self::value(name, &map[name], made)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        (_, other) => panic!("`{name}` is of a type that no shape was given: {other:?}"),
    }
}

/// A text, a key or JSON, in which each id of a record, of an event or of a request and each time says only what it is.
fn text_of(text: &str, made: &[String]) -> String {
    let is_of_a_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(|c| !is_of_a_word(c)).unwrap_or(rest.len()));
        told += &word_of(word, made);
        let separators = after.find(is_of_a_word).unwrap_or(after.len());
        told += &after[..separators];
        rest = &after[separators..];
    }
    told
}

fn word_of<'a>(word: &'a str, made: &[String]) -> Cow<'a, str> {
    if let Ok(id) = word.parse::<AnyId>() {
        return match id.prefix() {
            // These are the same in every world.
            "tenant" | "capsule" | "user" => word.into(),
            "pipeline" | "stage" if DEFAULTS.contains(word) => word.into(),
            prefix => match made.iter().position(|made| made == word) {
                Some(index) => format!("<{prefix} {}>", index + 1).into(),
                None => format!("<new {prefix}>").into(),
            },
        };
    }
    if Uuid::try_parse(word).is_ok() {
        "<uuid>".into()
    } else if word.ends_with('Z') && word.parse::<Timestamp>().is_ok() {
        "<time>".into()
    } else {
        word.into()
    }
}
