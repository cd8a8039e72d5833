//! Every route of the functions with records, from their own words: a route that is added there is tested here.

use acceptance::{Client, http::Call, tenant::fresh};
use access_control::Permission;
use api::{Access, Method, Operation};
use eva::generate::secured_operations;
use kernel::UserId;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::records::{PIPELINE, Records};

/// A route with a body that it takes.
pub struct Route {
    operation: Operation,
    /// The texts `{product_id}` and `{stage Proposal}` stand for records and stages.
    body: Option<Value>,
}

/// All routes.
pub fn all() -> Vec<Route> {
    secured_operations().into_iter().map(|operation| Route { body: body(&operation), operation }).collect()
}

/// The routes that name a record.
pub fn of_one_record() -> Vec<Route> {
    let names_one = |route: &Route| route.operation.path_params.iter().any(|known| known.name.ends_with("_id"));
    all().into_iter().filter(names_one).collect()
}

/// The routes that change what a record says, each with the one that does the same while it brings the record back.
pub fn of_changes() -> Vec<(Route, Route)> {
    let restore_of = |change: &Route| {
        let path = format!("{}/restore", change.operation.path);
        let restore = all().into_iter().find(|route| route.operation.path == path && route.operation.request.is_some());
        restore.map(|restore| Route { body: change.body.clone(), ..restore })
    };
    let changes = all().into_iter().filter(|route| route.operation.method == Method::Patch);
    changes.filter_map(|change| restore_of(&change).map(|restore| (change, restore))).collect()
}

/// The query that a read cannot be asked without.
fn demanded(operation: &Operation) -> &'static str {
    match operation.id {
        "rates_financial_settings" => "?from=EUR&year=2026",
        "rate_financial_settings" => "?from=EUR&to=USD&date=2026-03-05",
        _ => "",
    }
}

fn body(operation: &Operation) -> Option<Value> {
    match operation.id {
        "create_account" => Some(super::company("Routed")),
        "change_account" => Some(json!({ "name": "Routed", "description": "Changed" })),
        "create_product" => {
            Some(json!({ "sku": fresh::<UserId>(), "name": "Routed", "kind": "goods", "unit": "piece" }))
        }
        "change_product" => Some(json!({ "name": "Routed", "description": "Changed" })),
        "set_price_product" => Some(json!({ "price": { "amount": "9.50", "currency": "EUR" } })),
        "create_opportunity" => Some(json!({
            "name": "Routed", "account_id": "{account_id}", "stage_id": "{stage Prospecting}", "close_date": "2026-12-31",
        })),
        "change_opportunity" => Some(json!({ "name": "Routed", "next_step": "Changed" })),
        "change_stage_opportunity" => Some(json!({ "stage_id": "{stage Proposal}" })),
        "push_close_date_opportunity" => Some(json!({ "close_date": "2027-06-30" })),
        "override_forecast_opportunity" => Some(json!({ "probability": 35, "forecast_category": "commit" })),
        "lose_opportunity" => Some(json!({ "reason": "other", "note": "Routed" })),
        "reopen_opportunity" => Some(json!({ "stage_id": "{stage Proposal}", "reason": "Routed" })),
        "add_line_opportunity" => Some(one_product()),
        "change_line_opportunity" => Some(json!({ "line_id": 1, "quantity": "2.5" })),
        "remove_line_opportunity" => Some(json!({ "line_id": 1 })),
        "reorder_lines_opportunity" => Some(json!({ "line_ids": [2, 1] })),
        "create_contact" | "change_contact" => Some(json!({ "family_name": "Routed" })),
        "assign_account" | "assign_contact" | "assign_opportunity" | "assign_product" => {
            Some(json!({ "owner_id": fresh::<UserId>() }))
        }
        "advance_contact" => Some(json!({ "to": "customer" })),
        "reset_contact" => Some(json!({ "to": "lead", "reason": "Routed" })),
        "grant_consent_contact" => Some(json!({ "purpose": "news", "basis": "consent", "source": "web form" })),
        "withdraw_consent_contact" => Some(json!({ "purpose": "news" })),
        "opt_out_contact" => Some(json!({ "channel": "email" })),
        "opt_in_contact" => Some(json!({ "channel": "email", "source": "web form" })),
        "change_financial_settings" => Some(json!({ "base_currency": "EUR" })),
        "set_fiscal_calendar_financial_settings" => {
            let months = json!({ "start_month": 10, "start_day": 1, "named_by": "end_year" });
            Some(json!({ "effective_from": "2026-10-01", "calendar": { "months": months } }))
        }
        "record_rate_financial_settings" => {
            Some(json!({ "from": "EUR", "to": "USD", "date": "2026-03-02", "rate": "1.0825" }))
        }
        "change_sales_settings" => {
            let needed = ["unknown", "other"].map(|code| json!({ "code": code, "name": code }));
            Some(json!({ "loss_reasons": needed }))
        }
        "add_pipeline_sales_settings" => Some(super::pipeline("Added")),
        "change_pipeline_sales_settings" => Some(json!({ "pipeline_id": PIPELINE, "name": "Changed" })),
        "archive_pipeline_sales_settings" | "restore_pipeline_sales_settings" => {
            Some(json!({ "pipeline_id": PIPELINE }))
        }
        other => {
            let needs_a_body = operation.request.is_some() && !operation.request_is_optional;
            assert!(!needs_a_body, "`{other}` takes a body: give it one here, in routes.rs");
            None
        }
    }
}

/// What moves new records to where an operation has something to do: paths and bodies.
fn steps_before(operation: &str) -> Vec<(&'static str, Option<Value>)> {
    let product = |verb: &'static str| (verb, None);
    let (activate, retire) = (product("/products/{product_id}/activate"), product("/products/{product_id}/retire"));
    let price = json!({ "price": { "amount": "9.50", "currency": "USD" }, "effective_from": "2020-01-01" });
    let sold = || vec![("/products/{product_id}/set-price", Some(price.clone())), activate.clone()];
    let add_line = || ("/opportunities/{opportunity_id}/add-line", Some(one_product()));
    match operation {
        // An open deal holds its account.
        "archive_account" | "restore_account" => vec![("/opportunities/{opportunity_id}/abandon", None)],
        "retire_product" => vec![activate],
        "reinstate_product" => vec![activate, retire],
        "reopen_opportunity" => vec![("/opportunities/{opportunity_id}/win", None)],
        "add_line_opportunity" => sold(),
        "change_line_opportunity" | "remove_line_opportunity" => [sold(), vec![add_line()]].concat(),
        "reorder_lines_opportunity" => [sold(), vec![add_line(), add_line()]].concat(),
        _ => Vec::new(),
    }
}

fn one_product() -> Value {
    json!({ "product_id": "{product_id}", "quantity": "10" })
}

impl Route {
    /// The name, for messages.
    pub fn name(&self) -> &'static str {
        self.operation.id
    }

    /// The permission that it asks for.
    pub fn permission(&self) -> Permission {
        match self.operation.access {
            Access::Permission(permission) => permission,
            Access::Operator(_) | Access::Public { .. } => panic!("`{}` is nobody's in a tenant", self.name()),
        }
    }

    /// The status of its success.
    pub fn success(&self) -> u16 {
        self.operation.success
    }

    /// Whether it may change something.
    pub fn is_command(&self) -> bool {
        self.operation.is_command()
    }

    /// Whether it takes query parameters.
    pub fn takes_query(&self) -> bool {
        !self.operation.query_params.is_empty()
    }

    /// Its path, with these records for its parameters.
    pub fn path(&self, records: &Records) -> String {
        // A country is the same for everybody.
        records.in_path(&self.operation.path.replace("{country}", "DE"))
    }

    /// The parameter that names its record.
    pub fn parameter(&self) -> &'static str {
        self.operation
            .path_params
            .first()
            .map_or_else(|| panic!("`{}` names no record", self.name()), |first| first.name)
    }

    /// The fields of the body that it takes, with their schemas in full.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut generator =
            SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
        let schema = self.operation.request.map(|request| request(&mut generator).to_value()).unwrap_or_default();
        let fields = schema["properties"].as_object().into_iter().flatten();
        fields.map(|(field, schema)| (field.clone(), schema.to_string())).collect()
    }

    /// Moves new records to where it has something to do.
    pub async fn prepare(&self, client: &Client, records: &Records) {
        for (path, body) in steps_before(self.name()) {
            let call = client.request("POST", &records.in_path(path));
            let call = match body {
                Some(body) => call.json(&records.in_body(&body)),
                None => call,
            };
            call.send().await.expect(200);
        }
    }

    /// A good request to it, about one of these records where it names one.
    pub fn call(&self, client: &Client, records: &Records) -> Call {
        self.call_with(client, records, "")
    }

    /// The same with a query.
    pub fn call_with(&self, client: &Client, records: &Records, query: &str) -> Call {
        let call = self.bare_call(client, records, query);
        match &self.body {
            Some(body) => call.json(&records.in_body(body)),
            None => call,
        }
    }

    /// A request without a body.
    pub fn bare_call(&self, client: &Client, records: &Records, query: &str) -> Call {
        let path = self.path(records);
        let query = if query.is_empty() { demanded(&self.operation) } else { query };
        client.request(self.operation.method.as_str(), &format!("{path}{query}"))
    }
}
