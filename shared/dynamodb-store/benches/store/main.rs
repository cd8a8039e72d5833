//! What Eva costs on top of the calls that it makes. `docs/benchmarks.md` says how to read the table.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench that ends when it cannot measure"
)]

mod apart;
mod by_hand;
mod contact;
mod harness;
mod peers;
mod pure;
mod read;
mod rename;
mod table;

use std::{env, process::ExitCode};

use dynamodb_store::local_table::LocalTable;

use crate::table::{Table, count, ratio, time};

/// Leaves out the crates that Eva is compared with, which take minutes to build.
const WITHOUT_PEERS: &str = "--without-peers";

fn main() -> ExitCode {
    let with_peers = !env::args().any(|argument| argument == WITHOUT_PEERS);
    let succeeded = apart::run(measure_all) && (!with_peers || peers::run());
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn measure_all() {
    let in_process = LocalTable::in_process().await;
    renames("in process", &in_process, 3_000).await;
    reads("in process", &in_process, 3_000).await;
    steps(&in_process).await;
    let over_http = LocalTable::start().await;
    renames("over HTTP", &over_http, 1_500).await;
    reads("over HTTP", &over_http, 1_500).await;
}

async fn renames(engine: &str, table: &LocalTable, rounds: usize) {
    let found = rename::compete_on(table, rounds).await;
    let base = &found.by_hand;
    let heading = format!("rename of a contact, {engine}");
    let mut rows = Table::new([&heading, "median", "to by hand", "difference", "allocations"]);
    for (name, series) in [
        ("SDK calls alone, items ready", &found.calls_alone),
        ("the same requests by hand", base),
        ("execute", &found.execute),
        ("execute with an idempotency key", &found.with_key),
        ("execute, contact with one link", &found.with_link),
    ] {
        rows.row([
            name.to_owned(),
            time(series.nanos()),
            ratio(series.ratio(base)),
            time(series.nanos_over(base)),
            count(series.allocations()),
        ]);
    }
    eprintln!("{rows}");
}

async fn reads(engine: &str, table: &LocalTable, rounds: usize) {
    let [by_hand, load] = read::compete_on(table, rounds).await;
    let heading = format!("read of a state, {engine}");
    let mut rows = Table::new([&heading, "median", "to by hand", "difference", "allocations"]);
    for (name, series) in [("GetItem and one decode", &by_hand), ("load", &load)] {
        rows.row([
            name.to_owned(),
            time(series.nanos()),
            ratio(series.ratio(&by_hand)),
            time(series.nanos_over(&by_hand)),
            count(series.allocations()),
        ]);
    }
    eprintln!("{rows}");
}

async fn steps(table: &LocalTable) {
    let found = pure::compete_on(table, 1_000).await;
    let mut rows = Table::new(["without IO", "median", "allocations"]);
    for (name, series) in ["decode the state", "decide", "decide, evolve and encode"].iter().zip(&found) {
        rows.row([(*name).to_owned(), time(series.nanos()), count(series.allocations())]);
    }
    eprintln!("{rows}");
}
