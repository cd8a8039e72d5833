//! One record of each kind, for the tests that ask the same of all: whoever adds an aggregate enters its kind here.

use std::collections::{BTreeMap, BTreeSet};

use acceptance::{Client, tenant::fresh};
use crm::{
    account::AccountId,
    contact::ContactId,
    opportunity::OpportunityId,
    product::ProductId,
    reference::{PipelineId, StageId},
};
use eva::generate::secured_operations;
use kernel::{TypedId, UserId};
use serde_json::{Map, Value, json};

/// A kind of records.
pub struct Kind {
    /// The parameter of a path that names one.
    pub parameter: &'static str,
    /// Where they are.
    pub collection: &'static str,
    /// The body that enters one: with `Secret` in it, with every unique value made of the word, and in a state in which every verb has
    /// something to do, at least after what [`Route::prepare`](super::routes::Route::prepare) does. It may refer to records of the kinds above it.
    body: fn(&Records, word: &str) -> Value,
    /// An id that is nowhere.
    nowhere: fn() -> String,
}

/// All of them. Those that others refer to come first.
pub static KINDS: [Kind; 4] = [
    Kind {
        parameter: "account_id",
        collection: "/accounts",
        body: |_, word| json!({ "name": "Secret", "kind": "prospect", "domains": [format!("{word}.com")] }),
        nowhere: id::<AccountId>,
    },
    Kind {
        parameter: "contact_id",
        collection: "/contacts",
        body: |above, word| {
            json!({
                "family_name": "Secret", "lifecycle": "customer", "links": [{ "account_id": above.id("account_id") }],
                "emails": [{ "address": format!("s@{word}.com"), "kind": "work" }],
            })
        },
        nowhere: id::<ContactId>,
    },
    Kind {
        parameter: "product_id",
        collection: "/products",
        body: |_, word| json!({ "sku": word, "name": "Secret", "kind": "goods", "unit": "piece" }),
        nowhere: id::<ProductId>,
    },
    Kind {
        parameter: "opportunity_id",
        collection: "/opportunities",
        body: |above, _| {
            json!({
                "name": "Secret", "account_id": above.id("account_id"), "stage_id": above.stage("Prospecting"),
                "amount": { "amount": "5000", "currency": "USD" }, "close_date": "2026-12-31",
                "effective_on": "2026-01-31",
            })
        },
        nowhere: id::<OpportunityId>,
    },
];

impl Kind {
    /// The kind that a parameter names.
    pub fn of(parameter: &str) -> &'static Self {
        let kind = KINDS.iter().find(|kind| kind.parameter == parameter);
        kind.unwrap_or_else(|| panic!("no record is known for `{parameter}`: add its kind to KINDS, in records.rs"))
    }

    /// What its ids begin with.
    pub fn prefix(&self) -> &'static str {
        self.parameter.trim_end_matches("_id")
    }
}

/// The stages that are there without any set-up, by their names.
async fn stages(client: &Client) -> BTreeMap<String, String> {
    let settings = client.get("/settings/sales").await.expect(200).json();
    let stages = settings["pipelines"][0]["stages"].as_array().expect("stages");
    let text = |stage: &Value, field: &str| stage[field].as_str().expect("a text").to_owned();
    stages.iter().map(|stage| (text(stage, "name"), text(stage, "stage_id"))).collect()
}

fn id<I: TypedId>() -> String {
    fresh::<I>().to_string()
}

/// One record of each kind, by its id, and what the settings of their scope have beside them.
#[derive(Clone)]
pub struct Records {
    of_kinds: Vec<(&'static Kind, String)>,
    /// A pipeline that is not the default one.
    pipeline: String,
    /// Stages of the default pipeline by their names; those of a scope that is not known are nowhere.
    stages: BTreeMap<String, String>,
}

/// What stands in a body for the pipeline.
pub const PIPELINE: &str = "{pipeline_id}";

impl Records {
    /// Enters one of each kind, with unique values that nobody has.
    pub async fn create(client: &Client) -> Self {
        let word = fresh::<UserId>().uuid().simple().to_string();
        Self::create_with(client, &word).await
    }

    /// Enters one of each kind, with unique values of this word.
    pub async fn create_with(client: &Client, word: &str) -> Self {
        let mut records = Self { of_kinds: Vec::new(), pipeline: pipeline(client).await, stages: stages(client).await };
        for kind in &KINDS {
            let body = (kind.body)(&records, word);
            records.of_kinds.push((kind, client.post_json(kind.collection, &body).await.expect(201).id()));
        }
        records
    }

    /// Ids that are nowhere.
    pub fn nowhere() -> Self {
        let of_kinds = KINDS.iter().map(|kind| (kind, (kind.nowhere)())).collect();
        Self { of_kinds, pipeline: id::<PipelineId>(), stages: BTreeMap::new() }
    }

    /// Ids that are none of their kind.
    pub fn wrong(text: &str) -> Self {
        let of_kinds = KINDS.iter().map(|kind| (kind, text.to_owned())).collect();
        Self { of_kinds, pipeline: text.to_owned(), stages: BTreeMap::new() }
    }

    /// The id that a parameter stands for.
    pub fn id(&self, parameter: &str) -> &str {
        let record = self.of_kinds.iter().find(|(kind, _)| kind.parameter == parameter);
        record.map_or_else(
            || panic!("a record of `{parameter}` has to come before: see KINDS, in records.rs"),
            |(_, id)| id,
        )
    }

    /// The stage of a name.
    pub fn stage(&self, name: &str) -> String {
        self.stages.get(name).cloned().unwrap_or_else(id::<StageId>)
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.of_kinds.iter().map(|(_, id)| id.as_str())
    }

    /// Where the record is that a parameter stands for.
    pub fn path(&self, kind: &Kind) -> String {
        format!("{}/{}", kind.collection, self.id(kind.parameter))
    }

    /// Where all of them are.
    pub fn paths(&self) -> Vec<String> {
        KINDS.iter().map(|kind| self.path(kind)).collect()
    }

    /// A path with their ids for its parameters.
    pub fn in_path(&self, path: &str) -> String {
        let named = self
            .of_kinds
            .iter()
            .fold(path.to_owned(), |path, (kind, id)| path.replace(&format!("{{{}}}", kind.parameter), id));
        assert!(!named.contains('{'), "`{path}` has a parameter that is of no kind: add it to KINDS, in records.rs");
        named
    }

    /// A body with ids for the texts that stand for them.
    pub fn in_body(&self, body: &Value) -> Value {
        match body {
            Value::String(text) if text == PIPELINE => json!(self.pipeline),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.in_body(value))).collect::<Map<_, _>>().into()
            }
            Value::Array(values) => values.iter().map(|value| self.in_body(value)).collect(),
            Value::String(text) => match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
                Some(name) => {
                    name.strip_prefix("stage ").map_or_else(|| self.id(name).into(), |name| self.stage(name).into())
                }
                None => body.clone(),
            },
            other => other.clone(),
        }
    }

    /// All of them as they are now.
    pub async fn read(&self, client: &Client) -> Vec<Value> {
        let mut found = Vec::new();
        for path in self.paths() {
            found.push(client.get(&path).await.expect(200).json());
        }
        found
    }
}

/// The pipeline of the tenant that was added first: each tenant has room for a few, and there are more tests than that.
async fn pipeline(client: &Client) -> String {
    let mut settings = client.get("/settings/sales").await.expect(200);
    if settings.json()["pipelines"].as_array().map(Vec::len) == Some(1) {
        settings = client.post_json("/settings/sales/add-pipeline", &super::pipeline("Routed")).await.expect(200);
    }
    settings.string("/pipelines/1/pipeline_id")
}

/// A kind that is missing is one whose isolation and permissions nobody tests. Requirement: ACS-6
#[test]
fn every_record_that_a_path_names_is_of_a_known_kind() {
    let known: BTreeSet<_> = KINDS.iter().map(|kind| kind.parameter).collect();
    for operation in secured_operations() {
        for parameter in operation.path_params.iter().filter(|parameter| parameter.name.ends_with("_id")) {
            let (name, path) = (parameter.name, operation.path);
            assert!(
                known.contains(name),
                "nobody can make a record for `{path}`: add `{name}` to KINDS, in records.rs"
            );
        }
    }
}
