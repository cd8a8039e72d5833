//! The settings function as Lambda calls it: payloads of API Gateway in, answers out, over a real engine.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use dynamodb_store::local_table::LocalTable;
use kernel::{
    TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::{Answer, Call, GatewayClient};
use serde_json::{Value, json};

/// The function on a table of its own.
struct Function {
    settings: GatewayClient,
    _table: LocalTable,
}

impl Function {
    async fn start() -> Self {
        let table = LocalTable::start().await;
        let router = settings::api().into_router(settings::app(table.store()));
        Self { settings: GatewayClient::new(router, scope(1, 1), UserId::from_uuid(uuid(9))), _table: table }
    }

    async fn get(&self, path: &str) -> Answer {
        self.settings.get(path).send().await
    }

    async fn change(&self, body: Value) -> Answer {
        self.settings.patch("/settings/financial", body).send().await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.settings.post(path, body).send().await
    }

    fn rate(&self, from: &str, to: &str, date: &str) -> Call {
        self.settings.get("/settings/financial/rate").query("from", from).query("to", to).query("date", date)
    }

    fn rates(&self, year: &str) -> Call {
        self.settings.get("/settings/financial/rates").query("from", "EUR").query("year", year)
    }
}

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["code"].as_str().unwrap_or_default())
}

/// Code, and the place that is wrong.
fn refused(answer: &Answer) -> (u16, &str, &str) {
    let error = &answer.body["errors"][0];
    let place = error["pointer"].as_str().or(error["parameter"].as_str()).unwrap_or_default();
    (answer.status, answer.body["code"].as_str().unwrap_or_default(), place)
}

/// The payload that people try first must work, and twice, or they learn the wrong thing. Requirement: SET-1, ALL-9
#[tokio::test]
async fn the_sample_payload_changes_the_settings_once() {
    let function = Function::start().await;
    let sample = serde_json::from_str(include_str!("../../../events/change-financial-settings.json")).unwrap();
    let first = function.settings.invoke(&sample).await;
    // What counted until then, the currency, the time zone.
    assert_eq!((first.status, first.etag.as_deref()), (200, Some("\"3\"")), "{}", first.body);
    assert_eq!((&first.body["base_currency"], &first.body["time_zone"]), (&json!("EUR"), &json!("Europe/Berlin")));
    let again = function.settings.invoke(&sample).await;
    assert_eq!((again.status, again.body), (200, first.body), "the same key gets the same answer");
}

/// Whoever must set everything up first sells nothing on the first day. Requirement: SET-1, SET-2, SET-3, SET-4
#[tokio::test]
async fn without_any_set_up_the_defaults_are_there() {
    let function = Function::start().await;
    let financial = function.get("/settings/financial").await;
    assert_eq!((financial.status, financial.etag.as_deref()), (200, Some("\"0\"")), "{}", financial.body);
    let mut body = financial.body;
    let id = body.as_object_mut().unwrap().remove("id").unwrap();
    assert!(id.as_str().unwrap().starts_with("financial_settings_"));
    assert_eq!(
        body,
        json!({
            "version": 0, "last_event_id": null, "created_at": null, "created_by": null, "updated_at": null,
            "updated_by": null, "base_currency": "USD", "enabled_currencies": [], "time_zone": "Etc/UTC",
            "fiscal_calendars": []
        })
    );
    let sales = function.get("/settings/sales").await;
    assert_eq!((sales.status, sales.etag.as_deref()), (200, Some("\"0\"")), "{}", sales.body);
    let pipeline = &sales.body["pipelines"][0];
    assert_eq!(pipeline["pipeline_id"], sales.body["default_pipeline_id"]);
    assert_eq!(pipeline["stages"].as_array().unwrap().len(), 6);
    let rates = function.rates("2026").send().await;
    assert_eq!((rates.status, rates.etag.as_deref()), (200, Some("\"0\"")), "{}", rates.body);
    assert_eq!(
        (&rates.body["from"], &rates.body["year"], &rates.body["rates"]),
        (&json!("EUR"), &json!(2026), &json!({}))
    );
    let period = function.settings.get("/settings/financial/fiscal-period").query("date", "2026-11-20").send().await;
    assert_eq!(
        (period.status, period.body),
        (
            200,
            json!({
                "date": "2026-11-20", "year": 2026, "quarter": 4, "period": 11, "starts_on": "2026-11-01",
                "ends_on": "2026-11-30", "calendar_effective_from": null
            })
        )
    );
}

/// The ids of the default must not change when it becomes the tenant's own: deals refer to them. Requirement: SET-4, OPP-2
#[tokio::test]
async fn the_first_change_keeps_the_ids_of_the_default() {
    let function = Function::start().await;
    let before = function.get("/settings/sales").await.body;
    let stages = json!([
        {"name": "Talk", "kind": "open", "probability": 50, "forecast_category": "pipeline"},
        {"name": "Done", "kind": "won", "probability": 100, "forecast_category": "closed"},
        {"name": "Gone", "kind": "lost", "probability": 0, "forecast_category": "omitted"},
    ]);
    let added = function.post("/settings/sales/add-pipeline", json!({"name": "Renewals", "stages": stages})).await;
    assert_eq!((added.status, added.etag.as_deref()), (200, Some("\"2\"")), "{}", added.body);
    assert_eq!((&added.body["id"], &added.body["pipelines"][0]), (&before["id"], &before["pipelines"][0]));
    assert_eq!(function.get("/settings/sales").await.body, added.body, "what a command answers is what is read");
}

/// Two who set up a tenant at the same time must not overwrite each other unseen. Requirement: ALL-9
#[tokio::test]
async fn a_condition_holds_before_the_first_event_too() {
    let function = Function::start().await;
    let change = |tag: &str| {
        let call = function.settings.patch("/settings/financial", json!({"base_currency": "EUR"}));
        call.header("If-Match", tag).send()
    };
    assert_eq!(code(&change("\"1\"").await), (412, "precondition_failed"));
    assert_eq!(function.get("/settings/financial").await.body["version"], 0, "nothing was written");
    let first = change("\"0\"").await;
    assert_eq!((first.status, first.etag.as_deref()), (200, Some("\"2\"")), "{}", first.body);
    let late = change("\"0\"").await;
    assert_eq!((code(&late), &late.body["current_version"]), ((412, "precondition_failed"), &json!(2)));
}

/// Two first commands at once must both count, and begin one stream. Requirement: SET-1, PLT-1
#[tokio::test]
async fn two_first_commands_at_once_begin_one_stream() {
    let function = Function::start().await;
    let (one, other) = tokio::join!(
        function.change(json!({"base_currency": "EUR"})),
        function.change(json!({"time_zone": "Asia/Tokyo"}))
    );
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.body, other.body);
    let settings = function.get("/settings/financial").await.body;
    assert_eq!((&settings["base_currency"], &settings["time_zone"]), (&json!("EUR"), &json!("Asia/Tokyo")));
    assert_eq!(settings["version"], 3);
}

/// A scope that sees the settings of another sells in its currency. Requirement: ACS-6, SET-1
#[tokio::test]
async fn every_scope_has_settings_of_its_own() {
    let function = Function::start().await;
    assert_eq!(function.change(json!({"base_currency": "EUR"})).await.status, 200);
    let rate = json!({"from": "EUR", "to": "USD", "date": "2026-03-02", "rate": "1.08"});
    assert_eq!(function.post("/settings/financial/record-rate", rate).await.status, 200);
    for foreign in [scope(2, 1), scope(1, 2)] {
        let neighbour = function.settings.elsewhere(foreign);
        let settings = neighbour.get("/settings/financial").send().await;
        assert_eq!((&settings.body["version"], &settings.body["base_currency"]), (&json!(0), &json!("USD")));
        let rate = neighbour.get("/settings/financial/rate").query("from", "EUR").query("to", "USD");
        assert_eq!(rate.query("date", "2026-03-02").send().await.status, 404);
    }
}

/// A rate that is found for another day than it counts, or from another currency, turns a deal into another. Requirement: SET-2
#[tokio::test]
async fn a_rate_counts_from_its_day_on() {
    let function = Function::start().await;
    let record = async |date: &str, rate: &str| {
        let body = json!({"from": "EUR", "to": "USD", "date": date, "rate": rate});
        function.post("/settings/financial/record-rate", body).await
    };
    let first = record("2025-12-31", "1.17").await;
    assert_eq!((first.status, first.etag.as_deref()), (200, Some("\"2\"")), "{}", first.body);
    assert_eq!(record("2026-03-02", "1.08").await.etag.as_deref(), Some("\"2\""), "another year is another record");
    let corrected = record("2026-03-02", "1.09").await;
    assert_eq!(
        (corrected.etag.as_deref(), &corrected.body["rates"]["USD"]["2026-03-02"]),
        (Some("\"3\""), &json!("1.09"))
    );
    assert_eq!(function.rates("2026").send().await.body, corrected.body);
    for (date, expected) in [
        ("2025-12-30", None),
        ("2025-12-31", Some(("2025-12-31", "1.17"))),
        ("2026-03-01", Some(("2025-12-31", "1.17"))),
        ("2027-12-31", Some(("2026-03-02", "1.09"))),
        ("2028-01-01", None),
    ] {
        let answer = function.rate("EUR", "USD", date).send().await;
        match expected {
            None => assert_eq!(code(&answer), (404, "not_found"), "{date}"),
            Some((day, rate)) => {
                assert_eq!(answer.body, json!({"from": "EUR", "to": "USD", "date": day, "rate": rate}), "{date}");
            }
        }
    }
    assert_eq!(
        function.rate("USD", "EUR", "2026-03-02").send().await.status,
        404,
        "nobody recorded the other direction"
    );
    let same = function.post(
        "/settings/financial/record-rate",
        json!({"from": "EUR", "to": "EUR", "date": "2026-03-02", "rate": "1"}),
    );
    assert_eq!(refused(&same.await), (422, "invalid_field", "/to"));
}

/// The fiscal year of a tenant is asked for by every report: it must be that of the calendar that was set. Requirement: SET-3
#[tokio::test]
async fn the_fiscal_period_is_that_of_the_calendar_in_force() {
    let function = Function::start().await;
    let set = async |from: &str, calendar: Value| {
        let body = json!({"effective_from": from, "calendar": calendar});
        function.post("/settings/financial/set-fiscal-calendar", body).await
    };
    let federal = json!({"months": {"start_month": 10, "start_day": 1, "named_by": "end_year"}});
    assert_eq!(set("2020-01-01", federal).await.status, 200);
    let retail = json!({"weeks": {
        "pattern": "4-5-4", "week_starts_on": "sunday", "end_month": 1, "ends_on": "nearest_to_month_end",
        "named_by": "start_year"
    }});
    assert_eq!(set("2024-02-04", retail).await.status, 200);
    let at = async |date: &str| {
        let period = function.settings.get("/settings/financial/fiscal-period").query("date", date).send().await.body;
        ["year", "quarter", "period", "starts_on", "ends_on", "calendar_effective_from"]
            .map(|name| period[name].clone())
    };
    assert_eq!(
        at("2024-02-03").await,
        [json!(2024), json!(2), json!(5), json!("2024-02-01"), json!("2024-02-03"), json!("2020-01-01")]
    );
    assert_eq!(
        at("2024-02-04").await,
        [json!(2024), json!(1), json!(1), json!("2024-02-04"), json!("2024-03-02"), json!("2024-02-04")]
    );
    let today = function.get("/settings/financial/fiscal-period").await;
    assert_eq!((today.status, &today.body["calendar_effective_from"]), (200, &json!("2024-02-04")), "{}", today.body);
}

/// A field with a typing error that is ignored looks saved and is not; the pointer leads to it however deep it stands.
/// Requirement: ALL-7, SET-1, SET-3, SET-4
#[tokio::test]
async fn an_unknown_or_wrong_field_is_named_by_a_pointer() {
    let function = Function::start().await;
    let (change, calendar) = ("/settings/financial", "/settings/financial/set-fiscal-calendar");
    let (rate, add) = ("/settings/financial/record-rate", "/settings/sales/add-pipeline");
    let months = |month: Value| json!({"effective_from": "2026-01-01", "calendar": {"months": {"start_month": month, "start_day": 1, "named_by": "end_year"}}});
    let rated = |rate: Value| json!({"from": "EUR", "to": "USD", "date": "2026-03-02", "rate": rate});
    let stages = |kind: &str, category: &str| json!({"name": "A", "stages": [{"name": "Talk", "kind": kind, "probability": 101, "forecast_category": category}]});
    for (path, body, pointer) in [
        (change, json!({"base_curency": "EUR"}), "/base_curency"),
        (change, json!({"base_currency": "euro"}), "/base_currency"),
        (change, json!({"base_currency": "XAU"}), "/base_currency"),
        (change, json!({"enabled_currencies": ["EUR", "ZZZ"]}), "/enabled_currencies/1"),
        (change, json!({"time_zone": "Mars/Olympus_Mons"}), "/time_zone"),
        (calendar, months(json!(13)), "/calendar/months/start_month"),
        (calendar, months(json!(1.5)), "/calendar/months/start_month"),
        (calendar, json!({"effective_from": "2025-02-29"}), "/effective_from"),
        (calendar, json!({"effective_from": "2026-01-01", "calendar": {"lunar": {}}}), "/calendar"),
        (rate, rated(json!("1e3")), "/rate"),
        (rate, rated(json!("NaN")), "/rate"),
        (rate, rated(json!("1".repeat(40))), "/rate"),
        (rate, rated(json!("0")), "/rate"),
        (rate, rated(json!(1.08)), "/rate"),
        (add, stages("open", "pipeline"), "/stages/0/probability"),
        (add, stages("opened", "pipeline"), "/stages/0/kind"),
        (add, json!({"name": "\u{202e}\u{200b}", "stages": []}), "/name"),
    ] {
        let call = if path == change {
            function.settings.patch(path, body.clone())
        } else {
            function.settings.post(path, body.clone())
        };
        assert_eq!(refused(&call.send().await), (422, "invalid_field", pointer), "{path} {body}");
    }
    let removed = function.change(json!({"base_currency": null})).await;
    assert_eq!(refused(&removed), (422, "field_required", "/base_currency"));
    assert_eq!(function.get("/settings/financial").await.body["version"], 0, "nothing was written");
}

/// A parameter that is ignored answers another question. Requirement: ALL-7, SET-2
#[tokio::test]
async fn a_wrong_parameter_is_named() {
    let function = Function::start().await;
    let get = |path: &str| function.settings.get(format!("/settings/financial/{path}"));
    for (call, parameter) in [
        (get("fiscal-period").query("date", "2025-02-29"), "date"),
        (get("fiscal-period").query("day", "2026-01-01"), "day"),
        (get("rates").query("from", "EUR").query("year", "10000"), "year"),
        (get("rates").query("from", "EUR").query("year", "-1"), "year"),
        (get("rates").query("from", "EUR"), "year"),
        (get("rates").query("from", "euro").query("year", "2026"), "from"),
        (function.rate("EUR", "USD", "tomorrow"), "date"),
        (function.rate("EUR", "EUR", "2026-03-02"), "to"),
        (function.settings.get("/settings/financial").query("version", "1"), "version"),
    ] {
        assert_eq!(refused(&call.send().await), (400, "invalid_parameter", parameter));
    }
}

/// A caller without the permission must learn nothing, not even what the defaults are. Requirement: ACS-6, ALL-7
#[tokio::test]
async fn a_missing_permission_is_refused_before_any_load() {
    let function = Function::start().await;
    let mut payload: Value =
        serde_json::from_str(include_str!("../../../events/change-financial-settings.json")).unwrap();
    payload["requestContext"]["authorizer"]["permissions"] = json!("financial_settings.read sales_settings.update");
    let answer = function.settings.invoke(&payload).await;
    assert_eq!((code(&answer), &answer.body["permission"]), ((403, "forbidden"), &json!("financial_settings.update")));
    payload["requestContext"]["authorizer"] = Value::Null;
    assert_eq!(function.settings.invoke(&payload).await.status, 401);
}

/// What everybody takes from outside is behind a token too, and sent once. Requirement: REF-1
#[tokio::test]
async fn reference_data_is_served() {
    let function = Function::start().await;
    let countries = function.get("/reference/countries").await;
    assert_eq!((countries.status, countries.body["items"].as_array().unwrap().len()), (200, 249));
    let known =
        function.settings.get("/reference/countries").header("If-None-Match", countries.etag.as_deref().unwrap());
    assert_eq!((known.send().await).status, 304);
    assert_eq!(function.get("/reference/countries/DE/subdivisions").await.body["items"][0]["code"], "DE-BB");
    assert_eq!(code(&function.get("/reference/countries/ZZ/subdivisions").await), (404, "not_found"));
    assert_eq!(
        refused(&function.get("/reference/countries/de/subdivisions").await),
        (400, "invalid_parameter", "country")
    );
    assert_eq!(function.get("/reference/currencies").await.body["items"][0]["code"], "AED");
}

/// Endpoints that contradict each other would only be found when the function starts. Requirement: ALL-2
#[test]
fn the_endpoints_make_a_router() {
    assert_eq!(settings::api().operations().len(), 16);
}
