use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

use super::*;
use crate::corpus::{Trap, by_kind};

fn events(corpus: &Corpus) -> Vec<Value> {
    corpus.lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The case is what the issue describes, or finding it shows nothing.
#[test]
fn six_entities_are_created_without_isolation_and_nothing_else_is_wrong() {
    let corpus = isolation_case();
    assert_eq!(corpus.lines.len(), 2847);
    let events = events(&corpus);
    let found: Vec<_> = corpus.truth.iter().map(|planted| planted.event_type.as_str()).collect();
    let six = ["RoleAssignment", "SecurityGroup", "Entitlement", "Session", "ApiKey", "Webhook"];
    assert_eq!(found, six.map(|entity| format!("{entity}Created")));
    assert_eq!(by_kind(&corpus.truth), BTreeMap::from([(Kind::Missing, 6)]));

    let lacking: Vec<(u64, &Value)> =
        (1..).zip(&events).filter(|(_, event)| event.get("capsule_id").is_none()).collect();
    let legitimate = |event: &Value| event.get("tenant_id").is_none() || event["tenant_id"] == event["aggregate_id"];
    let wrong: Vec<u64> = lacking.iter().filter(|(_, event)| !legitimate(event)).map(|(line, _)| *line).collect();
    assert_eq!(wrong, corpus.truth.iter().map(|planted| planted.line).collect::<Vec<_>>());
    assert!(lacking.len() > wrong.len(), "platform-level types are a trap");
}

/// Without traps the case would be found by counting.
#[test]
fn the_case_has_traps() {
    let corpus = isolation_case();
    for trap in [
        Trap::PlatformRoot,
        Trap::PlatformGlobal,
        Trap::OptionalField,
        Trap::NullableField,
        Trap::LaterVersion,
        Trap::RareType,
        Trap::SingleEventScope,
        Trap::LateScope,
        Trap::Delayed,
    ] {
        assert!(corpus.traps.contains_key(&trap), "{trap:?}: {:?}", corpus.traps);
    }
    let events = events(&corpus);
    let mut tenants: BTreeMap<&str, u64> = BTreeMap::new();
    for event in &events {
        *tenants.entry(event["tenant_id"].as_str().unwrap_or_default()).or_default() += 1;
    }
    assert_eq!(tenants.values().filter(|count| **count == 1).count(), 3);
    let types: BTreeSet<_> = events.iter().map(|event| event["event_type"].as_str().unwrap()).collect();
    assert!((40..=50).contains(&types.len()), "{}", types.len());
}

/// A committed corpus that the generator does not make has a truth that nobody can check. `UPDATE_EXPECT=1` writes the files.
#[test]
fn the_committed_corpus_is_that_of_the_generator() {
    let corpus = seeded();
    assert_eq!(by_kind(&corpus.truth).len(), Kind::ALL.len(), "all kinds are in it");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/corpora");
    for (name, text) in [("seeded.jsonl", corpus.text()), ("seeded.truth.json", truth_json(&corpus.truth))] {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{name} is another one: UPDATE_EXPECT=1 writes it, and shows what changed");
    }
}

/// A truth that cannot be read back cannot be scored against.
#[test]
fn a_truth_is_read_as_it_was_written() {
    let truth = seeded().truth;
    assert_eq!(serde_json::from_str::<Vec<Planted>>(&truth_json(&truth)).unwrap(), truth);
}
