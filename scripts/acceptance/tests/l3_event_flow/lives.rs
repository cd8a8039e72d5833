//! Lives in which everything happens that can happen to a record.

use acceptance::{Client, tenant::fresh};
use kernel::UserId;
use serde_json::{Value, json};

/// One request that records events: method, path below the record, body.
type Step = (&'static str, &'static str, Option<Value>);

/// A record after its life.
pub struct Life {
    /// Where it is: `/accounts/{id}`.
    pub path: String,
    /// Its id.
    pub id: String,
    /// Its version after each request; that of a record that is entered begins with the creation.
    pub versions: Vec<u64>,
}

impl Life {
    async fn begin(client: &Client, collection: &str, body: &Value) -> Self {
        let created = client.post_json(collection, body).await.expect(201);
        let id = created.id();
        Self { path: format!("{collection}/{id}"), id, versions: vec![created.version()] }
    }

    async fn go_on(mut self, client: &Client, steps: Vec<Step>) -> Self {
        for (method, below, body) in steps {
            let call = client.request(method, &format!("{}{below}", self.path));
            let call = match &body {
                Some(body) => call.json(body),
                None => call,
            };
            self.versions.push(call.send().await.expect(200).version());
        }
        self
    }

    /// The last version.
    pub fn version(&self) -> u64 {
        *self.versions.last().expect("versions")
    }

    /// The life of a company.
    pub async fn of_account(client: &Client) -> Self {
        let life = Self::begin(client, "/accounts", &json!({ "name": "Acme", "kind": "prospect" })).await;
        let links = json!([{ "account_id": life.id, "is_primary": true }]);
        let contact = client.post_json("/contacts", &json!({ "family_name": "Lovelace", "links": links })).await;
        let change = json!({
            "name": "Acme Holding",
            "kind": "customer",
            "industry": "Software",
            "employee_count": 70_000,
            "annual_revenue": { "amount": "1200.5", "currency": "EUR" },
            "website": "https://acme.com/about",
            "domains": ["acme.com", "acme.de"],
            "phones": ["+1 (415) 555-0123"],
            "tax_ids": [{ "country": "DE", "scheme": "VAT", "value": "DE123456789" }],
            "description": "Zażółć gęślą jaźń \u{1f980}\n\"quoted\" \\ <b>&amp;</b>",
            "primary_contact_id": contact.expect(201).id(),
            "tags": ["key", "emea"],
        });
        let removal = json!({
            "industry": null, "employee_count": null, "annual_revenue": null, "website": null,
            "domains": null, "phones": [], "tax_ids": null, "description": null, "tags": null,
        });
        let steps = vec![
            ("PATCH", "", Some(change)),
            ("POST", "/deactivate", None),
            ("POST", "/activate", None),
            ("POST", "/assign", Some(json!({ "owner_id": fresh::<UserId>(), "reason": "left the company" }))),
            ("PATCH", "", Some(removal)),
            ("DELETE", "", None),
            ("POST", "/restore", None),
        ];
        life.go_on(client, steps).await
    }

    /// The life of a person.
    pub async fn of_contact(client: &Client) -> Self {
        let account = client.post_json("/accounts", &json!({ "name": "Acme", "kind": "prospect" })).await.expect(201);
        let manager = client.post_json("/contacts", &json!({ "family_name": "Babbage" })).await.expect(201);
        let life = Self::begin(client, "/contacts", &json!({ "given_name": "Ada", "tags": ["new"] })).await;
        let change = json!({
            "given_name": "Augusta Ada",
            "family_name": "Lovelace",
            "job_title": "Analyst",
            "department": "Engines",
            "locale": "en-GB",
            "time_zone": "Europe/London",
            "birthday": "1915-12-10",
            "emails": [{ "address": "ada@example.com", "kind": "work" }],
            "phones": [{ "e164": "+442079460958", "raw": "020 7946 0958", "kind": "work" }],
            "links": [{ "account_id": account.id(), "role": "Author", "from": "2024-01-01" }],
            "reports_to": manager.id(),
            "tags": ["key"],
        });
        let steps = vec![
            ("PATCH", "", Some(change)),
            ("POST", "/advance", Some(json!({ "to": "customer" }))),
            ("POST", "/reset", Some(json!({ "to": "lead", "reason": "changed sides" }))),
            (
                "POST",
                "/grant-consent",
                Some(json!({ "purpose": "newsletter", "basis": "consent", "source": "web form" })),
            ),
            ("POST", "/withdraw-consent", Some(json!({ "purpose": "newsletter" }))),
            ("POST", "/opt-out", Some(json!({ "channel": "call" }))),
            ("POST", "/opt-in", Some(json!({ "channel": "call", "source": "asked for it" }))),
            ("POST", "/assign", Some(json!({ "owner_id": fresh::<UserId>() }))),
            ("PATCH", "", Some(json!({ "links": [], "emails": [], "reports_to": null }))),
            ("DELETE", "", None),
            ("POST", "/restore", None),
        ];
        life.go_on(client, steps).await
    }

    /// The life of a deal, which is abandoned, lost and won.
    pub async fn of_opportunity(client: &Client) -> Self {
        let settings = client.get("/settings/sales").await.expect(200).json();
        let stage = |index: usize| settings["pipelines"][0]["stages"][index]["stage_id"].clone();
        let company = async |name: &str| {
            client.post_json("/accounts", &json!({ "name": name, "kind": "customer" })).await.expect(201).id()
        };
        let (account, other) = (company("Acme").await, company("Acme Holding").await);
        let contact = client.post_json("/contacts", &json!({ "family_name": "Lovelace" })).await.expect(201).id();
        let product = json!({ "sku": "dr-2", "name": "Drill", "kind": "goods", "unit": "piece" });
        let product = client.post_json("/products", &product).await.expect(201).id();
        let price = json!({ "price": { "amount": "99.90", "currency": "USD" }, "effective_from": "2020-01-01" });
        client.post_json(&format!("/products/{product}/set-price"), &price).await.expect(200);
        client.post(&format!("/products/{product}/activate")).await.expect(200);
        let deal = json!({
            "name": "Drills", "account_id": account, "stage_id": stage(0), "close_date": "2026-06-30",
            "effective_on": "2026-01-31", "tags": ["new"],
        });
        let life = Self::begin(client, "/opportunities", &deal).await;
        let change = json!({
            "name": "Zażółć gęślą jaźń \u{1f980}",
            "account_id": other,
            "primary_contact_id": contact,
            "contact_roles": [{ "contact_id": contact, "role": "decides" }],
            "amount": { "amount": "5000", "currency": "USD" },
            "next_step": "call",
            "tags": ["key"],
        });
        let line = json!({ "product_id": product, "quantity": "10" });
        let discount = json!({ "kind": "percent", "percent": "12.5" });
        let steps = vec![
            ("PATCH", "", Some(change)),
            ("POST", "/change-stage", Some(json!({ "stage_id": stage(2), "effective_on": "2026-02-28" }))),
            ("POST", "/push-close-date", Some(json!({ "close_date": "2026-12-31", "reason": "budget" }))),
            ("POST", "/override-forecast", Some(json!({ "probability": 35, "forecast_category": "commit" }))),
            ("POST", "/add-line", Some(line.clone())),
            ("POST", "/add-line", Some(line)),
            ("POST", "/change-line", Some(json!({ "line_id": 1, "quantity": "2.5", "discount": discount }))),
            ("POST", "/reorder-lines", Some(json!({ "line_ids": [2, 1] }))),
            ("POST", "/remove-line", Some(json!({ "line_id": 2 }))),
            ("POST", "/abandon", Some(json!({ "note": "no answer", "effective_on": "2026-03-31" }))),
            ("POST", "/reopen", Some(json!({ "stage_id": stage(1), "reason": "they called" }))),
            ("POST", "/lose", Some(json!({ "reason": "other", "note": "moved abroad" }))),
            ("POST", "/reopen", Some(json!({ "stage_id": stage(1), "reason": "they came back" }))),
            ("POST", "/win", None),
            ("POST", "/assign", Some(json!({ "owner_id": fresh::<UserId>(), "reason": "left the company" }))),
            ("DELETE", "", None),
            ("POST", "/restore", None),
        ];
        life.go_on(client, steps).await
    }

    /// The life of something that is sold.
    pub async fn of_product(client: &Client) -> Self {
        let draft = json!({ "sku": "dr-1", "name": "Drill", "kind": "goods", "unit": "piece", "tags": ["new"] });
        let life = Self::begin(client, "/products", &draft).await;
        let change = json!({
            "sku": "dr-1/b",
            "name": "Hammer drill",
            "kind": "service",
            "unit": "hour",
            "family": "Tools",
            "description": "Zażółć gęślą jaźń \u{1f980}",
            "tags": ["key"],
        });
        let euros = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
        let steps = vec![
            ("PATCH", "", Some(change)),
            ("POST", "/set-price", Some(json!({ "price": euros("99.9"), "effective_from": "2026-01-01" }))),
            (
                "POST",
                "/set-price",
                Some(json!({ "price": euros("79"), "effective_from": "2026-02-01", "effective_until": "2026-02-28" })),
            ),
            ("POST", "/activate", None),
            ("POST", "/retire", None),
            ("POST", "/reinstate", None),
            ("POST", "/assign", Some(json!({ "owner_id": fresh::<UserId>(), "reason": "left the company" }))),
            ("PATCH", "", Some(json!({ "family": null, "description": null, "tags": [] }))),
            ("DELETE", "", None),
            ("POST", "/restore", None),
        ];
        life.go_on(client, steps).await
    }

    /// The life of what is there before its first event.
    async fn of_settings(client: &Client, path: &str, steps: Vec<Step>) -> Self {
        let id = client.get(path).await.expect(200).string("/id");
        let life = Self { path: path.to_owned(), id, versions: Vec::new() };
        life.go_on_in_settings(client, steps).await
    }

    /// Each step names the whole path.
    async fn go_on_in_settings(self, client: &Client, steps: Vec<Step>) -> Self {
        let path = self.path.clone();
        let life = Self { path: String::new(), ..self }.go_on(client, steps).await;
        Self { path, ..life }
    }

    /// The life of financial settings.
    pub async fn of_financial_settings(client: &Client) -> Self {
        let path = "/settings/financial";
        let change =
            json!({ "base_currency": "EUR", "enabled_currencies": ["USD", "JPY"], "time_zone": "Europe/Berlin" });
        let weeks = json!({
            "pattern": "4-5-4", "week_starts_on": "sunday", "end_month": 1, "ends_on": "nearest_to_month_end",
            "named_by": "start_year",
        });
        let months = json!({ "start_month": 4, "start_day": 6, "named_by": "start_year" });
        let calendar = |calendar| Some(json!({ "effective_from": "2026-04-06", "calendar": calendar }));
        let steps = vec![
            ("PATCH", path, Some(change)),
            ("POST", "/settings/financial/set-fiscal-calendar", calendar(json!({ "weeks": weeks }))),
            ("POST", "/settings/financial/set-fiscal-calendar", calendar(json!({ "months": months }))),
            ("PATCH", path, Some(json!({ "enabled_currencies": null }))),
        ];
        Self::of_settings(client, path, steps).await
    }

    /// The life of the exchange rates of a year.
    pub async fn of_exchange_rates(client: &Client) -> Self {
        let rate = |to: &str, date: &str, rate: &str| {
            let body = json!({ "from": "EUR", "to": to, "date": date, "rate": rate });
            ("POST", "/settings/financial/record-rate", Some(body))
        };
        let longest = "999999999999999999.999999999";
        let steps = vec![
            rate("USD", "2026-03-02", "1.0825"),
            rate("USD", "2026-03-02", "1.0850"),
            rate("JPY", "2026-12-31", longest),
        ];
        Self::of_settings(client, "/settings/financial/rates?from=EUR&year=2026", steps).await
    }

    /// The life of sales settings.
    pub async fn of_sales_settings(client: &Client) -> Self {
        let path = "/settings/sales";
        let stage = |name: &str, kind: &str, probability: u8, category: &str| json!({ "name": name, "kind": kind, "probability": probability, "forecast_category": category });
        let stages = json!([
            stage("\u{5e9}\u{5d9}\u{5d7}\u{5d4} \u{1f980}", "open", 50, "best_case"),
            stage("Done", "won", 100, "closed"),
            stage("Gone", "lost", 0, "omitted"),
        ]);
        let added = json!({ "name": "Renewals", "stages": stages });
        let life = Self::of_settings(client, path, vec![("POST", "/settings/sales/add-pipeline", Some(added))]).await;
        let settings = client.get(path).await.expect(200);
        let (default, second) = (settings.string("/default_pipeline_id"), settings.string("/pipelines/1/pipeline_id"));
        let mut stages = settings.json()["pipelines"][1]["stages"].clone();
        stages.as_array_mut().expect("stages").insert(1, stage("Offer", "open", 80, "commit"));
        let reasons = json!([
            { "code": "unknown", "name": "Unknown" }, { "code": "other", "name": "Other" },
            { "code": "price", "name": "Zu teuer" },
        ]);
        let named = |id: &str| Some(json!({ "pipeline_id": id }));
        let change = json!({ "pipeline_id": second, "name": "Verlängerungen", "stages": stages });
        let steps = vec![
            ("POST", "/settings/sales/change-pipeline", Some(change)),
            ("PATCH", path, Some(json!({ "default_pipeline_id": second, "loss_reasons": reasons }))),
            ("POST", "/settings/sales/archive-pipeline", named(&default)),
            ("POST", "/settings/sales/restore-pipeline", named(&default)),
        ];
        life.go_on_in_settings(client, steps).await
    }
}
