//! The commands on settings.

use lambda_host::gateway_client::Call;
use serde_json::{Value, json};

use super::{Command, Prepared, command};
use crate::world::World;

pub const COMMANDS: [Command; 14] = [
    command("change_financial_settings", 200),
    command("change_financial_settings: the first", 200),
    command("change_financial_settings: nothing new", 200),
    command("set_fiscal_calendar_financial_settings", 200),
    command("record_rate_financial_settings", 200),
    command("record_rate_financial_settings: the first", 200),
    command("record_rate_financial_settings: nothing new", 200),
    command("change_sales_settings", 200),
    command("change_sales_settings: the first", 200),
    command("add_pipeline_sales_settings", 200),
    command("change_pipeline_sales_settings", 200),
    command("archive_pipeline_sales_settings", 200),
    command("archive_pipeline_sales_settings: the default one", 422),
    command("restore_pipeline_sales_settings", 200),
];

/// Makes settings in which something was set already, unless the command is the first.
pub async fn prepare(world: &World, command: &Command) -> Prepared {
    let mut prepared = Prepared::default();
    if command.name.ends_with(": the first") {
        return prepared;
    }
    world.done(world.settings.patch("/settings/financial", json!({"base_currency": "EUR"}))).await;
    world.done(world.settings.post("/settings/financial/record-rate", rate("2026-03-02"))).await;
    let added = world.answered(world.settings.post("/settings/sales/add-pipeline", pipeline())).await;
    let id_of = |pipeline: &Value| pipeline["pipeline_id"].as_str().expect("an id").to_owned();
    prepared.default_pipeline = id_of(&added["pipelines"][0]);
    prepared.pipeline = id_of(&added["pipelines"][1]);
    if command.operation() == "restore_pipeline_sales_settings" {
        let named = json!({"pipeline_id": prepared.pipeline});
        world.done(world.settings.post("/settings/sales/archive-pipeline", named)).await;
    }
    prepared
}

/// The request of the command.
pub fn request(prepared: &Prepared, world: &World, command: &Command) -> Call {
    let settings = &world.settings;
    let financial = |verb: &str, body| settings.post(format!("/settings/financial/{verb}"), body);
    let sales = |verb: &str, body| settings.post(format!("/settings/sales/{verb}"), body);
    let named = json!({"pipeline_id": prepared.pipeline});
    match command.name {
        "change_financial_settings" | "change_financial_settings: the first" => {
            settings.patch("/settings/financial", json!({"base_currency": "CHF", "time_zone": "Europe/Zurich"}))
        }
        "change_financial_settings: nothing new" => {
            settings.patch("/settings/financial", json!({"base_currency": "EUR"}))
        }
        "set_fiscal_calendar_financial_settings" => {
            let months = json!({"start_month": 10, "start_day": 1, "named_by": "end_year"});
            let version = json!({"effective_from": "2026-10-01", "calendar": {"months": months}});
            financial("set-fiscal-calendar", version)
        }
        "record_rate_financial_settings" | "record_rate_financial_settings: the first" => {
            financial("record-rate", rate("2026-03-03"))
        }
        "record_rate_financial_settings: nothing new" => financial("record-rate", rate("2026-03-02")),
        "change_sales_settings" | "change_sales_settings: the first" => {
            let reason = |(code, name)| json!({"code": code, "name": name});
            let reasons = [("unknown", "Unknown"), ("other", "Other"), ("price", "Too expensive")].map(reason);
            settings.patch("/settings/sales", json!({"loss_reasons": reasons}))
        }
        "add_pipeline_sales_settings" => sales("add-pipeline", pipeline()),
        "change_pipeline_sales_settings" => {
            let mut wish = pipeline();
            wish["pipeline_id"] = json!(prepared.pipeline);
            wish["name"] = json!("Partners");
            // The same stages under their names would be others: each gets a name of its own.
            wish["stages"].as_array_mut().expect("stages").iter_mut().for_each(|stage| {
                stage["name"] = json!(format!("New {}", stage["name"]));
            });
            sales("change-pipeline", wish)
        }
        "archive_pipeline_sales_settings" => sales("archive-pipeline", named),
        "archive_pipeline_sales_settings: the default one" => {
            sales("archive-pipeline", json!({"pipeline_id": prepared.default_pipeline}))
        }
        "restore_pipeline_sales_settings" => sales("restore-pipeline", named),
        other => panic!("`{other}` has no request"),
    }
}

fn rate(date: &str) -> Value {
    json!({"from": "EUR", "to": "USD", "date": date, "rate": "1.0825"})
}

fn pipeline() -> Value {
    let stage = |(name, kind, probability, category)| json!({"name": name, "kind": kind, "probability": probability, "forecast_category": category});
    let stages = [("Talk", "open", 50, "pipeline"), ("Done", "won", 100, "closed"), ("Gone", "lost", 0, "omitted")];
    json!({"name": "Renewals", "stages": stages.map(stage)})
}
