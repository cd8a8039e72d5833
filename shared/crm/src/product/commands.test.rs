use serde_json::json;

use super::*;
use crate::given::user;

/// The longest text, one longer, and what else people and programs put into a field: taken or refused as the page of the limits says, in
/// a creation and in a change alike. Requirement: PRO-1, ALL-3, ALL-7
#[test]
fn every_field_is_taken_up_to_its_limit_and_no_further() {
    let tags = |count: usize| (0..count).map(|n| format!("t{n}")).collect::<Vec<_>>();
    let unusual = ["\u{202e}rtl \u{5d0}\u{5d1}", "🦀🧑🏽‍🚀", "e\u{301}\u{323}", "ｆｕｌｌ", "a\u{200d}b"];
    let mut cases = vec![
        (json!({"sku": "A"}), true),
        (json!({"sku": "A".repeat(limits::SKU)}), true),
        (json!({"sku": "A".repeat(limits::SKU + 1)}), false),
        (json!({"sku": ""}), false),
        (json!({"sku": "Ä"}), false),
        (json!({"sku": "a b"}), false),
        (json!({"sku": 1}), false),
        (json!({"description": "ä".repeat(limits::LONG_TEXT)}), true),
        (json!({"description": "ä".repeat(limits::LONG_TEXT + 1)}), false),
        (json!({"description": "two\nlines"}), true),
        (json!({"description": " "}), false),
        (json!({"kind": "goods"}), true),
        (json!({"kind": "service"}), true),
        (json!({"kind": "subscription"}), true),
        (json!({"kind": "Goods"}), false),
        (json!({"kind": "bundle"}), false),
        (json!({"tags": tags(0)}), true),
        (json!({"tags": tags(limits::TAGS)}), true),
        (json!({"tags": tags(limits::TAGS + 1)}), false),
        (json!({"tags": ["x".repeat(limits::TAG)]}), true),
        (json!({"tags": ["x".repeat(limits::TAG + 1)]}), false),
        (json!({"tags": "x"}), false),
        (json!({"status": "active"}), false),
        (json!({"prices": []}), false),
        (json!({"owner_id": user('2')}), false),
    ];
    for field in ["name", "unit", "family"] {
        cases.extend([
            (json!({ field: "x" }), true),
            (json!({ field: "ä".repeat(limits::SHORT_TEXT) }), true),
            (json!({ field: "ä".repeat(limits::SHORT_TEXT + 1) }), false),
            (json!({ field: "" }), false),
            (json!({ field: " \u{200b}" }), false),
            (json!({ field: "two\nlines" }), false),
            (json!({ field: "\u{0}" }), false),
            (json!({ field: ["x"] }), false),
        ]);
        cases.extend(unusual.map(|text| (json!({ field: text }), true)));
    }
    for (fields, taken) in cases {
        let mut wish = json!({"sku": "X", "name": "x", "kind": "goods", "unit": "piece"});
        wish.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        assert_eq!(serde_json::from_value::<CreateProduct>(wish).is_ok(), taken, "created with {fields}");
        assert_eq!(serde_json::from_value::<ChangeProduct>(fields.clone()).is_ok(), taken, "changed to {fields}");
    }
    for missing in ["sku", "name", "kind", "unit"] {
        let mut wish = json!({"sku": "X", "name": "x", "kind": "goods", "unit": "piece"});
        wish.as_object_mut().expect("an object").remove(missing);
        assert!(serde_json::from_value::<CreateProduct>(wish).is_err(), "without {missing}");
    }
}
