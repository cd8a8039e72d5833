//! What `docs/access.md` lets each function do with items.

use std::collections::BTreeSet;

use crm::account::AccountId;
use dynamodb_store::Shard;
use governance::Status;
use kernel::{Digest, KeySegment};

use crate::page::{table, words};

/// The page.
pub const PAGE: &str = "docs/access.md";

/// Its columns with the actions on items that each may hold.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("reads", &["BatchGetItem", "GetItem", "Query"]),
    ("checks", &["ConditionCheckItem"]),
    ("writes", &["PutItem", "UpdateItem"]),
    ("deletes", &["DeleteItem"]),
];

/// One action of one function on the items behind one pattern: function, `table` or an index, pattern, action.
pub type ItemRight = (String, String, String, String);

/// What the page allows, one by one.
pub fn of_page() -> BTreeSet<ItemRight> {
    let mut rights = BTreeSet::new();
    for row in table(PAGE, &["function", "where", "partition key", "reads", "checks", "writes", "deletes"]) {
        let [function, place, key, actions @ ..] = row.as_slice() else { panic!("a row has seven cells") };
        for ((column, allowed), cell) in COLUMNS.iter().zip(actions) {
            for action in words(cell) {
                assert!(allowed.contains(&action), "`{action}` stands in the column `{column}` of {PAGE}");
                rights.insert((function.clone(), place.clone(), pattern_of(key), action.to_owned()));
            }
        }
    }
    rights
}

/// The pattern of a key as the page writes it: `S` for the scope, `{account_id}` for an id, `{digest}`, `{shard}`.
fn pattern_of(key: &str) -> String {
    let scoped = key.strip_prefix("S#").map(|rest| format!("TENANT#{{tenant_id}}#CAPSULE#{{capsule_id}}#{rest}"));
    let segment = |segment: &str| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        Some("digest") => Digest::PATTERN.to_owned(),
        Some("shard") => Shard::PATTERN.to_owned(),
        Some("status") => Status::PATTERN.to_owned(),
        Some(id) => AccountId::PATTERN.replace("account", id.trim_end_matches("_id")),
        None => segment.to_owned(),
    };
    scoped.unwrap_or_else(|| key.to_owned()).split('#').map(segment).collect::<Vec<_>>().join("#")
}
