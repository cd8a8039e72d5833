//! The commands of opportunities, in a tenant with settings of its own.

use crm::{
    opportunity::{Opportunity, OpportunityCommand, OpportunityId},
    published::{FinancialTerms, RateTable, SalesTerms},
    reference::{AccountId, ContactId, ProductId, StageId},
};
use divan::Bencher;
use kernel::{AnyId, Inputs, TypedId as _};
use serde_json::{Value, json};

use crate::{body, id, measure, scope};

/// A tenant that keeps its books in euros and in fiscal years, with the default pipeline, and with a rate for each day of the year.
fn inputs() -> Inputs<OpportunityId> {
    let calendar = json!({"months": {"start_month": 10, "start_day": 1, "named_by": "end_year"}});
    let financial = json!({
        "base_currency": "EUR", "enabled_currencies": ["USD", "JPY"], "time_zone": "Europe/Berlin",
        "fiscal_calendars": [{"effective_from": "2020-01-01", "calendar": calendar}]
    });
    let days = (1..=12).flat_map(|month| (1..=28).map(move |day| format!("2025-{month:02}-{day:02}")));
    let rates: serde_json::Map<_, _> = days.map(|day| (day, json!("0.9234"))).collect();
    let dollar = "USD".parse().expect("a currency");
    let price = json!({"price": {"amount": "19.99", "currency": "USD"}, "effective_from": "2025-01-01"});
    let published: [(AnyId, Value); 5] = [
        (FinancialTerms::id(&scope()).erase(), financial),
        (SalesTerms::id(&scope()).erase(), serde_json::to_value(SalesTerms::default_in(&scope())).expect("JSON")),
        (RateTable::id(&scope(), &dollar, 2025).erase(), json!({"from": "USD", "year": 2025, "rates": {"EUR": rates}})),
        (id::<ProductId>().erase(), json!({"sku": "DR-1", "name": "Drill", "status": "active", "prices": [price]})),
        (id::<ContactId>().erase(), json!({})),
    ];
    crate::inputs(published)
}

fn stage(name: &str) -> StageId {
    let terms = SalesTerms::default_in(&scope());
    let mut stages = terms.pipelines.iter().flat_map(|pipeline| pipeline.stages.iter());
    stages.find(|stage| stage.name.as_str() == name).expect("a stage").stage_id
}

fn deal(currency: &str) -> OpportunityCommand {
    OpportunityCommand::Create(Box::new(body(json!({
        "name": "Drills for the workshop", "account_id": id::<AccountId>(), "primary_contact_id": id::<ContactId>(),
        "contact_roles": [{"contact_id": id::<ContactId>(), "role": "buyer"}], "stage_id": stage("Prospecting"),
        "amount": {"amount": "1000", "currency": currency}, "close_date": "2026-03-31", "next_step": "call", "tags": ["key"]
    }))))
}

fn add_line() -> OpportunityCommand {
    let discount = json!({"kind": "percent", "percent": "12.5"});
    let line = json!({"product_id": id::<ProductId>(), "quantity": "3", "discount": discount});
    OpportunityCommand::AddLine(Box::new(body(line)))
}

/// A deal with this many lines.
fn offer(lines: usize) -> Vec<OpportunityCommand> {
    std::iter::once(deal("USD")).chain((0..lines).map(|_| add_line())).collect()
}

#[divan::bench]
fn create(bencher: Bencher<'_, '_>) {
    measure::<Opportunity>(bencher, &inputs(), &[], &deal("USD"));
}

#[divan::bench]
fn change(bencher: Bencher<'_, '_>) {
    let rename = OpportunityCommand::Change(Box::new(body(json!({"name": "Hammer drills"}))));
    measure::<Opportunity>(bencher, &inputs(), &[deal("USD")], &rename);
}

#[divan::bench]
fn change_stage(bencher: Bencher<'_, '_>) {
    let to_proposal = OpportunityCommand::ChangeStage(body(json!({"stage_id": stage("Proposal")})));
    measure::<Opportunity>(bencher, &inputs(), &[deal("USD")], &to_proposal);
}

#[divan::bench]
fn win(bencher: Bencher<'_, '_>) {
    measure::<Opportunity>(bencher, &inputs(), &[deal("EUR")], &OpportunityCommand::Win(body(json!({}))));
}

#[divan::bench]
fn win_in_another_currency(bencher: Bencher<'_, '_>) {
    measure::<Opportunity>(bencher, &inputs(), &[deal("USD")], &OpportunityCommand::Win(body(json!({}))));
}

#[divan::bench(args = [0, 1, 200])]
fn add_a_line_to(bencher: Bencher<'_, '_>, lines: usize) {
    measure::<Opportunity>(bencher, &inputs(), &offer(lines), &add_line());
}

#[divan::bench]
fn change_one_of_200_lines(bencher: Bencher<'_, '_>) {
    let more = OpportunityCommand::ChangeLine(Box::new(body(json!({"line_id": 100, "quantity": "4"}))));
    measure::<Opportunity>(bencher, &inputs(), &offer(200), &more);
}

#[divan::bench]
fn reorder_200_lines(bencher: Bencher<'_, '_>) {
    let backwards: Vec<_> = (1..=200).rev().collect();
    let reorder = OpportunityCommand::ReorderLines(body(json!({"line_ids": backwards})));
    measure::<Opportunity>(bencher, &inputs(), &offer(200), &reorder);
}
