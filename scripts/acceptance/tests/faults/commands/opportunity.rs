//! The commands on opportunities.

use crm::{forecast::StageKind, published::SalesTerms};
use kernel::contract::scope;
use lambda_host::gateway_client::Call;
use serde_json::{Value, json};

use super::{Command, OTHER_USER, Prepared, account, command, product};
use crate::world::World;

pub const COMMANDS: [Command; 26] = [
    command("create_opportunity", 201),
    command("create_opportunity: with contacts", 201),
    command("create_opportunity: account archived", 422),
    command("create_opportunity: no such lead", 422),
    command("change_opportunity", 200),
    command("change_opportunity: account", 200),
    command("change_opportunity: amount", 200),
    command("change_stage_opportunity", 200),
    command("change_stage_opportunity: won stage", 422),
    command("push_close_date_opportunity", 200),
    command("override_forecast_opportunity", 200),
    command("win_opportunity", 200),
    command("win_opportunity: no rate", 422),
    command("lose_opportunity", 200),
    command("abandon_opportunity", 200),
    command("reopen_opportunity", 200),
    command("reopen_opportunity: account archived", 422),
    command("add_line_opportunity", 200),
    command("add_line_opportunity: not sold", 422),
    command("change_line_opportunity", 200),
    command("remove_line_opportunity", 200),
    command("reorder_lines_opportunity", 200),
    command("assign_opportunity", 200),
    command("archive_opportunity", 200),
    command("restore_opportunity", 200),
    command("restore_opportunity: of another account", 200),
];

/// A stage of the pipeline that is there without any set-up.
fn stage(kind: StageKind, index: usize) -> String {
    let sales = SalesTerms::default_in(&scope(1, 1));
    let stages: Vec<_> = sales.pipelines[0].stages.iter().filter(|stage| stage.kind == kind).collect();
    stages[index].stage_id.to_string()
}

fn amount(amount: &str, currency: &str) -> Value {
    json!({"amount": amount, "currency": currency})
}

fn wish(prepared: &Prepared) -> Value {
    json!({
        "name": "Ten drills", "account_id": prepared.account, "stage_id": stage(StageKind::Open, 0),
        "amount": amount("5000", "USD"), "close_date": "2026-12-31"
    })
}

/// What enters a deal of the account.
pub fn deal(world: &World, prepared: &Prepared) -> Call {
    world.opportunities.post("/opportunities", wish(prepared))
}

/// Makes what the command needs.
pub async fn prepare(world: &World, command: &Command) -> Prepared {
    let mut prepared = Prepared {
        account: account::made(world, "Acme", "acme.com").await,
        other_account: account::made(world, "Other", "other.com").await,
        contact: world.created(world.contacts.post("/contacts", json!({"family_name": "Lovelace"}))).await,
        owner: World::user().to_string(),
        stage: stage(StageKind::Open, 0),
        ..Prepared::default()
    };
    if command.name.contains("line") {
        prepared.product = product::made(world).await;
        let path = format!("/products/{}", prepared.product);
        let price = json!({"price": amount("9.50", "USD"), "effective_from": "2020-01-01"});
        world.done(world.products.post(format!("{path}/set-price"), price)).await;
        if command.name != "add_line_opportunity: not sold" {
            world.done(world.products.post(format!("{path}/activate"), Value::Null)).await;
        }
    }
    prepared.opportunity = world.created(deal(world, &prepared)).await;
    let path = format!("/opportunities/{}", prepared.opportunity);
    let post = |verb: &str, body| world.opportunities.post(format!("{path}/{verb}"), body);
    let away = async |account: &str| world.done(world.accounts.delete(format!("/accounts/{account}"))).await;
    match command.name {
        "create_opportunity: account archived" => away(&prepared.other_account).await,
        "win_opportunity: no rate" => {
            world.done(world.opportunities.patch(&path, json!({"amount": amount("5000", "EUR")}))).await;
        }
        "reopen_opportunity" => world.done(post("abandon", Value::Null)).await,
        "reopen_opportunity: account archived" => {
            world.done(post("abandon", Value::Null)).await;
            away(&prepared.account).await;
        }
        "change_line_opportunity" | "remove_line_opportunity" => world.done(post("add-line", line(&prepared))).await,
        "reorder_lines_opportunity" => {
            world.done(post("add-line", line(&prepared))).await;
            world.done(post("add-line", line(&prepared))).await;
        }
        "restore_opportunity" => world.done(world.opportunities.delete(&path)).await,
        "restore_opportunity: of another account" => {
            world.done(world.opportunities.delete(&path)).await;
            away(&prepared.account).await;
        }
        _ => {}
    }
    prepared
}

fn line(prepared: &Prepared) -> Value {
    json!({"product_id": prepared.product, "quantity": "10"})
}

/// The request of the command.
pub fn request(prepared: &Prepared, world: &World, command: &Command) -> Call {
    let deals = &world.opportunities;
    let path = format!("/opportunities/{}", prepared.opportunity);
    let post = |verb: &str, body| deals.post(format!("{path}/{verb}"), body);
    let change = |body| deals.patch(&path, body);
    let create = |more: Value| {
        let mut wish = wish(prepared);
        wish.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        deals.post("/opportunities", wish)
    };
    let roles = json!([{"contact_id": prepared.contact, "role": "decides"}]);
    match command.name {
        "create_opportunity" => create(json!({})),
        "create_opportunity: with contacts" => {
            create(json!({"primary_contact_id": prepared.contact, "contact_roles": roles}))
        }
        "create_opportunity: account archived" => create(json!({"account_id": prepared.other_account})),
        "create_opportunity: no such lead" => create(json!({"originating_lead_id": "lead_01h2xcejqtf2nbrexx3vqjhp4z"})),
        "change_opportunity" => change(json!({"name": "Twenty drills", "next_step": "call", "tags": ["big"]})),
        "change_opportunity: account" => change(json!({"account_id": prepared.other_account})),
        "change_opportunity: amount" => change(json!({"amount": amount("7500", "EUR")})),
        "change_stage_opportunity" => post("change-stage", json!({"stage_id": stage(StageKind::Open, 1)})),
        "change_stage_opportunity: won stage" => post("change-stage", json!({"stage_id": stage(StageKind::Won, 0)})),
        "push_close_date_opportunity" => {
            post("push-close-date", json!({"close_date": "2027-01-31", "reason": "budget"}))
        }
        "override_forecast_opportunity" => post("override-forecast", json!({"probability": 35})),
        "win_opportunity" | "win_opportunity: no rate" => post("win", Value::Null),
        "lose_opportunity" => post("lose", json!({"reason": "other", "note": "moved abroad"})),
        "abandon_opportunity" => post("abandon", Value::Null),
        "reopen_opportunity" | "reopen_opportunity: account archived" => {
            post("reopen", json!({"stage_id": stage(StageKind::Open, 1), "reason": "they called"}))
        }
        "add_line_opportunity" | "add_line_opportunity: not sold" => post("add-line", line(prepared)),
        "change_line_opportunity" => {
            let discount = json!({"kind": "percent", "percent": "10"});
            post("change-line", json!({"line_id": 1, "quantity": "12", "discount": discount}))
        }
        "remove_line_opportunity" => post("remove-line", json!({"line_id": 1})),
        "reorder_lines_opportunity" => post("reorder-lines", json!({"line_ids": [2, 1]})),
        "assign_opportunity" => post("assign", json!({"owner_id": OTHER_USER})),
        "archive_opportunity" => deals.delete(&path),
        "restore_opportunity" => post("restore", Value::Null),
        "restore_opportunity: of another account" => post("restore", json!({"account_id": prepared.other_account})),
        other => panic!("`{other}` has no request"),
    }
}
