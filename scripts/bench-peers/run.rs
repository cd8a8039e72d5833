//! Runs a bench of the crates that Eva is compared with. They stand in a workspace of their own, this folder: they bring a second TLS stack and other
//! features, and in one workspace cargo would build the functions with these. The benches of Eva include this file.

use std::{env, ffi::OsStr, path::Path, process::Command};

/// Builds and runs the bench of a package below this folder, in the same target directory. Tells whether it came to its end.
pub fn run(package: &str) -> bool {
    let manifest =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/bench-peers").join(package).join("Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target directory");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut bench = Command::new(cargo);
    bench.arg("bench").arg("--manifest-path").arg(manifest).arg("--target-dir").arg(target);
    // Build scripts look at what cargo says of the crate, and would run again for what it said of this one.
    let told = |name: &OsStr| {
        ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.as_encoded_bytes().starts_with(start.as_bytes()))
    };
    for (name, _) in env::vars_os().filter(|(name, _)| told(name)) {
        bench.env_remove(name);
    }
    bench.status().expect("cargo runs").success()
}
