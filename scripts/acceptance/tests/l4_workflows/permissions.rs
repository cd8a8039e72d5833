//! Each route asks for its own permission, before anything else.

use access_control::Permission;
use serde_json::json;

use super::{records::Records, routes, setup};

fn all_but(permission: Permission) -> String {
    let others = Permission::ALL.iter().filter(|other| **other != permission);
    others.map(|other| other.as_str()).collect::<Vec<_>>().join(",")
}

/// Whoever lacks one permission must be refused whatever else he holds, and must not learn from the refusal whether a record is there or
/// whether his request was right. Requirement: ACS-6, ALL-7
#[tokio::test]
async fn without_its_permission_a_route_is_closed_before_any_load() {
    let (cloud, tenant, client) = setup().await;
    let (there, nowhere) = (Records::create(&client).await, Records::nowhere());
    let before = there.read(&client).await;
    for route in routes::all() {
        let permission = route.permission();
        let lacking = cloud.client_with(&tenant, &all_but(permission));
        let refused = route.call(&lacking, &there).send().await.problem(403, "forbidden");
        assert_eq!(refused.json()["permission"], permission.as_str(), "{}", route.name());
        let also_refused = [
            ("an id that is nowhere", route.call(&lacking, &nowhere)),
            ("an id of another kind", route.call(&lacking, &Records::wrong("lead_01h2xcejqtf2nbrexx3vqjhp41"))),
            ("no id", route.call(&lacking, &Records::wrong("x"))),
            ("a body that is none", route.bare_call(&lacking, &there, "").body("text/plain", "{")),
            ("a wrong condition", route.call(&lacking, &there).header("if-match", "x").header("idempotency-key", "?")),
        ];
        for (what, call) in also_refused {
            assert_eq!(call.send().await.essence(), refused.essence(), "{} with {what}", route.name());
        }
    }
    assert_eq!(there.read(&client).await, before, "nothing was written");
}

/// A route that asks for more than its permission, or for another one, keeps out who was let in.
#[tokio::test]
async fn with_its_permission_alone_a_route_is_open() {
    let (cloud, tenant, client) = setup().await;
    for route in routes::all() {
        let records = Records::create(&client).await;
        route.prepare(&client, &records).await;
        let holder = cloud.client_with(&tenant, route.permission().as_str());
        let answer = route.call(&holder, &records).send().await;
        assert_eq!(answer.status, route.success(), "{}: {answer}", route.name());
    }
}

/// Whoever may bring a record back may not change it on this way. Requirement: ACS-6, ALL-4
#[tokio::test]
async fn to_restore_with_changes_takes_the_permission_to_change_too() {
    let (cloud, tenant, client) = setup().await;
    for (change, restore) in routes::of_changes() {
        let records = Records::create(&client).await;
        restore.prepare(&client, &records).await;
        let path = change.path(&records);
        let lacking = cloud.client_with(&tenant, &all_but(change.permission()));
        client.delete(&path).await.expect(200);
        let refused = restore.call(&lacking, &records).send().await.problem(403, "forbidden");
        assert_eq!(refused.json()["permission"], change.permission().as_str());
        restore.bare_call(&lacking, &records, "").json(&json!({})).send().await.expect(200);
        client.delete(&path).await.expect(200);
        let restored = restore.call(&client, &records).send().await.expect(200);
        assert!(restored.version() > 5, "it came back, and with its changes: {restored}");
    }
}

/// Commands without `Idempotency-Key` and with one have to ask the same: a recorded answer must not open a closed door. Requirement: ACS-6
#[tokio::test]
async fn a_recorded_answer_is_closed_to_who_lost_the_permission() {
    let (cloud, tenant, client) = setup().await;
    for route in routes::all().iter().filter(|route| route.is_command()) {
        let records = Records::create(&client).await;
        route.prepare(&client, &records).await;
        route.call(&client, &records).key(route.name()).send().await.expect(route.success());
        let lacking = cloud.client_with(&tenant, &all_but(route.permission()));
        route.call(&lacking, &records).key(route.name()).send().await.problem(403, "forbidden");
    }
}
