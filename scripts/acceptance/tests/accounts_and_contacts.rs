//! Accounts and contacts together, each in its own function, over a real engine: what one does to the other.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use dynamodb_store::local_table::LocalTable;
use kernel::{
    TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::{Answer, GatewayClient};
use personal_data::local_keys;
use serde_json::{Value, json};

/// Both functions on one table.
struct Functions {
    accounts: GatewayClient,
    contacts: GatewayClient,
    _table: LocalTable,
}

impl Functions {
    async fn start() -> Self {
        let table = LocalTable::start().await;
        let (scope, user) = (scope(1, 1), UserId::from_uuid(uuid(9)));
        let accounts = GatewayClient::new(account::api().into_router(account::app(table.store())), scope, user);
        let contacts =
            GatewayClient::new(contact::api().into_router(contact::app(table.store(), local_keys())), scope, user);
        Self { accounts, contacts, _table: table }
    }

    async fn account(&self, name: &str) -> String {
        let answer = self.accounts.post("/accounts", json!({"name": name, "kind": "customer"})).send().await;
        created(answer)
    }

    async fn contact(&self, body: Value) -> String {
        created(self.contacts.post("/contacts", body).send().await)
    }

    async fn change(&self, contact: &str, body: Value) -> Answer {
        self.contacts.patch(format!("/contacts/{contact}"), body).send().await
    }

    async fn listed(&self, account: &str, archived: bool) -> Vec<Value> {
        let list = self.contacts.get("/contacts").query("account_id", account).query("archived", archived.to_string());
        list.send().await.body["items"].as_array().unwrap().clone()
    }
}

fn created(answer: Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body["id"].as_str().unwrap().to_owned()
}

/// Asserts a refusal: status, code, and the field that it is about.
fn assert_refused(answer: &Answer, status: u16, code: &str, pointer: &str) {
    let found = (answer.status, answer.body["code"].as_str(), answer.body["errors"][0]["pointer"].as_str());
    assert_eq!(found, (status, Some(code), Some(pointer)), "{}", answer.body);
}

/// Whoever looks at a company wants to see its people, and how they belong to it. Requirement: CON-3
#[tokio::test]
async fn a_contact_is_listed_by_each_of_its_accounts() {
    let functions = Functions::start().await;
    let (acme, other) = (functions.account("Acme").await, functions.account("Other").await);
    let links =
        json!([{"account_id": acme, "role": "Buyer", "is_primary": true}, {"account_id": other, "is_primary": false}]);
    let ada = functions.contact(json!({"given_name": "Ada", "family_name": "Lovelace", "links": links})).await;
    functions.contact(json!({"family_name": "Nobody's"})).await;

    let rows = functions.listed(&acme, false).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["id"], &rows[0]["link"]["role"]), (&json!(ada), &json!("Buyer")));
    assert_eq!(rows[0]["family_name"], "Lovelace");
    assert_eq!(functions.listed(&other, false).await[0]["link"]["is_primary"], false);
    let all = functions.contacts.get("/contacts").send().await;
    assert_eq!(all.body["items"].as_array().unwrap().len(), 2);
    assert!(all.body["items"][0].get("link").is_none(), "a list of all says nothing of links");

    let renamed = functions.change(&ada, json!({"family_name": "King"})).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    assert_eq!(functions.listed(&acme, false).await[0]["family_name"], "King");
}

/// A contact of an account that is not there, or of another tenant, could never be found; both get one answer. Requirement: ACS-6
#[tokio::test]
async fn a_link_to_nothing_or_to_another_capsule_is_refused_alike() {
    let functions = Functions::start().await;
    let elsewhere = functions.accounts.elsewhere(scope(1, 2));
    let foreign = created(elsewhere.post("/accounts", json!({"name": "Acme", "kind": "customer"})).send().await);
    let mut bodies = Vec::new();
    for account in [foreign.as_str(), "account_01h2xcejqtf2nbrexx3vqjhp41"] {
        let links = json!([{"account_id": account, "is_primary": true}]);
        let answer = functions.contacts.post("/contacts", json!({"family_name": "A", "links": links})).send().await;
        assert_refused(&answer, 422, "reference_not_found", "/links/0/account_id");
        let mut body = answer.body;
        body.as_object_mut().unwrap().remove("trace_id");
        assert_eq!(body["ids"].take(), json!([account]), "it names what was asked for, and nothing else");
        bodies.push(body);
    }
    assert_eq!(bodies[0], bodies[1]);
}

/// A child under an archived parent, and a parent that cannot say who it has. Requirement: ALL-4
#[tokio::test]
async fn a_link_to_an_archived_account_is_refused() {
    let functions = Functions::start().await;
    let acme = functions.account("Acme").await;
    functions.accounts.delete(format!("/accounts/{acme}")).send().await;
    let links = json!([{"account_id": acme, "is_primary": true}]);
    let answer = functions.contacts.post("/contacts", json!({"family_name": "A", "links": links})).send().await;
    assert_refused(&answer, 422, "reference_archived", "/links/0/account_id");
}

/// A primary contact of somebody else, or one that left, is a dead end. Requirement: ACC-4
#[tokio::test]
async fn a_primary_contact_belongs_to_its_account_and_stays() {
    let functions = Functions::start().await;
    let acme = functions.account("Acme").await;
    let ada = functions.contact(json!({"family_name": "Lovelace"})).await;
    let choose = async |contact: Value| {
        let path = format!("/accounts/{acme}");
        functions.accounts.patch(path, json!({"primary_contact_id": contact})).send().await
    };
    assert_refused(&choose(json!(ada)).await, 422, "reference_not_held", "/primary_contact_id");
    functions.change(&ada, json!({"links": [{"account_id": acme, "is_primary": true}]})).await;
    let chosen = choose(json!(ada)).await;
    assert_eq!((chosen.status, &chosen.body["primary_contact_id"]), (200, &json!(ada)), "{}", chosen.body);

    let left = functions.change(&ada, json!({"links": []})).await;
    assert_refused(&left, 409, "reference_needed", "/links");
    assert_eq!(left.body["ids"], json!([acme]));
    let archived = functions.contacts.delete(format!("/contacts/{ada}")).send().await;
    assert_eq!((archived.status, &archived.body["ids"]), (409, &json!([acme])), "{}", archived.body);
    assert_eq!(choose(Value::Null).await.status, 200);
    assert_eq!(functions.contacts.delete(format!("/contacts/{ada}")).send().await.status, 200);
    assert!(functions.listed(&acme, false).await.is_empty());
    assert_eq!(functions.listed(&acme, true).await.len(), 1);
}

/// An account that is put away lets its people go. Requirement: ACC-4
#[tokio::test]
async fn an_archived_account_keeps_nobody() {
    let functions = Functions::start().await;
    let acme = functions.account("Acme").await;
    let ada = functions.contact(json!({"family_name": "A", "links": [{"account_id": acme, "is_primary": true}]})).await;
    let path = format!("/accounts/{acme}");
    functions.accounts.patch(&path, json!({"primary_contact_id": ada})).send().await;
    assert_eq!(functions.accounts.delete(&path).send().await.status, 200);
    assert_eq!(functions.contacts.delete(format!("/contacts/{ada}")).send().await.status, 200);
}

/// The same request under the same key happens once, links and all. Requirement: ALL-9
#[tokio::test]
async fn a_repeated_creation_gives_the_same_contact() {
    let functions = Functions::start().await;
    let acme = functions.account("Acme").await;
    let body = json!({"family_name": "A", "links": [{"account_id": acme, "is_primary": true}]});
    let post = || functions.contacts.post("/contacts", body.clone()).key("once").send();
    let (first, second) = (post().await, post().await);
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    assert_eq!(functions.listed(&acme, false).await.len(), 1);
}
