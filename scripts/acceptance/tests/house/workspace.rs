//! The workspace as cargo sees it: read once for all rules.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use cargo_metadata::{Metadata, MetadataCommand, Package};

use crate::source::Source;

/// Where the functions run. Without it, cargo would resolve the dependencies of every platform there is.
const PLATFORM: &str = "aarch64-unknown-linux-gnu";

/// The root folder.
pub static ROOT: LazyLock<PathBuf> = LazyLock::new(|| METADATA.workspace_root.clone().into_std_path_buf());

/// What `cargo metadata` says, with all dependencies.
pub static METADATA: LazyLock<Metadata> = LazyLock::new(|| {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(["--filter-platform".to_owned(), PLATFORM.to_owned()])
        .exec()
        .expect("cargo reads the workspace")
});

/// Every Rust source file of the members, in a stable order.
pub static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut paths = Vec::new();
    for package in members() {
        collect(&folder(package), &mut paths);
    }
    paths.sort();
    paths.into_iter().map(|path| Source::read(&ROOT, &path)).collect()
});

/// The crates of the workspace.
pub fn members() -> Vec<&'static Package> {
    METADATA.workspace_packages()
}

/// The crates under a folder of the root: `functions`, `shared`, `scripts`.
pub fn members_under(folder: &str) -> Vec<&'static Package> {
    members().into_iter().filter(|package| relative(package).starts_with(folder)).collect()
}

/// A crate's folder.
pub fn folder(package: &Package) -> PathBuf {
    package.manifest_path.parent().expect("a manifest stands in a folder").as_std_path().to_owned()
}

/// A crate's folder below the root.
pub fn relative(package: &Package) -> PathBuf {
    folder(package).strip_prefix(&*ROOT).expect("members stand below the root").to_owned()
}

/// A text file of the root.
pub fn read(path: &str) -> String {
    fs::read_to_string(ROOT.join(path)).unwrap_or_else(|error| panic!("cannot read `{path}`: {error}"))
}

/// Fails with all violations of a rule, and with what to do about them.
pub fn assert_none(violations: &[String], mend: &str) {
    assert!(violations.is_empty(), "\n  {}\n\n  To mend it: {mend}\n", violations.join("\n  "));
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace").flatten() {
        let path = entry.path();
        if path.is_dir() {
            // Builds of UI tests land below a crate when somebody sets no target directory.
            if path.file_name().is_none_or(|name| name != "target") {
                collect(&path, paths);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}
