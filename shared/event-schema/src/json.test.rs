use proptest::prelude::*;
use serde_json::{Value, json};

use super::parse;

/// A parser that keeps the last of two values lets one consumer see another event than the next.
#[test]
fn a_name_twice_is_noticed_at_its_place() {
    let document = parse(r#"{"a":1,"data":{"x":[{"k":1},{"k":1,"k":2}]},"a":2}"#).expect("JSON");
    assert_eq!(document.duplicates, ["/data/x/1/k", "/a"]);
    assert_eq!(document.value, json!({"a": 2, "data": {"x": [{"k": 1}, {"k": 2}]}}));
}

/// Text that is almost JSON, or nested to exhaust the stack, must be an answer and not a crash.
#[test]
fn what_is_not_json_is_an_error() {
    let deep = "[".repeat(100_000);
    for text in ["", "{", "{\"a\":1} x", "nul", "\u{feff}{}", "{\"a\":1e999}", &deep] {
        assert!(parse(text).is_err());
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(".{0,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// The check must see the same event as everybody else's parser.
    #[test]
    fn it_reads_what_serde_json_reads(value in any_json()) {
        let text = value.to_string();
        let document = parse(&text).expect("JSON");
        prop_assert_eq!(document.value, serde_json::from_str::<Value>(&text).expect("JSON"));
        prop_assert!(document.duplicates.is_empty());
    }
}
