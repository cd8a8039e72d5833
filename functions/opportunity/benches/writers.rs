//! Writers that enter deals at the same time: all under one account, whose anchor counts them, and each under its own.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that ends when it cannot measure"
)]

use std::time::{Duration, Instant};

use crm::{
    account::{Account, AccountCommand, AccountId},
    opportunity::{Opportunity, OpportunityCommand, OpportunityId},
    published::SalesTerms,
};
use dynamodb_store::{DynamoDbStore, local_table::LocalTable};
use kernel::{
    TypedId as _,
    contract::{scope, uuid},
};
use lambda_host::{ExecuteError, contract::request, execute};
use serde_json::{Value, json};

/// How many there are, and how many deals each enters.
const WRITERS: u128 = 16;
const DEALS: u128 = 20;
/// How often each side runs, in turns, each time on an engine of its own.
const ROUNDS: usize = 9;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let (mut one, mut own) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(round(1).await);
        own.push(round(WRITERS).await);
    }
    let (one, own) = (Series::of(one), Series::of(own));
    let deals = WRITERS * DEALS;
    println!("| {WRITERS} writers, {DEALS} deals each | deals per second | tried again | failed |");
    println!("|---|---|---|---|");
    for (name, series) in [("under one account", &one), ("each under its own account", &own)] {
        let per_second = deals as f64 / series.median.as_secs_f64();
        println!("| {name} | {per_second:.0} | {} | {} |", series.again, series.failed);
    }
    println!("ratio: {:.2}", own.median.as_secs_f64() / one.median.as_secs_f64());
}

/// What the rounds of one side took.
struct Series {
    median: Duration,
    again: usize,
    failed: usize,
}

impl Series {
    fn of(mut rounds: Vec<Round>) -> Self {
        rounds.sort_by_key(|round| round.took);
        let total = |of: fn(&Round) -> usize| rounds.iter().map(of).sum();
        Self {
            median: rounds[rounds.len() / 2].took,
            again: total(|round| round.again),
            failed: total(|round| round.failed),
        }
    }
}

struct Round {
    took: Duration,
    /// How often a writer was told to come again: 503, or 409 for its own record.
    again: usize,
    /// How many deals were not entered in the end.
    failed: usize,
}

/// All writers, spread over so many accounts.
async fn round(accounts: u128) -> Round {
    let table = LocalTable::start().await;
    let store = table.store();
    for account in 0..accounts {
        let acme = body(json!({"name": "Acme", "kind": "customer"}));
        let command = AccountCommand::Create(Box::new(acme));
        execute(&store, request::<Account>(account_id(account), command)).await.expect("an account");
    }
    let begun = Instant::now();
    let writers = (0..WRITERS).map(|writer| tokio::spawn(write(table.store(), writer, account_id(writer % accounts))));
    let (mut again, mut failed) = (0, 0);
    for writer in writers.collect::<Vec<_>>() {
        let (repeated, lost) = writer.await.expect("a writer");
        again += repeated;
        failed += lost;
    }
    Round { took: begun.elapsed(), again, failed }
}

async fn write(store: DynamoDbStore, writer: u128, account_id: AccountId) -> (usize, usize) {
    let (mut again, mut failed) = (0, 0);
    for deal in 0..DEALS {
        let id = OpportunityId::from_uuid(uuid(1_000 + writer * DEALS + deal));
        let stage_id = SalesTerms::default_in(&scope(1, 1)).pipelines[0].stages[0].stage_id;
        let wish = json!({"name": "Deal", "account_id": account_id, "stage_id": stage_id, "close_date": "2026-12-31"});
        let entered = loop {
            let command = OpportunityCommand::Create(Box::new(body(wish.clone())));
            match execute(&store, request::<Opportunity>(id, command)).await {
                Ok(_) => break true,
                Err(ExecuteError::Busy(_) | ExecuteError::Conflict) if again < 1_000 => again += 1,
                Err(_) => break false,
            }
        };
        failed += usize::from(!entered);
    }
    (again, failed)
}

fn account_id(number: u128) -> AccountId {
    AccountId::from_uuid(uuid(100 + number))
}

fn body<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a valid body")
}
