//! Dependencies point one way, the domain is pure, and nothing that ships is under a licence that would bind the whole.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    process::Command,
};

use cargo_metadata::{DependencyKind, PackageId};

use crate::{
    source::{Source, paths_of},
    workspace::{METADATA, ROOT, SOURCES, assert_none, members, members_under, relative},
};

/// The layers of `shared/`, from the inside out: a crate depends on crates of lower layers only.
const LAYERS: [&[&str]; 7] = [
    &["event-corpus", "macro-fault", "reference-data", "schema-program"],
    &["api-derive", "dynamodb-entity-derive", "event-analysis", "kernel-derive"],
    &["kernel"],
    &["access-control", "crm", "dynamodb-entity", "personal-data"],
    &["api", "event-schema", "governance"],
    &["dynamodb-store"],
    &["lambda-host"],
];

/// The crates without a runtime, a clock, a random source, a network or an SDK.
const PURE: [&str; 4] = ["access-control", "crm", "kernel", "reference-data"];

/// Crates, by the beginning of their names, that bring what a pure crate has not.
const IMPURE: [&str; 19] = [
    "async-std",
    "aws-",
    "aws_",
    "axum",
    "chrono",
    "fastrand",
    "futures",
    "getrandom",
    "h2",
    "hyper",
    "lambda_",
    "mio",
    "rand",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tower",
];

/// What comes along without being used.
const UNUSED_BUT_THERE: [(&str, &str); 1] =
    [("getrandom", "mti turns on the generators of uuid; the sources are searched for calls to them")];

/// Calls that read a clock, a random source or the process.
const IMPURE_CALLS: [&str; 14] = [
    "Instant::now",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "Uuid::now_v7",
    "Uuid::new_v4",
    "create_type_id",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "println!",
    "eprintln!",
];

/// Functions that may use the deciders of other aggregates, as DESIGN says.
const OF_MANY_AGGREGATES: [&str; 1] = ["lead-conversion"];

/// A second aggregate's rules, a host or an adapter inside the domain would tie every test of a rule to it.
#[test]
fn dependencies_between_our_crates_point_one_way() {
    let layer_of: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(layer, crates)| crates.iter().map(move |name| (*name, layer))).collect();
    let mut wrong = Vec::new();
    for package in members_under("shared") {
        let Some(layer) = layer_of.get(package.name.as_str()) else {
            wrong.push(format!("`{}` has no layer: give it one in LAYERS of this file", package.name));
            continue;
        };
        for needed in ours(package, &[DependencyKind::Normal, DependencyKind::Build]) {
            if layer_of.get(needed.as_str()).is_none_or(|of_needed| of_needed >= layer) {
                wrong.push(format!("`{}` depends on `{needed}`, which is not of a layer below it", package.name));
            }
        }
    }
    assert_none(&wrong, "move what both need into a lower layer, or pass it in from the function");
}

/// A function that needs another one cannot be deployed, rolled back or given rights on its own.
#[test]
fn no_function_and_no_shared_crate_depends_on_a_function() {
    let functions: BTreeSet<String> =
        members_under("functions").iter().map(|package| package.name.to_string()).collect();
    let all = [DependencyKind::Normal, DependencyKind::Build, DependencyKind::Development];
    let wrong: Vec<_> = members()
        .into_iter()
        .filter(|package| !relative(package).starts_with("scripts"))
        .flat_map(|package| ours(package, &all).into_iter().map(move |needed| (&package.name, needed)))
        .filter(|(_, needed)| functions.contains(needed))
        .map(|(name, needed)| format!("`{name}` depends on the function `{needed}`"))
        .collect();
    assert_none(&wrong, "move what both need into a crate of shared/; only crates of scripts/ may know functions");
}

/// With a runtime, a clock or an SDK inside, the same command on the same state could be decided in two ways.
#[test]
fn the_domain_is_pure() {
    let mut wrong: Vec<_> = tree(&PURE)
        .into_iter()
        .filter(|name| is_impure(name) && !UNUSED_BUT_THERE.iter().any(|(known, _)| known == name))
        .map(|name| format!("`{name}` is among the dependencies of {}", PURE.join(", ")))
        .collect();
    // What a build script reads is fixed when the crate is built; it does not run with the domain.
    let is_build_script = |source: &&Source| source.path.contains("/build/") || source.path.ends_with("/build.rs");
    for source in SOURCES.iter().filter(|source| source.ships() && !is_build_script(source)) {
        if PURE.iter().any(|pure| source.path.starts_with(&format!("shared/{pure}/"))) {
            for call in IMPURE_CALLS {
                wrong.extend(source.places_of(call).iter().map(|place| format!("{place} has `{call}`")));
            }
        }
    }
    assert_none(
        &wrong,
        "let the caller pass it in (`Inputs` carries time and fresh ids), or move the code to lambda-host",
    );
}

/// An entity that needs the SDK cannot be checked, listed or tested without it.
#[test]
fn the_entity_crates_know_no_sdk() {
    let crates = ["dynamodb-entity", "dynamodb-entity-derive"];
    let sdk = |name: &String| ["aws-", "aws_", "hyper", "tokio"].iter().any(|start| name.starts_with(start));
    let wrong: Vec<_> =
        tree(&crates).into_iter().filter(sdk).map(|name| format!("dynamodb-entity brings `{name}`")).collect();
    assert_none(&wrong, "convert to the SDK's types in dynamodb-store, through serde_dynamo's feature there");
}

/// A function that decides for another aggregate would be a second owner of its rules.
#[test]
fn a_function_uses_the_decider_of_its_own_aggregate_only() {
    let aggregates = aggregates();
    let mut wrong = Vec::new();
    for source in SOURCES.iter().filter(|source| source.ships()) {
        let Some(function) = source.path.strip_prefix("functions/").and_then(|rest| rest.split('/').next()) else {
            continue;
        };
        let own = function.replace('-', "_");
        for path in paths_of(&source.text, "crm") {
            let of_others = aggregates.iter().any(|of| of.split("::").next() != Some(&own) && reaches(&path, of));
            if of_others && !OF_MANY_AGGREGATES.contains(&function) {
                wrong.push(format!("{} uses `crm::{path}`", source.path));
            }
        }
    }
    assert_none(&wrong, "read the other aggregate's published item, or send a command through the coordinator");
}

/// An aggregate that reads another one's state could only be decided with both loaded.
#[test]
fn aggregates_do_not_know_each_other() {
    let aggregates = aggregates();
    assert!(aggregates.contains("account"), "aggregates are the folders below shared/crm/src with a commands.rs");
    assert!(aggregates.contains("settings::sales"), "also those that stand together");
    let mut wrong = Vec::new();
    for source in SOURCES.iter().filter(|source| source.ships()) {
        let Some(module) = module_of(source) else { continue };
        for path in named_in(&source.text, &module) {
            if aggregates.iter().any(|of| !reaches(&module, of) && reaches(&path, of)) {
                wrong.push(format!("{} uses `crate::{path}`", source.path));
            }
        }
    }
    assert_none(&wrong, "put what both need into a module of its own (`record`, `value`), or refer by id");
}

/// A path whose beginning is another one's is read as that one's, and one that climbs is overlooked.
#[test]
fn an_aggregate_is_known_by_each_way_to_it() {
    let of = "settings::sales";
    assert!(["settings", of, "settings::sales::SalesSettings"].iter().all(|path| reaches(path, of)));
    assert!(
        !["settings::rates", "settings::sales_tax", "settings::decided", "sales"].iter().any(|path| reaches(path, of))
    );
    let text = "use crate::value; use super::{rates::A, Unlisted}; super::super::account::B";
    let found = ["value", "settings::rates::A", "settings::Unlisted", "account::B"];
    assert_eq!(named_in(text, "settings::sales"), found);
}

/// One crate under the GPL or AGPL would put every function, and everybody who deploys one, under it too.
#[test]
fn what_ships_has_a_permissive_licence() {
    let shipped = shipped();
    assert!(shipped.len() > 100, "only {} crates were found: the walk over the dependencies is broken", shipped.len());
    let wrong: Vec<_> = METADATA
        .packages
        .iter()
        .filter(|package| shipped.contains(&package.id))
        .filter(|package| !package.license.as_deref().is_some_and(is_permissive))
        .map(|package| format!("`{}` {} is under {:?}", package.name, package.version, package.license))
        .collect();
    assert_none(&wrong, "take another crate; if it is a misunderstanding, name the crate and the reason in this rule");
}

/// The crates of the workspace that a crate names as dependencies.
fn ours(package: &cargo_metadata::Package, kinds: &[DependencyKind]) -> Vec<String> {
    let named = package.dependencies.iter().filter(|needed| needed.path.is_some() && kinds.contains(&needed.kind));
    named.map(|needed| needed.name.clone()).filter(|name| *name != package.name.as_str()).collect()
}

/// What crates bring along when they are built alone. `cargo metadata` cannot tell: it unites the features of the workspace.
fn tree(crates: &[&str]) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(&*ROOT).args([
        "tree",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    for name in crates {
        command.args(["--package", name]);
    }
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    let names: BTreeSet<String> =
        printed.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    assert!(names.contains("serde"), "cargo tree printed something else than crates: {printed}");
    names
}

fn is_impure(name: &str) -> bool {
    IMPURE.iter().any(|start| name.starts_with(start))
}

/// The modules of `crm` that are aggregates: those with commands. `settings::sales` is one of several that stand together.
fn aggregates() -> BTreeSet<String> {
    let of = |source: &Source| module_of(source)?.strip_suffix("::commands").map(str::to_owned);
    SOURCES.iter().filter_map(of).collect()
}

/// The module of `crm` that a source file is.
fn module_of(source: &Source) -> Option<String> {
    let file = source.path.strip_prefix("shared/crm/src/")?.strip_suffix(".rs")?;
    Some(file.replace('/', "::"))
}

/// Whether a path leads into a module, or to where it can be reached from.
fn reaches(path: &str, module: &str) -> bool {
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    begins(path, module) || begins(module, path)
}

/// What the text of a module names of its crate, by the paths from the crate's root.
fn named_in(text: &str, module: &str) -> Vec<String> {
    let mut named = paths_of(text, "crate");
    let (mut root, mut above) = ("super".to_owned(), module);
    loop {
        let (parent, is_root) = above.rsplit_once("::").map_or(("", true), |(parent, _)| (parent, false));
        let below = paths_of(text, &root).into_iter().filter(|path| !path.starts_with("super"));
        named.extend(below.map(|path| if is_root { path } else { format!("{parent}::{path}") }));
        if is_root {
            return named;
        }
        (root, above) = (format!("{root}::super"), parent);
    }
}

/// Everything that is linked or run to build what we deliver; not what only tests need.
fn shipped() -> BTreeSet<PackageId> {
    let resolve = METADATA.resolve.as_ref().expect("cargo resolves dependencies");
    let nodes: BTreeMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut found: BTreeSet<PackageId> = METADATA.workspace_members.iter().cloned().collect();
    let mut open: VecDeque<PackageId> = found.iter().cloned().collect();
    while let Some(id) = open.pop_front() {
        for needed in &nodes[&id].deps {
            let ships = needed.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development);
            if ships && found.insert(needed.pkg.clone()) {
                open.push_back(needed.pkg.clone());
            }
        }
    }
    found
}

/// Whether one of the alternatives of an SPDX expression is without a copyleft licence.
fn is_permissive(expression: &str) -> bool {
    let copyleft = ["GPL", "SSPL", "EUPL", "OSL", "BUSL"];
    expression.replace(" OR ", "/").split('/').any(|choice| !copyleft.iter().any(|name| choice.contains(name)))
}

/// A reader of licences that takes everything would let the one through that matters.
#[test]
fn a_choice_of_licences_counts_by_its_best() {
    let answers =
        ["MIT OR Apache-2.0", "MIT/Apache-2.0", "MIT OR LGPL-2.1-or-later", "AGPL-3.0", "GPL-2.0 OR AGPL-3.0"]
            .map(is_permissive);
    assert_eq!(answers, [true, true, true, false, false]);
}
