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
#[path = "../../../../scripts/bench-peers/run.rs"]
mod peers;
mod pure;
mod read;
mod rename;
mod table;

use std::{env, process::ExitCode};

use dynamodb_store::local_table::LocalTable;

use crate::{
    harness::{Series, again},
    table::{Table, count, ratio, time},
};

/// Leaves out the crates that Eva is compared with, which take minutes to build.
const WITHOUT_PEERS: &str = "--without-peers";

/// How often an engine is started. It keeps the token of every transaction for ten minutes, and looks through all of them at every
/// transaction: after some thousands that takes longer than the transaction.
const TIMES: usize = 30;

/// How often each contender runs on one engine, warm-up not counted.
const ROUNDS: usize = 50;

fn main() -> ExitCode {
    let with_peers = !env::args().any(|argument| argument == WITHOUT_PEERS);
    let succeeded = apart::run(measure_all) && (!with_peers || peers::run(""));
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn measure_all() {
    for engine in [Engine { name: "in process", over_http: false }, Engine { name: "over HTTP", over_http: true }] {
        let renames = again(TIMES, async || rename::compete_on(&engine.start().await, ROUNDS).await).await;
        engine.report("rename of a contact", rename::CONTENDERS, &renames, 1);
        let reads = again(TIMES, async || read::compete_on(&engine.start().await, ROUNDS).await).await;
        engine.report("read of a state", read::CONTENDERS, &reads, 0);
    }
    steps(&LocalTable::in_process().await).await;
}

/// Where the tables are.
struct Engine {
    name: &'static str,
    over_http: bool,
}

impl Engine {
    async fn start(&self) -> LocalTable {
        if self.over_http { LocalTable::start().await } else { LocalTable::in_process().await }
    }

    /// The rows of a comparison with one of the contenders.
    fn report<const N: usize>(&self, what: &str, names: [&str; N], found: &[Series; N], base: usize) {
        let heading = format!("{what}, {}", self.name);
        let mut rows = Table::new([&heading, "median", "ratio", "difference", "allocations", "difference"]);
        let base = &found[base];
        for (name, series) in names.iter().zip(found) {
            rows.row([
                (*name).to_owned(),
                time(series.nanos()),
                ratio(series.ratio(base)),
                time(series.nanos_over(base)),
                count(series.allocations()),
                count(series.allocations() - base.allocations()),
            ]);
        }
        eprintln!("{rows}");
    }
}

async fn steps(table: &LocalTable) {
    let found = pure::compete_on(table, 1_000).await;
    let mut rows = Table::new(["without IO", "median", "allocations"]);
    for (name, series) in ["decode the state", "decide", "decide, encrypt, evolve and encode"].iter().zip(&found) {
        rows.row([(*name).to_owned(), time(series.nanos()), count(series.allocations())]);
    }
    eprintln!("{rows}");
}
