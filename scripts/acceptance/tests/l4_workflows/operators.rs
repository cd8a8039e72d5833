//! Operators of the platform and callers in a tenant: neither reaches what is the other's, whatever the token lists.

use std::time::SystemTime;

use acceptance::{Client, Cloud, http::Call};
use api::Method;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eva::{generate::operators_operations, keys::SigningKey};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::{create, path, records::Records, routes, setup};

/// A violation that nobody has.
const NOWHERE: &str = "violation_01h2xcejqtf2nbrexx3vqjhp41";

/// Every request that an operator may make.
fn of_operators(client: &Client) -> Vec<Call> {
    let call = |operation: api::Operation| {
        client.request(operation.method.as_str(), &operation.path.replace("{violation_id}", NOWHERE))
    };
    operators_operations().into_iter().map(call).collect()
}

/// The claims of a token, changed, under the key of the system.
fn signed(cloud: &Cloud, token: &str, change: impl Fn(&mut Value)) -> String {
    let payload = token.split('.').nth(1).expect("a payload");
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON");
    change(&mut claims);
    let key = SigningKey::load(&cloud.operator_args().dir).expect("the key");
    jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &EncodingKey::from_ed_der(key.pkcs8()))
        .expect("a token")
}

/// An operator is let in; a test of refusals alone would pass on a system that refuses everybody. Requirement: ACS-5
#[tokio::test]
async fn an_operator_reaches_what_is_the_operators() {
    let cloud = Cloud::from_env().await;
    let operator = cloud.operator_with("all");
    let list = operator.get("/violations?limit=1").await.expect(200).json();
    assert!(list["items"].is_array(), "{list}");
    operator.get(&format!("/violations/{NOWHERE}")).await.problem(404, "not_found");
    operator.post(&format!("/violations/{NOWHERE}/acknowledge")).await.problem(404, "not_found");
    cloud.anonymous().get("/violations").await.expect(401);
}

/// The worst case: a tenant that reads what became of other tenants' events. Every permission there is, and those of operators by name, open
/// nothing. Requirement: ACS-6
#[tokio::test]
async fn a_tenant_with_every_permission_reads_no_violation() {
    let (cloud, tenant, client) = setup().await;
    let good = cloud.sign(&cloud.token_args(&tenant), SystemTime::now());
    let listing = cloud.client_of(&signed(&cloud, &good, |claims| {
        let own = claims["permissions"].as_array().expect("permissions").clone();
        let operators = ["violation.read", "violation.acknowledge", "violation.reopen"].map(Value::from);
        claims["permissions"] = own.into_iter().chain(operators).collect();
    }));
    for client in [client, listing] {
        for call in of_operators(&client) {
            let answer = call.send().await;
            assert_eq!(answer.status, 403, "{answer}");
            assert!(!answer.text().contains("items"), "{answer}");
        }
        client.get("/accounts").await.expect(200);
    }
}

/// The other direction: an operator who reads or changes a tenant's records, with any permissions in the token. Requirement: ACS-6
#[tokio::test]
async fn an_operator_reaches_no_record_of_a_tenant() {
    let (cloud, _, client) = setup().await;
    let records = Records::create(&client).await;
    let before = records.read(&client).await;
    let good = cloud.sign(&cloud.operator_args(), SystemTime::now());
    let listing = signed(&cloud, &good, |claims| {
        let all = access_control::Permission::ALL.iter().map(|permission| permission.as_str());
        claims["permissions"] = all.chain(["violation.read"]).collect();
    });
    for operator in [cloud.client_of(&good), cloud.client_of(&listing)] {
        for route in routes::all() {
            let answer = route.call(&operator, &records).send().await;
            assert_eq!(answer.status, 403, "{}: {answer}", route.name());
        }
    }
    assert_eq!(records.read(&client).await, before, "nothing was written");
}

/// A token that is both would be whatever its bearer likes. Requirement: ACS-5, ACS-6
#[tokio::test]
async fn a_token_of_both_kinds_is_refused() {
    let (cloud, tenant, client) = setup().await;
    let id = create(&client, "Both").await.id();
    let callers = cloud.sign(&cloud.token_args(&tenant), SystemTime::now());
    let operators = cloud.sign(&cloud.operator_args(), SystemTime::now());
    let (own, other) = ("eva-api", "eva-operations");
    let of = |token: &str, change: &dyn Fn(&mut Value)| signed(&cloud, token, change);
    let forged = [
        ("of a tenant, for both", of(&callers, &|claims| claims["aud"] = json!([own, other]))),
        ("of a tenant, for operators", of(&callers, &|claims| claims["aud"] = json!(other))),
        ("of an operator, for both", of(&operators, &|claims| claims["aud"] = json!([other, own]))),
        ("of an operator, for tenants", of(&operators, &|claims| claims["aud"] = json!(own))),
        ("of an operator in a tenant", of(&operators, &|claims| claims["tenant_id"] = json!(tenant.tenant_id))),
        ("of an operator in a capsule", of(&operators, &|claims| claims["capsule_id"] = json!(tenant.capsule_id))),
        ("of an operator in no tenant, in words", of(&operators, &|claims| claims["tenant_id"] = Value::Null)),
        ("of a user among operators", of(&operators, &|claims| claims["sub"] = json!(tenant.user_id))),
    ];
    for (what, token) in forged {
        let forger = cloud.client_of(&token);
        for at in ["/violations", path(&id).as_str()] {
            assert_eq!(forger.get(at).await.status, 401, "a token {what}, at {at}");
        }
    }
}

/// An operator may do what the token says and no more, and learns nothing from a refusal. Requirement: ACS-6
#[tokio::test]
async fn each_route_of_operators_asks_for_its_own_permission() {
    let cloud = Cloud::from_env().await;
    let permission_of = |operation: &api::Operation| match operation.access {
        api::Access::Operator(permission) => permission.as_str(),
        _ => panic!("`{}` is no operators'", operation.id),
    };
    let all: std::collections::BTreeSet<_> = operators_operations().iter().map(permission_of).collect();
    for operation in operators_operations() {
        let own = permission_of(&operation);
        let others: Vec<_> = all.iter().copied().filter(|permission| *permission != own).collect();
        let lacking = cloud.operator_with(&others.join(","));
        let at = operation.path.replace("{violation_id}", NOWHERE);
        let refused = lacking.request(operation.method.as_str(), &at).send().await.problem(403, "forbidden");
        assert_eq!(refused.json()["permission"], own, "{}", operation.id);
        let holder = cloud.operator_with(own);
        let answer = holder.request(operation.method.as_str(), &at).send().await;
        let expected = if operation.method == Method::Get && operation.path_params.is_empty() { 200 } else { 404 };
        assert_eq!(answer.status, expected, "{}: {answer}", operation.id);
    }
}
