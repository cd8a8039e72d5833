//! The contact function as API Gateway calls it, over a real engine.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use aws_sdk_dynamodb::types::AttributeValue;
use dynamodb_store::local_table::LocalTable;
use kernel::{
    TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::gateway_client::{Answer, GatewayClient};
use personal_data::local_keys;
use serde_json::{Value, json};

/// The function on a table of its own.
struct Function {
    contacts: GatewayClient,
    table: LocalTable,
}

impl Function {
    async fn start() -> Self {
        let table = LocalTable::start().await;
        let router = contact::api().into_router(contact::app(table.store(), local_keys()));
        Self { contacts: GatewayClient::new(router, scope(1, 1), UserId::from_uuid(uuid(9))), table }
    }

    async fn contact(&self, body: Value) -> String {
        created(self.contacts.post("/contacts", body).send().await)
    }

    async fn change(&self, contact: &str, body: Value) -> Answer {
        self.contacts.patch(format!("/contacts/{contact}"), body).send().await
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

/// The payload that people try first must work, and twice, or they learn the wrong thing. Requirement: CON-1, ALL-9
#[tokio::test]
async fn the_sample_payload_creates_a_contact_once() {
    let function = Function::start().await;
    let sample: Value = serde_json::from_str(include_str!("../../../events/create-contact.json")).unwrap();
    let (first, second) = (function.contacts.invoke(&sample).await, function.contacts.invoke(&sample).await);
    assert_eq!((first.status, &first.body["family_name"]), (201, &json!("Lovelace")), "{}", first.body);
    assert_eq!((second.status, second.body), (first.status, first.body));
}

/// Everything that items of a table say, one text per item.
async fn items(table: &LocalTable) -> Vec<Value> {
    let items = table.client().scan().table_name(LocalTable::NAME).send().await.unwrap().items.unwrap_or_default();
    let items = items.into_iter().map(serde_dynamo::Item::from);
    items.map(|item| serde_dynamo::from_item(item).unwrap()).collect()
}

/// What a person is called, and where it is reached, must stand in no item in clear text: not in events, which go to the bus, not in
/// states, not in rows of lists; and the state holds the cipher text of the event. Requirement: CON-1, CON-2
#[tokio::test]
async fn personal_data_is_encrypted_wherever_it_is_kept() {
    let function = Function::start().await;
    let phone = json!({"e164": "+49 89 4711", "raw": "089 / 47 11 (Zentrale)", "kind": "work"});
    let address = json!({"address": "ada@example.com", "kind": "work"});
    let ada = json!({
        "given_name": "Adalgisa", "family_name": "Lovelacia", "birthday": "1915-12-10", "job_title": "Countess",
        "emails": [address], "phones": [phone]
    });
    let contact = function.contact(ada.clone()).await;
    let answer = function.change(&contact, json!({"family_name": "Byronia"})).await;
    assert_eq!(
        (answer.status, &answer.body["family_name"]),
        (200, &json!("Byronia")),
        "who may read it reads clear text"
    );

    let items = items(&function.table).await;
    for clear in ["Adalgisa", "Lovelacia", "Byronia", "1915", "4711", "47 11", "ada@example.com", "example.com"] {
        assert!(items.iter().all(|item| !item.to_string().contains(clear)), "`{clear}` stands in the table");
    }
    assert!(items.iter().any(|item| item.to_string().contains("Countess")), "what is not personal is not encrypted");

    let of = |kind: &str, attribute: &str| -> Vec<Value> {
        let of_kind = items.iter().filter(|item| item["kind"] == kind);
        of_kind.map(|item| serde_json::from_str(item[attribute].as_str().unwrap()).unwrap()).collect()
    };
    let (events, states, summary) = (of("event", "data"), of("state", "body"), of("state", "summary"));
    let (created, renamed, state) = (&events[0], &events[1], &states[0]["state"]);
    assert_eq!(state["emails"], created["emails"]);
    assert_eq!(state["given_name"], renamed["given_name"]);
    assert_eq!(created["given_name"], renamed["given_name"], "what did not change is not encrypted again");
    assert_eq!(summary[0]["primary_email"], state["emails"][0]["address"]);

    let listed = function.contacts.get("/contacts").send().await;
    let row = &listed.body["items"][0];
    assert_eq!((&row["primary_email"], &row["given_name"]), (&json!("ada@example.com"), &json!("Adalgisa")));
    let read = function.contacts.get(format!("/contacts/{contact}")).send().await;
    assert_eq!((&read.body["phones"][0]["e164"], &read.body["birthday"]), (&json!("+49894711"), &json!("1915-12-10")));
}

/// A client that got hold of somebody's cipher text must not have it opened under a record of its own. Requirement: CON-1
#[tokio::test]
async fn cipher_text_in_a_request_is_refused() {
    let function = Function::start().await;
    let sealed = json!({"$enc": {"v": 1, "kid": "local", "iv": "AAAAAAAAAAAAAAAA", "ct": "AAAAAAAAAAAAAAAAAAAAAAAA"}});
    let answer = function.contacts.post("/contacts", json!({"given_name": sealed})).send().await;
    assert_refused(&answer, 422, "invalid_field", "/given_name");
}

/// An item whose cipher text was moved from another contact is damage and never data: the record is not shown. Requirement: CON-1
#[tokio::test]
async fn cipher_text_of_another_contact_is_not_shown() {
    let function = Function::start().await;
    let (ada, eve) =
        (function.contact(json!({"given_name": "Ada"})).await, function.contact(json!({"given_name": "Eve"})).await);
    let state = |id: &str| {
        let id = id.to_owned();
        let client = function.table.client().clone();
        async move {
            let items = client.scan().table_name(LocalTable::NAME).send().await.unwrap().items.unwrap_or_default();
            let text = |item: &std::collections::HashMap<String, AttributeValue>, name: &str| {
                item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
            };
            items.into_iter().find(|item| text(item, "kind") == "state" && text(item, "aggregate_id") == id).unwrap()
        }
    };
    let (of_ada, mut of_eve) = (state(&ada).await, state(&eve).await);
    let body = |item: &std::collections::HashMap<String, AttributeValue>| -> Value {
        serde_json::from_str(item["body"].as_s().unwrap()).unwrap()
    };
    let mut planted = body(&of_eve);
    planted["state"]["given_name"] = body(&of_ada)["state"]["given_name"].clone();
    of_eve.insert("body".to_owned(), AttributeValue::S(planted.to_string()));
    function.table.client().put_item().table_name(LocalTable::NAME).set_item(Some(of_eve)).send().await.unwrap();

    let answer = function.contacts.get(format!("/contacts/{eve}")).send().await;
    assert_eq!(answer.status, 500, "{}", answer.body);
    assert!(!answer.body.to_string().contains("Ada"));
    let answer = function.contacts.get(format!("/contacts/{ada}")).send().await;
    assert_eq!((answer.status, &answer.body["given_name"]), (200, &json!("Ada")));
}

/// Two people with one address make every search by it ambiguous; the answer names the holder and never the address.
/// Requirement: CON-2
#[tokio::test]
async fn an_email_address_has_one_holder() {
    let function = Function::start().await;
    let emails = |address: &str| json!([{"address": address, "kind": "work", "is_primary": true}]);
    let ada = function.contact(json!({"emails": emails("Ada@Example.com")})).await;
    let answer = function.contacts.post("/contacts", json!({"emails": emails("ada@example.COM")})).send().await;
    assert_refused(&answer, 409, "duplicate_value", "/emails/0/address");
    assert_eq!(answer.body["ids"], json!([ada]));
    assert!(!answer.body.to_string().to_lowercase().contains("ada@example.com"));
    function.contacts.delete(format!("/contacts/{ada}")).send().await;
    function.contact(json!({"emails": emails("ada@example.com")})).await;
    let restored = function.contacts.post(format!("/contacts/{ada}/restore"), Value::Null).send().await;
    assert_eq!((restored.status, restored.body["code"].as_str()), (409, Some("duplicate_value")));
}

/// A circle of managers has no top. Requirement: CON-4
#[tokio::test]
async fn a_contact_never_reports_to_itself_in_the_end() {
    let function = Function::start().await;
    let boss = function.contact(json!({"family_name": "Boss"})).await;
    let lead = function.contact(json!({"family_name": "Lead", "reports_to": boss})).await;
    let dev = function.contact(json!({"family_name": "Dev", "reports_to": lead})).await;
    assert_refused(&function.change(&boss, json!({"reports_to": dev})).await, 422, "reports_to_cycle", "/reports_to");
    assert_refused(&function.change(&dev, json!({"reports_to": dev})).await, 422, "reports_to_cycle", "/reports_to");
    let nobody = json!({"reports_to": "contact_01h2xcejqtf2nbrexx3vqjhp41"});
    assert_refused(&function.change(&dev, nobody).await, 422, "reference_not_found", "/reports_to");
    assert_eq!(function.change(&dev, json!({"reports_to": boss})).await.status, 200);
    assert_eq!(function.change(&boss, json!({"reports_to": Value::Null})).await.status, 200);
}

/// Every verb must reach its decision, with its own body. Requirement: CON-5, CON-6
#[tokio::test]
async fn a_contact_goes_through_its_life() {
    let function = Function::start().await;
    let ada = function.contact(json!({"family_name": "Lovelace"})).await;
    let mut version = 1;
    for (verb, body) in [
        ("advance", json!({"to": "customer"})),
        ("reset", json!({"to": "lead", "reason": "left the company"})),
        ("grant-consent", json!({"purpose": "newsletter", "basis": "consent", "source": "web form"})),
        ("withdraw-consent", json!({"purpose": "newsletter"})),
        ("opt-out", json!({"channel": "email"})),
        ("opt-in", json!({"channel": "email", "source": "telephone call"})),
        ("assign", json!({"owner_id": "user_01h2xcejqtf2nbrexx3vqjhp43"})),
    ] {
        let answer = function.contacts.post(format!("/contacts/{ada}/{verb}"), body).send().await;
        version += 1;
        assert_eq!((answer.status, answer.etag), (200, Some(format!("\"{version}\""))), "{verb}: {}", answer.body);
    }
    let back = function.contacts.post(format!("/contacts/{ada}/advance"), json!({"to": "subscriber"})).send().await;
    assert_eq!((back.status, back.body["code"].as_str()), (422, Some("lifecycle_backward")), "{}", back.body);
    let read = function.contacts.get(format!("/contacts/{ada}")).send().await.body;
    assert_eq!((&read["lifecycle"], &read["version"]), (&json!("lead"), &json!(version)));
    assert!(read["consents"][0]["withdrawn_at"].is_string(), "{read}");
}

/// A filter that is not understood must not be ignored: the client would take all for what it asked for. Requirement: ALL-6
#[tokio::test]
async fn a_list_takes_an_account_and_nothing_unknown() {
    let function = Function::start().await;
    for (name, value) in [("account_id", "contact_01h2xcejqtf2nbrexx3vqjhp41"), ("account_id", "x"), ("owner_id", "x")]
    {
        let answer = function.contacts.get("/contacts").query(name, value).send().await;
        assert_eq!(answer.status, 400, "{name}={value}: {}", answer.body);
    }
}

/// A contact without a name and an address cannot be told from any other. Requirement: CON-1, ALL-7
#[tokio::test]
async fn an_unknown_or_wrong_field_is_named_by_a_pointer() {
    let function = Function::start().await;
    for (body, pointer) in [
        (json!({"family_name": "A", "famliy_name": "x"}), "/famliy_name"),
        (json!({"family_name": ""}), "/family_name"),
        (json!({"emails": [{"address": "no address", "kind": "work"}]}), "/emails/0/address"),
        (json!({"family_name": "A", "birthday": "2026-02-30"}), "/birthday"),
        (json!({"family_name": "A", "time_zone": "Europe/Nowhere"}), "/time_zone"),
        (json!({"family_name": "A", "reports_to": "account_01h2xcejqtf2nbrexx3vqjhp41"}), "/reports_to"),
    ] {
        let answer = function.contacts.post("/contacts", body.clone()).send().await;
        let found = (answer.status, answer.body["errors"][0]["pointer"].as_str());
        assert_eq!(found, (422, Some(pointer)), "{body}: {}", answer.body);
    }
    let nameless = function.contacts.post("/contacts", json!({"job_title": "CEO"})).send().await;
    assert_eq!((nameless.status, nameless.body["code"].as_str()), (422, Some("name_or_email_required")));
}
