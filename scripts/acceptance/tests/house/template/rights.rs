//! Every function may do what it does and nothing else: roles, the entities' key patterns and docs/access.md agree.

use std::collections::BTreeSet;

use crm::{
    account::{self, AccountId},
    contact::{self, ContactId},
    product::{self, ProductId},
    reference::FinancialSettingsId,
};
use dynamodb_entity::{DynamoDbEntity, KeyTemplate};
use dynamodb_store::{
    AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, PublishedItem, QuarantineItem, StateItem,
};
use kernel::{CapsuleId, KeySegment, TenantId};
use schema_validator::record::ViolationItem;
use serde_json::{Value, json};

use super::{TEMPLATE, each, functions, target, texts};
use crate::{
    access_page::{ItemRight, PAGE, of_page},
    page::{table, words},
    workspace::assert_none,
};

/// A key pattern that is not the entity's lets a function reach into other tenants, or keeps it from its own items.
/// Requirement: ACS-6
#[test]
fn key_patterns_are_those_of_the_entities() {
    let of_template: BTreeSet<_> =
        item_rights().into_iter().map(|(function, place, key, _)| [function, place, key]).collect();
    assert_eq!(
        of_template,
        entity_keys(),
        "LeadingKeys of template.yaml (left) and the keys of the entities (right) differ"
    );
}

/// The functions whose lists can be read in the order of names.
const BY_NAME: [&str; 2] = ["account", "product"];

/// The keys that each function works with: function, `table` or an index, pattern.
fn entity_keys() -> BTreeSet<[String; 3]> {
    assert_eq!(EventItem::PK.text(), StateItem::PK.text(), "events and state share a partition");
    let key = |function: &str, place: &str, template: KeyTemplate, fixed: &[(&str, &str)]| {
        let pattern = template.iam_pattern_with(fixed).expect("the placeholders are those of the template");
        [function.to_owned(), place.to_owned(), pattern]
    };
    let (listed, named, referring) = (StateItem::GSI1, StateItem::GSI3, EdgeItem::GSI2);
    let account = [("aggregate_type", "ACCOUNT"), ("aggregate_id", AccountId::PATTERN)];
    let contact = [("aggregate_type", "CONTACT"), ("aggregate_id", ContactId::PATTERN)];
    let product = [("aggregate_type", "PRODUCT"), ("aggregate_id", ProductId::PATTERN)];
    let financial_settings = [("aggregate_type", "FINANCIAL_SETTINGS"), ("aggregate_id", FinancialSettingsId::PATTERN)];
    let by_account = |list| [("list", list), ("reference", "ACCOUNT"), ("target", AccountId::PATTERN)];
    let mut keys = BTreeSet::from([
        key("account", "table", EventItem::PK, &account),
        key("account", "table", AnchorItem::PK, &account),
        key("account", "table", EdgeItem::PK, &contact),
        key("account", "table", ClaimItem::PK, &[("aggregate_type", "ACCOUNT"), ("name", "DOMAIN")]),
        key("contact", "table", EventItem::PK, &contact),
        key("contact", "table", AnchorItem::PK, &contact),
        key("contact", "table", AnchorItem::PK, &account),
        key("contact", "table", EdgeItem::PK, &contact),
        key("contact", "table", PublishedItem::PK, &contact),
        key("contact", "table", ClaimItem::PK, &[("aggregate_type", "CONTACT"), ("name", "EMAIL")]),
        key("contact", referring.name, referring.pk, &by_account(contact::LIST.as_str())),
        key("contact", referring.name, referring.pk, &by_account(contact::ARCHIVED_LIST.as_str())),
        key("product", "table", EventItem::PK, &product),
        key("product", "table", PublishedItem::PK, &product),
        key("product", "table", PublishedItem::PK, &financial_settings),
        key("product", "table", ClaimItem::PK, &[("aggregate_type", "PRODUCT"), ("name", "SKU")]),
        key("schema-validator", "table", ViolationItem::PK, &[]),
    ]);
    for (function, lists) in [
        ("account", [account::LIST, account::ARCHIVED_LIST]),
        ("contact", [contact::LIST, contact::ARCHIVED_LIST]),
        ("product", [product::LIST, product::ARCHIVED_LIST]),
    ] {
        keys.insert(key(function, "table", CommandItem::PK, &[("function", &function.to_ascii_uppercase())]));
        keys.insert(key(function, "table", QuarantineItem::PK, &[]));
        for list in lists {
            keys.insert(key(function, listed.name, listed.pk, &[("list", list.as_str())]));
            if BY_NAME.contains(&function) {
                keys.insert(key(function, named.name, named.pk, &[("list", list.as_str())]));
            }
        }
    }
    keys
}

/// A page that says less than the roles hides a right; one that says more promises what fails. Requirement: ACS-6
#[test]
fn the_page_says_what_the_roles_say_about_items() {
    assert_eq!(of_page(), item_rights(), "{PAGE} (left) and the roles in template.yaml (right) differ");
}

/// The same for queues, the bus and the stream. Requirement: ACS-6
#[test]
fn the_page_says_what_the_roles_say_about_everything_else() {
    let mut of_page = BTreeSet::new();
    for row in table(PAGE, &["function", "resource", "actions", "only"]) {
        let [function, resource, actions, only] = row.as_slice() else { panic!("a row has four cells") };
        let only: Vec<_> = words(only).into_iter().map(str::to_owned).collect();
        of_page.extend(
            words(actions)
                .into_iter()
                .map(|action| (function.clone(), resource.clone(), action.to_owned(), only.clone())),
        );
    }
    let mut of_roles = BTreeSet::new();
    for (function, statement) in statements() {
        if leading_keys(statement).is_some() || is_of_every_function(function, statement) {
            continue;
        }
        let sources: Vec<_> = texts(&statement["Condition"]["ForAllValues:StringEquals"]["events:source"])
            .into_iter()
            .map(str::to_owned)
            .collect();
        for resource in each(&statement["Resource"]) {
            let id = target(resource)
                .unwrap_or_else(|| panic!("`{function}` has rights on {resource}, outside of this template"));
            let right = |action: &str| (function.to_owned(), id.to_owned(), action.to_owned(), sources.clone());
            of_roles.extend(texts(&statement["Action"]).into_iter().map(right));
        }
    }
    assert_eq!(of_page, of_roles, "{PAGE} (left) and the roles in template.yaml (right) differ");
}

/// `*` in an action or a key is a right that nobody meant to give. Requirement: ACS-6
#[test]
fn no_role_is_wider_than_it_looks() {
    let mut wrong = Vec::new();
    for (function, statement) in statements() {
        if statement["Effect"] != "Allow" || !statement["NotAction"].is_null() || !statement["NotResource"].is_null() {
            wrong.push(format!("`{function}`: {statement} is no plain permission"));
        }
        wrong.extend(
            texts(&statement["Action"])
                .iter()
                .filter(|action| action.contains('*'))
                .map(|action| format!("`{function}` may `{action}`")),
        );
        if texts(&statement["Resource"]) == ["*"] && !is_of_every_function(function, statement) {
            wrong.push(format!("`{function}`: {} is for every resource", statement["Sid"]));
        }
        let on_items = texts(&statement["Action"])
            .into_iter()
            .filter_map(|action| action.strip_prefix("dynamodb:"))
            .find(|action| !of_streams(action));
        match (on_items, leading_keys(statement)) {
            (Some(action), None) => wrong.push(format!("`{function}` may {action} without LeadingKeys")),
            (_, Some(_)) if statement["Condition"]["Null"] != json!({"dynamodb:LeadingKeys": "false"}) => {
                wrong.push(format!(
                    "`{function}`: {} lacks the Null check, so a request without keys passes",
                    statement["Sid"]
                ));
            }
            (_, Some(patterns)) => {
                // `*` also matches `#`, and with it any number of other segments.
                let open = patterns.into_iter().filter(|pattern| {
                    pattern.contains('*') || !(is_isolated(pattern) || pattern.starts_with("PLATFORM#"))
                });
                wrong.extend(open.map(|pattern| format!("`{function}` reaches keys like `{pattern}`")));
            }
            (None, None) => {}
        }
    }
    assert_none(&wrong, "name the actions, and the keys with `?` for each character that varies");
}

/// For all keys of a batched read IAM asks at once: two statements with a key each refuse every command that has an idempotency key, on
/// AWS and nowhere else. Requirement: ACS-6
#[test]
fn one_statement_allows_a_state_with_the_record_of_its_command() {
    let rights = item_rights().into_iter();
    let functions: BTreeSet<_> =
        rights.filter(|(_, _, pattern, _)| pattern.contains("#COMMAND#")).map(|(function, ..)| function).collect();
    assert!(functions.len() > 1, "every function with commands keeps records");
    for function in functions {
        let state = format!("#{}#{function}_", function.to_uppercase());
        let allows_both = statements().into_iter().any(|(of, statement)| {
            let patterns = leading_keys(statement).unwrap_or_default();
            let has = |part: &str| patterns.iter().any(|pattern| pattern.contains(part));
            of == function
                && texts(&statement["Action"]).contains(&"dynamodb:BatchGetItem")
                && has(&state)
                && has("#COMMAND#")
        });
        assert!(allows_both, "`{function}` has no statement that lets it read a state and a record at once");
    }
}

/// LeadingKeys does not see the sort key: whoever may delete in a partition with events may delete events. Requirement: PLT-1
#[test]
fn only_claims_and_edges_can_be_deleted() {
    let start = |pattern: &'static str, segment: &str| {
        let scope = pattern.split_once(segment).expect("a prefix of its own").0;
        format!("{scope}{segment}")
    };
    let deletable = [start(ClaimItem::PK.iam_pattern(), "#UNIQUE#"), start(EdgeItem::PK.iam_pattern(), "#EDGE#")];
    let rights = item_rights();
    let deleting: Vec<_> = rights.iter().filter(|(.., action)| action == "DeleteItem").collect();
    assert!(!deleting.is_empty(), "nobody may release a claim");
    for (function, place, pattern, _) in deleting {
        assert!(
            deletable.iter().any(|start| pattern.starts_with(start)),
            "`{function}` may delete items like `{pattern}`: only claims and edges are deletable"
        );
        assert_eq!(place, "table", "an index has nothing to delete");
    }
    let reading: BTreeSet<_> =
        ["BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"].into();
    let strange: Vec<_> = rights.iter().filter(|(.., action)| !reading.contains(action.as_str())).collect();
    assert!(strange.is_empty(), "nobody scans, and nobody writes past the conditions: {strange:?}");
}

/// A role that two functions share gives each what the other one needs.
#[test]
fn every_function_has_a_role_of_its_own_and_no_more() {
    let roles: Vec<_> = functions()
        .into_iter()
        .map(|(name, _, properties)| (name, target(&properties["Role"]).expect("a role of this template")))
        .collect();
    assert_eq!(
        roles.iter().map(|(_, role)| role).collect::<BTreeSet<_>>().len(),
        roles.len(),
        "a role is shared: {roles:?}"
    );
    for (name, role) in roles {
        let properties = &TEMPLATE["Resources"][role]["Properties"];
        assert!(properties["ManagedPolicyArns"].is_null(), "`{name}` has rights that do not stand in this template");
        assert_eq!(
            texts(&properties["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"]),
            ["lambda.amazonaws.com"]
        );
        for sid in ["WriteOwnLogs", "Trace"] {
            assert!(
                statements().iter().any(|(of, statement)| *of == name && statement["Sid"] == sid),
                "`{name}` lacks {sid}"
            );
        }
    }
}

/// What roles allow on items, one by one.
fn item_rights() -> BTreeSet<ItemRight> {
    let mut rights = BTreeSet::new();
    for (function, statement) in statements() {
        for pattern in leading_keys(statement).unwrap_or_default() {
            for resource in each(&statement["Resource"]) {
                assert_eq!(target(resource), Some("PlatformTable"), "`{function}` has items in another table");
                let place = resource["Fn::Sub"]
                    .as_str()
                    .and_then(|arn| arn.rsplit_once("/index/"))
                    .map_or("table", |(_, index)| index);
                for action in texts(&statement["Action"]) {
                    let action = action.trim_start_matches("dynamodb:");
                    rights.insert((function.to_owned(), place.to_owned(), pattern.to_owned(), action.to_owned()));
                }
            }
        }
    }
    rights
}

/// Every statement of every function's role.
fn statements() -> Vec<(&'static str, &'static Value)> {
    let of = |(name, _, properties): (&'static str, &'static str, &'static Value)| {
        let role = target(&properties["Role"]).expect("a role of this template");
        let policies = each(&TEMPLATE["Resources"][role]["Properties"]["Policies"]);
        policies
            .into_iter()
            .flat_map(|policy| each(&policy["PolicyDocument"]["Statement"]))
            .map(move |statement| (name, statement))
            .collect::<Vec<_>>()
    };
    functions().into_iter().flat_map(of).collect()
}

fn leading_keys(statement: &'static Value) -> Option<Vec<&'static str>> {
    let patterns = texts(&statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]);
    (!patterns.is_empty()).then_some(patterns)
}

/// Whether it is what every function may: write its own log and its traces.
fn is_of_every_function(function: &str, statement: &Value) -> bool {
    let own_log = functions()
        .into_iter()
        .find(|(name, ..)| *name == function)
        .and_then(|(.., properties)| target(&properties["LoggingConfig"]["LogGroup"]));
    let actions = texts(&statement["Action"]);
    let logs = actions == ["logs:CreateLogStream", "logs:PutLogEvents"] && target(&statement["Resource"]) == own_log;
    let traces = actions == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] && statement["Resource"] == "*";
    logs || traces
}

fn of_streams(action: &str) -> bool {
    ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].contains(&action)
}

fn is_isolated(pattern: &str) -> bool {
    pattern.starts_with(&format!("TENANT#{}#CAPSULE#{}#", TenantId::PATTERN, CapsuleId::PATTERN))
}
