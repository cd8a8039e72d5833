//! The crates that Eva is compared with stand in a workspace of their own, `scripts/bench-peers`: they bring a second TLS stack,
//! and in one workspace cargo would build the functions with it.

use std::{env, path::Path, process::Command};

/// Builds and runs their bench, in the same target directory. Tells whether it came to its end.
pub fn run() -> bool {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/bench-peers/Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target directory");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut bench = Command::new(cargo);
    bench.arg("bench").arg("--manifest-path").arg(manifest).arg("--target-dir").arg(target);
    bench.status().expect("cargo runs").success()
}
