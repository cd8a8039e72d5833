//! The commands, each with what has to be there before it.

#[path = "commands/opportunity.rs"]
mod opportunity;

use std::{collections::BTreeMap, sync::LazyLock};

use eva::generate::http_functions;
use lambda_host::gateway_client::{Call, GatewayClient};
use serde_json::{Value, json};

use crate::world::World;

/// A command and the answer that it gets when nothing goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// The operation, and which variant of it.
    pub name: &'static str,
    /// The status.
    pub status: u16,
}

impl Command {
    /// The operation's name in the API.
    pub fn operation(&self) -> &'static str {
        self.name.split(':').next().unwrap_or_default()
    }

    /// The function that serves it.
    pub fn function(&self) -> &'static str {
        function_of(self.operation())
    }
}

/// The function that serves an operation.
pub fn function_of(operation: &str) -> &'static str {
    static FUNCTIONS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
        let served = |(function, operations): (_, Vec<api::Operation>)| {
            operations.into_iter().map(move |operation| (operation.id, function))
        };
        http_functions().into_iter().flat_map(served).collect()
    });
    FUNCTIONS.get(operation).unwrap_or_else(|| panic!("no function serves `{operation}`"))
}

const fn command(name: &'static str, status: u16) -> Command {
    Command { name, status }
}

/// All of them; those that are refused belong here too, because a refusal must be true as well.
pub static COMMANDS: LazyLock<Vec<Command>> = LazyLock::new(|| [&RECORDS[..], &opportunity::COMMANDS].concat());

const RECORDS: [Command; 63] = [
    command("create_account", 201),
    command("create_account: domain taken", 409),
    command("change_account", 200),
    command("change_account: nothing new", 200),
    command("change_account: primary contact", 200),
    command("change_account: primary contact not linked", 422),
    command("activate_account", 200),
    command("deactivate_account", 200),
    command("assign_account", 200),
    command("archive_account", 200),
    command("archive_account: with primary contact", 200),
    command("archive_account: with an open deal", 409),
    command("restore_account", 200),
    command("restore_account: without its domain", 200),
    command("create_contact", 201),
    command("create_contact: email taken", 409),
    command("create_contact: account archived", 422),
    command("change_contact: name", 200),
    command("change_contact: links", 200),
    command("change_contact: emails", 200),
    command("change_contact: manager", 200),
    command("change_contact: circle", 422),
    command("change_contact: primary leaves", 409),
    command("archive_contact", 200),
    command("restore_contact", 200),
    command("restore_contact: email taken", 409),
    command("restore_contact: without what is gone", 200),
    command("assign_contact", 200),
    command("advance_contact", 200),
    command("advance_contact: backward", 422),
    command("reset_contact", 200),
    command("grant_consent_contact", 200),
    command("withdraw_consent_contact", 200),
    command("opt_out_contact", 200),
    command("opt_in_contact", 200),
    command("create_product", 201),
    command("create_product: SKU taken", 409),
    command("change_product", 200),
    command("change_product: SKU frozen", 422),
    command("set_price_product", 200),
    command("set_price_product: split", 200),
    command("activate_product", 200),
    command("activate_product: retired", 422),
    command("retire_product", 200),
    command("reinstate_product", 200),
    command("assign_product", 200),
    command("archive_product", 200),
    command("restore_product", 200),
    command("restore_product: SKU taken", 409),
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

/// What was prepared: the record that the command is on, and others.
#[derive(Debug, Default)]
pub struct Prepared {
    pub account: String,
    pub other_account: String,
    pub contact: String,
    pub manager: String,
    pub product: String,
    pub opportunity: String,
    pub owner: String,
    pub stage: String,
    pub pipeline: String,
    pub default_pipeline: String,
}

fn email(address: &str) -> Value {
    json!([{ "address": address, "kind": "work" }])
}

fn article(sku: &str) -> Value {
    json!({"sku": sku, "name": "Drill", "kind": "goods", "unit": "piece"})
}

fn price(amount: &str, from: &str, until: Option<&str>) -> Value {
    json!({"price": {"amount": amount, "currency": "EUR"}, "effective_from": from, "effective_until": until})
}

fn link(account: &str) -> Value {
    json!([{ "account_id": account }])
}

impl Prepared {
    /// Makes what the command needs.
    pub async fn new(world: &World, command: &Command) -> Self {
        if command.function() == "product" {
            let product = world.created(world.products.post("/products", article("DR-1"))).await;
            return Self { product, ..Self::default() }.with_product_history(world, command).await;
        }
        if command.function() == "settings" {
            return Self::default().with_settings(world, command).await;
        }
        let company = |name: &str, domain: &str| json!({"name": name, "kind": "prospect", "domains": [domain]});
        let account = world.created(world.accounts.post("/accounts", company("Acme", "acme.com"))).await;
        if command.function() == "opportunity" {
            return opportunity::prepare(world, command, Self { account, ..Self::default() }).await;
        }
        if command.function() == "account" {
            return Self { account, ..Self::default() }.with_account_history(world, command).await;
        }
        let other_account = world.created(world.accounts.post("/accounts", company("Other", "other.com"))).await;
        let manager = world.created(world.contacts.post("/contacts", json!({"family_name": "Babbage"}))).await;
        let ada = json!({"family_name": "Lovelace", "emails": email("ada@example.com"), "links": link(&account)});
        let contact = world.created(world.contacts.post("/contacts", ada)).await;
        let prepared = Self { account, other_account, contact, manager, ..Self::default() };
        prepared.with_contact_history(world, command).await
    }

    /// Settings in which something was set already, unless the command is the first.
    async fn with_settings(mut self, world: &World, command: &Command) -> Self {
        if command.name.ends_with(": the first") {
            return self;
        }
        world.done(world.settings.patch("/settings/financial", json!({"base_currency": "EUR"}))).await;
        world.done(world.settings.post("/settings/financial/record-rate", rate("2026-03-02"))).await;
        let added = world.answered(world.settings.post("/settings/sales/add-pipeline", pipeline())).await;
        let id_of = |pipeline: &Value| pipeline["pipeline_id"].as_str().expect("an id").to_owned();
        self.default_pipeline = id_of(&added["pipelines"][0]);
        self.pipeline = id_of(&added["pipelines"][1]);
        if command.operation() == "restore_pipeline_sales_settings" {
            let named = json!({"pipeline_id": self.pipeline});
            world.done(world.settings.post("/settings/sales/archive-pipeline", named)).await;
        }
        self
    }

    async fn with_account_history(mut self, world: &World, command: &Command) -> Self {
        let path = format!("/accounts/{}", self.account);
        match command.name {
            "activate_account" => world.done(world.accounts.post(path + "/deactivate", Value::Null)).await,
            "restore_account" => world.done(world.accounts.delete(path)).await,
            "restore_account: without its domain" => {
                world.done(world.accounts.delete(path)).await;
                let heir = json!({"name": "Heir", "kind": "other", "domains": ["acme.com"]});
                world.created(world.accounts.post("/accounts", heir)).await;
            }
            "change_account: primary contact" | "archive_account: with primary contact" => {
                let ada = json!({"family_name": "Lovelace", "links": link(&self.account)});
                self.contact = world.created(world.contacts.post("/contacts", ada)).await;
                if command.operation() == "archive_account" {
                    world.done(world.accounts.patch(path, json!({"primary_contact_id": self.contact}))).await;
                }
            }
            "archive_account: with an open deal" => {
                self.opportunity = world.created(opportunity::deal(world, &self)).await;
            }
            "change_account: primary contact not linked" => {
                self.contact = world.created(world.contacts.post("/contacts", json!({"family_name": "Nobody"}))).await;
            }
            _ => {}
        }
        self
    }

    async fn with_product_history(self, world: &World, command: &Command) -> Self {
        let path = format!("/products/{}", self.product);
        let post = |verb: &str, body| world.products.post(format!("{path}/{verb}"), body);
        match command.name {
            "change_product: SKU frozen" | "retire_product" => world.done(post("activate", Value::Null)).await,
            "activate_product: retired" | "reinstate_product" => {
                world.done(post("activate", Value::Null)).await;
                world.done(post("retire", Value::Null)).await;
            }
            "set_price_product: split" => world.done(post("set-price", price("10", "2026-01-01", None))).await,
            "restore_product" => world.done(world.products.delete(path)).await,
            "restore_product: SKU taken" => {
                world.done(world.products.delete(path)).await;
                world.created(world.products.post("/products", article("DR-1"))).await;
            }
            _ => {}
        }
        self
    }

    async fn with_contact_history(self, world: &World, command: &Command) -> Self {
        let path = format!("/contacts/{}", self.contact);
        let patch = |body| world.contacts.patch(&path, body);
        let post = |verb: &str, body| world.contacts.post(format!("{path}/{verb}"), body);
        match command.name {
            "create_contact: account archived" => {
                world.done(world.accounts.delete(format!("/accounts/{}", self.other_account))).await;
            }
            "change_contact: circle" => {
                let path = format!("/contacts/{}", self.manager);
                world.done(world.contacts.patch(path, json!({"reports_to": self.contact}))).await;
            }
            "change_contact: primary leaves" => {
                let path = format!("/accounts/{}", self.account);
                world.done(world.accounts.patch(path, json!({"primary_contact_id": self.contact}))).await;
            }
            "archive_contact" => world.done(patch(json!({"reports_to": self.manager}))).await,
            "restore_contact" => {
                world.done(patch(json!({"reports_to": self.manager}))).await;
                world.done(world.contacts.delete(&path)).await;
            }
            "restore_contact: email taken" => {
                world.done(world.contacts.delete(&path)).await;
                world.created(world.contacts.post("/contacts", json!({"emails": email("ada@example.com")}))).await;
            }
            "restore_contact: without what is gone" => {
                world.done(patch(json!({"reports_to": self.manager}))).await;
                world.done(world.contacts.delete(&path)).await;
                world.done(world.contacts.delete(format!("/contacts/{}", self.manager))).await;
                world.done(world.accounts.delete(format!("/accounts/{}", self.account))).await;
                world.created(world.contacts.post("/contacts", json!({"emails": email("ada@example.com")}))).await;
            }
            "advance_contact: backward" | "reset_contact" => {
                world.done(post("advance", json!({"to": "customer"}))).await;
            }
            "withdraw_consent_contact" => {
                world.done(post("grant-consent", json!({"purpose": "p", "basis": "consent", "source": "s"}))).await;
            }
            "opt_in_contact" => world.done(post("opt-out", json!({"channel": "email"}))).await,
            _ => {}
        }
        self
    }

    /// The request of the command.
    pub fn request(&self, world: &World, command: &Command) -> Call {
        match command.function() {
            "opportunity" => return opportunity::request(self, world, command),
            "settings" => return self.request_of_settings(&world.settings, command),
            _ => {}
        }
        let (accounts, contacts, products) = (&world.accounts, &world.contacts, &world.products);
        let account = |verb: &str| format!("/accounts/{}{verb}", self.account);
        let contact = |verb: &str| format!("/contacts/{}{verb}", self.contact);
        let product = |verb: &str| format!("/products/{}{verb}", self.product);
        let change = |body| contacts.patch(contact(""), body);
        let owner = json!({"owner_id": "user_01h2xcejqtf2nbrexx3vqjhp43"});
        match command.name {
            "create_account" => {
                accounts.post("/accounts", json!({"name": "New", "kind": "prospect", "domains": ["new.com", "new.de"]}))
            }
            "create_account: domain taken" => accounts
                .post("/accounts", json!({"name": "New", "kind": "prospect", "domains": ["new.com", "acme.com"]})),
            "change_account" => {
                accounts.patch(account(""), json!({"name": "Renamed", "industry": "Mining", "domains": ["acme.de"]}))
            }
            "change_account: nothing new" => accounts.patch(account(""), json!({"name": "Acme"})),
            "change_account: primary contact" | "change_account: primary contact not linked" => {
                accounts.patch(account(""), json!({"primary_contact_id": self.contact}))
            }
            "activate_account" => accounts.post(account("/activate"), Value::Null),
            "deactivate_account" => accounts.post(account("/deactivate"), Value::Null),
            "assign_account" => accounts.post(account("/assign"), owner),
            "archive_account" | "archive_account: with primary contact" | "archive_account: with an open deal" => {
                accounts.delete(account(""))
            }
            "restore_account" => accounts.post(account("/restore"), Value::Null),
            "restore_account: without its domain" => accounts.post(account("/restore"), json!({"domains": []})),
            "create_contact" => contacts.post(
                "/contacts",
                json!({
                    "family_name": "New", "emails": email("new@example.com"),
                    "links": link(&self.account), "reports_to": self.manager,
                }),
            ),
            "create_contact: email taken" => {
                contacts.post("/contacts", json!({"emails": email("ADA@example.com"), "links": link(&self.account)}))
            }
            "create_contact: account archived" => {
                contacts.post("/contacts", json!({"family_name": "New", "links": link(&self.other_account)}))
            }
            "change_contact: name" => change(json!({"family_name": "King"})),
            "change_contact: links" => change(json!({"links": link(&self.other_account)})),
            "change_contact: emails" => change(json!({"emails": email("king@example.com")})),
            "change_contact: manager" | "change_contact: circle" => change(json!({"reports_to": self.manager})),
            "change_contact: primary leaves" => change(json!({"links": []})),
            "archive_contact" => contacts.delete(contact("")),
            "restore_contact" | "restore_contact: email taken" => contacts.post(contact("/restore"), Value::Null),
            "restore_contact: without what is gone" => {
                contacts.post(contact("/restore"), json!({"emails": null, "links": null, "reports_to": null}))
            }
            "assign_contact" => contacts.post(contact("/assign"), owner),
            "advance_contact" => contacts.post(contact("/advance"), json!({"to": "mql"})),
            "advance_contact: backward" => contacts.post(contact("/advance"), json!({"to": "lead"})),
            "reset_contact" => contacts.post(contact("/reset"), json!({"to": "lead", "reason": "left"})),
            "grant_consent_contact" => {
                contacts.post(contact("/grant-consent"), json!({"purpose": "p", "basis": "consent", "source": "s"}))
            }
            "withdraw_consent_contact" => contacts.post(contact("/withdraw-consent"), json!({"purpose": "p"})),
            "opt_out_contact" => contacts.post(contact("/opt-out"), json!({"channel": "email"})),
            "opt_in_contact" => contacts.post(contact("/opt-in"), json!({"channel": "email", "source": "call"})),
            "create_product" => products.post("/products", article("NEW-1")),
            "create_product: SKU taken" => products.post("/products", article("dr-1")),
            "change_product" => products.patch(product(""), json!({"sku": "DR-2", "name": "Hammer drill"})),
            "change_product: SKU frozen" => products.patch(product(""), json!({"sku": "DR-2"})),
            "set_price_product" => products.post(product("/set-price"), price("9.50", "2026-01-01", None)),
            "set_price_product: split" => {
                products.post(product("/set-price"), price("9.50", "2026-02-01", Some("2026-02-28")))
            }
            "activate_product" | "activate_product: retired" => products.post(product("/activate"), Value::Null),
            "retire_product" => products.post(product("/retire"), Value::Null),
            "reinstate_product" => products.post(product("/reinstate"), Value::Null),
            "assign_product" => products.post(product("/assign"), owner),
            "archive_product" => products.delete(product("")),
            "restore_product" | "restore_product: SKU taken" => products.post(product("/restore"), Value::Null),
            other => panic!("`{other}` has no request"),
        }
    }

    fn request_of_settings(&self, settings: &GatewayClient, command: &Command) -> Call {
        let financial = |verb: &str, body| settings.post(format!("/settings/financial/{verb}"), body);
        let sales = |verb: &str, body| settings.post(format!("/settings/sales/{verb}"), body);
        let named = json!({"pipeline_id": self.pipeline});
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
                wish["pipeline_id"] = json!(self.pipeline);
                wish["name"] = json!("Partners");
                // The same stages under their names would be others: each gets a name of its own.
                wish["stages"].as_array_mut().expect("stages").iter_mut().for_each(|stage| {
                    stage["name"] = json!(format!("New {}", stage["name"]));
                });
                sales("change-pipeline", wish)
            }
            "archive_pipeline_sales_settings" => sales("archive-pipeline", named),
            "archive_pipeline_sales_settings: the default one" => {
                sales("archive-pipeline", json!({"pipeline_id": self.default_pipeline}))
            }
            "restore_pipeline_sales_settings" => sales("restore-pipeline", named),
            other => panic!("`{other}` has no request"),
        }
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
