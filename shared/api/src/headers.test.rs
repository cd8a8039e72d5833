use http::Request;

use super::*;

async fn read<T: FromRequestParts<(), Rejection = Problem>>(name: &str, values: &[&[u8]]) -> Result<T, Problem> {
    let request = values.iter().fold(Request::get("/"), |request, value| request.header(name, *value));
    T::from_request_parts(&mut request.body(()).unwrap().into_parts().0, &()).await
}

/// Guards against a condition that is silently ignored: then a lost update looks like a success.
/// Requirement: ALL-9.
#[tokio::test]
async fn if_match_is_one_strong_tag_or_refused() {
    for (values, expected) in
        [(&[][..], None), (&[b"*" as &[u8]], None), (&[b"\"3\""], Some(3)), (&[b" \"0\" "], Some(0))]
    {
        assert_eq!(read::<IfMatch>("if-match", values).await.unwrap(), IfMatch(expected));
    }
    let too_large: &[u8] = b"\"18446744073709551616\"";
    for values in [
        &[b"3" as &[u8]][..],
        &[b"W/\"3\""],
        &[b"\"3\", \"4\""],
        &[b"\"3\"", b"\"3\""],
        &[b"\"03\""],
        &[b"\"+3\""],
        &[b"\"\""],
        &[b"\""],
        &[b""],
        &[b"\"3"],
        &[b"*, *"],
        &[b"\xff"],
        &[too_large],
    ] {
        let problem = read::<IfMatch>("if-match", values).await.unwrap_err();
        assert_eq!((problem.status().as_u16(), problem.code()), (400, "invalid_header"), "{values:?}");
        assert_eq!(problem.body()["errors"][0]["header"], "If-Match");
    }
}

/// Guards against two requests that share a key by accident, and against keys that a proxy has joined.
/// Requirement: ALL-9.
#[tokio::test]
async fn an_idempotency_key_has_a_closed_alphabet() {
    let longest = "k".repeat(255);
    for (value, key) in [("a-Z.0_9~:", "a-Z.0_9~:"), ("\"abc\"", "abc"), (&longest, &longest)] {
        let read = read::<IdempotencyKey>("idempotency-key", &[value.as_bytes()]).await.unwrap();
        assert_eq!(read, IdempotencyKey(Some(key.to_owned())));
    }
    assert_eq!(read::<IdempotencyKey>("idempotency-key", &[]).await.unwrap(), IdempotencyKey(None));
    let too_long = "k".repeat(256);
    for values in
        [&["a", "a"][..], &["a,a"], &["a, a"], &[""], &["\"\""], &["a b"], &["\"a"], &["ä"], &["a#b"], &[&too_long]]
    {
        let values: Vec<&[u8]> = values.iter().map(|value| value.as_bytes()).collect();
        let problem = read::<IdempotencyKey>("idempotency-key", &values).await.unwrap_err();
        assert_eq!(problem.body()["errors"][0]["header"], "Idempotency-Key", "{values:?}");
    }
}

/// Guards against tags that clients send back in a form we refuse.
#[tokio::test]
async fn an_etag_reads_back_as_if_match() {
    for version in [0, 3, u64::MAX] {
        let read = read::<IfMatch>("if-match", &[etag(version).as_bytes()]).await.unwrap();
        assert_eq!(read, IfMatch(Some(version)));
    }
}
