//! Every crate inherits what the workspace says once: lints, versions, licence.

use std::fs;

use toml::{Table, Value};

use crate::workspace::{assert_none, folder, members};

/// What a crate inherits.
const INHERITED: [&str; 5] = ["edition", "license", "publish", "rust-version", "version"];

/// A crate outside the workspace's lints may `unwrap` in front of a customer, and one with a licence of its own confuses them.
#[test]
fn every_crate_inherits_lints_and_package_fields() {
    let mut wrong = Vec::new();
    for (name, manifest) in manifests() {
        for field in INHERITED {
            if !inherits(manifest.get("package").and_then(|package| package.get(field))) {
                wrong.push(format!("`{name}` does not inherit `{field}`: write `{field}.workspace = true`"));
            }
        }
        if !inherits(manifest.get("lints")) {
            wrong.push(format!("`{name}` does not inherit the lints: write `[lints]` and `workspace = true`"));
        }
        let description =
            manifest.get("package").and_then(|package| package.get("description")).and_then(Value::as_str);
        if description.is_none_or(str::is_empty) {
            wrong.push(format!("`{name}` does not say in `description` what it is"));
        }
    }
    assert_none(&wrong, "copy the head of shared/kernel/Cargo.toml");
}

/// Two versions of one crate in two manifests are compiled twice, linked twice and updated once.
#[test]
fn versions_stand_in_the_workspace_table_only() {
    let mut wrong = Vec::new();
    for (name, manifest) in manifests() {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let targets =
                manifest.get("target").and_then(Value::as_table).into_iter().flatten().map(|(_, table)| table);
            let tables =
                targets.filter_map(|target| target.get(kind)).chain(manifest.get(kind)).filter_map(Value::as_table);
            for (needed, value) in tables.flatten() {
                if !inherits(Some(value)) && value.get("path").is_none() {
                    wrong.push(format!("`{name}` names a version of `{needed}` in [{kind}]"));
                }
            }
        }
    }
    assert_none(&wrong, "write `x.workspace = true` and the version into [workspace.dependencies]");
}

fn inherits(value: Option<&Value>) -> bool {
    value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
}

fn manifests() -> Vec<(String, Table)> {
    let read = |package: &cargo_metadata::Package| {
        let text = fs::read_to_string(folder(package).join("Cargo.toml")).expect("a crate has a manifest");
        (package.name.to_string(), text.parse().expect("cargo has read it"))
    };
    members().into_iter().map(read).collect()
}
