//! The commands of the tests of opportunities.

use serde_json::{Value, json};

use super::known::{extended, stage};
use crate::{
    given::{body, id, user},
    opportunity::{LineId, OpportunityCommand},
    record::AssignOwner,
    reference::{AccountId, ProductId},
};

pub fn create(value: Value) -> OpportunityCommand {
    OpportunityCommand::Create(Box::new(body(value)))
}

pub fn patch(value: Value) -> OpportunityCommand {
    OpportunityCommand::Change(Box::new(body(value)))
}

pub fn restore(value: Value) -> OpportunityCommand {
    OpportunityCommand::Restore(Some(Box::new(body(value))))
}

pub fn assign(last: char) -> OpportunityCommand {
    OpportunityCommand::Assign(AssignOwner { owner_id: user(last), reason: "moved".parse().ok() })
}

pub fn to_stage(name: &str) -> OpportunityCommand {
    OpportunityCommand::ChangeStage(body(json!({"stage_id": stage(name)})))
}

pub fn push(day: &str) -> OpportunityCommand {
    OpportunityCommand::PushCloseDate(body(json!({"close_date": day})))
}

pub fn forecast(value: Value) -> OpportunityCommand {
    OpportunityCommand::OverrideForecast(body(value))
}

pub fn win(value: Value) -> OpportunityCommand {
    OpportunityCommand::Win(body(value))
}

pub fn lose(value: Value) -> OpportunityCommand {
    OpportunityCommand::Lose(body(value))
}

pub fn abandon(value: Value) -> OpportunityCommand {
    OpportunityCommand::Abandon(body(value))
}

pub fn reopen(name: &str) -> OpportunityCommand {
    OpportunityCommand::Reopen(body(json!({"stage_id": stage(name), "reason": "they called"})))
}

pub fn add_line(value: Value) -> OpportunityCommand {
    OpportunityCommand::AddLine(Box::new(body(value)))
}

/// Adds so many of the first product.
pub fn add(quantity: &str) -> OpportunityCommand {
    add_line(json!({"product_id": id::<ProductId>('1'), "quantity": quantity}))
}

pub fn change_line(value: Value) -> OpportunityCommand {
    OpportunityCommand::ChangeLine(Box::new(body(value)))
}

pub fn remove_line(line_id: LineId) -> OpportunityCommand {
    OpportunityCommand::RemoveLine(body(json!({"line_id": line_id})))
}

pub fn reorder(line_ids: &[LineId]) -> OpportunityCommand {
    OpportunityCommand::ReorderLines(body(json!({"line_ids": line_ids})))
}

/// The body of a deal that begins on the day of the tests, which is 2025-11-20 in UTC, but for these fields.
pub fn deal_with(fields: Value) -> OpportunityCommand {
    let wish = json!({
        "name": "Engines", "account_id": id::<AccountId>('7'), "stage_id": stage("Prospecting"), "close_date": "2026-03-31"
    });
    create(extended(wish, fields))
}

pub fn deal() -> OpportunityCommand {
    deal_with(json!({"amount": {"amount": "1000", "currency": "USD"}}))
}

/// Deals in every status.
pub fn in_every_status() -> [Vec<OpportunityCommand>; 4] {
    let open = [deal(), add("2"), add("3")];
    let closed = |last: OpportunityCommand| [&open[..], &[last]].concat();
    [
        open.to_vec(),
        closed(win(json!({}))),
        closed(lose(json!({"reason": "price"}))),
        closed(abandon(json!({"note": "silence"}))),
    ]
}

/// One command of every kind but creation, archive and restore.
pub fn one_of_each() -> Vec<(&'static str, OpportunityCommand)> {
    vec![
        ("change its name", patch(json!({"name": "Turbines"}))),
        ("change its tags", patch(json!({"tags": ["key"]}))),
        ("change nothing", patch(json!({"name": "Engines"}))),
        ("change-stage", to_stage("Proposal")),
        ("push-close-date", push("2026-04-30")),
        ("push-close-date to where it is", push("2026-03-31")),
        ("override-forecast", forecast(json!({"probability": 42}))),
        ("win", win(json!({}))),
        ("lose", lose(json!({"reason": "price"}))),
        ("lose otherwise", lose(json!({"reason": "timing"}))),
        ("abandon", abandon(json!({"note": "silence"}))),
        ("abandon otherwise", abandon(json!({}))),
        ("reopen", reopen("Proposal")),
        ("reopen where it began", reopen("Prospecting")),
        ("add-line", add("1")),
        ("change-line", change_line(json!({"line_id": 1, "quantity": "5"}))),
        ("change-line to what it is", change_line(json!({"line_id": 1, "quantity": "2"}))),
        ("remove-line", remove_line(1)),
        ("reorder-lines", reorder(&[2, 1])),
        ("reorder-lines as they are", reorder(&[1, 2])),
        ("assign", assign('2')),
        ("assign to its owner", assign('1')),
    ]
}
