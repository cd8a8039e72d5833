//! The rename of a contact with a history, through Eva and through cqrs-es with dynamo-es.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a bench that ends when it cannot measure"
)]

#[path = "../../../../shared/dynamodb-store/benches/store/apart.rs"]
mod apart;
#[path = "../../../../shared/dynamodb-store/benches/store/contact.rs"]
mod contact;
mod contender;
mod floor;
#[path = "../../../../shared/dynamodb-store/benches/store/harness.rs"]
mod harness;
mod peer;
#[path = "../../../../shared/dynamodb-store/benches/store/table.rs"]
mod table;

use std::process::ExitCode;

use dynamodb_store::local_table::LocalTable;

use crate::{
    contender::{Eva, Fleet},
    floor::Floor,
    harness::{Series, again, compete},
    peer::{Framework, Mode, create_tables},
    table::{Table, ratio, time},
};

/// How many events the contacts have.
const HISTORIES: [u64; 3] = [10, 100, 1_000];

/// How often an engine is started, see the bench of dynamodb-store.
const TIMES: usize = 6;

/// How often each rename is measured on one engine.
const ROUNDS: usize = 50;

const CONTENDERS: [&str; 7] = [
    "Eva",
    "Eva, table without indexes",
    "cqrs-es and dynamo-es, events",
    "cqrs-es and dynamo-es, aggregates",
    "cqrs-es and dynamo-es, events and a view",
    "cqrs-es and dynamo-es, aggregates and a view",
    "SDK calls alone, smallest items, listed",
];

fn main() -> ExitCode {
    if apart::run(measure_all) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn measure_all() {
    let mut rows = Table::new(["rename of a contact, in process", "events", "median", "to Eva"]);
    for events in HISTORIES {
        let found = again(TIMES, async || compete_at(events).await).await;
        for (name, series) in CONTENDERS.iter().zip(&found) {
            rows.row([(*name).to_owned(), events.to_string(), time(series.nanos()), ratio(series.ratio(&found[0]))]);
        }
    }
    eprintln!("{rows}");
}

async fn compete_at(events: u64) -> [Series; CONTENDERS.len()] {
    let table = LocalTable::in_process().await;
    create_tables(table.client()).await;
    let framework = |mode| Framework::new(table.client(), mode);
    let eva = &Fleet::of(Eva::new(&table), 0, events, ROUNDS).await;
    let bare = &Fleet::of(Eva::without_indexes(&table).await, 0, events, ROUNDS).await;
    let folding = &Fleet::of(framework(Mode::Events), 0, events, ROUNDS).await;
    let storing = &Fleet::of(framework(Mode::Aggregates), 1 << 40, events, ROUNDS).await;
    let folding_listed = &Fleet::of(framework(Mode::EventsAndView), 1 << 42, events, ROUNDS).await;
    let storing_listed = &Fleet::of(framework(Mode::AggregatesAndView), 1 << 41, events, ROUNDS).await;
    let floor = &Fleet::of(Floor::new(&table), 1 << 43, events, ROUNDS).await;
    let contenders = [eva, bare].map(Fleet::contender);
    let [eva, bare] = contenders;
    let [folding, storing] = [folding, storing].map(Fleet::contender);
    let [folding_listed, storing_listed] = [folding_listed, storing_listed].map(Fleet::contender);
    compete(ROUNDS, [eva, bare, folding, storing, folding_listed, storing_listed, floor.contender()]).await
}
