//! Every function may do what it does and nothing else: roles, the entities' key patterns and docs/access.md agree.

use std::collections::BTreeSet;

use crm::{
    account::{self, AccountId},
    contact::{self, ContactId},
    opportunity::{self, OpportunityId},
    product::{self, ProductId},
    reference::{self, ExchangeRatesId, FinancialSettingsId, LeadId, SalesSettingsId, StageId},
};
use dynamodb_entity::{DynamoDbEntity, KeyTemplate};
use dynamodb_store::{
    AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, PublishedItem, QuarantineItem, StateItem,
};
use governance::{SchemaItem, ViolationItem};
use kernel::{CapsuleId, KeyName, KeySegment, TenantId, TypedId, UserId};

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
    let by = |list: KeyName, reference: KeyName, target: &'static str| {
        [("list", text(&list)), ("reference", text(&reference)), ("target", target)]
    };
    let by_account = |list| by(list, reference::ACCOUNT, AccountId::PATTERN);
    let claim = |aggregate_type, name| [("aggregate_type", aggregate_type), ("name", name)];
    let mut keys = BTreeSet::from([
        key("account", "table", EventItem::PK, &of::<AccountId>()),
        key("account", "table", AnchorItem::PK, &of::<AccountId>()),
        key("account", "table", EdgeItem::PK, &of::<ContactId>()),
        key("account", "table", ClaimItem::PK, &claim("ACCOUNT", "DOMAIN")),
        key("account", referring.name, referring.pk, &by_account(opportunity::LIST)),
        key("contact", "table", EventItem::PK, &of::<ContactId>()),
        key("contact", "table", AnchorItem::PK, &of::<ContactId>()),
        key("contact", "table", AnchorItem::PK, &of::<AccountId>()),
        key("contact", "table", EdgeItem::PK, &of::<ContactId>()),
        key("contact", "table", PublishedItem::PK, &of::<ContactId>()),
        key("contact", "table", ClaimItem::PK, &claim("CONTACT", "EMAIL")),
        key("contact", referring.name, referring.pk, &by_account(contact::LIST)),
        key("contact", referring.name, referring.pk, &by_account(contact::ARCHIVED_LIST)),
        key("opportunity", "table", EventItem::PK, &of::<OpportunityId>()),
        key("opportunity", "table", EdgeItem::PK, &of::<OpportunityId>()),
        key("opportunity", "table", AnchorItem::PK, &of::<AccountId>()),
        key("product", "table", EventItem::PK, &of::<ProductId>()),
        key("product", "table", PublishedItem::PK, &of::<ProductId>()),
        key("product", "table", PublishedItem::PK, &of::<FinancialSettingsId>()),
        key("product", "table", ClaimItem::PK, &claim("PRODUCT", "SKU")),
        key("schema-validator", "table", SchemaItem::PK, &[]),
        key("schema-validator", "table", ViolationItem::PK, &[]),
        key("violations", "table", ViolationItem::PK, &[]),
        key("violations", ViolationItem::GSI4.name, ViolationItem::GSI4.pk, &[]),
        key("settings", "table", CommandItem::PK, &[("function", "SETTINGS")]),
        key("settings", "table", QuarantineItem::PK, &[]),
    ]);
    for settings in [of::<FinancialSettingsId>(), of::<SalesSettingsId>(), of::<ExchangeRatesId>()] {
        keys.insert(key("settings", "table", EventItem::PK, &settings));
        keys.insert(key("settings", "table", PublishedItem::PK, &settings));
    }
    for list in [opportunity::LIST, opportunity::CLOSED_LIST, opportunity::ARCHIVED_LIST] {
        let kinds = [
            (reference::ACCOUNT, AccountId::PATTERN),
            (reference::OWNER, UserId::PATTERN),
            (reference::STAGE, StageId::PATTERN),
        ];
        let by = kinds.map(|(kind, target)| by(list.clone(), kind, target));
        keys.extend(by.map(|by| key("opportunity", referring.name, referring.pk, &by)));
    }
    let looked_at = [
        of::<ContactId>(),
        of::<ExchangeRatesId>(),
        of::<FinancialSettingsId>(),
        of::<LeadId>(),
        of::<ProductId>(),
        of::<SalesSettingsId>(),
    ];
    keys.extend(looked_at.map(|published| key("opportunity", "table", PublishedItem::PK, &published)));
    for (function, lists) in [
        ("account", vec![account::LIST, account::ARCHIVED_LIST]),
        ("contact", vec![contact::LIST, contact::ARCHIVED_LIST]),
        ("opportunity", vec![opportunity::LIST, opportunity::CLOSED_LIST, opportunity::ARCHIVED_LIST]),
        ("product", vec![product::LIST, product::ARCHIVED_LIST]),
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

/// Type and id of an aggregate, as they stand in keys.
fn of<I: TypedId + KeySegment>() -> [(&'static str, &'static str); 2] {
    [("aggregate_type", I::PREFIX.to_ascii_uppercase().leak()), ("aggregate_id", I::PATTERN)]
}

fn text(name: &KeyName) -> &'static str {
    name.as_str().to_owned().leak()
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
                    pattern.contains('*') || !(below_scope(pattern).is_some() || pattern.starts_with("PLATFORM#"))
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
        let states = item_rights().into_iter().filter(|(of, ..)| *of == function).map(|(_, _, pattern, _)| pattern);
        let states: BTreeSet<_> = states.filter(|pattern| is_of_a_state(pattern)).collect();
        assert!(!states.is_empty(), "`{function}` keeps records of commands and reaches no state");
        for state in states {
            let allows_both = statements().into_iter().any(|(of, statement)| {
                let patterns = leading_keys(statement).unwrap_or_default();
                of == function
                    && texts(&statement["Action"]).contains(&"dynamodb:BatchGetItem")
                    && patterns.contains(&state.as_str())
                    && patterns.iter().any(|pattern| pattern.contains("#COMMAND#"))
            });
            assert!(allows_both, "`{function}` has no statement that lets it read `{state}` and a record at once");
        }
    }
}

/// Whether the keys are those of streams and states: behind the scope the type, and an id of it.
fn is_of_a_state(pattern: &str) -> bool {
    let own = below_scope(pattern).and_then(|own| own.split_once('#'));
    own.is_some_and(|(of, id)| id.strip_prefix(&of.to_lowercase()).is_some_and(|id| id.starts_with("_?")))
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

/// What stands behind the scope in a pattern that begins with one.
fn below_scope(pattern: &str) -> Option<&str> {
    pattern.strip_prefix(&format!("TENANT#{}#CAPSULE#{}#", TenantId::PATTERN, CapsuleId::PATTERN))
}
