//! Where a scope may come from, and who may read without one.

use crate::workspace::{SOURCES, assert_none};

/// Who may make a scope, and from which verified source.
const SCOPE_MAKERS: [(&str, &str); 3] = [
    ("shared/kernel/src/contract.rs", "the contract suite of stores is test code"),
    ("shared/lambda-host/src/gateway.rs", "the authorizer's context"),
    ("scripts/eva/src/check.rs", "the operator's command line"),
];

/// Who may read an item without a scope, because the item is itself the verified source of one.
const TRUSTED_READERS: [(&str, &str); 2] = [
    ("functions/stream-publisher/src/record.rs", "the stream of our own table"),
    ("scripts/eva/src/events/source.rs", "an operator's scan of our own table, by a role that no function has"),
];

/// Who may write and read personal data in clear text.
const CLEAR_WRITERS: [(&str, &str); 3] = [
    ("shared/api/src/json.rs", "what clients send and get"),
    ("shared/api/src/openapi.rs", "the document describes what clients send and get"),
    ("shared/dynamodb-store/benches/", "what a client would send"),
];

/// A scope made from a header, a path or a body would let a caller choose whose data to see. Requirement: ACS-6
#[test]
fn a_scope_is_made_from_verified_sources_only() {
    let wrong = outside("Scope::establish(", &SCOPE_MAKERS);
    assert_none(
        &wrong,
        "take the `Caller` of the request and its scope; a new verified source belongs into SCOPE_MAKERS",
    );
    let aliased: Vec<_> = outside("::establish", &SCOPE_MAKERS);
    assert_none(&aliased, "call it `Scope::establish(..)`, so that this rule sees it");
}

/// An item read without a scope skips the check that it belongs to the caller. Requirement: ACS-6
#[test]
fn items_are_read_without_a_scope_only_from_the_stream() {
    let wrong = outside("::from_trusted_item(", &TRUSTED_READERS);
    assert_none(&wrong, "read with `from_item(scope, item)`, which compares tenant and capsule");
}

/// Clear text is written and read for clients, and nowhere else: whoever does it around something that stores stores clear text. Requirement: CON-1
#[test]
fn clear_text_is_written_for_clients_only() {
    let wrong = outside("in_clear(|", &CLEAR_WRITERS);
    assert_none(&wrong, "answer with `api::ClearJson`, and read with `api::JsonBody`");
}

/// An entry for a file that is gone lets the next file of that name pass unseen.
#[test]
fn every_exception_is_of_a_file_that_is_there() {
    let exceptions = SCOPE_MAKERS.iter().chain(&TRUSTED_READERS).chain(&CLEAR_WRITERS);
    let gone: Vec<_> = exceptions
        .filter(|(path, _)| !SOURCES.iter().any(|source| source.path.starts_with(path)))
        .map(|(path, reason)| format!("`{path}` ({reason})"))
        .collect();
    assert_none(&gone, "take the entry out of its list in this file");
}

/// Where shipped code has a piece of text outside the places that may have it.
fn outside(needle: &str, allowed: &[(&str, &str)]) -> Vec<String> {
    let found: Vec<_> =
        SOURCES.iter().filter(|source| source.ships()).flat_map(|source| source.places_of(needle)).collect();
    assert!(!found.is_empty(), "`{needle}` is nowhere: the rule looks for something that was renamed");
    found.into_iter().filter(|place| !allowed.iter().any(|(path, _)| place.starts_with(path))).collect()
}
