use super::*;

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect();
    Answer::new("GET /x".to_owned(), status, headers, body.as_bytes().to_vec())
}

/// Isolation is proven by comparing essences: one that leaves out too much would find every leak equal to nothing.
#[test]
fn an_essence_differs_in_whatever_a_client_can_see() {
    let one = answer(404, &[("etag", "\"1\"")], r#"{"code":"not_found","trace_id":"a1"}"#).essence();
    for other in [
        answer(403, &[("etag", "\"1\"")], r#"{"code":"not_found","trace_id":"a1"}"#),
        answer(404, &[("etag", "\"2\"")], r#"{"code":"not_found","trace_id":"a1"}"#),
        answer(404, &[], r#"{"code":"not_found","trace_id":"a1"}"#),
        answer(404, &[("etag", "\"1\"")], r#"{"code":"archived","trace_id":"a1"}"#),
        answer(404, &[("etag", "\"1\"")], r#"{"code": "not_found","trace_id":"a1"}"#),
        answer(404, &[("etag", "\"1\"")], ""),
    ] {
        assert_ne!(other.essence(), one, "{other}");
    }
}

/// What differs from request to request would make every two answers different, and the comparison would be given up.
#[test]
fn an_essence_leaves_out_what_belongs_to_the_moment() {
    let one = answer(404, &[("date", "now"), ("x-amzn-requestid", "1")], r#"{"code":"not_found","trace_id":"a1"}"#);
    let other = answer(404, &[("date", "later"), ("x-amzn-requestid", "2")], r#"{"code":"not_found","trace_id":"b2"}"#);
    assert_eq!(one.essence(), other.essence());
}

/// One that leaves out another id than the one that was asked for would hide whose it is.
#[test]
fn an_essence_about_an_id_leaves_out_that_id_alone() {
    let named = |id: &str| answer(422, &[], &format!(r#"{{"ids":["{id}"]}}"#)).essence();
    assert_eq!(named("account_1").about("account_1"), named("account_2").about("account_2"));
    assert_ne!(named("account_3").about("account_1"), named("account_2").about("account_2"));
}
