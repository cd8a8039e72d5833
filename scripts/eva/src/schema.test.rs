use super::*;

const GOOD: &str = r#"{ "x-eva-isolation": "capsule", "type": "object", "properties": { "tenant_id": { "type": "string" }, "capsule_id": { "type": "string" }, "aggregate_type": { "const": "invoice" } }, "required": ["tenant_id", "capsule_id"] }"#;

fn refused(event_type: &str, text: &str, owner: &str, source: &str) -> String {
    item(event_type, 1, text, owner, source).unwrap_err().to_string()
}

/// Guards against a schema that is registered and cannot be used, or is used for events that may reach another tenant.
#[test]
fn only_a_schema_with_the_boundary_is_registered() {
    let item = item("InvoiceIssued", 1, GOOD, "billing", "acme.billing").unwrap();
    let said: Value = serde_json::from_str(&item.text).unwrap();
    assert_eq!(said["x-eva-source"], "acme.billing");
    assert!(!item.text.contains(": "), "one spelling: {}", item.text);
    assert!(refused("InvoiceIssued", r#"{"type":"object"}"#, "billing", "acme.billing").contains("x-eva-isolation"));
    assert!(refused("InvoiceIssued", "[]", "billing", "acme.billing").contains("no object of JSON"));
    let broken = r#"{"x-eva-isolation":"capsule","type":"objct"}"#;
    assert!(refused("InvoiceIssued", broken, "billing", "acme.billing").contains("no JSON Schema"));
}

/// Guards against a row in a table that relaxes what the code says of its own events, or lets another service speak for ours.
#[test]
fn our_own_types_and_sources_are_not_for_registration() {
    assert!(refused("AccountCreated", GOOD, "billing", "acme.billing").contains("comes with the code"));
    for source in ["eva.crm", "eva.governance", "aws.s3", "", "Acme", "acme billing"] {
        assert!(
            refused("InvoiceIssued", GOOD, "billing", source).contains("no name of an owner or a source"),
            "{source}"
        );
    }
    assert!(refused("InvoiceIssued", GOOD, "", "acme.billing").contains("no name"));
}

/// Guards against a file that says one source and a command that says another: one of them is a mistake.
#[test]
fn the_file_and_the_command_name_one_source() {
    let text = GOOD.replacen("{ ", r#"{ "x-eva-source": "acme.sales", "#, 1);
    assert!(refused("InvoiceIssued", &text, "billing", "acme.billing").contains("make them the same"));
    assert!(item("InvoiceIssued", 1, &text, "sales", "acme.sales").is_ok());
}

/// Guards against the type that alone among its relatives has no capsule, put on record with the blessing of a schema that asks for none.
#[test]
fn a_type_without_the_capsule_of_its_relatives_says_why() {
    let platform = GOOD.replace(r#""x-eva-isolation": "capsule""#, r#""x-eva-isolation": "platform""#);
    let platform = platform.replace(r#"["tenant_id", "capsule_id"]"#, r#"["tenant_id"]"#);
    let refusal = refused("RoleAssignmentCreated", &platform, "iam", "acme.iam");
    assert!(refusal.contains("x-eva-platform-reason") && refusal.contains("related types have it"), "{refusal}");
    let explained = platform.replacen("{ ", r#"{ "x-eva-platform-reason": "roles hold in the tenant", "#, 1);
    assert!(item("RoleAssignmentCreated", 1, &explained, "iam", "acme.iam").is_ok());
    let optional = GOOD.replace(r#"["tenant_id", "capsule_id"]"#, r#"["tenant_id"]"#);
    assert!(
        refused("InvoiceIssued", &optional, "billing", "acme.billing")
            .contains("`/properties/capsule_id` may be missing")
    );
}

/// Guards against a version that makes events of a capsule everybody's, or that cannot read what is on record.
#[test]
fn a_version_holds_what_the_registered_ones_promised() {
    let version = |number, text: &str| item("InvoiceIssued", number, text, "billing", "acme.billing").unwrap();
    let one = version(1, GOOD);
    let refused =
        |number, text: &str| holds(&version(number, text), std::slice::from_ref(&one)).unwrap_err().to_string();
    let platform = GOOD.replace(
        r#""x-eva-isolation": "capsule""#,
        r#""x-eva-isolation": "platform", "x-eva-platform-reason": "why not""#,
    );
    assert!(refused(2, &platform).contains("never become those of everybody"));
    let more = GOOD.replace(r#""capsule_id"]"#, r#""capsule_id", "amount"]"#);
    assert!(refused(2, &more).contains("cannot read events of the last one"));
    assert!(refused(1, &more).contains("a published version never changes"));
    holds(&version(2, GOOD), std::slice::from_ref(&one)).unwrap();
    holds(&one, std::slice::from_ref(&one)).unwrap();
    holds(&one, &[]).unwrap();
}

/// Guards against a version that is read from somewhere else in the name.
#[test]
fn type_and_version_are_the_file_s_name() {
    assert_eq!(name_of(Path::new("a/b/InvoiceIssued/12.json")).unwrap(), ("InvoiceIssued".to_owned(), 12));
    for path in [
        "1.json",
        "/1.json",
        "invoice/1.json",
        "Invoice/1",
        "Invoice/0.json",
        "Invoice/-1.json",
        "Invoice/x.json",
        "In voice/1.json",
        "Invoice/1.json/",
    ] {
        assert!(name_of(Path::new(path)).is_err() || path.ends_with('/'), "{path}");
    }
}
