use proptest::prelude::*;
use serde_json::json;

use super::{field_path, is_event_type, path_pattern, shape};

/// A map keyed by what people typed would put an email address into logs and records.
#[test]
fn a_name_that_is_no_field_name_is_not_repeated() {
    for (pointer, path) in [
        ("", ""),
        ("/data/phones/3/number", "/data/phones/3/number"),
        ("/data/ada@example.com", "/data/*"),
        ("/data/Ada Lovelace/x", "/data/*/x"),
        ("/data/4917612345678", "/data/*"),
        ("/data/a~1b", "/data/*"),
        ("/data/alice_miller_1980", "/data/*"),
        ("/data/contact_010q1c2d3e4f5g6h7j8k9m0npq", "/data/*"),
        ("/data/address_line2/sha256", "/data/address_line2/sha256"),
        ("/data/$enc", "/data/$enc"),
        ("/data//x", "/data/*/x"),
    ] {
        assert_eq!(field_path(pointer), path);
    }
}

/// Two hundred lines with one mistake would be two hundred records and announcements.
#[test]
fn an_index_does_not_make_another_mistake() {
    assert_eq!(path_pattern("/data/lines/7/amount"), path_pattern("/data/lines/12/amount"));
    assert_ne!(path_pattern("/data/lines/7/amount"), path_pattern("/data/lines/7/sku"));
}

/// Whatever somebody puts where a type belongs must not reach a log or a metric.
#[test]
fn only_a_name_is_taken_as_an_event_type() {
    assert!(is_event_type("AccountCreated"));
    let long = "A".repeat(65);
    for text in ["", "accountCreated", "Account Created", "Ada@example.com", "1Account", "Ünder", &long] {
        assert!(!is_event_type(text), "{text}");
    }
}

/// A type and a length tell a developer enough.
#[test]
fn a_shape_says_type_and_size() {
    let shapes = [json!(null), json!(true), json!(3), json!(3.5), json!("añb"), json!([1, 2]), json!({"a": 1})];
    let words: Vec<_> = shapes.iter().map(|value| shape(Some(value))).collect();
    assert_eq!(
        words.join(", "),
        "null, boolean, integer, number, string of 3 characters, array of 2 items, object of 1 fields"
    );
    assert_eq!(shape(None), "nothing");
}

proptest! {
    /// No text of any length or alphabet may pass a path unchanged unless it is a plain field name.
    #[test]
    fn a_path_has_plain_segments_only(pointer in "(/[^/]{0,80}){0,6}") {
        let path = field_path(&pointer);
        prop_assert!(path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_$*".contains(&b)), "{path}");
        prop_assert_eq!(path.matches('/').count(), pointer.matches('/').count());
    }
}
