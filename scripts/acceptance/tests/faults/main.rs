//! Every command under every fault of every call: the result is all or nothing, and what the caller hears is true.
//!
//! A success stands, once. A "no" has written nothing. Only "busy" (503) may leave it open, and then the same request with the same
//! idempotency key tells. One fault alone keeps no command from being done.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests stand outside of functions marked as tests"
)]

#[allow(dead_code, reason = "shared with the tests of budgets")]
mod commands;
#[allow(dead_code, reason = "shared with the tests of budgets")]
mod world;

use std::collections::{BTreeMap, BTreeSet};

use dynamodb_store::local_table::{Fault, Injection};
use eva::generate::secured_operations;
use lambda_host::gateway_client::Answer;

use crate::{
    commands::{COMMANDS, Command, Prepared},
    world::{Item, Shape, World},
};

/// A command, with what it does when nothing goes wrong, and the world in which it is tried.
struct Trial {
    command: Command,
    key: Option<&'static str>,
    world: World,
    prepared: Prepared,
    /// What the table holds before the command.
    items: Vec<Item>,
    before: Shape,
    after: Shape,
    status: u16,
    said: String,
    calls: usize,
}

impl Trial {
    /// The command as it is tried, without and with an idempotency key.
    const KEYS: [Option<&str>; 2] = [None, Some("key")];

    async fn of(command: &Command, key: Option<&'static str>) -> Self {
        let (world, prepared) = World::prepared(command).await;
        let (items, before) = (world.items().await, world.shape().await);
        world.table.inject(&[]);
        let answer = world.send(command, &prepared, key).await;
        let calls = world.table.calls_seen();
        let said = world.said(&answer);
        assert_eq!(answer.status, command.status, "{}: {}", command.name, answer.body);
        let after = world.shape().await;
        Self { command: *command, key, world, prepared, items, before, after, status: answer.status, said, calls }
    }

    /// Tries the command under some faults. Gives what was untrue.
    async fn under(&self, injections: &[Injection]) -> Result<(), String> {
        self.world.restore(&self.items).await;
        let answer = self.answer_under(injections).await;
        self.judge(&answer).await?;
        if let [Injection { times: 1, .. }] = injections
            && answer.status != self.status
            && self.status < 300
        {
            // A write that the engine refuses is another matter: once its answer is lost, nobody knows whether it will still come to stand.
            return Err(format!("{} for one fault, which the next try would have got over", answer.status));
        }
        if answer.status == 503 && self.key.is_some() {
            let again = self.answer_under(&[]).await;
            self.judge(&again).await.map_err(|untrue| format!("after 503, again: {untrue}"))?;
            if again.status != self.status {
                return Err(format!("after 503, again: {} instead of {}", again.status, self.status));
            }
        }
        Ok(())
    }

    async fn answer_under(&self, injections: &[Injection]) -> Answer {
        self.world.table.inject(injections);
        let answer = self.world.send(&self.command, &self.prepared, self.key).await;
        self.world.table.inject(&[]);
        self.world.table.settle();
        answer
    }

    /// What is wrong about an answer and what is found after it.
    async fn judge(&self, answer: &Answer) -> Result<(), String> {
        let (found, said) = (self.world.shape().await, self.world.said(answer));
        let (untouched, done) = (found == self.before, found == self.after);
        let status = answer.status;
        match status {
            _ if !untouched && !done => {
                Err(format!("{status}, and half of it is there: {}", found.against(&self.after)))
            }
            200 | 201 if done && said == self.said => Ok(()),
            200 | 201 if done => Err(format!("{said} instead of {}", self.said)),
            200 | 201 => Err(format!("{status}, and nothing is there")),
            503 => Ok(()),
            400..=499 if !untouched => Err(format!("{status} {}, and it is there", answer.body["code"])),
            // Others may have been in the way: that is what the fault says.
            409 if answer.body["code"] == "concurrent_change" => Ok(()),
            400..=499 if said == self.said => Ok(()),
            _ => Err(format!("{said} instead of {}", self.said)),
        }
    }
}

/// Runs commands under all faults, those of each function as a group of its own; fails with everything that was untrue.
async fn under_all_faults(what: &str, is_meant: impl Fn(&Command) -> bool) {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for command in COMMANDS.iter().filter(|command| is_meant(command)) {
        groups.entry(command.function()).or_default().push(command);
    }
    let mut untrue = Vec::new();
    for (function, commands) in groups {
        untrue.extend(untrue_of_group(&format!("{function}, {what}"), &commands).await);
    }
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

async fn untrue_of_group(group: &str, commands: &[&Command]) -> Vec<String> {
    let (mut cases, mut calls, mut untrue) = (0, 0, Vec::new());
    for command in commands {
        for key in Trial::KEYS {
            let trial = Trial::of(command, key).await;
            assert!(trial.calls > 0, "{} calls nobody", command.name);
            calls += trial.calls;
            for after in 0..trial.calls {
                for fault in Fault::ALL {
                    for times in [1, usize::MAX] {
                        let injection = Injection { fault, operation: None, after, times };
                        cases += 1;
                        if let Err(wrong) = trial.under(&[injection]).await {
                            untrue.push(format!("{} key={key:?} {injection:?}: {wrong}", command.name));
                        }
                    }
                }
            }
        }
    }
    println!(
        "measured: {group}: {} commands, {calls} calls, {} faults: {cases} cases, {} untrue answers",
        commands.len(),
        Fault::ALL.len(),
        untrue.len()
    );
    untrue
}

/// Whether several records may be written together, such as a new contact, its accounts, its manager and its addresses.
fn creates_or_changes(command: &Command) -> bool {
    matches!(command.operation().split('_').next(), Some("create" | "change"))
}

// The commands are tried in three tests, so that they run side by side; whatever is added belongs to one of them.

/// A command that is half done, or an answer that is not true, is a loss for a customer. Requirement: PLT-1, ALL-7, ALL-9
#[tokio::test(start_paused = true)]
async fn every_command_on_accounts_is_all_or_nothing_under_every_fault() {
    under_all_faults("all commands", |command| command.function() == "account").await;
}

/// The same where several records are written together. Requirement: PLT-1, ALL-7, ALL-9
#[tokio::test(start_paused = true)]
async fn every_other_creation_and_change_is_all_or_nothing_under_every_fault() {
    under_all_faults("creations and changes", |command| command.function() != "account" && creates_or_changes(command))
        .await;
}

/// The same for all that is left. Requirement: PLT-1, ALL-7, ALL-9
#[tokio::test(start_paused = true)]
async fn every_other_command_is_all_or_nothing_under_every_fault() {
    under_all_faults("other commands", |command| command.function() != "account" && !creates_or_changes(command)).await;
}

/// The worst case: the write stands, its answer is lost, and whoever wants to look cannot. "No" would be a lie.
/// Requirement: ALL-7, ALL-9
#[tokio::test(start_paused = true)]
async fn a_lost_answer_that_nobody_can_look_for_is_no_no() {
    let mut untrue = Vec::new();
    let mut cases = 0;
    for command in COMMANDS.iter().filter(|command| command.status < 300) {
        for key in Trial::KEYS {
            let trial = Trial::of(command, key).await;
            for lost in [Fault::LoseAnswer, Fault::LateEffect, Fault::InternalErrorAfterEffect] {
                for blind in [Fault::FailBefore, Fault::Throttle, Fault::InternalError] {
                    for (operation, after) in [("GetItem", 0), ("BatchGetItem", 0), ("GetItem", 1), ("BatchGetItem", 1)]
                    {
                        let write =
                            Injection { fault: lost, operation: Some("TransactWriteItems"), after: 0, times: 1 };
                        let read = Injection { fault: blind, operation: Some(operation), after, times: usize::MAX };
                        cases += 1;
                        if let Err(wrong) = trial.under(&[write, read]).await {
                            untrue.push(format!("{} key={key:?} {lost:?} then {blind:?}: {wrong}", command.name));
                        }
                    }
                }
            }
        }
    }
    println!("measured: all that succeed, a lost answer and no look: {cases} cases, {} untrue answers", untrue.len());
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

/// The write is still on its way, and what comes after it meets it: "others were faster" would be a lie as soon as it stands.
/// Requirement: ALL-7, ALL-9
#[tokio::test(start_paused = true)]
async fn a_write_that_is_still_on_its_way_is_no_no() {
    let (mut untrue, mut cases) = (Vec::new(), 0);
    for command in COMMANDS.iter().filter(|command| command.status < 300) {
        for key in Trial::KEYS {
            let trial = Trial::of(command, key).await;
            for item in [0, 3, usize::MAX] {
                let [lost, met] = [(Fault::InFlight, 1), (Fault::TransactionConflict { item }, usize::MAX)]
                    .map(|(fault, times)| Injection { fault, operation: Some("TransactWriteItems"), after: 0, times });
                cases += 1;
                if let Err(wrong) = trial.under(&[lost, met]).await {
                    untrue.push(format!("{} key={key:?} item {item}: {wrong}", command.name));
                }
            }
        }
    }
    println!("measured: all that succeed, a write on its way: {cases} cases, {} untrue answers", untrue.len());
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

/// A command that is left out here is one whose answer nobody has checked.
#[test]
fn every_command_of_the_api_is_tried() {
    let commands: BTreeSet<_> =
        secured_operations().iter().filter(|operation| operation.is_command()).map(|operation| operation.id).collect();
    let tried: BTreeSet<_> = COMMANDS.iter().map(Command::operation).collect();
    assert_eq!(tried, commands);
}
