use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::Value;

use super::*;
use crate::plan::{Part, Role};

const SEEDS: u64 = 50;

fn plan(seed: u64) -> Plan {
    Plan { events: 2_000, ..Plan::draw(seed) }
}

static CORPORA: LazyLock<Vec<(Plan, Corpus)>> =
    LazyLock::new(|| (0..SEEDS).map(plan).map(|plan| (plan.clone(), Corpus::generate(&plan))).collect());

/// Two runs that differ could not be compared, and a truth of one would be that of no file.
#[test]
fn the_same_seed_makes_the_same_corpus() {
    for seed in 0..5 {
        assert_eq!(Plan::draw(seed), Plan::draw(seed));
        assert_eq!(Corpus::generate(&plan(seed)), Corpus::generate(&plan(seed)));
        assert_ne!(Corpus::generate(&plan(seed)).lines, Corpus::generate(&plan(seed + 1)).lines);
    }
}

/// A line in the truth that is as it should be, or one that is not and is missing there, makes every score wrong.
#[test]
fn exactly_the_lines_of_the_truth_differ_from_those_without_violations() {
    for (plan, with) in CORPORA.iter() {
        let (seed, without) = (plan.seed, Corpus::generate(&plan.clean()));
        assert_eq!(with.lines.len(), 2_000);
        assert_eq!(without.truth, []);
        let differ: BTreeSet<_> = (1..)
            .zip(with.lines.iter().zip(&without.lines))
            .filter(|(_, (a, b))| a != b)
            .map(|(line, _)| line)
            .collect();
        assert_eq!(with.truth.iter().map(|planted| planted.line).collect::<BTreeSet<u64>>(), differ, "seed {seed}");
        for planted in &with.truth {
            let index = usize::try_from(planted.line - 1).unwrap();
            check(planted, &without.lines[index], &with.lines[index]);
        }
    }
}

/// What the kind says about the field that it names.
fn check(planted: &Planted, was: &str, is: &str) {
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap().pointer(&planted.path).cloned();
    let (was, now) = (value(was).unwrap_or_else(|| panic!("{planted:?} {was}")), value(is));
    let type_of = |value: &Value| std::mem::discriminant(value);
    match (planted.kind, now) {
        (Kind::Missing | Kind::Moved | Kind::Renamed, now) => assert_eq!(now, None, "{planted:?} {is}"),
        (Kind::Null, now) => assert_eq!(now, Some(Value::Null), "{planted:?}"),
        (Kind::Type, Some(now)) => assert_ne!(type_of(&was), type_of(&now), "{planted:?}"),
        (Kind::Value | Kind::Reference | Kind::Format, Some(now)) => {
            assert_eq!(type_of(&was), type_of(&now), "{planted:?}");
            assert_ne!(was, now, "{planted:?}");
        }
        (_, None) => panic!("{planted:?} {is}"),
    }
    let leaves =
        |text: &str| serde_json::from_str::<Value>(text).unwrap().to_string().matches(&was.to_string()).count();
    if matches!(planted.kind, Kind::Moved | Kind::Renamed) {
        assert!(leaves(is) > 0, "{planted:?}: the value is still there");
    }
}

/// A kind that is never planted is one that nobody tries to find, and so is a trap that is never set.
#[test]
fn all_kinds_and_traps_are_there_over_many_seeds() {
    let (mut kinds, mut traps) = (BTreeMap::new(), BTreeMap::new());
    for (_, corpus) in CORPORA.iter() {
        for (kind, count) in by_kind(&corpus.truth) {
            *kinds.entry(kind).or_insert(0) += count;
        }
        for trap in corpus.traps.keys() {
            *traps.entry(trap).or_insert(0) += 1;
        }
    }
    for kind in Kind::ALL {
        assert!(kinds.get(&kind).is_some_and(|count| *count >= 50), "{kind}: {kinds:?}");
    }
    assert_eq!(traps.len(), 14, "{traps:?}");
    assert!(traps.values().all(|corpora| *corpora >= 5), "{traps:?}");
}

/// A corpus that nothing is planted in, or one that is mostly wrong, has nothing to say about who reads it.
#[test]
fn the_rate_is_what_the_plan_says() {
    for (plan, corpus) in CORPORA.iter() {
        let seed = plan.seed;
        assert!((0.0005..=0.05).contains(&plan.rate));
        let part = corpus.truth.len() as f64 / corpus.lines.len() as f64;
        assert!(!corpus.truth.is_empty() && part < 2.0 * plan.rate + 0.03, "seed {seed}: {part} of {}", plan.rate);
    }
}

/// An analyser would learn the words of a vocabulary that repeats.
#[test]
fn vocabularies_differ() {
    let of = |write: fn(&Plan) -> String| (0..SEEDS).map(|seed| write(&Plan::draw(seed))).collect::<BTreeSet<_>>();
    let names =
        of(|plan| format!("{:?}{:?}", plan.case, plan.envelope.iter().map(|part| &part.at).collect::<Vec<_>>()));
    assert_eq!(names.len() as u64, SEEDS);
    assert!(of(|plan| format!("{:?}", plan.levels.iter().map(|level| &level.words).collect::<Vec<_>>())).len() > 40);
    assert!(of(|plan| format!("{:?}{:?}", plan.naming, plan.case)).len() > 30);
    assert_eq!(of(|plan| format!("{:?}", plan.wire)).len(), 3);
    assert_eq!(of(|plan| plan.levels.len().to_string()).len(), 3);
}

/// A line that cannot be read, or one with two lines in it, would shift the truth.
#[test]
fn every_line_is_an_object_of_json() {
    for line in CORPORA.iter().flat_map(|(_, corpus)| &corpus.lines) {
        assert!(serde_json::from_str::<Value>(line).unwrap().is_object() && !line.contains('\n'));
    }
}

/// What is generated one by one needs no memory for what was before: ids that are remembered would grow with the lines.
#[test]
fn the_world_does_not_grow_with_the_lines() {
    let mut events = Events::new(Plan { events: 30_000, ..Plan::draw(3) });
    let mut most = 0;
    while events.next().is_some() {
        most = most.max(events.held.len() + events.ready.len());
    }
    assert!(most < 100 && events.world.active.len() <= 310, "{most}, {}", events.world.active.len());
}

/// An id of another scope that nobody has seen there is one of no scope: nobody could tell that it is wrong.
#[test]
fn references_to_other_scopes_are_to_ids_that_other_events_have() {
    let mut checked = 0;
    for (plan, corpus) in CORPORA.iter() {
        let clean = Corpus::generate(&plan.clean());
        for planted in corpus.truth.iter().filter(|planted| planted.kind == Kind::Reference) {
            let index = usize::try_from(planted.line - 1).unwrap();
            let scalars = |line: &str| {
                let line: Value = serde_json::from_str(line).unwrap();
                let mut found = BTreeSet::new();
                scalars_of(line.pointer(&planted.path).unwrap(), &mut found);
                found
            };
            let (was, now) = (scalars(&clean.lines[index]), scalars(&corpus.lines[index]));
            for foreign in now.difference(&was) {
                let others = clean.lines.iter().filter(|line| line.contains(foreign)).count();
                assert!(others >= 2, "seed {}: {planted:?} {foreign}", plan.seed);
                checked += 1;
            }
        }
    }
    assert!(checked > 50, "{checked}");
}

fn scalars_of(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| scalars_of(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| scalars_of(field, found)),
        scalar => drop(found.insert(scalar.to_string())),
    }
}

/// A boundary that disagrees with a stream is seen by the stream's other events only, and only if they have its id.
#[test]
fn boundaries_disagree_only_with_streams_of_several_events() {
    let mut checked = 0;
    for (plan, corpus) in CORPORA.iter() {
        let Some(stream) = plan.envelope.iter().find(|part| part.role == Role::Stream) else { continue };
        let clean = Corpus::generate(&plan.clean());
        for planted in corpus.truth.iter().filter(|planted| planted.kind == Kind::Value) {
            let of_scope = |part: &&Part| matches!(part.role, Role::Scope(_));
            let ends = |part: &Part| planted.path.ends_with(&format!("/{}", part.at.join("/")));
            if !plan.envelope.iter().filter(of_scope).any(ends) {
                continue;
            }
            let line: Value = serde_json::from_str(&clean.lines[usize::try_from(planted.line - 1).unwrap()]).unwrap();
            let inside = if line.get("detail-type").is_some() { "/detail" } else { "" };
            let id = line.pointer(&format!("{inside}/{}", stream.at.join("/"))).unwrap().to_string();
            let others = clean.lines.iter().filter(|line| line.contains(&id)).count();
            assert!(others >= 4, "seed {}: {planted:?} {id}", plan.seed);
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
}
