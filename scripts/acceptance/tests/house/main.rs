//! The house rules of STYLE.md and the invariants of docs/ARCHITECTURE.md, as ordinary tests.
//!
//! A rule collects everything that breaks it and fails once, with what to do about it. Rules read the workspace as cargo
//! and git see it, the functions' own route tables, and `template.yaml`; none of them needs a running system.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "test code: a failure is the answer")]

mod access_page;
mod document;
mod files;
mod isolation;
mod keys;
mod layers;
mod manifests;
mod page;
mod requirements;
mod routes;
mod source;
mod template;
mod workspace;
