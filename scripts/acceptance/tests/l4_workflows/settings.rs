//! What every scope has one of: settings without any set-up, and those of neighbours.

use acceptance::{Client, Tenant, tenant::fresh};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{pipeline, setup};

const FINANCIAL: &str = "/settings/financial";
const SALES: &str = "/settings/sales";

async fn change(client: &Client, body: Value) {
    client.patch(FINANCIAL, &body).await.expect(200);
}

/// A tenant is asked for its settings before it has made any, and goes on from there. Requirement: SET-1, SET-4, ALL-9
#[tokio::test]
async fn settings_are_there_from_the_start_and_change_by_version() {
    let (_, tenant, client) = setup().await;
    let before = client.get(FINANCIAL).await.expect(200);
    assert_eq!((before.version(), before.json()["base_currency"].clone()), (0, json!("USD")));
    assert_eq!(before.header("cache-control"), Some("private, no-cache"));
    let patch = |version| client.request("PATCH", FINANCIAL).json(&json!({ "base_currency": "EUR" })).if_match(version);
    patch(1).send().await.problem(412, "precondition_failed");
    let changed = patch(0).send().await.expect(200);
    assert_eq!((changed.version(), changed.header("location")), (2, None));
    assert_eq!(changed.json()["created_by"], json!(tenant.user_id));
    let refused = patch(0).send().await.problem(412, "precondition_failed");
    assert_eq!(refused.json()["current_version"], 2);
    assert_eq!(
        client.get(FINANCIAL).await.expect(200).json(),
        changed.json(),
        "what was answered is what stands there"
    );
}

/// Ten who set up a tenant at once must not lose what one of them set, whoever was first. Requirement: SET-4, PLT-1
#[tokio::test]
async fn first_commands_at_once_all_count() {
    let (_, _, client) = setup().await;
    let add = async |n: usize| loop {
        let answer = client.post_json("/settings/sales/add-pipeline", &pipeline(&format!("P{n}"))).await;
        if answer.status != 409 {
            return answer.expect(200).version();
        }
        answer.problem(409, "concurrent_change");
    };
    let mut versions = join_all((0..10).map(add)).await;
    versions.sort_unstable();
    assert_eq!(versions, (2..=11).collect::<Vec<_>>(), "one beginning, and an event each");
    let settings = client.get(SALES).await.expect(200).json();
    let mut names: Vec<_> =
        settings["pipelines"].as_array().expect("pipelines").iter().map(|one| &one["name"]).collect();
    names.sort_by_key(ToString::to_string);
    assert_eq!(names.len(), 11);
    names.dedup();
    assert_eq!(names.len(), 11, "each is there once: {settings}");
}

/// Settings of another scope must neither show nor count: neither in an answer, nor in a refusal, nor for a deal. Requirement: ACS-6, SET-1, SET-2, SET-4
#[tokio::test]
async fn settings_of_another_scope_are_as_if_they_were_not_there() {
    let (cloud, tenant, client) = setup().await;
    for neighbour in [Tenant { tenant_id: fresh(), ..tenant }, tenant.in_another_capsule()] {
        let foreign = cloud.client(&neighbour);
        change(&foreign, json!({ "base_currency": "GBP", "time_zone": "Asia/Tokyo" })).await;
        let rate = json!({ "from": "EUR", "to": "USD", "date": "2026-03-02", "rate": "1.0825" });
        foreign.post_json("/settings/financial/record-rate", &rate).await.expect(200);
        let added = foreign.post_json("/settings/sales/add-pipeline", &pipeline("Secret")).await.expect(200);
        let (theirs, stage) =
            (added.string("/pipelines/1/pipeline_id"), added.string("/pipelines/1/stages/0/stage_id"));

        let own = client.get(FINANCIAL).await.expect(200);
        assert_eq!((own.version(), own.json()["base_currency"].clone()), (0, json!("USD")));
        assert_ne!(own.id(), foreign.get(FINANCIAL).await.expect(200).id());
        assert_eq!(client.get("/settings/financial/rates?from=EUR&year=2026").await.expect(200).version(), 0);
        let rate = "/settings/financial/rate?from=EUR&to=USD&date=2026-03-02";
        client.get(rate).await.problem(404, "not_found");
        assert!(!client.get(SALES).await.expect(200).text().contains("Secret"));

        let nowhere = theirs.replace(theirs.split_at(30).1, "zzzzz");
        for (verb, body) in [
            ("change-pipeline", json!({ "pipeline_id": theirs, "name": "Mine" })),
            ("archive-pipeline", json!({ "pipeline_id": theirs })),
            ("restore-pipeline", json!({ "pipeline_id": theirs })),
        ] {
            let path = format!("{SALES}/{verb}");
            let refused = client.post_json(&path, &body).await.problem(422, "pipeline_not_found");
            let body = json!({ "pipeline_id": nowhere, "name": body["name"] });
            let body = if body["name"].is_null() { json!({ "pipeline_id": nowhere }) } else { body };
            let also_refused = client.post_json(&path, &body).await.problem(422, "pipeline_not_found");
            assert_eq!(refused.essence().about(&theirs), also_refused.essence().about(&nowhere), "{verb}");
        }
        let default = client.get(SALES).await.expect(200);
        let mut stages = default.json()["pipelines"][0]["stages"].clone();
        stages[0]["stage_id"] = json!(stage);
        let body = json!({ "pipeline_id": default.string("/default_pipeline_id"), "stages": stages });
        client.post_json("/settings/sales/change-pipeline", &body).await.problem(422, "stage_not_found");
        client.patch(SALES, &json!({ "default_pipeline_id": theirs })).await.problem(422, "pipeline_not_found");
        assert_eq!(client.get(SALES).await.expect(200).version(), 0, "nothing was written");
        assert_eq!(foreign.get(SALES).await.expect(200).json(), added.json(), "nothing was written there either");
    }
}

/// Reference data is behind a token like everything else, and a client that has it does not load it again. Requirement: REF-1, ACS-6
#[tokio::test]
async fn reference_data_is_kept_by_its_clients_alone() {
    let (cloud, tenant, client) = setup().await;
    for path in ["/reference/countries", "/reference/countries/DE/subdivisions", "/reference/currencies"] {
        let list = client.get(path).await.expect(200);
        assert_eq!(list.header("cache-control"), Some("private, max-age=86400"), "{path}");
        let tag = list.header("etag").expect("a tag").to_owned();
        let again = client.request("GET", path).header("if-none-match", &tag).send().await;
        assert_eq!(
            (again.status, again.text().as_str(), again.header("etag")),
            (304, "", Some(tag.as_str())),
            "{path}"
        );
        let other = cloud.client_with(&tenant, "account.read");
        let refused = other.request("GET", path).header("if-none-match", &tag).send().await;
        refused.problem(403, "forbidden");
    }
    client.get("/reference/countries/ZZ/subdivisions").await.problem(404, "not_found");
    client.get("/reference/countries/de/subdivisions").await.problem(400, "invalid_parameter");
}
