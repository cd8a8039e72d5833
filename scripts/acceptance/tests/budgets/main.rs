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

mod operators;
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

use api::{Operation, PathParam};
use dynamodb_store::local_table::Call;
use eva::generate::secured_operations;
use lambda_host::gateway_client;
use schemars::SchemaGenerator;
use serde_json::{Value, json};

use crate::{
    commands::{COMMANDS, Command, Prepared, function_of},
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
    let mut page = rows(columns);
    let (mut wanted, mut same) = (String::new(), true);
    for (name, cells) in measured {
        let (row, why) = page.remove(name).unwrap_or_default();
        same &= row == *cells;
        wanted += &format!("| {name} | {} | {why} |\n", cells.join(" | "));
    }
    let left: Vec<_> = page.into_keys().collect();
    assert!(
        same && left.is_empty(),
        "{PAGE} is not what was measured; it should be:\n{wanted}and nobody measured {left:?}"
    );
}

/// A call or an item more on every command is a bill that nobody decided on. Every unit above the least has a reason.
#[tokio::test(start_paused = true)]
async fn every_command_costs_what_the_page_says() {
    let mut measured = Vec::new();
    for command in COMMANDS.iter() {
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
        // The chain above a manager is read first, and what others publish: the settings, contacts, products.
        let rests_on_others = matches!(command.name, "create_contact" | "change_contact: manager")
            || matches!(command.operation(), "set_price_product" | "create_opportunity" | "add_line_opportunity")
            || matches!(command.operation(), "change_stage_opportunity" | "override_forecast_opportunity")
            || matches!(command.operation(), "win_opportunity" | "lose_opportunity" | "abandon_opportunity")
            || matches!(command.name, "reopen_opportunity" | "change_opportunity: amount");
        if rests_on_others {
            continue;
        }
        let cost = cost_of(command, None).await;
        let writes = usize::from(!command.name.ends_with(": nothing new"));
        assert_eq!((cost.reads, cost.writes), (1, writes), "{}", command.name);
    }
}

/// A read, in a world where there is something to read.
struct Read {
    /// The operation, and which variant of it.
    name: String,
    operation: &'static str,
    world: World,
    call: gateway_client::Call,
}

/// Reads that ask the table in another way when they have a parameter: operation, variant, the parameter and its value; without one it names a
/// record.
const VARIANTS: [(&str, &str, &str, Option<&str>); 8] = [
    ("list_contacts", "of an account", "account_id", None),
    ("list_opportunities", "of an account", "account_id", None),
    ("list_opportunities", "of an owner", "owner_id", None),
    ("list_opportunities", "in a stage", "stage_id", None),
    ("list_accounts", "by name", "sort", Some("name")),
    ("list_accounts", "by the beginning of the name", "name_prefix", Some("ac")),
    ("list_products", "by name", "sort", Some("name")),
    ("list_products", "by the beginning of the name", "name_prefix", Some("dr")),
];

/// What a read cannot be asked without: operation, the parameters and their values.
const DEMANDED: [(&str, &[(&str, &str)]); 2] = [
    ("rate_financial_settings", &[("from", "EUR"), ("to", "USD"), ("date", "2026-03-05")]),
    ("rates_financial_settings", &[("from", "EUR"), ("year", "2026")]),
];

/// Every read of the API, and its variants.
async fn reads() -> Vec<Read> {
    let mut reads = Vec::new();
    for operation in secured_operations().iter().filter(|operation| !operation.is_command()) {
        reads.push(read_of(operation, None).await);
        for (_, variant, parameter, value) in VARIANTS.iter().filter(|(of, ..)| *of == operation.id) {
            reads.push(read_of(operation, Some((variant, parameter, *value))).await);
        }
    }
    reads
}

async fn read_of(operation: &Operation, variant: Option<(&str, &str, Option<&str>)>) -> Read {
    let function = function_of(operation.id);
    let (world, prepared) = with_records_of(function).await;
    let named = |path: String, parameter: &PathParam| {
        path.replace(&format!("{{{}}}", parameter.name), record(&prepared, parameter.name))
    };
    let call = world.client_of(function).get(operation.path_params.iter().fold(operation.path.to_owned(), named));
    let demanded = DEMANDED.iter().filter(|(of, _)| *of == operation.id).flat_map(|(_, parameters)| *parameters);
    let call = demanded.fold(call, |call, (name, value)| call.query(name, *value));
    let (name, call) = match variant {
        None => (operation.id.to_owned(), call),
        Some((variant, parameter, value)) => {
            let value = value.unwrap_or_else(|| record(&prepared, parameter));
            (format!("{}: {variant}", operation.id), call.query(parameter, value))
        }
    };
    Read { name, operation: operation.id, world, call }
}

/// A world with records of a function's aggregate: the one that its first change of a record finds.
async fn with_records_of(function: &str) -> (World, Prepared) {
    let change = COMMANDS.iter().find(|command| command.function() == function && command.status == 200);
    let Some(change) = change else {
        panic!("no command of `{function}` makes records to read: add its commands to faults/commands.rs")
    };
    World::prepared(change).await
}

/// The id of the record that a parameter names.
fn record<'a>(prepared: &'a Prepared, parameter: &str) -> &'a str {
    let id = match parameter {
        "account_id" => &prepared.account,
        "contact_id" => &prepared.contact,
        "opportunity_id" => &prepared.opportunity,
        "owner_id" => &prepared.owner,
        "product_id" => &prepared.product,
        "stage_id" => &prepared.stage,
        // No record: it is the same in every world.
        "country" => "DE",
        other => {
            panic!(
                "no record is known for `{other}`: let `Prepared` make one (faults/commands.rs) and name it in budgets/main.rs"
            )
        }
    };
    assert!(!id.is_empty(), "`Prepared` (faults/commands.rs) made no record for `{parameter}`");
    id
}

/// The same for reads. Requirement: ALL-6
#[tokio::test(start_paused = true)]
async fn every_read_costs_what_the_page_says() {
    let mut all: Vec<_> = reads().await.into_iter().map(|read| (read.name, read.world, read.call)).collect();
    let (world, _) = with_records_of("account").await;
    let call = world.accounts.get("/accounts/account_01h2xcejqtf2nbrexx3vqjhp41");
    all.push(("a record of another capsule".to_owned(), world, call));
    let (world, _) = with_records_of("account").await;
    let call = world.accounts.post("/accounts", json!({"name": "A", "kind": "other"})).key("again");
    call.clone().send().await;
    all.push(("a repeated command".to_owned(), world, call));
    let mut measured = Vec::new();
    for (name, world, call) in all {
        world.table.count_calls();
        call.send().await;
        let calls = world.table.take_calls();
        let cost = Cost::of(&calls);
        assert_eq!((cost.writes, cost.write_units), (0, 0.0), "{name} writes");
        measured.push((name, vec![calls.len().to_string(), cost.read_units.to_string()]));
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

/// The parameters of a read's query, each with its schema.
fn query_fields(operation: &Operation) -> Vec<(String, Value)> {
    let schemas = operation.query_params.iter().map(|query| query(&mut SchemaGenerator::default()).to_value());
    schemas.flat_map(|schema| schema["properties"].as_object().cloned().unwrap_or_default()).collect()
}

/// A list that is asked for by a reference is another access of the table, with another price.
#[test]
fn every_reference_that_a_read_takes_has_a_row() {
    for operation in secured_operations().iter().filter(|operation| !operation.is_command()) {
        for (name, _) in query_fields(operation).iter().filter(|(name, _)| name.ends_with("_id")) {
            let known = VARIANTS.iter().any(|(of, _, parameter, _)| *of == operation.id && parameter == name);
            assert!(known, "`{}` by `{name}` is not measured: add it to VARIANTS, in budgets/main.rs", operation.id);
        }
    }
}
