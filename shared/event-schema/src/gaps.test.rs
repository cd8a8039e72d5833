use serde_json::json;

use super::*;

fn gaps(name: &str, schema: &Value) -> Vec<String> {
    let file = SchemaFile { path: format!("events/schemas/{name}/1.json"), text: schema.to_string() };
    let registry = Registry::embedded().expect("the committed files");
    registry.gaps(&file).into_iter().map(|gap| format!("{} {}", gap.pointer, gap.reason)).collect()
}

fn schema(isolation: &str, required: &[&str], capsule: &Value) -> Value {
    json!({
        "x-eva-isolation": isolation,
        "type": "object",
        "properties": {
            "tenant_id": { "type": "string" }, "capsule_id": capsule, "aggregate_type": { "const": "invoice" },
        },
        "required": required,
    })
}

/// The mistake that this product is about: a type beside seven others of its kind that carry a capsule, and it alone does not. That somebody
/// registered it makes it no better.
#[test]
fn a_registered_type_is_held_against_its_relatives() {
    let text = json!({ "type": "string" });
    let without = gaps("RoleAssignmentCreated", &schema("platform", &["tenant_id"], &text));
    let [gap] = without.as_slice() else { panic!("{without:?}") };
    assert!(gap.starts_with("/x-eva-platform-reason is not there"), "{gap}");
    assert!(gap.ends_with("related types have it"), "{gap}");

    let mut explained = schema("platform", &["tenant_id"], &text);
    for (reason, gaps_left) in [(json!(" "), 1), (json!(true), 1), (json!("a role holds in the whole tenant"), 0)] {
        explained["x-eva-platform-reason"] = reason;
        assert_eq!(gaps("RoleAssignmentCreated", &explained).len(), gaps_left);
    }
}

/// A boundary field that may be left out is one that somebody will leave out.
#[test]
fn a_boundary_field_is_required_and_never_null() {
    let text = json!({ "type": "string" });
    assert_eq!(gaps("InvoiceIssued", &schema("capsule", &["tenant_id", "capsule_id"], &text)), [""; 0]);
    let optional = gaps("InvoiceCreated", &schema("capsule", &["tenant_id"], &text));
    assert!(optional[0].starts_with("/properties/capsule_id may be missing"), "{optional:?}");
    assert!(optional[0].ends_with("related types have it"), "{optional:?}");
    let nullable = schema("capsule", &["tenant_id", "capsule_id"], &json!({ "type": ["string", "null"] }));
    assert!(gaps("InvoiceIssued", &nullable)[0].starts_with("/properties/capsule_id may be null"));
    let nothing = json!({ "x-eva-isolation": "capsule", "type": "object" });
    assert_eq!(gaps("InvoiceIssued", &nothing).len(), 3, "and no kind of aggregate");
    let number = schema("capsule", &["tenant_id", "capsule_id"], &json!({ "type": "integer" }));
    assert!(gaps("InvoiceIssued", &number)[0].starts_with("/properties/capsule_id is no text"));
    assert_eq!(gaps("InvoiceIssued", &json!({ "x-eva-isolation": "tenant" })).len(), 1);
    assert_eq!(gaps("InvoiceIssued", &json!([])).len(), 1);
}

/// A schema that no event can ever fit stays on record, and no right one may follow it: it would take more than before.
#[test]
fn a_schema_is_called_what_it_says() {
    let good = schema("capsule", &["tenant_id", "capsule_id"], &json!({ "type": "string" }));
    let with = |field: &str, value: Value| {
        let mut schema = good.clone();
        schema["properties"][field] = json!({ "const": value });
        gaps("InvoiceIssued", &schema)
    };
    assert_eq!(with("event_type", json!("InvoiceIssued")), [""; 0]);
    assert_eq!(with("schema_version", json!(1)), [""; 0]);
    assert!(
        with("event_type", json!("Other"))[0]
            .starts_with("/properties/event_type is another constant than \"InvoiceIssued\"")
    );
    assert!(with("schema_version", json!(7))[0].starts_with("/properties/schema_version is another constant than 1"));
    assert!(
        with("aggregate_type", json!("In voice"))[0].starts_with("/properties/aggregate_type has to be a constant")
    );
    assert!(gaps("invoice-issued", &good)[0].contains("is no schema file"));
}
