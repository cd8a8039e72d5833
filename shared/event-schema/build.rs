//! Builds the crate again when a schema file comes or goes; the embedding macro only notices changes of files it knows.

#![allow(clippy::print_stdout, reason = "standard output is how a build script speaks to cargo")]

fn main() {
    println!("cargo:rerun-if-changed=../../events/schemas");
}
