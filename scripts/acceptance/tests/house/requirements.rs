//! What docs/requirements.md claims is proven by tests that say so, and every test names a requirement that exists.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    page::{Row, table},
    source::Source,
    workspace::{SOURCES, assert_none},
};

const PAGE: &str = "docs/requirements.md";

/// A feature that is called done and has no test is a promise that the next change breaks.
#[test]
fn what_is_claimed_is_proven_by_a_test() {
    let proven = proven();
    let wrong: Vec<_> = claims()
        .into_iter()
        .filter(|(id, state)| state != "open" && !proven.contains_key(id.as_str()))
        .map(|(id, state)| format!("{id} is `{state}`, and no test names it"))
        .collect();
    assert_none(&wrong, "write `Requirement: ID` into the doc comment of the test that proves it, or call it open");
}

/// A proven requirement that the page calls open is built a second time.
#[test]
fn what_is_proven_is_claimed() {
    let claims = claims();
    let wrong: Vec<_> = proven()
        .into_iter()
        .filter_map(|(id, place)| match claims.get(id).map(String::as_str) {
            None => Some(format!("{place} names `{id}`, which {PAGE} does not have")),
            Some("open") => Some(format!("{place} names `{id}`, which {PAGE} calls open")),
            Some(_) => None,
        })
        .collect();
    assert_none(&wrong, "mend the id, or say in the page what is there: `partly` or `done`");
}

/// A state that nobody defined can mean anything.
#[test]
fn the_page_has_every_id_once_and_a_known_state() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in rows() {
        let [id, what, state] = row.as_slice() else { continue };
        if !is_id(id) || !seen.insert(id.clone()) {
            wrong.push(format!("`{id}` is no id, or stands there twice"));
        }
        if !["done", "partly", "open"].contains(&state.as_str()) {
            wrong.push(format!("`{id}` is in the state `{state}`"));
        }
        if what.is_empty() {
            wrong.push(format!("`{id}` does not say what it asks for"));
        }
    }
    assert_none(&wrong, "one row per id: `| ALL-1 | what of it | done, partly or open |`");
}

fn rows() -> Vec<Row> {
    table(PAGE, &["id", "what of it", "state"])
}

/// The state of every id.
fn claims() -> BTreeMap<String, String> {
    rows().into_iter().filter_map(|row| Some((row.first()?.clone(), row.last()?.clone()))).collect()
}

/// The ids that tests name, each with one place.
fn proven() -> BTreeMap<&'static str, String> {
    let mut proven = BTreeMap::new();
    for source in SOURCES.iter().filter(|source| proves(source)) {
        for (index, line) in source.text.lines().enumerate() {
            for id in ids(line) {
                proven.entry(id).or_insert_with(|| source.place(index + 1));
            }
        }
    }
    proven
}

/// Whether a file has tests; the contract suites are called by the tests of each store.
fn proves(source: &Source) -> bool {
    let is_contract = source.path.ends_with("/src/contract.rs") || source.path.contains("/src/contract/");
    source.is_test() || is_contract
}

/// The ids behind `Requirement:` in a doc comment.
fn ids(line: &str) -> Vec<&str> {
    let Some((_, named)) = line.trim_start().strip_prefix("///").and_then(|line| line.split_once("Requirement:"))
    else {
        return Vec::new();
    };
    named.split([',', ' ', '.']).filter(|word| is_id(word)).collect()
}

fn is_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(area, number)| {
        area.len() == 3 && area.bytes().all(|byte| byte.is_ascii_uppercase()) && number.parse::<u8>().is_ok()
    })
}

/// An id that the reader overlooks would count as unproven, or worse, as unknown to nobody.
#[test]
fn ids_are_found_in_doc_comments() {
    let line = format!("    /// Why it matters. {}: ACC-1, ALL-10.", "Requirement");
    assert_eq!(ids(&line), ["ACC-1", "ALL-10"]);
    assert_eq!(ids("let text = \"Requirement: ACC-1\";"), Vec::<&str>::new());
}
