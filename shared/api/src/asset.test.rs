use axum::body::Body;
use http_body_util::BodyExt as _;

use super::*;

async fn get(asset: &Asset, tags: &[&str]) -> (u16, HeaderMap, String) {
    let mut request = HeaderMap::new();
    for tag in tags {
        request.append(header::IF_NONE_MATCH, tag.parse().unwrap());
    }
    let (parts, body): (_, Body) = asset.serve(&request).into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    (parts.status.as_u16(), parts.headers, String::from_utf8(body).unwrap())
}

/// Guards against clients that load a long list every time, or keep one that has changed.
/// Requirement: REF-1.
#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let asset = Asset::new("text/plain", "private, max-age=60", "text").with_header(header::VARY, "x".parse().unwrap());
    let (status, headers, body) = get(&asset, &[]).await;
    assert_eq!((status, body.as_str()), (200, "text"));
    for (name, value) in [
        ("content-type", "text/plain"),
        ("cache-control", "private, max-age=60"),
        ("x-content-type-options", "nosniff"),
        ("vary", "x"),
    ] {
        assert_eq!(headers[name], value);
        assert_eq!(headers.get_all(name).iter().count(), 1, "{name}");
    }
    let tag = headers["etag"].to_str().unwrap().to_owned();
    assert!(tag.starts_with('"') && tag.len() == 45, "a strong tag: {tag}");
    let (weak, listed) = (format!("W/{tag}"), format!("\"other\", {tag}"));
    for tags in [&[tag.as_str()][..], &[&weak], &[&listed], &["*"], &["\"other\"", &tag]] {
        let (status, headers, body) = get(&asset, tags).await;
        assert_eq!((status, body.as_str(), headers["etag"].to_str().unwrap()), (304, "", tag.as_str()), "{tags:?}");
        assert_eq!(
            (&headers["cache-control"], headers.get("content-type")),
            (&"private, max-age=60".parse().unwrap(), None)
        );
    }
    for tags in [&["\"other\""][..], &[tag.trim_matches('"')], &[""]] {
        assert_eq!(get(&asset, tags).await.0, 200, "{tags:?}");
    }
    assert_ne!(get(&Asset::new("text/plain", "no-store", "another"), &[]).await.1["etag"], headers["etag"]);
}
