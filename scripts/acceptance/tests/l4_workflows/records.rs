//! One record of each kind, for the tests that ask the same of all: whoever adds an aggregate enters its kind here.

use std::collections::BTreeSet;

use acceptance::{Client, tenant::fresh};
use crm::{account::AccountId, contact::ContactId, product::ProductId};
use eva::generate::secured_operations;
use kernel::{TypedId, UserId};
use serde_json::{Value, json};

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
pub static KINDS: [Kind; 3] = [
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

fn id<I: TypedId>() -> String {
    fresh::<I>().to_string()
}

/// One record of each kind, by its id.
#[derive(Clone)]
pub struct Records(Vec<(&'static Kind, String)>);

impl Records {
    /// Enters one of each kind, with unique values that nobody has.
    pub async fn create(client: &Client) -> Self {
        let word = fresh::<UserId>().uuid().simple().to_string();
        Self::create_with(client, &word).await
    }

    /// Enters one of each kind, with unique values of this word.
    pub async fn create_with(client: &Client, word: &str) -> Self {
        let mut records = Self(Vec::new());
        for kind in &KINDS {
            let body = (kind.body)(&records, word);
            records.0.push((kind, client.post_json(kind.collection, &body).await.expect(201).id()));
        }
        records
    }

    /// Ids that are nowhere.
    pub fn nowhere() -> Self {
        Self(KINDS.iter().map(|kind| (kind, (kind.nowhere)())).collect())
    }

    /// Ids that are none of their kind.
    pub fn wrong(text: &str) -> Self {
        Self(KINDS.iter().map(|kind| (kind, text.to_owned())).collect())
    }

    /// The id that a parameter stands for.
    pub fn id(&self, parameter: &str) -> &str {
        let record = self.0.iter().find(|(kind, _)| kind.parameter == parameter);
        record.map_or_else(
            || panic!("a record of `{parameter}` has to come before: see KINDS, in records.rs"),
            |(_, id)| id,
        )
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, id)| id.as_str())
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
            .0
            .iter()
            .fold(path.to_owned(), |path, (kind, id)| path.replace(&format!("{{{}}}", kind.parameter), id));
        assert!(!named.contains('{'), "`{path}` has a parameter that is of no kind: add it to KINDS, in records.rs");
        named
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
