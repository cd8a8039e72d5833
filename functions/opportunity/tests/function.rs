//! The opportunity function as API Gateway calls it, over a real engine.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use crm::{
    account::{Account, AccountCommand, AccountId},
    contact::{Contact, ContactCommand, ContactId},
    forecast::StageKind,
    product::{Product, ProductCommand, ProductId},
    published::SalesTerms,
};
use dynamodb_store::local_table::LocalTable;
use kernel::{
    Aggregate, Scope, Store, TypedId, UserId,
    contract::{scope, uuid},
    in_clear,
};
use lambda_host::{
    CommandRequest, ExecuteError, contract, execute,
    gateway_client::{Answer, Call, GatewayClient},
};
use personal_data::{EncryptedStore, local_keys};
use serde_json::{Value, json};

/// The function on a table of its own, with an account and a product to sell.
struct Function {
    opportunities: GatewayClient,
    table: LocalTable,
    account_id: AccountId,
    product_id: ProductId,
}

impl Function {
    async fn start() -> Self {
        Self::start_in(scope(1, 1), AccountId::from_uuid(uuid(7))).await
    }

    async fn start_in(scope: Scope, account_id: AccountId) -> Self {
        let table = LocalTable::start().await;
        let router = opportunity::api().into_router(opportunity::app(table.store()));
        let opportunities = GatewayClient::new(router, scope, UserId::from_uuid(uuid(9)));
        let function = Self { opportunities, table, account_id, product_id: ProductId::from_uuid(uuid(8)) };
        let store = function.table.store();
        let acme = body(json!({"name": "Acme", "kind": "customer"}));
        run::<Account>(&store, scope, account_id, AccountCommand::Create(Box::new(acme))).await;
        let product = body(json!({"sku": "GTX-1", "name": "GTX Basic", "kind": "goods", "unit": "piece"}));
        let price = body(json!({"price": {"amount": "550", "currency": "USD"}, "effective_from": "2020-01-01"}));
        for command in
            [ProductCommand::Create(Box::new(product)), ProductCommand::SetPrice(price), ProductCommand::Activate]
        {
            run::<Product>(&store, scope, function.product_id, command).await;
        }
        function
    }

    fn deal(&self, more: Value) -> Value {
        let mut deal = json!({
            "name": "Ten GTX", "account_id": self.account_id, "stage_id": stage(StageKind::Open, 0),
            "close_date": "2026-12-31"
        });
        deal.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        deal
    }

    async fn opportunity(&self, more: Value) -> String {
        let answer = self.opportunities.post("/opportunities", self.deal(more)).send().await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    async fn post(&self, opportunity: &str, verb: &str, body: Value) -> Answer {
        self.opportunities.post(format!("/opportunities/{opportunity}/{verb}"), body).send().await
    }

    async fn rows(&self, name: &str, value: impl ToString) -> Vec<Value> {
        self.rows_of(self.opportunities.get("/opportunities").query(name, value.to_string())).await
    }

    async fn rows_of(&self, call: Call) -> Vec<Value> {
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
    }
}

/// A stage of the pipeline that is there without any set-up.
fn stage(kind: StageKind, index: usize) -> Value {
    stage_in(scope(1, 1), kind, index)
}

fn stage_in(scope: Scope, kind: StageKind, index: usize) -> Value {
    let sales = SalesTerms::default_in(&scope);
    let stages: Vec<_> = sales.pipelines[0].stages.iter().filter(|stage| stage.kind == kind).collect();
    json!(stages[index].stage_id)
}

fn body<T: serde::de::DeserializeOwned>(value: Value) -> T {
    in_clear(|| serde_json::from_value(value)).unwrap()
}

/// Carries out what another function does.
async fn run<A: Aggregate>(store: &impl Store, scope: Scope, id: A::Id, command: A::Command) {
    execute(store, request::<A>(scope, id, command)).await.unwrap();
}

fn request<A: Aggregate>(scope: Scope, id: A::Id, command: A::Command) -> CommandRequest<A> {
    CommandRequest { scope, ..contract::request(id, command) }
}

/// Asserts a refusal: status, code, and the field that it is about.
fn assert_refused(answer: &Answer, status: u16, code: &str, pointer: &str) {
    let found = (answer.status, answer.body["code"].as_str(), answer.body["errors"][0]["pointer"].as_str());
    assert_eq!(found, (status, Some(code), Some(pointer)), "{}", answer.body);
}

/// The payload that people try first must work, and twice, or they learn the wrong thing. Requirement: OPP-1, ALL-9
#[tokio::test]
async fn the_sample_payload_creates_an_opportunity_once() {
    let sample: Value = serde_json::from_str(include_str!("../../../events/create-opportunity.json")).unwrap();
    let context = &sample["requestContext"]["authorizer"];
    let (tenant, capsule) = (context["tenant_id"].as_str().unwrap(), context["capsule_id"].as_str().unwrap());
    let wish: Value = serde_json::from_str(sample["body"].as_str().unwrap()).unwrap();
    let account_id = wish["account_id"].as_str().unwrap().parse().unwrap();
    let scope = Scope::establish(tenant.parse().unwrap(), capsule.parse().unwrap());
    let function = Function::start_in(scope, account_id).await;
    let (first, second) = (function.opportunities.invoke(&sample).await, function.opportunities.invoke(&sample).await);
    assert_eq!((first.status, &first.body["probability"]), (201, &json!(10)), "{}", first.body);
    assert_eq!(first.body["weighted_amount"], json!({"amount": "1200.00", "currency": "USD"}));
    assert_eq!((second.status, second.body), (first.status, first.body));
}

/// A deal that is won in the list and open in the record, or counted twice, makes every forecast wrong. Requirement: OPP-3, OPP-4, OPP-5
#[tokio::test]
async fn a_deal_goes_from_its_first_line_to_the_bank() {
    let function = Function::start().await;
    let id = function.opportunity(json!({"effective_on": "2026-01-10"})).await;
    let line =
        json!({"product_id": function.product_id, "quantity": "10", "discount": {"kind": "percent", "percent": "5"}});
    let added = function.post(&id, "add-line", line).await;
    assert_eq!(added.body["amount"], json!({"amount": "5225.00", "currency": "USD"}), "{}", added.body);
    let moved = json!({"stage_id": stage(StageKind::Open, 2), "effective_on": "2026-02-01"});
    let moved = function.post(&id, "change-stage", moved).await;
    assert_eq!(moved.body["weighted_amount"]["amount"], "2612.50", "{}", moved.body);
    let won = function.post(&id, "win", json!({"effective_on": "2026-03-31"})).await;
    assert_eq!((won.status, &won.body["status"]), (200, &json!("won")), "{}", won.body);
    assert_eq!(
        won.body["closing"]["fiscal"],
        json!({"year": 2026, "quarter": 1, "period": 3, "starts_on": "2026-03-01"})
    );
    let again = function.post(&id, "win", Value::Null).await;
    assert_eq!((again.status, again.etag), (200, won.etag), "to win it again changes nothing");
    assert_refused(
        &function.opportunities.patch(format!("/opportunities/{id}"), json!({"name": ""})).send().await,
        422,
        "invalid_field",
        "/name",
    );
    let frozen = function.opportunities.patch(format!("/opportunities/{id}"), json!({"name": "x"})).send().await;
    assert_eq!((frozen.status, frozen.body["code"].as_str()), (422, Some("opportunity_closed")), "{}", frozen.body);
}

/// Whoever looks for the deals of an account, a member or a stage must find all of them and no others. Requirement: ALL-6
#[tokio::test]
async fn deals_are_listed_by_account_owner_and_stage() {
    let function = Function::start().await;
    let (first, second) = (function.opportunity(json!({})).await, function.opportunity(json!({})).await);
    let (one, both) = (vec![json!(first)], vec![json!(first), json!(second)]);
    let (owner, other) = (UserId::from_uuid(uuid(9)), "user_01h2xcejqtf2nbrexx3vqjhp43");
    assert_eq!(function.rows("account_id", function.account_id).await, both);
    assert_eq!(function.rows("owner_id", owner).await, both);
    let (early, late) = (stage(StageKind::Open, 0), stage(StageKind::Open, 1));
    let (early, late) = (early.as_str().unwrap(), late.as_str().unwrap());
    assert_eq!(function.rows("stage_id", early).await, both);

    function.post(&second, "assign", json!({"owner_id": other})).await;
    function.post(&second, "change-stage", json!({"stage_id": late})).await;
    assert_eq!(function.rows("owner_id", owner).await, one);
    assert_eq!(function.rows("owner_id", other).await, [json!(second)]);
    assert_eq!(function.rows("stage_id", early).await, one);
    assert_eq!(function.rows("stage_id", late).await, [json!(second)]);
    function.opportunities.delete(format!("/opportunities/{second}")).send().await;
    assert_eq!(function.rows("account_id", function.account_id).await, one);
    assert!(function.rows("stage_id", late).await.is_empty());
    assert_eq!(function.rows("archived", "true").await, [json!(second)]);

    let two = function.opportunities.get("/opportunities").query("owner_id", owner.to_string());
    let two = two.query("stage_id", early).send().await;
    assert_eq!((two.status, two.body["errors"][0]["parameter"].as_str()), (400, Some("stage_id")), "{}", two.body);
}

/// Whoever fills in a form must be told which of its fields is wrong. Requirement: OPP-5, ALL-7
#[tokio::test]
async fn a_wrong_field_of_a_discount_is_named() {
    let function = Function::start().await;
    let id = function.opportunity(json!({})).await;
    for (discount, pointer) in [
        (json!({"kind": "percent", "percent": "101"}), "/discount/percent"),
        (json!({"kind": "percent", "percent": 10}), "/discount/percent"),
        (json!({"percent": "101", "kind": "percent"}), "/discount/percent"),
        (json!({"kind": "amount", "amount": {"amount": "1e3", "currency": "USD"}}), "/discount/amount/amount"),
        (json!({"kind": "amount", "amount": {"amount": "1", "currency": "usd"}}), "/discount/amount/currency"),
        (json!({"kind": "half"}), "/discount/kind"),
        (json!({"kind": "none", "percent": "5"}), "/discount"),
        (json!({"kind": "percent", "amount": {"amount": "1", "currency": "USD"}}), "/discount"),
        (json!({"kind": "amount"}), "/discount"),
        (json!({"kind": "none", "percent": null}), "/discount/percent"),
        (json!({"kind": "amount", "amount": null}), "/discount/amount"),
    ] {
        let line = json!({"product_id": function.product_id, "quantity": "1", "discount": discount});
        assert_refused(&function.post(&id, "add-line", line).await, 422, "invalid_field", pointer);
    }
}

/// A contact or a product that is put away stays in the deal: who reads it must see that nobody is there any more.
/// Requirement: OPP-1, OPP-5, ALL-4
#[tokio::test]
async fn a_deal_says_which_of_its_references_are_archived() {
    let function = Function::start().await;
    let store = function.table.store();
    let encrypted = EncryptedStore::new(store.clone(), local_keys());
    let (ada, bob) = (ContactId::from_uuid(uuid(5)), ContactId::from_uuid(uuid(6)));
    for contact_id in [ada, bob] {
        let create = ContactCommand::Create(Box::new(body(json!({"family_name": "Lovelace"}))));
        run::<Contact>(&encrypted, scope(1, 1), contact_id, create).await;
    }
    let roles = json!([{"contact_id": ada, "role": "buyer"}, {"contact_id": bob, "role": "user"}]);
    let id = function.opportunity(json!({"primary_contact_id": ada, "contact_roles": roles})).await;
    let line = json!({"product_id": function.product_id, "quantity": "1"});
    assert_eq!(function.post(&id, "add-line", line).await.status, 200);
    let archived_of = async |id: &str| {
        let answer = function.opportunities.get(format!("/opportunities/{id}")).send().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["archived_references"].clone()
    };
    let archived = async || archived_of(&id).await;
    assert_eq!(archived().await, json!([]));
    run::<Contact>(&encrypted, scope(1, 1), ada, ContactCommand::Archive).await;
    assert_eq!(archived().await, json!([ada]));
    run::<Product>(&store, scope(1, 1), function.product_id, ProductCommand::Archive).await;
    assert_eq!(archived().await, json!([ada, function.product_id]));
    assert_eq!(archived_of(&function.opportunity(json!({})).await).await, json!([]), "it refers to none of them");
}

/// What is closed only becomes more: whoever works on the open deals must not read through all of history. Requirement: ALL-6, OPP-4
#[tokio::test]
async fn closed_deals_stand_in_a_list_of_their_own() {
    let function = Function::start().await;
    let (open, won) = (function.opportunity(json!({})).await, function.opportunity(json!({})).await);
    let (lost, abandoned) = (function.opportunity(json!({})).await, function.opportunity(json!({})).await);
    for (id, verb, body) in
        [(&won, "win", Value::Null), (&lost, "lose", json!({"reason": "price"})), (&abandoned, "abandon", Value::Null)]
    {
        assert_eq!(function.post(id, verb, body).await.status, 200);
    }
    let by = [
        ("account_id", function.account_id.to_string()),
        ("owner_id", UserId::from_uuid(uuid(9)).to_string()),
        ("stage_id", stage(StageKind::Open, 0).as_str().unwrap().to_owned()),
    ];
    let closed = || function.opportunities.get("/opportunities").query("closed", "true");
    assert_eq!(function.rows_of(function.opportunities.get("/opportunities")).await, [json!(open)]);
    assert_eq!(function.rows_of(closed()).await, [json!(won), json!(lost), json!(abandoned)]);
    for (name, value) in &by {
        assert_eq!(function.rows(name, value).await, [json!(open)], "{name}");
    }
    for (name, value) in &by[..2] {
        let rows = function.rows_of(closed().query(name, value.as_str())).await;
        assert_eq!(rows, [json!(won), json!(lost), json!(abandoned)], "{name}");
    }
    let (name, early) = &by[2];
    assert_eq!(
        function.rows_of(closed().query(name, early.as_str())).await,
        [json!(abandoned)],
        "it ended where it was"
    );

    let reopened = json!({"stage_id": early, "reason": "they called"});
    assert_eq!(function.post(&lost, "reopen", reopened).await.status, 200);
    assert_eq!(function.rows(name, early).await, [json!(open), json!(lost)]);
    for id in [&open, &won] {
        assert_eq!(function.opportunities.delete(format!("/opportunities/{id}")).send().await.status, 200);
    }
    assert_eq!(function.rows("archived", "true").await, [json!(open), json!(won)]);
    assert_eq!(function.rows_of(closed()).await, [json!(abandoned)]);
    assert_eq!(function.post(&won, "restore", Value::Null).await.status, 200);
    assert_eq!(function.rows_of(closed()).await, [json!(won), json!(abandoned)]);

    let both = closed().query("archived", "true").send().await;
    assert_eq!((both.status, both.body["errors"][0]["parameter"].as_str()), (400, Some("closed")), "{}", both.body);
}

/// References to nothing, or to what stands in another capsule, must be told apart by nobody, and never be written.
/// Requirement: OPP-1, PRO-3, ACS-6
#[tokio::test]
async fn a_reference_to_nothing_is_refused_at_its_field() {
    let function = Function::start().await;
    let nobody = "01h2xcejqtf2nbrexx3vqjhp4z";
    for (field, value, pointer) in [
        ("account_id", json!(format!("account_{nobody}")), "/account_id"),
        ("primary_contact_id", json!(format!("contact_{nobody}")), "/primary_contact_id"),
        ("originating_lead_id", json!(format!("lead_{nobody}")), "/originating_lead_id"),
        ("stage_id", json!(format!("stage_{nobody}")), "/stage_id"),
        (
            "contact_roles",
            json!([{"contact_id": format!("contact_{nobody}"), "role": "buyer"}]),
            "/contact_roles/0/contact_id",
        ),
    ] {
        let answer = function.opportunities.post("/opportunities", function.deal(json!({field: value}))).send().await;
        assert_refused(&answer, 422, "reference_not_found", pointer);
    }
    let wrong_type = function.deal(json!({"account_id": format!("contact_{nobody}")}));
    assert_refused(
        &function.opportunities.post("/opportunities", wrong_type).send().await,
        422,
        "invalid_field",
        "/account_id",
    );

    let id = function.opportunity(json!({})).await;
    let line = json!({"product_id": format!("product_{nobody}"), "quantity": "1"});
    assert_refused(&function.post(&id, "add-line", line).await, 422, "reference_not_found", "/product_id");
}

/// What another capsule, or another tenant, has is not there: a deal that takes its product shows the one's prices to the other.
/// Requirement: OPP-1, PRO-3, ACS-6
#[tokio::test]
async fn what_stands_in_another_scope_cannot_be_referred_to() {
    let function = Function::start().await;
    let store = function.table.store();
    let contact_id = ContactId::from_uuid(uuid(6));
    let ada = ContactCommand::Create(Box::new(body(json!({"family_name": "Lovelace"}))));
    let encrypted = EncryptedStore::new(store.clone(), local_keys());
    run::<Contact>(&encrypted, scope(1, 1), contact_id, ada).await;
    let foreign = [
        ("account_id", json!(function.account_id), "/account_id"),
        ("primary_contact_id", json!(contact_id), "/primary_contact_id"),
        ("contact_roles", json!([{"contact_id": contact_id, "role": "buyer"}]), "/contact_roles/0/contact_id"),
        ("stage_id", stage(StageKind::Open, 0), "/stage_id"),
    ];
    for (other, number) in [(scope(1, 2), 71), (scope(2, 1), 72)] {
        let there = function.opportunities.elsewhere(other);
        let account_id = AccountId::from_uuid(uuid(number));
        let account = AccountCommand::Create(Box::new(body(json!({"name": "There", "kind": "customer"}))));
        run::<Account>(&store, other, account_id, account).await;
        let own = json!({"account_id": account_id, "stage_id": stage_in(other, StageKind::Open, 0)});
        for (field, value, pointer) in &foreign {
            let mut deal = function.deal(own.clone());
            deal[*field] = value.clone();
            let answer = there.post("/opportunities", deal).send().await;
            assert_refused(&answer, 422, "reference_not_found", pointer);
        }
        let deal = there.post("/opportunities", function.deal(own)).send().await;
        assert_eq!(deal.status, 201, "{}", deal.body);
        let path = format!("/opportunities/{}", deal.body["id"].as_str().unwrap());
        let line = json!({"product_id": function.product_id, "quantity": "1"});
        let added = there.post(format!("{path}/add-line"), line).send().await;
        assert_refused(&added, 422, "reference_not_found", "/product_id");
        let moved = there.post(format!("{path}/change-stage"), json!({"stage_id": stage(StageKind::Open, 1)}));
        assert_refused(&moved.send().await, 422, "reference_not_found", "/stage_id");
        assert_eq!(function.opportunities.get(&path).send().await.status, 404);
    }
}

/// A company that is put away with deals going on loses them; whoever is told no must learn which ones. Requirement: ACC-5
#[tokio::test]
async fn an_account_cannot_be_archived_with_open_deals_which_are_named() {
    let function = Function::start().await;
    let store = function.table.store();
    let (won, open) = (function.opportunity(json!({})).await, function.opportunity(json!({})).await);
    assert_eq!(function.post(&won, "win", Value::Null).await.status, 200);
    let archive = || request::<Account>(scope(1, 1), function.account_id, AccountCommand::Archive);
    match execute(&store, archive()).await {
        Err(ExecuteError::Blocked { ids, .. }) => assert_eq!(ids, [open.parse().unwrap()]),
        other => panic!("{other:?}"),
    }
    let lost = json!({"reason": "price"});
    assert_eq!(function.post(&open, "lose", lost).await.status, 200);
    execute(&store, archive()).await.unwrap();
    let reopened = json!({"stage_id": stage(StageKind::Open, 0), "reason": "they called"});
    assert_refused(&function.post(&open, "reopen", reopened).await, 422, "reference_archived", "/account_id");
    let refused = function.opportunities.post("/opportunities", function.deal(json!({}))).send().await;
    assert_refused(&refused, 422, "reference_archived", "/account_id");
}

/// Many people enter deals of one big customer at once. One that is lost, or counted twice, shows when the account is put away.
/// Requirement: OPP-1, ACC-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_writers_under_one_account_all_succeed_in_the_end() {
    let function = std::sync::Arc::new(Function::start().await);
    let writers = (0..16).map(|_| {
        let function = function.clone();
        tokio::spawn(async move {
            for _ in 0..5 {
                function.opportunity(json!({})).await;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let store = function.table.store();
    let rows = function.opportunities.get("/opportunities").query("limit", "200");
    let rows = rows.query("account_id", function.account_id.to_string()).send().await;
    let ids: Vec<_> = rows.body["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids.len(), 80);
    for id in &ids {
        let archive = || request::<Account>(scope(1, 1), function.account_id, AccountCommand::Archive);
        let refused = execute(&store, archive()).await;
        assert!(matches!(refused, Err(ExecuteError::Blocked { .. })), "{refused:?}");
        assert_eq!(function.post(id.as_str().unwrap(), "abandon", Value::Null).await.status, 200);
    }
    execute(&store, request::<Account>(scope(1, 1), function.account_id, AccountCommand::Archive)).await.unwrap();
}

/// Endpoints that contradict each other would only be found when the function starts. Requirement: ALL-2
#[test]
fn the_endpoints_make_a_router() {
    assert_eq!(opportunity::api().operations().len(), 18);
}
