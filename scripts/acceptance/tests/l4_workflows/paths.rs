//! Paths that mean two things, or nothing.

use std::time::SystemTime;

use acceptance::{Tenant, raw, tenant::fresh};

use super::{create, path, setup};

/// An encoded path that one layer reads as one record and the next layer as another lets a request reach what was never checked.
#[tokio::test]
async fn a_path_that_can_be_read_in_two_ways_reaches_nothing() {
    let (cloud, tenant, client) = setup().await;
    let token = cloud.sign(&cloud.token_args(&tenant), SystemTime::now());
    let id = create(&client, "Secret").await.id();
    let tricks = [
        "/accounts/%2e%2e/x".to_owned(),
        "/accounts/..%2fx".to_owned(),
        "/accounts/x/%2e%2e/%2e%2e/accounts".to_owned(),
        format!("/accounts/x/%2e%2e/{id}"),
        format!("/accounts/x/../{id}"),
        format!("/accounts/./{id}"),
        format!("/accounts/%2e/{id}"),
        format!("/accounts//{id}"),
        format!("/accounts/{id}/"),
        format!("/accounts/{id}//"),
        format!("/accounts/{id}%2f"),
        format!("/accounts/{id}%23"),
        format!("/accounts/{id}%3f"),
        format!("/accounts/{id}%3Fx=1"),
        format!("/accounts/{id}%00"),
        format!("/accounts/{id}%20"),
        format!("/accounts/{id}%0a"),
        format!("/accounts/{id}%5c"),
        format!("/accounts/{id};x"),
        format!("/accounts/{id}%ff"),
        format!("/accounts/{id}%c0%af"),
        format!("/accounts/{id}%252f"),
        format!("/accounts/x%2f%2e%2e%2f{id}"),
        format!("//accounts/{id}"),
        format!("/accounts/{}", id.to_uppercase()),
        format!("/ACCOUNTS/{id}"),
        format!("/accounts/{id}.json"),
    ];
    for trick in tricks {
        let (status, answer) = raw::get(cloud.url(), &trick, &token).await;
        assert!((400..500).contains(&status), "`{trick}`: {answer}");
        assert!(!answer.contains("Secret"), "`{trick}`: {answer}");
    }
    // The same way of asking reaches what is asked for plainly: the refusals above are not those of a broken request.
    let (status, answer) = raw::get(cloud.url(), &path(&id), &token).await;
    assert!(status == 200 && answer.contains("Secret"), "{answer}");
}

/// A path that the gateway decodes before anybody sees it names what its plain form names: for its owner the record, for a neighbour the
/// same nothing as ever. (RFC 3986 section 2.3 wants it for letters; the local gateway does it with slashes too, AWS does not.)
#[tokio::test]
async fn a_path_that_the_gateway_decodes_names_what_its_plain_form_names() {
    let (cloud, tenant, client) = setup().await;
    let id = create(&client, "Secret").await.id();
    let letters = id.replacen('a', "%61", 1);
    for encoded in [format!("/accounts/{letters}"), format!("/%61ccounts/{id}"), format!("/accounts%2f{id}")] {
        let token = cloud.sign(&cloud.token_args(&tenant), SystemTime::now());
        let (status, answer) = raw::get(cloud.url(), &encoded, &token).await;
        assert!((400..500).contains(&status) || answer.contains(&id), "`{encoded}`: {answer}");
        for neighbour in [tenant.in_another_capsule(), Tenant { tenant_id: fresh(), ..tenant }] {
            let token = cloud.sign(&cloud.token_args(&neighbour), SystemTime::now());
            let (status, answer) = raw::get(cloud.url(), &encoded, &token).await;
            assert!((400..500).contains(&status) && !answer.contains("Secret"), "`{encoded}`: {answer}");
        }
    }
}

/// What is not there is said in the same form as everything else, and a method that is not there names those that are. Requirement: ALL-7
#[tokio::test]
async fn an_unknown_route_is_a_problem_and_a_wrong_method_names_the_right_ones() {
    let (_, _, client) = setup().await;
    let id = create(&client, "Acme").await.id();
    for unknown in
        ["/accounts/x/y/z".to_owned(), format!("/accounts/{id}/frobnicate"), format!("/accounts/{id}/events/x")]
    {
        client.get(&unknown).await.problem(404, "not_found");
    }
    for (method, below, allowed) in [
        ("PATCH", String::new(), vec!["GET", "POST"]),
        ("DELETE", String::new(), vec!["GET", "POST"]),
        ("POST", format!("/{id}"), vec!["DELETE", "GET", "PATCH"]),
        ("GET", format!("/{id}/activate"), vec!["POST"]),
        ("DELETE", format!("/{id}/assign"), vec!["POST"]),
    ] {
        let refused = client.request(method, &format!("/accounts{below}")).send().await;
        let refused = refused.problem(405, "method_not_allowed");
        let mut allow: Vec<_> = refused.header("allow").expect("Allow").split(',').map(str::trim).collect();
        // GET brings HEAD with it.
        allow.retain(|method| *method != "HEAD");
        allow.sort_unstable();
        assert_eq!(allow, allowed, "{method} /accounts{below}");
    }
    // A method that no route of the template takes is refused by the gateway, in its own form.
    for method in ["PUT", "TRACE", "PROPFIND"] {
        let answer = client.request(method, &path(&id)).send().await;
        assert!([401, 403, 404, 405].contains(&answer.status), "{answer}");
    }
}
