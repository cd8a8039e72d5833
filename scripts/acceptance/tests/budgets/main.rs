//! What commands and reads cost, and how the table is reached, are as the pages of `docs/` say.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests stand outside of functions marked as tests"
)]

mod access;
#[path = "../house/access_page.rs"]
mod access_page;
#[path = "../faults/commands.rs"]
mod commands;
#[path = "../house/page.rs"]
#[allow(dead_code, reason = "shared with the house tests")]
mod page;
#[path = "../faults/world.rs"]
#[allow(dead_code, reason = "shared with the tests of faults")]
mod world;

mod requests;

mod workspace {
    //! Where the pages are.

    /// The text of a page.
    pub fn read(page: &str) -> String {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page);
        std::fs::read_to_string(path).expect("a page of the repository")
    }
}

use std::collections::BTreeMap;

use dynamodb_store::local_table::Call;
use eva::generate::secured_operations;
use lambda_host::gateway_client::{self, GatewayClient};
use serde_json::json;

use crate::{
    commands::{COMMANDS, Command, Prepared},
    page::table,
    world::World,
};

const PAGE: &str = "docs/budgets.md";
const COMMAND_COLUMNS: [&str; 9] =
    ["command", "reads", "writes", "items", "read units", "write units", "items, key", "write units, key", "why"];
const READ_COLUMNS: [&str; 4] = ["read", "requests", "read units", "why"];

/// What a request costs.
#[derive(Debug, Default, PartialEq)]
struct Cost {
    reads: usize,
    writes: usize,
    items: usize,
    read_units: f64,
    write_units: f64,
}

impl Cost {
    fn of(calls: &[Call]) -> Self {
        let mut cost = Self::default();
        for call in calls {
            if call.operation == "TransactWriteItems" {
                cost.writes += 1;
                cost.items += call.items;
            } else {
                cost.reads += 1;
            }
            cost.read_units += call.read_units;
            cost.write_units += call.write_units;
        }
        cost
    }
}

async fn cost_of(command: &Command, key: Option<&str>) -> Cost {
    let (world, prepared) = World::prepared(command).await;
    world.table.count_calls();
    let answer = world.send(command, &prepared, key).await;
    assert_eq!(answer.status, command.status, "{}: {}", command.name, answer.body);
    Cost::of(&world.table.take_calls())
}

/// The rows of a page without their last cell, which says why, by their first.
fn rows(columns: &[&str]) -> BTreeMap<String, (Vec<String>, String)> {
    let rows = table(PAGE, columns).into_iter().map(|mut row| {
        let why = row.pop().unwrap_or_default();
        let name = row.remove(0);
        (name, (row, why))
    });
    rows.collect()
}

/// Compares what was measured with the page; the message is the table as it has to be.
fn compare(columns: &[&str], measured: &[(String, Vec<String>)]) {
    let page = rows(columns);
    let same = page.len() == measured.len()
        && measured.iter().all(|(name, cells)| page.get(name).is_some_and(|(row, _)| row == cells));
    if !same {
        let mut wanted = String::new();
        for (name, cells) in measured {
            let why = page.get(name).map_or("", |(_, why)| why);
            wanted += &format!("| {name} | {} | {why} |\n", cells.join(" | "));
        }
        panic!("{PAGE} is not what was measured; it should be:\n{wanted}");
    }
}

/// A call or an item more on every command is a bill that nobody decided on. Every unit above the least has a reason.
#[tokio::test(start_paused = true)]
async fn every_command_costs_what_the_page_says() {
    let mut measured = Vec::new();
    for command in &COMMANDS {
        let (plain, keyed) = (cost_of(command, None).await, cost_of(command, Some("key")).await);
        // A command without events writes nothing, unless it has a key: then it is remembered.
        let writes = if plain.writes == 0 && command.status < 300 { 1 } else { plain.writes };
        // Before a refusal the record is looked for: a twin with the same key may have done what is refused here.
        let reads = plain.reads + usize::from(command.status >= 300);
        assert_eq!((keyed.reads, keyed.writes), (reads, writes), "{}: a key costs no request", command.name);
        let Cost { reads, writes, items, read_units, write_units } = plain;
        let cells = [reads.to_string(), writes.to_string(), items.to_string(), read_units.to_string()];
        let more = [write_units.to_string(), keyed.items.to_string(), keyed.write_units.to_string()];
        measured.push((command.name.to_owned(), [&cells[..], &more].concat()));
    }
    compare(&COMMAND_COLUMNS, &measured);
    for (name, (cells, why)) in rows(&COMMAND_COLUMNS) {
        let least = cells[..3] == ["1", "1", "2"] || cells[..3] == ["1", "0", "0"];
        assert!(least || !why.is_empty(), "`{name}` costs more than one read and two items: say why in {PAGE}");
    }
}

/// A change is one read and one write, whatever a developer adds around it: only what needs others may read more.
#[tokio::test(start_paused = true)]
async fn a_change_is_one_read_and_one_write() {
    for command in COMMANDS.iter().filter(|command| command.status < 300) {
        // The chain above a manager is read first.
        if matches!(command.name, "create_contact" | "change_contact: manager") {
            continue;
        }
        let cost = cost_of(command, None).await;
        let writes = usize::from(command.name != "change_account: nothing new");
        assert_eq!((cost.reads, cost.writes), (1, writes), "{}", command.name);
    }
}

/// A world with accounts and contacts to read.
async fn with_records() -> (World, Prepared) {
    let command = COMMANDS.iter().find(|command| command.name == "change_contact: name").expect("a command");
    World::prepared(command).await
}

/// Every read, by its operation.
fn reads(world: &World, prepared: &Prepared) -> Vec<(&'static str, gateway_client::Call)> {
    let Prepared { account, contact, .. } = prepared;
    let (accounts, contacts) = (&world.accounts, &world.contacts);
    vec![
        ("get_account", accounts.get(format!("/accounts/{account}"))),
        ("get_contact", contacts.get(format!("/contacts/{contact}"))),
        ("list_accounts", accounts.get("/accounts")),
        ("list_contacts", contacts.get("/contacts")),
        ("list_contacts: of an account", contacts.get("/contacts").query("account_id", account.as_str())),
    ]
}

/// The same for reads. Requirement: ALL-6
#[tokio::test(start_paused = true)]
async fn every_read_costs_what_the_page_says() {
    let (world, prepared) = with_records().await;
    let again = |client: &GatewayClient| client.post("/accounts", json!({"name": "A", "kind": "other"})).key("again");
    again(&world.accounts).send().await;
    let mut reads = reads(&world, &prepared);
    reads.push(("a record of another capsule", world.accounts.get("/accounts/account_01h2xcejqtf2nbrexx3vqjhp41")));
    reads.push(("a repeated command", again(&world.accounts)));
    let mut measured = Vec::new();
    for (name, call) in reads {
        world.table.count_calls();
        call.send().await;
        let calls = world.table.take_calls();
        let cost = Cost::of(&calls);
        assert_eq!((cost.writes, cost.write_units), (0, 0.0), "{name} writes");
        measured.push((name.to_owned(), vec![calls.len().to_string(), cost.read_units.to_string()]));
    }
    compare(&READ_COLUMNS, &measured);
}

/// An operation without a row has a price that nobody looked at.
#[test]
fn every_operation_has_a_row() {
    let rows: Vec<_> = rows(&COMMAND_COLUMNS).into_keys().chain(rows(&READ_COLUMNS).into_keys()).collect();
    for operation in secured_operations() {
        let has_row = rows.iter().any(|row| row.split(':').next() == Some(operation.id));
        assert!(has_row, "`{}` has no row in {PAGE}", operation.id);
    }
}
