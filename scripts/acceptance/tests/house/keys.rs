//! Keys are written in the attributes of entities, and nowhere else: not in tests either, which would go on showing that a key is found
//! which nobody writes any more.

use std::collections::BTreeSet;

use dynamodb_entity::{DynamoDbEntity, KeyPart, KeyTemplate};
use dynamodb_store::{
    AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, PublishedItem, QuarantineItem, StateItem,
};
use governance::{SchemaItem, ViolationItem};

use crate::{
    source::Source,
    workspace::{SOURCES, assert_none},
};

/// Who may write a key, or a condition on one, by hand, and why.
const EXCEPTIONS: [(&str, &str); 17] = [
    ("shared/dynamodb-entity/", "makes and tests keys and conditions"),
    ("shared/dynamodb-entity-derive/", "checks and writes keys, with mistakes to show"),
    ("shared/dynamodb-store/tests/entities.rs", "holds the keys letter by letter: records live for years under them"),
    ("scripts/acceptance/tests/house/keys.rs", "this rule"),
    ("scripts/acceptance/tests/house/access_page.rs", "compares the page of rights with the entities"),
    ("scripts/acceptance/tests/house/template/rights.rs", "compares the policies with the entities"),
    ("scripts/acceptance/tests/budgets/access.rs", "compares the page of access patterns with the entities"),
    ("scripts/acceptance/tests/budgets/requests.rs", "compares the rights that are used with those that are given"),
    ("scripts/acceptance/src/table.rs", "shows tests whatever stands under a key that an entity made"),
    (
        "scripts/eva/src/check/table.rs",
        "reads whatever stands under a key that an entity made, also what is no item of ours",
    ),
    ("scripts/eva/src/check/record.test.rs", "a record as the stream's files have it"),
    ("scripts/eva/src/check/forgery.test.rs", "an event as the bus has it"),
    ("functions/authorizer/src/verifier.test.rs", "a token that tries to forge segments"),
    ("functions/stream-publisher/src/lib.test.rs", "records as the stream has them, and broken ones"),
    ("functions/stream-publisher/src/record.test.rs", "records as the stream has them, and broken ones"),
    ("shared/governance/src/violation.test.rs", "holds the key of a violation letter by letter, as its policies do"),
    ("shared/governance/src/schema.test.rs", "holds the key of a schema letter by letter, as its policy does"),
];

/// Conditions on keys: queries make them.
const CONDITIONS: [&str; 7] = ["pk = :", "sk = :", "begins_with(", "sk BETWEEN", "sk > :", "sk < :", "sk >= :"];

/// A key written by hand beside the entities' templates can miss the tenant, and no compiler would notice. Requirement: ACS-6
#[test]
fn keys_and_conditions_on_them_are_written_by_entities_only() {
    let needles = needles();
    let wrong: Vec<_> = SOURCES
        .iter()
        .filter(|source| !EXCEPTIONS.iter().any(|(path, _)| source.path.starts_with(path)))
        .flat_map(|source| written_by_hand(source, &needles))
        .collect();
    assert_none(
        &wrong,
        "use the entity's `pk_of(..)`, `sk_of(..)`, `sk_prefix()` or `query(..)`; a test that must write a key belongs into EXCEPTIONS",
    );
}

/// An exception that nothing needs any more lets the next key pass unseen.
#[test]
fn every_exception_is_needed() {
    let needles = needles();
    let idle: Vec<_> = EXCEPTIONS
        .iter()
        .filter(|(path, _)| {
            !SOURCES.iter().any(|source| source.path.starts_with(path) && !written_by_hand(source, &needles).is_empty())
        })
        .map(|(path, reason)| format!("`{path}` ({reason})"))
        .collect();
    assert_none(&idle, "take the entry out of EXCEPTIONS in this file");
}

/// A reader that takes an attribute for a key, or a key for an attribute, makes the rule useless or empty.
#[test]
fn attributes_of_entities_are_told_from_keys() {
    let text = r##"
#[pk = "TENANT#{tenant_id}"]
#[gsi(
    name = "gsi1",
    pk = "TENANT#{tenant_id}",
    sk = "{id}"
)]
let pk = "TENANT#1";
query.sk_begins_with(prefix);
let condition = "begins_with(#sk, :sk)";
// "TENANT#"
"##;
    let source = Source { path: "a.rs".to_owned(), text: text.to_owned() };
    assert_eq!(written_by_hand(&source, &["TENANT#".to_owned()]), ["a.rs:8", "a.rs:10"]);
    let needles = needles();
    for needle in ["TENANT#", "CAPSULE#", "EVENT#", "PLATFORM#", "VIOLATION#", "LIST#", "BY#", "REF#"] {
        assert!(needles.iter().any(|found| found == needle), "`{needle}` is no needle: {needles:?}");
    }
}

/// Where a source has a key or a condition outside the attributes of entities.
fn written_by_hand(source: &Source, needles: &[String]) -> Vec<String> {
    let mut in_gsi = false;
    let mut places = Vec::new();
    for (number, line) in source.code() {
        let start = line.trim_start();
        in_gsi |= start.starts_with("#[gsi(");
        let is_attribute = in_gsi || start.starts_with("#[pk = ") || start.starts_with("#[sk = ");
        in_gsi &= !start.trim_end().ends_with(")]");
        let is_condition = CONDITIONS.iter().any(|condition| {
            line.match_indices(condition).any(|(at, _)| !line[..at].ends_with('_') || *condition != "begins_with(")
        });
        if !is_attribute && (is_condition || needles.iter().any(|needle| line.contains(needle))) {
            places.push(source.place(number));
        }
    }
    places
}

/// What the keys of the entities are recognised by: their texts with the `#` behind them.
fn needles() -> Vec<String> {
    let templates = [
        templates::<EventItem>(),
        templates::<StateItem>(),
        templates::<EdgeItem>(),
        templates::<AnchorItem>(),
        templates::<PublishedItem>(),
        templates::<ClaimItem>(),
        templates::<CommandItem>(),
        templates::<QuarantineItem>(),
        templates::<SchemaItem>(),
        templates::<ViolationItem>(),
    ];
    let mut needles = BTreeSet::new();
    for part in templates.iter().flatten().flat_map(KeyTemplate::parts) {
        if let KeyPart::Literal(text) = part {
            // Behind the last `#` a segment goes on with a placeholder, or the key ends.
            let segments = text.split_inclusive('#').filter(|segment| segment.len() > 1 && segment.ends_with('#'));
            needles.extend(segments.map(str::to_owned));
        }
    }
    needles.into_iter().collect()
}

fn templates<E: DynamoDbEntity>() -> Vec<KeyTemplate> {
    let of_indexes = E::INDEXES.iter().flat_map(|index| [index.pk, index.sk]);
    [E::PK, E::SK].into_iter().chain(of_indexes).collect()
}
